// SPDX-License-Identifier: Apache-2.0
// A View is what one actor may see for one purpose: a set of handling classes for each owner. Every reading function
// of the Store takes one, and what is not in it is not there: hidden and missing answer alike. What a visible event has
// sealed is opened where the View opens it: those of some owners, and of single things the names that were released.
//
// Only the access policy (app) makes Views: a test proves that another room's attempt does not compile.
// A class that came up after the View was made is not in it. Immutable; safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "model/event.h"

namespace proofmark::app {
class AccessPolicy;
}

namespace proofmark::store {

// One handling of one owner, as the Store numbers them.
struct HandlingClass {
  std::int64_t owner = 0;
  std::string owner_code;
  std::int64_t number = 0;
  model::Handling handling;
};

// The class of what belongs to a record and is handled as the record is, whatever that comes to be. What keeps a
// handling of its own, although the record came to bear the same one later, stands under the negative of its class.
inline constexpr std::int64_t kAsItsRecord = 0;

class View {
 public:
  bool Sees(std::int64_t owner, std::int64_t handling_class) const;
  // The same of what belongs to a record of the class `record_class`: never where the record is not seen.
  bool SeesOf(std::int64_t owner, std::int64_t handling_class, std::int64_t record_class) const;
  // " AND class IN (0,1,2)" for a statement over rows of that owner. Numbers only, made here, never input.
  std::string SqlCondition(std::int64_t owner) const;
  // Whether this reader may be told what a visible event has sealed under this name.
  bool Opens(const model::Event& event, std::string_view part) const;
  const std::string& actor() const { return actor_; }
  const std::string& purpose() const { return purpose_; }

 private:
  friend class app::AccessPolicy;
  struct Opening {
    std::set<std::string> owners;    // all of whose sealed parts
    std::set<std::string> subjects;  // things of which "parties" is released to this reader
  };
  View(std::string actor, std::string purpose, const std::vector<HandlingClass>& seen, Opening opening);

  std::string actor_;
  std::string purpose_;
  std::map<std::int64_t, std::set<std::int64_t>> seen_;
  Opening opening_;
};

}  // namespace proofmark::store
