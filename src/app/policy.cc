// SPDX-License-Identifier: Apache-2.0
#include "app/policy.h"

namespace proofmark::app {

namespace {

struct Rule {
  const char* name;
  const char* sentence;
  bool (*applies)(const Actor&, const Purpose&, const store::HandlingClass&);
};

// The whole policy. A rule allows; where none applies, nothing is seen.
constexpr Rule kRules[] = {
    {"console_administrator",
     "whoever may read the database file administers it, sees what its authorities recorded, and is named in the "
     "access log",
     [](const Actor& actor, const Purpose& purpose, const store::HandlingClass&) {
       return actor.role == Role::kConsole && !purpose.purpose.empty();
     }},
};

}  // namespace

Actor ActorFromText(const std::string& id) {
  bool console =
      id.starts_with("console:") && id.size() > 8 && id.find_first_not_of("0123456789", 8) == std::string::npos;
  return {id, console ? Role::kConsole : Role::kNobody};
}

Verdict AccessPolicy::Why(const Actor& actor, const Purpose& purpose,
                          const store::HandlingClass& handling_class) const {
  for (const Rule& rule : kRules) {
    if (rule.applies(actor, purpose, handling_class)) return {true, rule.name, rule.sentence};
  }
  return {false, "nothing_allows", "no rule lets this actor see a record of this handling for this purpose"};
}

store::View AccessPolicy::ViewFor(const Actor& actor, const Purpose& purpose,
                                  const std::vector<store::HandlingClass>& classes) const {
  std::vector<store::HandlingClass> seen;
  for (const store::HandlingClass& one : classes) {
    if (Why(actor, purpose, one).allowed) seen.push_back(one);
  }
  return store::View(actor.id, purpose.purpose, seen);
}

store::View AccessPolicy::ViewOfEverything(const std::vector<store::HandlingClass>& classes) const {
  return store::View("node", "system_care", classes);
}

}  // namespace proofmark::app
