// SPDX-License-Identifier: Apache-2.0
// Trace: from the marks that an officer read to the weapons that could bear them, their story, and whom to ask.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "app/proofmark.h"
#include "app/trace_question.h"
#include "app/weapon_story.h"
#include "match/marks/mark_search.h"
#include "match/marks/reading_json.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// The story of the first candidate is told from this probability on: where a person would look at it.
constexpr double kStoryLeast = 0.6;
// With records that nobody has confirmed, from this probability on that they are of the same weapon.
constexpr double kAssumedLeast = 0.9;
constexpr double kBitsToLog10 = 0.301029995663981;

double Rounded(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

Json FieldJson(const char* name, const match::DescribedField& field) {
  return {{"field", name},
          {"text", field.text},
          {"code", field.resolved() ? Json(field.code) : Json(nullptr)},
          {"resolved", field.resolved()}};
}

Json FieldsJson(const TraceQuestion& question) {
  const match::MarkQuery& query = question.query;
  Json out = Json::array();
  for (const auto& [name, field] : {std::pair{"type", &query.type},
                                    {"make", &query.make},
                                    {"model", &query.model},
                                    {"calibre", &query.calibre},
                                    {"country", &query.made_country},
                                    {"import_country", &query.import_country}}) {
    if (!field->text.empty()) out.push_back(FieldJson(name, *field));
  }
  if (question.item.importer) {
    out.push_back({{"field", "importer"}, {"text", *question.item.importer}, {"code", nullptr}, {"resolved", false}});
  }
  if (!query.year.empty()) {
    out.push_back({{"field", "year"}, {"text", query.year}, {"code", nullptr}, {"resolved", false}});
  }
  return out;
}

match::MarkedWeapon MarkedWeaponOf(const TraceQuestion& question, base::Instant now) {
  const match::MarkQuery& query = question.query;
  match::MarkedWeapon weapon;
  weapon.make = query.make.known();
  weapon.make_text = query.make.text;
  weapon.model_text = query.model.text;
  weapon.calibre = query.calibre.known();
  weapon.type = query.type.known();
  if (query.year.size() == 4 && query.year.find_first_not_of("0123456789") == std::string::npos) {
    weapon.year = std::stoi(query.year);
  }
  weapon.known_year = std::stoi(now.ToText().substr(0, 4));
  return weapon;
}

Json StatusJson(const trace::OwnerStatus& status) {
  return {{"owner", status.owner}, {"status", status.status}, {"as_of", status.as_of}};
}

// What a search without a number must say: that it is one. What a false number leads to is another weapon.
void Warn(Json& warnings, std::string_view code, const base::Sentence& text) {
  warnings.push_back({{"code", code}, {"text", text.english()}, {"said", text.said()}});
}

void WarnOfState(const TraceQuestion& question, Json& warnings) {
  for (const match::MarkReading& number : question.query.marks) {
    if (number.treatment != match::Treatment::kAltered) continue;
    Warn(warnings, "altered_number",
         base::Say("altered_number",
                   "{mark} was put there in place of another number: a match says whose number it is, not whose "
                   "weapon; a laboratory may make the first one visible",
                   {{"mark", number.pattern}}));
  }
  if (!question.query.marks.empty()) return;
  if (question.marks.empty()) {
    Warn(warnings, "description_only",
         base::Say("description_only", "no mark was given: the search is by description, which many weapons share"));
    return;
  }
  const match::FieldState state = question.marks.front().reading.state;
  Warn(warnings, "no_number",
       state == match::FieldState::kObliterated
           ? base::Say("number_removed",
                       "the number was removed or cannot be read: the search is by description. A laboratory may make "
                       "it visible; look for further numbers on frame, slide, barrel and under grips")
       : state == match::FieldState::kAbsent
           ? base::Say("bears_no_number", "the weapon bears no number: the search is by description")
           : base::Say("field_without_number",
                       "the field says no number: look at the weapon, not at the paper, and read it again"));
}

}  // namespace

// The marks and fields as they were understood, what the numbers tell by their form, and the classic mistakes.
Json Proofmark::UnderstoodJson(const TraceQuestion& question) const {
  const match::MarkedWeapon weapon = MarkedWeaponOf(question, clock_.Now());
  Json marks = Json::array();
  Json decoded = Json::array();
  Json warnings = Json::array();
  WarnOfState(question, warnings);
  if (question.numbers_left_out > 0) {
    Warn(warnings, "too_long",
         base::Say("number_too_long",
                   "a number of more than {count} characters was not searched for; give it apart from what stands "
                   "beside it",
                   {{"count", match::kPatternSymbolsMax}}));
  }
  for (const QuestionMark& mark : question.marks) {
    Json read = match::ToJson(mark.reading);
    read["kind"] = mark.kind;
    read["text"] = mark.text;
    marks.push_back(std::move(read));
    for (const match::MarkReading& number : mark.reading.serials) {
      for (const match::Decoded& one : grammar_->Decode(number, weapon)) {
        decoded.push_back(
            {{"rule", one.rule}, {"says", one.says}, {"source", one.source}, {"fits", match::ToText(one.fits)}});
      }
    }
    for (const match::Warning& one : grammar_->Warn(mark.reading, weapon)) {
      Warn(warnings, one.code, one.text);
    }
  }
  return {{"read", {{"marks", std::move(marks)}, {"fields", FieldsJson(question)}}},
          {"decoded", std::move(decoded)},
          {"warnings", std::move(warnings)}};
}

Result<Json> Proofmark::CandidateJson(WeaponStory& story, const match::Candidate& candidate,
                                      std::vector<model::ThingId>& shown) {
  std::vector<model::ThingId> records;
  for (const match::CandidateRecord& one : candidate.records) {
    PM_ASSIGN(model::ThingId id, model::ThingId::Parse(one.record));
    records.push_back(std::move(id));
  }
  Json out = {{"weapon", WeaponStory::NameOf(records)},
              {"record", candidate.best.record},
              {"source_id", candidate.best.source_id},
              {"owner", candidate.best.owner},
              {"records", Json::array()},
              {"proposed_same", Json::array()},
              {"probability", Rounded(candidate.probability, 1e6)},
              {"band", candidate.band},
              {"alert", candidate.alert},
              {"log10_lr", Rounded(candidate.score * kBitsToLog10, 1e4)},
              {"score", candidate.score},
              {"evidence", Json::array()},
              {"status", Json::array()}};
  for (std::size_t i = 0; i < records.size(); ++i) {
    PM_ASSIGN(std::vector<trace::OwnerStatus> status, story.StatusOf({records[i]}));
    out["records"].push_back({{"record", candidate.records[i].record},
                              {"source_id", candidate.records[i].source_id},
                              {"owner", candidate.records[i].owner},
                              {"status", status.front().status},
                              {"as_of", status.front().as_of}});
  }
  for (const match::CandidateRecord& one : candidate.proposed_same) {
    PM_ASSIGN(model::ThingId id, model::ThingId::Parse(one.record));
    // A theft may stand in the register of an authority that nobody has linked yet.
    PM_ASSIGN(std::vector<trace::OwnerStatus> status, story.StatusOf({id}));
    out["proposed_same"].push_back({{"record", one.record},
                                    {"source_id", one.source_id},
                                    {"owner", one.owner},
                                    {"probability", Rounded(one.probability, 1e4)},
                                    {"status", status.front().status},
                                    {"as_of", status.front().as_of}});
    shown.push_back(std::move(id));
  }
  for (const match::Evidence& one : candidate.evidence) out["evidence"].push_back(match::ToJson(one));
  PM_ASSIGN(std::vector<trace::OwnerStatus> status, story.StatusOf(records));
  for (const trace::OwnerStatus& one : status) out["status"].push_back(StatusJson(one));
  std::move(records.begin(), records.end(), std::back_inserter(shown));
  return out;
}

// The story of the first candidate, or of the record that was asked about, as it would be if the records that are very
// probably of the same weapon were: `assumes` names those that nobody has confirmed. `show` tells what is confirmed.
Result<Json> Proofmark::StoryJson(WeaponStory& story, const TraceQuestion& question,
                                  const std::vector<match::Candidate>& candidates, std::vector<model::ThingId>& shown) {
  std::vector<model::ThingId> records;
  if (question.record) {
    PM_ASSIGN(records, story.RecordsOf(*question.record));
  }
  std::vector<std::string> probable;
  if (!candidates.empty() && candidates.front().probability >= kStoryLeast) {
    for (const match::CandidateRecord& one : candidates.front().records) probable.push_back(one.record);
    for (const match::CandidateRecord& one : candidates.front().proposed_same) {
      if (one.probability >= kAssumedLeast) probable.push_back(one.record);
    }
  }
  const std::size_t confirmed =
      question.record ? 0 : std::min(probable.size(), candidates.empty() ? 0 : candidates.front().records.size());
  Json assumes = Json::array();
  for (std::size_t i = 0; i < probable.size(); ++i) {
    PM_ASSIGN(model::ThingId id, model::ThingId::Parse(probable[i]));
    if (std::find(records.begin(), records.end(), id) != records.end()) continue;
    records.push_back(std::move(id));
    if (i >= confirmed) assumes.push_back(probable[i]);
  }
  if (records.empty()) return Json(nullptr);
  PM_ASSIGN(trace::Custody custody, story.Tell(records));
  Json out = trace::ToJson(custody);
  std::vector<model::ThingId> held(records.begin(), records.end() - static_cast<std::ptrdiff_t>(assumes.size()));
  out["weapon"] = WeaponStory::NameOf(held);
  out["assumes"] = std::move(assumes);
  std::move(records.begin(), records.end(), std::back_inserter(shown));
  return out;
}

// Whom to ask where no record tells the story: the country of manufacture, by what was said of the weapon.
Json Proofmark::AskByDescription(const TraceQuestion& question) const {
  trace::CustodyQuestion custody;
  const match::MarkQuery& query = question.query;
  custody.about.type = query.type.known();
  custody.about.make = query.make.known();
  custody.about.made_country = query.made_country.known();
  custody.about.import_country = query.import_country.known();
  custody.about.make_country = CountryOfMake(words_, custody.about.make);
  Json out = Json::array();
  for (const trace::Ask& ask : trace::TellCustody(words_, std::move(custody)).ask) out.push_back(trace::ToJson(ask));
  return out;
}

Result<Json> Proofmark::TraceQuery(const Asking& asking, const store::View& view, const TraceQuestion& question,
                                   const std::string& words) {
  const auto started = std::chrono::steady_clock::now();
  PM_ASSIGN(MarkSearcher * searcher, Searcher(MarkSearcher::Wait::kNotForMuch));
  match::MarkAnswer answer;
  answer.none_probability = 1 - question.query.prior_present;
  Json searched = Json::array();
  // A number that was removed, and not a word of description: nothing to search by, and still an answer.
  if (match::SaysSomething(question.query)) {
    const auto lock = searcher->Lock();
    PM_ASSIGN(answer, match::Search(searcher->index(), view, words_, searcher->tables(), question.query));
    for (const match::Searched& one : answer.searched) {
      searched.push_back({{"owner", one.owner},
                          {"collection", "items"},
                          {"as_of", searcher->as_of(one.owner).ToText()},
                          {"records", one.records}});
    }
  }
  Json out = UnderstoodJson(question);
  out["ref"] = question.ref;
  out["searched"] = std::move(searched);
  out["none_probability"] = Rounded(answer.none_probability, 1e6);
  out["prior"] = {{"present", answer.prior_present}, {"source", "default"}};
  out["candidates"] = Json::array();
  out["ask"] = Json::array();
  WeaponStory story(words_, *store_, view);
  std::vector<model::ThingId> shown;
  for (const match::Candidate& candidate : answer.candidates) {
    PM_ASSIGN(Json json, CandidateJson(story, candidate, shown));
    out["candidates"].push_back(std::move(json));
  }
  PM_ASSIGN(Json custody, StoryJson(story, question, answer.candidates, shown));
  if (custody.is_object()) {
    out["ask"] = custody["ask"];
    out["custody"] = std::move(custody);
  }
  if (out["ask"].empty()) out["ask"] = AskByDescription(question);
  PM_TRY(RecordAccess(asking, "trace", shown, words));
  const auto spent = std::chrono::steady_clock::now() - started;
  out["micros"] = std::chrono::duration_cast<std::chrono::microseconds>(spent).count();
  return out;
}

Result<Json> Proofmark::ReadMarks(const Json& question) const {
  std::map<std::string, std::string> said = {{"text", ""}, {"type", ""}, {"language", ""}};
  Json ref = nullptr;
  for (const auto& [key, value] : question.items()) {
    if (key == "ref") {
      ref = value;
      continue;
    }
    if (!said.contains(key) || !value.is_string()) {
      return Error{Code::kInvalid, key + ": give ref, text, type and language, as texts", key};
    }
    said[key] = value.get<std::string>();
  }
  if (!question.contains("text")) return Error{Code::kInvalid, "text: missing", "text"};
  if (said["text"].size() > model::kMarkTextMax) {
    return Error{Code::kTooLarge, "text: more than " + std::to_string(model::kMarkTextMax) + " bytes", "text"};
  }
  const vocab::Resolved type = words_.Type(said["type"]);
  const std::string_view code =
      type.state == vocab::Resolution::kResolved ? std::string_view(type.code) : std::string_view();
  Json out =
      match::ToJson(searcher_->reader().Read({.text = said["text"], .type = code, .language = said["language"]}));
  out["ref"] = std::move(ref);
  return out;
}

Result<void> Proofmark::Watch(const Asking& asking, const TraceQuestion& question) {
  if (asking.actor.Is(Role::kConsole)) return {};
  std::vector<std::string> numbers;
  for (const match::MarkReading& one : question.query.marks) numbers.push_back(one.pattern);
  auto tell = [&](const std::string& finding) -> Result<void> {
    if (observer_.fishing_seen) observer_.fishing_seen(asking.actor.id, finding);
    return NoteAction(asking, asking.actor.authority, finding, 0, "");
  };
  switch (watch_->Note(asking.actor.id, numbers, asking.reason, clock_.Now())) {
    case QueryWatch::Finding::kNone:
      return {};
    case QueryWatch::Finding::kTooMany:
      PM_TRY(tell("too_many_questions"));
      [[fallthrough]];
    case QueryWatch::Finding::kStillTooMany:
      return Error{Code::kTooMany, "you have asked as many questions as one person may within an hour; wait", ""};
    case QueryWatch::Finding::kNeedsReason:
      return Error{Code::kForbidden,
                   "you ask for numbers one after the other, or for numbers of which hardly anything was read; say why "
                   "(Proofmark-Reason): it is written down and told to who watches",
                   "reason"};
    case QueryWatch::Finding::kAlarm:
      return tell("fishing_alarm");
  }
  return {};
}

Result<Json> Proofmark::Trace(const Asking& asking, const Json& question, const TraceOptions& options) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kTrace));  // who may not ask is told nothing of the question
  PM_ASSIGN(TraceQuestion read, ReadTraceQuestion(words_, searcher_->reader(), question));
  PM_TRY(Watch(asking, read));
  read.query.limit = options.limit;
  return TraceQuery(asking, view, read, base::JsonLine(question));
}

Result<Json> Proofmark::TraceRecord(const Asking& asking, const std::string& id, const TraceOptions& options) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kTrace));
  PM_TRY(Watch(asking, {}));
  PM_ASSIGN(std::vector<model::ThingId> found, FindRecords(view, id));
  if (found.size() != 1) {
    PM_TRY(RecordAccess(asking, "trace", {}, id));
    if (!found.empty()) {
      return Error{Code::kInvalid,
                   "\"" + id + "\" names " + std::to_string(found.size()) + " records; name one by its identifier",
                   "record"};
    }
    return Error{Code::kNotFound, "there is no record \"" + id + "\", or it is not for this reader", "record"};
  }
  PM_ASSIGN(MarkSearcher * searcher, Searcher());
  TraceQuestion question;
  question.ref = nullptr;
  {
    const auto lock = searcher->Lock();
    const std::optional<match::MarkIndex::Row> row = searcher->index().Find(found[0].ToText());
    if (!row) return Error{Code::kUnavailable, "the record is not in the index yet; try again", "record"};
    question.query = match::QueryOf(*row);
    PM_ASSIGN(store::StoredRecord record, store_->ReadRecord(view, found[0]));
    const std::string type = question.query.type.known();
    for (const store::MarkRow& mark : record.marks) {
      question.marks.push_back({mark.kind, mark.text, searcher->reader().Read({.text = mark.text, .type = type})});
    }
  }
  question.record = found[0];
  question.query.limit = options.limit;
  return TraceQuery(asking, view, question, id);
}

}  // namespace proofmark::app
