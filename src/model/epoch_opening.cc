// SPDX-License-Identifier: Apache-2.0
#include "model/epoch_opening.h"

#include "base/bytes.h"
#include "model/json_reader.h"

namespace proofmark::model {

namespace {

constexpr std::int64_t kNumberMax = std::int64_t{1} << 53;
constexpr std::size_t kRootBytes = 32;
constexpr const char* kAccess = "access";

}  // namespace

base::Json ToJson(const EpochOpening& opening) {
  base::Json out = {{"epoch", opening.epoch}, {"size", opening.size}, {"reason", opening.reason}};
  if (opening.log == ErasedIn::kAccessLog) out["log"] = kAccess;
  if (opening.lost) {
    out["lost"] = {{"epoch", opening.lost->epoch}, {"size", opening.lost->size}, {"root", opening.lost->root}};
  }
  return out;
}

base::Result<EpochOpening> EpochOpeningFromJson(const base::Json& body) {
  JsonReader reader(body, "body");
  EpochOpening out;
  out.epoch = reader.Integer("epoch", 1, kNumberMax);
  out.size = reader.Integer("size", 0, kNumberMax);
  out.reason = reader.Text("reason", kReopeningReasonMax);
  if (auto log = reader.OptionalText("log", sizeof "access")) {
    if (*log != kAccess) reader.Fail("log", "must be \"access\", or absent for the record log");
    out.log = ErasedIn::kAccessLog;
  }
  if (reader.Has("lost")) {
    JsonReader lost(reader.OptionalObject("lost"), "body.lost");
    LostEnd end{lost.Integer("epoch", 1, kNumberMax), lost.Integer("size", 0, kNumberMax), ""};
    end.root = base::ToHex(lost.HexText("root", kRootBytes));
    PM_TRY(lost.Done(JsonReader::Rest::kKeep));
    out.lost = std::move(end);
  }
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

}  // namespace proofmark::model
