// SPDX-License-Identifier: Apache-2.0
#include "model/case.h"

#include "model/event.h"
#include "model/json_reader.h"
#include "model/record.h"

namespace proofmark::model {

using base::Json;
using base::Result;

Json ToJson(const Case& one) {
  Json json = {{"reference", one.reference}};
  if (one.date.from) json["from"] = one.date.from->ToText();
  if (one.date.to) json["to"] = one.date.to->ToText();
  if (one.place) json["place"] = *one.place;
  if (one.offence) json["offence"] = *one.offence;
  if (one.terrorism) json["terrorism"] = *one.terrorism;
  if (!one.linked.empty()) json["linked"] = one.linked;
  return json;
}

Result<Case> CaseFromJson(const Json& body) {
  JsonReader reader(body, "body");
  Case one;
  one.reference = reader.Text("reference", kCaseReferenceMax);
  one.date = {reader.OptionalDate("from"), reader.OptionalDate("to")};
  one.place = reader.OptionalText("place", kFieldTextMax);
  one.offence = reader.OptionalText("offence", kFieldTextMax);
  one.terrorism = reader.OptionalBoolean("terrorism");
  one.linked = reader.OptionalTexts("linked", kLinkedCasesMax, kCaseReferenceMax);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return one;
}

Json ToJson(const StepDone& step) {
  Json json = {{"step", step.step}, {"by", step.by}};
  if (step.exhibit) json["exhibit"] = *step.exhibit;
  if (step.done_at) json["done_at"] = step.done_at->ToText();
  return json;
}

Result<StepDone> StepDoneFromJson(const Json& body) {
  JsonReader reader(body, "body");
  StepDone step;
  step.step = reader.Text("step", 64);
  step.by = reader.Text("by", kActorMax);
  step.exhibit = reader.OptionalText("exhibit", kExhibitMax);
  if (auto at = reader.OptionalText("done_at", 32)) step.done_at = reader.Take("done_at", base::Instant::Parse(*at));
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return step;
}

}  // namespace proofmark::model
