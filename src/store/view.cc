// SPDX-License-Identifier: Apache-2.0
#include "store/view.h"

#include <cstdlib>
#include <utility>

namespace proofmark::store {

View::View(std::string actor, std::string purpose, const std::vector<HandlingClass>& seen, Opening opening)
    : actor_(std::move(actor)), purpose_(std::move(purpose)), opening_(std::move(opening)) {
  for (const HandlingClass& one : seen) seen_[one.owner].insert(one.number);
}

bool View::Sees(std::int64_t owner, std::int64_t handling_class) const {
  auto classes = seen_.find(owner);
  return classes != seen_.end() && classes->second.contains(handling_class);
}

bool View::SeesOf(std::int64_t owner, std::int64_t handling_class, std::int64_t record_class) const {
  if (!Sees(owner, record_class)) return false;
  return handling_class == kAsItsRecord || Sees(owner, std::abs(handling_class));
}

bool View::Opens(const model::Event& event, std::string_view part) const {
  return opening_.owners.contains(event.owner) || (part == "parties" && opening_.subjects.contains(event.subject));
}

std::string View::SqlCondition(std::int64_t owner) const {
  std::string out = " AND class IN (0";  // no class has this number: a list must not be empty
  if (auto classes = seen_.find(owner); classes != seen_.end()) {
    for (std::int64_t number : classes->second) {
      out += ',' + std::to_string(number);
    }
  }
  return out + ")";
}

}  // namespace proofmark::store
