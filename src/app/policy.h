// SPDX-License-Identifier: Apache-2.0
// The AccessPolicy is the one place that decides who may see what: a table of rules of which the first that applies
// allows or hides; where none applies, nothing is seen. It makes the Views without which no record can be read, and
// tells why afterwards.
//
//   AccessPolicy policy;
//   store::View view = policy.ViewFor(actor, purpose, *store->HandlingClasses());
//   policy.Why(actor, purpose, handling_class).rule;      // "own_authority", "restricted", "nothing_allows" ...
//
// Pure; safe from any thread.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "app/actor.h"
#include "store/view.h"

namespace proofmark::app {

// Why somebody reads: a code of purposes, a case or standing duty, a code of legal_bases.
struct Purpose {
  std::string purpose;
  std::string case_reference;
  std::string legal_basis;
};

struct Verdict {
  bool allowed = false;
  std::string rule;      // its name
  std::string sentence;  // what it says
};

class AccessPolicy {
 public:
  Verdict Why(const Actor& actor, const Purpose& purpose, const store::HandlingClass& handling_class) const;
  // `released`: things whose holders' names two persons have released to this actor.
  store::View ViewFor(const Actor& actor, const Purpose& purpose, const std::vector<store::HandlingClass>& classes,
                      std::set<std::string> released = {}) const;
  // Whether everybody who may see or pass on what bears `one` may do so with `other` too, and it is kept no longer: a
  // code that this program does not know is never within another.
  static bool IsWithin(const model::Handling& one, const model::Handling& other);
  // For the node itself: its indexes and reactions see all, and tell owners, not askers.
  store::View ViewOfEverything(const std::vector<store::HandlingClass>& classes) const;
};

}  // namespace proofmark::app
