// SPDX-License-Identifier: Apache-2.0
// Erasing: what is due by a rule, and what a person has destroyed. Events first, then keys and texts.
#include <map>
#include <set>
#include <utility>

#include "app/erasure_list.h"
#include "app/proofmark.h"
#include "base/text.h"
#include "model/file.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kErasuresPerBatch = 1000;
constexpr int kErasureAttemptsMax = 100;          // batches decided anew because another writer was faster
constexpr std::int64_t kCaseRecordsMax = 10'000;  // erased in one go
constexpr std::size_t kPartsErasedMax = 100'000;  // by one order of a person
constexpr std::size_t kPartsListed = 100;         // in the answer; all are counted

Result<base::PartialDate> DayOf(const std::string& text, base::Instant now, bool dry_run) {
  const std::string today = now.ToText().substr(0, 10);
  if (text.empty()) return base::PartialDate::Parse(today);
  auto day = base::PartialDate::Parse(text);
  if (!day.ok() || day->day == 0) {
    return Error{Code::kInvalid, "as-of \"" + base::Printable(text) + "\": give a day like 2031-02-01", "as-of"};
  }
  if (!dry_run && text > today) {
    return Error{Code::kInvalid,
                 "as-of " + text +
                     " is to come, and nothing is erased before its time; add --dry-run to see what will be "
                     "due",
                 "as-of"};
  }
  return day;
}

bool HasLog(const std::vector<registry::RetentionRule>& rules, store::Stream log) {
  for (const registry::RetentionRule& rule : rules) {
    if (rule.log == log) return true;
  }
  return false;
}

// Entries stand in the order in which they were recorded: where all rules count from there, what follows is younger.
bool OnlyOlderAreDue(const std::vector<registry::RetentionRule>& rules, store::Stream log) {
  for (const registry::RetentionRule& rule : rules) {
    if (rule.log == log && rule.since != registry::CountedFrom::kRecorded) return false;
  }
  return true;
}

// Every event of the record log bears one of its owner's handlings: where none of them is due, no event is read.
bool MayBeDue(const std::vector<registry::RetentionRule>& rules, store::Stream log,
              const std::vector<store::HandlingClass>& classes, const std::string& owner,
              const base::PartialDate& as_of) {
  if (!HasLog(rules, log)) return false;
  if (log == store::Stream::kAccess) return true;
  for (const registry::RetentionRule& rule : rules) {
    if (rule.log == log && rule.since == registry::CountedFrom::kRecorded) return true;
  }
  for (const store::HandlingClass& one : classes) {
    store::SealedPartAt part;
    part.event.handling = one.handling;
    if (one.owner_code == owner && registry::DueUnder(rules, part, as_of) != nullptr) return true;
  }
  return false;
}

}  // namespace

Result<std::int64_t> Proofmark::AppendErasures(const Asking& asking, const std::string& owner, const std::string& actor,
                                               const std::vector<PartToErase>& parts, const std::string& query) {
  for (int attempt = 0; attempt < kErasureAttemptsMax; ++attempt) {
    store::Batch batch;
    batch.owner = owner;
    PM_ASSIGN(batch.expected_size, store_->LogSize(owner, store::Stream::kRecord));
    std::vector<std::string> shown;
    std::set<std::string> commands;  // a list may name a part twice
    for (const PartToErase& one : parts) {
      PM_ASSIGN(std::optional<std::int64_t> before, store_->ErasedBy(owner, one.part.place));
      if (before) continue;
      std::lock_guard lock(ids_mutex_);
      store::Draft draft = registry::DecideErasure(one.part, one.because, {actor, words_.version()}, {ids_, rng_});
      if (!commands.insert(draft.event.command).second) continue;
      batch.drafts.push_back(std::move(draft));
      shown.push_back(model::ThingId{owner, "event", one.part.event.id}.ToText());
    }
    const std::int64_t count = std::ssize(batch.drafts);
    if (count == 0) return 0;
    batch.accesses.push_back(AccessDraft(asking, owner, "erase", shown, count, query));
    auto appended = store_->Append(std::move(batch));
    if (appended.ok()) return count;
    if (appended.error().code != Code::kConflict) return appended.error();
  }
  return Error{Code::kConflict, "others write into the log of " + owner + " without a pause; repeat it later", ""};
}

Result<std::int64_t> Proofmark::AppendInBatches(const Asking& asking, const std::string& owner,
                                                const std::string& actor, const std::vector<PartToErase>& parts,
                                                const std::string& query) {
  std::int64_t appended = 0;
  for (std::size_t at = 0; at < parts.size(); at += kErasuresPerBatch) {
    const auto first = parts.begin() + static_cast<std::ptrdiff_t>(at);
    const auto last = parts.begin() + static_cast<std::ptrdiff_t>(std::min(parts.size(), at + kErasuresPerBatch));
    PM_ASSIGN(std::int64_t n, AppendErasures(asking, owner, actor, {first, last}, query));
    appended += n;
  }
  return appended;
}

// Both logs of an owner, a batch at a time, so that a run that is cut off has done what it has done.
Result<Json> Proofmark::RetainOwner(const Asking& asking, const std::string& owner,
                                    const std::vector<registry::RetentionRule>& rules, const base::PartialDate& as_of,
                                    bool dry_run) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;  // by rule: due, erased
  PM_ASSIGN(std::vector<store::HandlingClass> classes, store_->HandlingClasses());
  for (store::Stream log : store::kStreams) {
    if (!MayBeDue(rules, log, classes, owner, as_of)) continue;
    const bool ordered = OnlyOlderAreDue(rules, log);
    bool more = true;
    for (std::int64_t from = 0; more;) {
      std::vector<PartToErase> due;
      more = false;
      PM_TRY(store_->ScanSealed(owner, log, from, {}, [&](store::SealedPartAt part) {
        const registry::RetentionRule* rule = registry::DueUnder(rules, part, as_of);
        if (rule == nullptr) return !ordered;
        from = part.place.seq;
        ++counts[rule->code].first;
        if (dry_run) return true;
        due.push_back({std::move(part), {rule->ground, rule->code}});
        more = due.size() >= kErasuresPerBatch;
        return !more;
      }));
      if (due.empty()) break;
      PM_ASSIGN(std::int64_t erased, AppendErasures(asking, owner, asking.actor.id, due, "retention run"));
      std::map<std::string, std::int64_t> by_rule;
      for (const PartToErase& one : due) ++by_rule[*one.because.rule];
      for (const auto& [rule, n] : by_rule) counts[rule].second += std::min(n, erased);
    }
  }
  Json listed = Json::array();
  for (const registry::RetentionRule& rule : rules) {
    listed.push_back({{"rule", rule.code},
                      {"name", rule.name},
                      {"log", store::Word(rule.log)},
                      {"days", rule.days},
                      {"due", counts[rule.code].first},
                      {"erased", counts[rule.code].second}});
  }
  return Json{{"owner", owner}, {"rules", std::move(listed)}};
}

Result<Json> Proofmark::RunRetention(const Asking& asking, const RetentionOrder& order) {
  PM_TRY(ViewFor(asking, Permission::kRunRetention));  // refuses a purpose that is no code
  const bool console = asking.actor.Is(Role::kConsole);
  if (!console && order.accesses_after_days) PM_TRY(CheckAlone(asking, "override_retention"));
  PM_ASSIGN(std::vector<std::string> owners, Named(console ? order.authority : asking.actor.authority));
  PM_ASSIGN(auto rules, registry::RetentionRules(words_, {order.accesses_after_days}));
  PM_ASSIGN(base::PartialDate as_of, DayOf(order.as_of, clock_.Now(), order.dry_run));
  Json out = {
      {"as_of", as_of.ToText()}, {"dry_run", order.dry_run}, {"owners", Json::array()}, {"due", 0}, {"erased", 0},
      {"destroyed", 0}};
  for (const std::string& owner : owners) {
    PM_ASSIGN(Json one, RetainOwner(asking, owner, rules, as_of, order.dry_run));
    for (const Json& rule : one["rules"]) {
      for (const char* count : {"due", "erased"}) {
        out[count] = out[count].get<std::int64_t>() + rule[count].get<std::int64_t>();
      }
    }
    out["owners"].push_back(std::move(one));
  }
  if (order.dry_run) return out;
  PM_ASSIGN(std::int64_t destroyed, store_->FinishErasures());  // also what an earlier run left
  out["destroyed"] = destroyed;
  return out;
}

Result<std::vector<model::ThingId>> Proofmark::ThingsToErase(const store::View& view, const EraseOrder& order) {
  auto thing = model::ThingId::Parse(order.what);
  if (thing.ok() && thing->kind == "hit") {
    PM_TRY(VisibleHit(view, order.what));
    return std::vector{*thing};
  }
  if (thing.ok() && thing->kind == "case") return std::vector{*thing};
  auto record = OneRecord(view, order.what, order.owner);
  if (record.ok()) return std::vector{*record};
  if (thing.ok() || record.error().code != Code::kNotFound) return record.error();
  PM_ASSIGN(std::vector<model::ThingId> found, store_->FindByCase(view, order.what, kCaseRecordsMax));
  PM_ASSIGN(std::vector<store::StoredCase> files, store_->FindCases(view, order.what));
  for (const store::StoredCase& file : files) found.push_back(file.id);
  if (!order.owner.empty()) std::erase_if(found, [&](const model::ThingId& one) { return one.owner != order.owner; });
  if (std::ssize(found) >= kCaseRecordsMax) {
    return Error{Code::kTooLarge,
                 "case " + order.what + ": more than " + std::to_string(kCaseRecordsMax) +
                     " records; erase them record by record",
                 "id"};
  }
  if (!found.empty()) return found;
  return Error{Code::kNotFound,
               "there is no event, record, hit, register number or case \"" + base::Printable(order.what) +
                   "\", or it is not for this reader",
               "id"};
}

Result<std::vector<store::SealedPartAt>> Proofmark::PartsOf(const store::View& view, const EraseOrder& order) {
  std::vector<store::SealedPartAt> parts;
  auto take = [&](store::SealedPartAt part) {
    // A file's content is erased whole, however many pieces it lies in.
    const bool named =
        part.place.part == order.part || (model::IsContentPart(order.part) && model::IsContentPart(part.place.part));
    if (order.part.empty() || named) parts.push_back(std::move(part));
    return parts.size() <= kPartsErasedMax;
  };
  auto thing = model::ThingId::Parse(order.what);
  if (thing.ok() && (thing->kind == "event" || thing->kind == "file")) {
    PM_ASSIGN(std::optional<store::PartPlace> place, store_->FindEvent(*thing));
    // An event of the record log must be one that the asker sees; the access log is the administrator's alone.
    if (place && place->stream == store::Stream::kRecord) PM_TRY(store_->ReadEvent(view, thing->owner, place->seq));
    if (!place) {
      return Error{Code::kNotFound, "there is no event " + order.what + ", or it is not for this reader", "id"};
    }
    PM_TRY(store_->ScanSealed(thing->owner, place->stream, place->seq, {}, [&](store::SealedPartAt part) {
      return part.place.seq == place->seq && take(std::move(part));
    }));
    return parts;
  }
  PM_ASSIGN(std::vector<model::ThingId> things, ThingsToErase(view, order));
  std::map<std::string, std::vector<std::string>> by_owner;
  for (const model::ThingId& one : things) by_owner[one.owner].push_back(one.ToText());
  for (const auto& [owner, subjects] : by_owner) {
    PM_TRY(store_->ScanSealed(owner, store::Stream::kRecord, 0, subjects, take));
  }
  if (parts.size() <= kPartsErasedMax) return parts;
  return Error{Code::kTooLarge, "more than " + std::to_string(kPartsErasedMax) + " sealed parts; erase them in parts",
               "id"};
}

Result<Json> Proofmark::Erase(const Asking& asking, const EraseOrder& order) {
  PM_TRY(trace::CheckDecision({order.by, order.because.ground.empty() ? "none" : order.because.ground}));
  PM_TRY(registry::CheckErasure(words_, order.because));
  if (!order.part.empty() && words_.List("sealed_parts").Find(order.part) == nullptr) {
    return Error{Code::kInvalid,
                 "part \"" + base::Printable(order.part) +
                     "\" is not a code of data/sealed_parts.csv: content, file_name, marks, notes, "
                     "parties, place, query, row",
                 "part"};
  }
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kRunRetention));
  PM_TRY(CheckAlone(asking, "override_retention"));
  auto parts = PartsOf(view, order);
  if (!parts.ok()) {
    PM_TRY(RecordAccess(asking, "erase", {}, order.what));
    return parts.error();
  }
  std::map<std::string, std::vector<PartToErase>> by_owner;
  Json listed = Json::array();
  for (store::SealedPartAt& one : *parts) {
    if (listed.size() < kPartsListed) {
      listed.push_back({{"owner", one.event.owner},
                        {"log", store::Word(one.place.stream)},
                        {"event", model::ThingId{one.event.owner, "event", one.event.id}.ToText()},
                        {"seq", one.place.seq},
                        {"part", one.place.part}});
    }
    by_owner[one.event.owner].push_back({std::move(one), order.because});
  }
  std::int64_t erased = 0;
  for (const auto& [owner, all] : by_owner) {
    PM_ASSIGN(std::int64_t n, AppendInBatches(asking, owner, order.by, all, order.what));
    erased += n;
  }
  if (by_owner.empty()) PM_TRY(RecordAccess(asking, "erase", {}, order.what));
  PM_TRY(store_->FinishErasures());
  return Json{{"what", order.what},
              {"ground", order.because.ground},
              {"reference", order.because.reference.empty() ? Json(nullptr) : Json(order.because.reference)},
              {"by", order.by},
              {"erased", erased},
              {"parts", std::move(listed)}};
}

Result<void> Proofmark::ListErasures(const std::string& authority, const store::LineSink& sink) {
  PM_ASSIGN(std::vector<std::string> owners, Named(authority));
  for (const std::string& owner : owners) {
    PM_TRY(store_->ListErasures(owner, [&](const store::ErasedPart& part) { return sink(ErasureLine(part)); }));
  }
  return {};
}

Result<std::int64_t> Proofmark::RecordErasures(const Asking& asking, const std::vector<store::ErasedPart>& erased,
                                               const std::string& query) {
  std::map<std::string, std::vector<PartToErase>> by_owner;
  for (const store::ErasedPart& one : erased) {
    PM_ASSIGN(std::optional<store::PartPlace> place, store_->FindEvent({one.owner, "event", one.event}));
    if (!place) continue;
    place->part = one.part;
    PM_ASSIGN(store::SealedPartAt part, store_->EventOfPart(one.owner, *place));
    by_owner[one.owner].push_back({std::move(part), {one.ground, one.rule, one.reference.value_or("")}});
  }
  std::int64_t recorded = 0;
  for (const auto& [owner, parts] : by_owner) {
    PM_ASSIGN(std::int64_t n, AppendInBatches(asking, owner, asking.actor.id, parts, query));
    recorded += n;
  }
  PM_TRY(store_->FinishErasures());
  return recorded;
}

Result<Json> Proofmark::ReplayErasures(const Asking& asking, const std::vector<store::ErasedPart>& list) {
  PM_ASSIGN(std::vector<store::ErasedPart> not_recorded, store_->ReplayErasures(list));
  PM_ASSIGN(std::int64_t recorded, RecordErasures(asking, not_recorded, "erasure list"));
  return Json{{"listed", list.size()}, {"recorded", recorded}};
}

Result<Json> Proofmark::ErasureJson(const store::View& view, const std::string& owner, const store::PartPlace& place) {
  PM_ASSIGN(std::optional<std::int64_t> by, store_->ErasedBy(owner, place));
  if (!by) return Json(nullptr);
  // It bears the handling of the event of the part, so whoever sees that one sees this one.
  PM_ASSIGN(store::StoredEvent event, store_->ReadEvent(view, owner, *by));
  PM_ASSIGN(model::Erasure erasure, model::ErasureFromJson(event.event.body));
  return Json{{"part", place.part},
              {"ground", erasure.ground},
              {"rule", erasure.rule ? Json(*erasure.rule) : Json(nullptr)},
              {"reference", erasure.reference ? Json(*erasure.reference) : Json(nullptr)},
              {"on", event.event.at.ToText().substr(0, 10)},
              {"event", model::ThingId{owner, "event", event.event.id}.ToText()},
              {"seq", event.event.seq}};
}

}  // namespace proofmark::app
