// SPDX-License-Identifier: Apache-2.0
#include "model/hit.h"

#include <utility>

#include "model/ids.h"
#include "model/json_reader.h"
#include "model/record.h"

namespace proofmark::model {

using base::Json;
using base::Result;

namespace {

constexpr std::size_t kIdMax = 128;
constexpr std::int64_t kThousandthsMax = 1'000'000'000;

Json ToJson(const HitEvidence& one) {
  return {{"field", one.field},       {"query", one.query},         {"record", one.record},
          {"relation", one.relation}, {"weight", one.weight_milli}, {"why", one.why}};
}

Result<HitEvidence> EvidenceFromJson(const Json& json) {
  JsonReader reader(json, "evidence");
  HitEvidence one;
  one.field = reader.Text("field", 64);
  one.query = reader.Text("query", kFieldTextMax);
  one.record = reader.Text("record", kFieldTextMax);
  one.relation = reader.Text("relation", 64);
  one.weight_milli = reader.Integer("weight", -kThousandthsMax, kThousandthsMax);
  one.why = reader.Text("why", kFieldTextMax);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return one;
}

}  // namespace

Json ToJson(const Hit& hit) {
  Json evidence = Json::array();
  for (const HitEvidence& one : hit.evidence) evidence.push_back(ToJson(one));
  return {{"record", hit.record},
          {"event", hit.event},
          {"other", hit.other},
          {"other_event", hit.other_event},
          {"probability", hit.probability_milli},
          {"score", hit.score_milli},
          {"evidence", std::move(evidence)}};
}

Result<Hit> HitFromJson(const Json& body) {
  JsonReader reader(body, "body");
  Hit hit;
  for (auto [key, text] : {std::pair{"record", &hit.record},
                           {"event", &hit.event},
                           {"other", &hit.other},
                           {"other_event", &hit.other_event}}) {
    *text = reader.Text(key, kIdMax);
    if (auto id = ThingId::Parse(*text); !id.ok()) reader.Fail(key, id.error().message);
  }
  hit.probability_milli = reader.Integer("probability", 0, 1000);
  hit.score_milli = reader.Integer("score", -kThousandthsMax, kThousandthsMax);
  for (const Json& one : reader.Array("evidence", kEvidenceMax)) {
    hit.evidence.push_back(reader.Take("evidence", EvidenceFromJson(one)));
  }
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return hit;
}

Json ToJson(const HitDecision& decision) { return {{"reason", decision.reason}}; }

Result<HitDecision> HitDecisionFromJson(const Json& body) {
  JsonReader reader(body, "body");
  HitDecision decision{reader.Text("reason", kFieldTextMax)};
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return decision;
}

Json ToJson(const Alert& alert) { return {{"kind", alert.kind}, {"other", alert.other}, {"hit", alert.hit}}; }

Result<Alert> AlertFromJson(const Json& body) {
  JsonReader reader(body, "body");
  Alert alert{reader.Text("kind", 64), reader.Text("other", kIdMax), reader.Text("hit", kIdMax)};
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  PM_TRY(ThingId::Parse(alert.other));
  PM_TRY(ThingId::Parse(alert.hit));
  return alert;
}

}  // namespace proofmark::model
