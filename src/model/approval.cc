// SPDX-License-Identifier: Apache-2.0
#include "model/approval.h"

#include "model/account.h"
#include "model/json_reader.h"

namespace proofmark::model {

using base::Json;
using base::Result;

Json ToJson(const ApprovalAsking& asking) {
  return {{"action", asking.action}, {"order", asking.order}, {"reason", asking.reason}};
}

Result<ApprovalAsking> ApprovalAskingFromJson(const Json& body) {
  JsonReader reader(body, "body");
  ApprovalAsking out;
  out.action = reader.Text("action", kActionCodeMax);
  out.reason = reader.Text("reason", kPeopleReasonMax);
  const Json& order = reader.Object("order");
  if (order.is_object()) {
    if (order.size() > kOrderKeysMax) reader.Fail("order", "has more than 16 keys");
    for (const auto& [key, value] : order.items()) {
      const bool text = value.is_string() && value.get_ref<const std::string&>().size() <= kOrderTextMax;
      if (!text) reader.Fail("order", "holds something else than texts of at most 512 bytes");
    }
    out.order = order;
  }
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

Json ToJson(const ApprovalAnswer& answer) {
  Json out = Json::object();
  if (!answer.reason.empty()) out["reason"] = answer.reason;
  return out;
}

Result<ApprovalAnswer> ApprovalAnswerFromJson(const Json& body) {
  JsonReader reader(body, "body");
  ApprovalAnswer out{reader.OptionalText("reason", kPeopleReasonMax).value_or("")};
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

}  // namespace proofmark::model
