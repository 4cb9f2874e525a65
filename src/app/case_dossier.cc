// SPDX-License-Identifier: Apache-2.0
// Show of a case: its own fields, the checklist of the protocol of recovery, and the weapons that were found in it.
#include <algorithm>
#include <set>

#include "app/proofmark.h"
#include "app/weapon_story.h"
#include "model/case.h"

namespace proofmark::app {

using base::Json;
using base::Result;

namespace {

// The steps of the protocol in their order.
std::vector<const vocab::Code*> Protocol(const vocab::Vocabulary& words) {
  std::vector<const vocab::Code*> steps;
  for (const vocab::Code& one : words.List("protocol_steps").all()) steps.push_back(&one);
  std::stable_sort(steps.begin(), steps.end(), [](const vocab::Code* a, const vocab::Code* b) {
    const std::string& left = a->more.at("n");
    const std::string& right = b->more.at("n");
    return left.size() != right.size() ? left.size() < right.size() : left < right;
  });
  return steps;
}

}  // namespace

// Who did a step, and when; what a note says, or that it was erased.
Result<Json> Proofmark::StepJson(const store::View& view, const std::string& owner, const store::StoredStep& step) {
  PM_ASSIGN(store::StoredEvent stored, store_->ReadEvent(view, owner, step.seq));
  PM_ASSIGN(model::StepDone done, model::StepDoneFromJson(stored.event.body));
  PM_ASSIGN(Json event, EventJson(view, stored));
  return Json{{"by", done.by},
              {"date", event["date"]},
              {"done_at", done.done_at ? Json(done.done_at->ToText()) : Json(nullptr)},
              {"exhibit", base::OrNull(done.exhibit)},
              {"note", event.contains("note") ? event["note"] : Json(nullptr)},
              {"event", event["id"]},
              {"seq", step.seq},
              {"recorded_at", event["recorded_at"]},
              {"erased", event["erased"]},
              {"erasures", event["erasures"]}};
}

// Steps that are done with who and when, open ones without; a retired step stands there where it was done.
Result<Json> Proofmark::CaseFileJson(const store::View& view, const store::StoredCase& stored) {
  PM_ASSIGN(store::StoredEvent content, store_->ReadEvent(view, stored.id.owner, stored.content_seq));
  PM_ASSIGN(model::Case said, model::CaseFromJson(content.event.body));
  PM_ASSIGN(Json event, EventJson(view, content));
  Json out = {{"case", stored.id.ToText()},
              {"owner", stored.id.owner},
              {"reference", said.reference},
              {"date", event["date"]},
              {"place", event["place"]},
              {"offence", base::OrNull(said.offence)},
              {"terrorism", base::OrNull(said.terrorism)},
              {"linked", said.linked},
              {"corrected", stored.first_seq != stored.content_seq},
              {"etag", EtagOf(stored.content_seq)},
              {"event", event["id"]},
              {"seq", stored.content_seq},
              {"leaf", event["leaf"]},
              {"recorded_at", event["recorded_at"]},
              {"erased", event["erased"]},
              {"erasures", event["erasures"]},
              {"checklist", Json::array()},
              {"open", Json::array()}};
  PM_ASSIGN(out["attached"], FilesJson(view, stored.id));
  PM_ASSIGN(std::vector<store::StoredStep> steps, store_->StepsOf(view, stored.id));
  for (const vocab::Code* code : Protocol(words_)) {
    Json line = {{"step", code->code}, {"name", code->name}, {"done", Json::array()}};
    for (const store::StoredStep& step : steps) {
      if (step.row.step != code->code) continue;
      PM_ASSIGN(Json done, StepJson(view, stored.id.owner, step));
      line["done"].push_back(std::move(done));
    }
    const bool open = line["done"].empty();
    if (open && !code->until.empty()) continue;
    if (open) out["open"].push_back(code->code);
    out["checklist"].push_back(std::move(line));
  }
  return out;
}

// A case: what its owners say of it, and the weapons found together, each with its status and the sentence of its
// story.
Result<Json> Proofmark::CaseDossier(const store::View& view, const std::string& reference,
                                    const std::vector<model::ThingId>& records,
                                    const std::vector<store::StoredCase>& files, std::vector<model::ThingId>& shown) {
  WeaponStory story(words_, *store_, view);
  Json out = {{"case", reference}, {"files", Json::array()}, {"records", Json::array()}, {"weapons", Json::array()}};
  for (const store::StoredCase& file : files) {
    PM_ASSIGN(Json json, CaseFileJson(view, file));
    out["files"].push_back(std::move(json));
    shown.push_back(file.id);
  }
  std::set<std::string> told;
  for (const model::ThingId& id : records) {
    PM_ASSIGN(Json dossier, RecordDossier(view, id));
    out["records"].push_back(std::move(dossier));
    PM_ASSIGN(std::vector<model::ThingId> joined, story.RecordsOf(id));
    const std::string weapon = WeaponStory::NameOf(joined);
    if (!told.insert(weapon).second) continue;
    PM_ASSIGN(trace::Custody custody, story.Tell(joined));
    const Json json = trace::ToJson(custody);
    Json names = Json::array();
    for (const model::ThingId& one : joined) names.push_back(one.ToText());
    out["weapons"].push_back({{"weapon", weapon},
                              {"records", std::move(names)},
                              {"status", json["status"]},
                              {"sentence", json["diversion"]["sentence"]},
                              {"said", json["diversion"]["said"]}});
    shown.insert(shown.end(), joined.begin(), joined.end());
  }
  return out;
}

}  // namespace proofmark::app
