// SPDX-License-Identifier: Apache-2.0
#include "model/erasure.h"

#include "model/json_reader.h"

namespace proofmark::model {

namespace {

constexpr std::size_t kCodeMax = 64;
constexpr const char* kAccess = "access";

}  // namespace

base::Json ToJson(const Erasure& erasure) {
  base::Json out = {{"seq", erasure.seq}, {"part", erasure.part}, {"ground", erasure.ground}};
  if (erasure.log == ErasedIn::kAccessLog) out["log"] = kAccess;
  if (erasure.rule) out["rule"] = *erasure.rule;
  if (erasure.reference) out["reference"] = *erasure.reference;
  return out;
}

base::Result<Erasure> ErasureFromJson(const base::Json& body) {
  JsonReader reader(body, "body");
  Erasure out;
  out.seq = reader.Integer("seq", 0, std::int64_t{1} << 53);
  out.part = reader.Text("part", kCodeMax);
  out.ground = reader.Text("ground", kCodeMax);
  if (auto log = reader.OptionalText("log", kCodeMax)) {
    if (*log != kAccess) reader.Fail("log", "must be \"access\", or absent for the record log");
    out.log = ErasedIn::kAccessLog;
  }
  out.rule = reader.OptionalText("rule", kCodeMax);
  out.reference = reader.OptionalText("reference", kErasureReferenceMax);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

}  // namespace proofmark::model
