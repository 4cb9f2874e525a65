// SPDX-License-Identifier: Apache-2.0
// One question for whoever has a number and does not know of what: an identifier, a register's own number, a case.
#include "app/http/answers.h"
#include "app/http/query.h"
#include "app/http/service.h"
#include "model/ids.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Json RecordOf(const Json& dossier) {
  return {{"kind", "item"},
          {"id", dossier["record"]},
          {"owner", dossier["owner"]},
          {"source_id", dossier.value("source_id", Json(nullptr))}};
}

// What a dossier is of.
Json FoundIn(const Json& dossier) {
  if (dossier.contains("files")) return Json::array({{{"kind", "case"}, {"id", dossier["case"]}}});
  if (dossier.contains("record")) return Json::array({RecordOf(dossier)});
  if (dossier.contains("weapon")) return Json::array({{{"kind", "weapon"}, {"id", dossier["weapon"]}}});
  Json all = Json::array();
  for (const Json& one : dossier["records"]) all.push_back(RecordOf(one));
  return all;
}

Result<Json> Find(Call& call, const std::string& text) {
  auto thing = model::ThingId::Parse(text);
  const bool hit = thing.ok() && thing->kind == "hit" && May(call.asking.actor, Permission::kReadHits);
  auto shown = hit ? call.proofmark.ShowHit(call.asking, text) : call.proofmark.Show(call.asking, text);
  if (!shown.ok() && shown.error().code == Code::kNotFound) return Json::array();
  if (!shown.ok()) return shown.error();
  if (hit) return Json::array({{{"kind", "hit"}, {"id", text}, {"owner", thing->owner}}});
  return FoundIn(*shown);
}

}  // namespace

// What is hidden is not found; where it was looked is told, so that "nothing" says something.
Result<Reply> AnswerFind(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"text"}));
  const std::string& text = query["text"];
  if (text.empty()) return Error{Code::kInvalid, "text: what is looked for?", "text"};
  if (text.size() > kPurposeFieldMax) return Error{Code::kTooLarge, "text: too long", "text"};
  PM_ASSIGN(Json found, Find(call, text));
  Json looked = Json::array({"identifiers", "register_numbers", "cases"});
  return Reply{200, {{"text", text}, {"found", std::move(found)}, {"looked", std::move(looked)}}, {}};
}

}  // namespace proofmark::app::web
