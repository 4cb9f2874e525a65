// SPDX-License-Identifier: Apache-2.0
#include "trace/custody.h"

#include <utility>

namespace proofmark::trace {

Custody TellCustody(const vocab::Vocabulary&, CustodyQuestion question) {
  Custody out;
  out.weapon = std::move(question.weapon);
  out.events = std::move(question.events);
  return out;
}

OwnerStatus StatusOf(const vocab::Vocabulary&, const std::string& owner, const std::vector<CustodyEvent>&,
                     std::optional<std::int32_t>) {
  return {owner, "unknown", "", "", ""};
}

base::Json ToJson(const Custody& custody) { return {{"weapon", custody.weapon}}; }

}  // namespace proofmark::trace
