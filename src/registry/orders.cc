// SPDX-License-Identifier: Apache-2.0
#include "registry/orders.h"

#include <algorithm>
#include <utility>

#include "model/ids.h"
#include "model/staff_id.h"

namespace proofmark::registry {

using base::Json;
using base::Result;
using model::JsonReader;

namespace {

constexpr std::size_t kSubjectMax = 256;  // bytes of a text that names a thing

// The kinds of life event that each command records; the first is the default where there is one.
const std::vector<std::string>& RecoveryKinds() {
  static const std::vector<std::string> kinds = {"recovered", "captured", "found", "seized", "surrendered"};
  return kinds;
}
const std::vector<std::string>& TransferKinds() {
  static const std::vector<std::string> kinds = {"exported", "imported", "issued", "registered",
                                                 "returned", "sold",     "stored", "transferred"};
  return kinds;
}

std::string Listed(const std::vector<std::string>& words) {
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + word;
  return list;
}

void CheckOneOf(JsonReader& reader, std::string_view key, const std::string& word,
                const std::vector<std::string>& words) {
  if (std::find(words.begin(), words.end(), word) != words.end()) return;
  reader.Fail(key, Quoted(word) + ": one of " + Listed(words));
}

std::optional<std::string> TakeWord(JsonReader& reader, std::string_view key, const std::vector<std::string>& words) {
  std::optional<std::string> word = reader.OptionalText(key, 64);
  if (word) CheckOneOf(reader, key, *word, words);
  return word;
}

// A country is chosen, not spelled: what no table knows is a mistake that the officer can mend at once.
void CheckCountry(JsonReader& reader, const OrderContext& context, std::string_view key,
                  const std::optional<std::string>& text) {
  if (!text || context.words.Country(*text).state != vocab::Resolution::kUnresolved) return;
  reader.Fail(key, Quoted(*text) + " is no country that a table knows; give the two letters of ISO 3166-1");
}

Result<model::Description> ReadDescription(const OrderContext& context, const Json& json) {
  JsonReader reader(json, "item");
  model::Description item;
  item.type = TakeText(reader, "type", model::kFieldTextMax);
  item.make = TakeText(reader, "make", model::kFieldTextMax);
  item.model = TakeText(reader, "model", model::kFieldTextMax);
  item.calibre = TakeText(reader, "calibre", model::kFieldTextMax);
  item.made_country = TakeText(reader, "made_country", model::kFieldTextMax);
  item.importer = TakeText(reader, "importer", model::kFieldTextMax);
  item.import_country = TakeText(reader, "import_country", model::kFieldTextMax);
  item.year = TakeText(reader, "year", model::kFieldTextMax);
  item.days_to_crime = TakeText(reader, "days_to_crime", model::kFieldTextMax);
  CheckCountry(reader, context, "made_country", item.made_country);
  CheckCountry(reader, context, "import_country", item.import_country);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return item;
}

Result<model::Mark> ReadMark(const OrderContext& context, const Json& json, std::size_t n) {
  JsonReader reader(json, "marks[" + std::to_string(n) + "]");
  model::Mark mark;
  mark.kind = TakeCode(reader, context, "kind", "mark_kinds");
  mark.text = TakeRequiredText(reader, "text", model::kMarkTextMax);
  mark.pattern = TakeText(reader, "pattern", model::kMarkTextMax);
  mark.positions = reader.OptionalTexts("positions", model::kMarkPartsMax, 64);
  for (const std::string& position : mark.positions) {
    CheckCodeInUse(reader, context, "positions", "mark_positions", position);
  }
  mark.legibility = TakeWord(reader, "legibility", {"clear", "partial", "none"});
  mark.treatment = TakeWord(reader, "treatment", {"original", "restored", "altered", "unknown"});
  mark.method = TakeWord(reader, "method", {"eye", "photo", "chemical", "magnetic"});
  mark.date = TakeDate(reader, context, "date");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return mark;
}

ItemOrder TakeItem(JsonReader& reader, const OrderContext& context) {
  ItemOrder out;
  out.item = reader.Take("item", ReadDescription(context, reader.Object("item")));
  std::size_t n = 0;
  for (const Json& mark : reader.Array("marks", model::kMarksPerItemMax)) {
    out.marks.push_back(reader.Take("marks", ReadMark(context, mark, n++)));
  }
  if (out.marks.empty() && out.item == model::Description{}) {
    reader.Fail("item", "says nothing, and there is no mark; say at least one of them");
  }
  return out;
}

Result<model::Handling> ReadHandling(const OrderContext& context, const Json& json) {
  JsonReader reader(json, "handling");
  model::Handling handling;
  handling.codes = reader.OptionalTexts("codes", model::kCodesMax, 64);
  for (const std::string& code : handling.codes) CheckCodeInUse(reader, context, "codes", "handling_codes", code);
  handling.releasable_to = reader.OptionalTexts("releasable_to", model::kCodesMax, model::kAuthorityCodeMax);
  for (const std::string& authority : handling.releasable_to) {
    if (!model::CheckAuthorityCode(authority).ok()) {
      reader.Fail("releasable_to", Quoted(authority) + " is not an authority's code, like BR-RJ");
    }
  }
  const bool listed =
      std::find(handling.codes.begin(), handling.codes.end(), "releasable_to_listed") != handling.codes.end();
  if (listed && handling.releasable_to.empty())
    reader.Fail("releasable_to", "is missing, and codes says that it lists");
  if (!listed && !handling.releasable_to.empty()) {
    reader.Fail("releasable_to", "lists authorities, and codes does not have releasable_to_listed");
  }
  handling.onward = TakeCode(reader, context, "onward", "onward_rules");
  handling.review_at = reader.OptionalDate("review_at");
  handling.expires_at = reader.OptionalDate("expires_at");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return handling;
}

HandlingOrder TakeHandling(JsonReader& reader, const OrderContext& context) {
  const Json& json = reader.OptionalObject("handling");
  if (!json.is_object()) return {};
  return reader.Take("handling", ReadHandling(context, json));
}

// What every order about a life has: when and where, on which paper. Parties are taken by those that have them.
LifeOrder TakeLife(JsonReader& reader, const OrderContext& context, std::string kind) {
  LifeOrder life;
  life.kind = std::move(kind);
  life.date = TakeRequiredDate(reader, context, "date");
  life.place = TakeText(reader, "place", model::kFieldTextMax);
  life.from_party = TakeText(reader, "from_party", model::kFieldTextMax);
  life.document = TakeText(reader, "document", model::kFieldTextMax);
  life.notes = TakeText(reader, "notes", kNotesMax, TextForm::kLines);
  return life;
}

Result<model::Case> ReadCase(const OrderContext& context, const Json& json) {
  JsonReader reader(json, "case");
  model::Case one;
  one.reference = TakeRequiredText(reader, "reference", model::kCaseReferenceMax);
  if (auto date = TakeDate(reader, context, "date")) one.date = {date, date};
  one.place = TakeText(reader, "place", model::kFieldTextMax);
  one.offence = TakeText(reader, "offence", model::kFieldTextMax);
  one.terrorism = reader.OptionalBoolean("terrorism");
  one.linked = reader.OptionalTexts("linked", model::kLinkedCasesMax, model::kCaseReferenceMax);
  for (const std::string& linked : one.linked) CheckText(reader, "linked", linked);
  if (model::ThingId::Parse(one.reference).ok()) {
    reader.Fail("reference", "is an identifier; give the case's own reference");
  }
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return one;
}

// `done_at` is a date, which may be partial, or an instant.
void TakeStep(JsonReader& reader, const OrderContext& context, StepOrder& step) {
  step.done.step = TakeCode(reader, context, "step", "protocol_steps");
  const std::string at = reader.Text("done_at", 32);
  if (auto instant = base::Instant::Parse(at); instant.ok()) {
    step.done.done_at = *instant;
    step.day = reader.Take("done_at", base::PartialDate::Parse(at.substr(0, 10)));
  } else if (auto date = base::PartialDate::Parse(at); date.ok()) {
    step.day = *date;
  } else {
    reader.Fail("done_at", "must be a date like 2026-11-24, or an instant like 2026-11-24T13:45:00.000Z");
  }
  if (step.day.year != 0) CheckNotAhead(reader, context, "done_at", step.day.FirstDay());
  step.done.by = reader.Text("by", model::kActorMax);
  if (auto named = model::CheckStaffId(step.done.by, ""); !named.ok()) {
    reader.Fail("by", named.error().message.substr(2));  // the reader says which field
  }
  step.done.exhibit = TakeText(reader, "exhibit", model::kExhibitMax);
  step.note = TakeText(reader, "note", kNotesMax, TextForm::kLines);
}

Result<StepOrder> ReadStep(const OrderContext& context, const Json& json, std::size_t n) {
  JsonReader reader(json, "steps[" + std::to_string(n) + "]");
  StepOrder step;
  TakeStep(reader, context, step);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return step;
}

}  // namespace

Result<RecoveryOrder> ReadRecoveryOrder(const OrderContext& context, const Json& body) {
  JsonReader reader(body, "");
  RecoveryOrder order;
  order.one = reader.Take("case", ReadCase(context, reader.Object("case")));
  order.what = TakeItem(reader, context);
  const std::string kind = TakeWord(reader, "kind", RecoveryKinds()).value_or(RecoveryKinds().front());
  order.life = TakeLife(reader, context, kind);
  order.life.to_party = TakeText(reader, "to_party", model::kFieldTextMax);
  std::size_t n = 0;
  for (const Json& step : reader.OptionalArray("steps", kStepsMax)) {
    order.steps.push_back(reader.Take("steps", ReadStep(context, step, n++)));
  }
  order.handling = TakeHandling(reader, context);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<ReportOrder> ReadReportOrder(const OrderContext& context, const std::string& kind, const Json& body) {
  JsonReader reader(body, "");
  ReportOrder order;
  order.record = TakeText(reader, "record", kSubjectMax);
  if (order.record && (reader.Has("item") || reader.Has("marks"))) {
    reader.Fail("record", "is there, and item or marks too; name a record, or describe a new one");
  }
  if (!order.record) order.what = TakeItem(reader, context);
  order.life = TakeLife(reader, context, kind);
  order.handling = TakeHandling(reader, context);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<TransferOrder> ReadTransferOrder(const OrderContext& context, const Json& body) {
  JsonReader reader(body, "");
  TransferOrder order;
  order.record = TakeRequiredText(reader, "record", kSubjectMax);
  const std::string kind = reader.Text("kind", 64);
  CheckOneOf(reader, "kind", kind, TransferKinds());
  order.life = TakeLife(reader, context, kind);
  order.life.to_party = TakeText(reader, "to_party", model::kFieldTextMax);
  order.handling = TakeHandling(reader, context);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<CorrectionOrder> ReadCorrectionOrder(const OrderContext& context, const Json& body) {
  JsonReader reader(body, "");
  CorrectionOrder order;
  order.record = TakeRequiredText(reader, "record", kSubjectMax);
  order.what = TakeItem(reader, context);
  order.reason = TakeRequiredText(reader, "reason", kReasonMax);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<NarrowingOrder> ReadNarrowingOrder(const OrderContext& context, const Json& body) {
  JsonReader reader(body, "");
  NarrowingOrder order;
  order.record = TakeRequiredText(reader, "record", kSubjectMax);
  order.handling = reader.Take("handling", ReadHandling(context, reader.Object("handling")));
  order.reason = TakeRequiredText(reader, "reason", kReasonMax);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<model::Handling> ReadHandlingOrder(const OrderContext& context, const Json& json) {
  return ReadHandling(context, json);
}

Result<CaseOrder> ReadCaseOrder(const OrderContext& context, CaseAct act, const Json& body) {
  JsonReader reader(body, "");
  CaseOrder order;
  order.one = reader.Take("case", ReadCase(context, reader.Object("case")));
  if (act == CaseAct::kCorrect) {
    order.reason = TakeRequiredText(reader, "reason", kReasonMax);
  } else {
    order.handling = TakeHandling(reader, context);
  }
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<CaseStepOrder> ReadCaseStepOrder(const OrderContext& context, const Json& body) {
  JsonReader reader(body, "");
  CaseStepOrder order;
  order.what = TakeRequiredText(reader, "case", model::kCaseReferenceMax);
  TakeStep(reader, context, order.step);
  order.handling = TakeHandling(reader, context);
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<VerdictOrder> ReadVerdictOrder(const std::vector<std::string>& subjects, bool of_two, const Json& body) {
  JsonReader reader(body, "");
  VerdictOrder order;
  std::size_t named = 0;
  for (const std::string& key : subjects) {
    std::optional<std::string> text = TakeText(reader, key, kSubjectMax);
    if (!text) continue;
    order.subject = std::move(*text);
    ++named;
  }
  if (named == 0) reader.Fail(subjects.front(), subjects.size() == 1 ? "is missing" : "is missing, and " + subjects[1]);
  if (named > 1) reader.Fail(subjects.front(), "is there, and " + subjects[1] + " too; name one of them");
  if (of_two) order.other = TakeRequiredText(reader, "other", kSubjectMax);
  order.reason = TakeRequiredText(reader, "reason", kReasonMax);
  order.note = TakeText(reader, "note", kNotesMax, TextForm::kLines).value_or("");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

}  // namespace proofmark::registry
