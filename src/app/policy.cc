// SPDX-License-Identifier: Apache-2.0
#include "app/policy.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "app/reading_purposes.h"

namespace proofmark::app {

namespace {

// For what each role may read.
struct RolePurposes {
  Role role;
  std::set<std::string_view> purposes;
};

const std::vector<RolePurposes>& PurposesOfRoles() {
  static const std::vector<RolePurposes> rows = {
      {Role::kOfficer, {"investigation", "judicial_proceedings", "trace", "collection"}},
      {Role::kTracingOfficer,
       {"investigation", "judicial_proceedings", "trace", "correction", "embargo_monitoring", "transfer_control"}},
      {Role::kBorder, {"border_check", "trace"}},
      {Role::kSupervisor,
       {"investigation", "judicial_proceedings", "trace", "correction", "border_check", "collection",
        "embargo_monitoring", "transfer_control", "licensing", "stock_control"}},
  };
  return rows;
}

bool IsInvented(const std::string& purpose) { return purpose == "demonstration" || purpose == "training"; }

// Invented records are read for demonstration and training, and for what real ones are read for.
bool PurposeFits(const Actor& actor, const Purpose& purpose, const model::Handling& handling) {
  if (IsInvented(purpose.purpose)) return IsInvented(handling.purpose);
  const auto& rows = PurposesOfRoles();
  return std::any_of(rows.begin(), rows.end(), [&](const RolePurposes& row) {
    return actor.Is(row.role) && row.purposes.contains(purpose.purpose);
  });
}

bool Bears(const store::HandlingClass& one, std::string_view code) {
  return std::find(one.handling.codes.begin(), one.handling.codes.end(), code) != one.handling.codes.end();
}

bool IsOwn(const Actor& actor, const store::HandlingClass& one) {
  return !actor.authority.empty() && actor.authority == one.owner_code;
}

// Names of persons, exact places and free text are opened to the owner's own staff, and not at a counter.
bool OpensParts(const Actor& actor, const store::HandlingClass& one) {
  if (actor.Is(Role::kConsole)) return true;
  const bool reads = actor.Is(Role::kOfficer) || actor.Is(Role::kTracingOfficer) || actor.Is(Role::kSupervisor);
  return reads && IsOwn(actor, one);
}

struct Rule {
  const char* name;
  bool allows;
  const char* sentence;
  bool (*applies)(const Actor&, const Purpose&, const store::HandlingClass&);
};

// The whole policy: the first rule that applies decides, and where none does, nothing is seen.
constexpr Rule kRules[] = {
    {"console_administrator", true,
     "whoever may read the database file administers it, sees what its authorities recorded, and is named in the "
     "access log",
     [](const Actor& actor, const Purpose& purpose, const store::HandlingClass&) {
       return actor.Is(Role::kConsole) && !purpose.purpose.empty();
     }},
    {"no_reading_role", false, "none of the actor's roles reads records",
     [](const Actor& actor, const Purpose&, const store::HandlingClass&) {
       return !May(actor, Permission::kReadRecord) && !May(actor, Permission::kTrace);
     }},
    {"purpose_of_another_role", false, "none of the actor's roles reads this record for this purpose",
     [](const Actor& actor, const Purpose& purpose, const store::HandlingClass& one) {
       return !PurposeFits(actor, purpose, one.handling);
     }},
    {"restricted", false, "the record is for staff with a special permission, which supervisors have",
     [](const Actor& actor, const Purpose&, const store::HandlingClass& one) {
       return Bears(one, "restricted") && !actor.Is(Role::kSupervisor);
     }},
    {"own_authority", true, "the record is the actor's own authority's",
     [](const Actor& actor, const Purpose&, const store::HandlingClass& one) { return IsOwn(actor, one); }},
    {"owner_only", false, "the owner keeps the record to itself",
     [](const Actor&, const Purpose&, const store::HandlingClass& one) {
       return Bears(one, "owner_only") || Bears(one, "sensitive_source");
     }},
    {"releasable_to_listed", true, "the record names the actor's authority as one that may see it",
     [](const Actor& actor, const Purpose&, const store::HandlingClass& one) {
       const auto& listed = one.handling.releasable_to;
       return !actor.authority.empty() && Bears(one, "releasable_to_listed") &&
              std::find(listed.begin(), listed.end(), actor.authority) != listed.end();
     }},
    {"open_to_partners", true, "the owner opened the record to every authority that exchanges records with it",
     [](const Actor& actor, const Purpose&, const store::HandlingClass& one) {
       return !actor.authority.empty() && Bears(one, "open_to_partners");
     }},
};

}  // namespace

Verdict AccessPolicy::Why(const Actor& actor, const Purpose& purpose,
                          const store::HandlingClass& handling_class) const {
  for (const Rule& rule : kRules) {
    if (rule.applies(actor, purpose, handling_class)) return {rule.allows, rule.name, rule.sentence};
  }
  return {false, "nothing_allows", "no rule lets this actor see a record of this handling for this purpose"};
}

store::View AccessPolicy::ViewFor(const Actor& actor, const Purpose& purpose,
                                  const std::vector<store::HandlingClass>& classes,
                                  std::set<std::string> released) const {
  std::vector<store::HandlingClass> seen;
  store::View::Opening opening{{}, std::move(released)};
  for (const store::HandlingClass& one : classes) {
    if (!Why(actor, purpose, one).allowed) continue;
    seen.push_back(one);
    if (OpensParts(actor, one)) opening.owners.insert(one.owner_code);
  }
  return store::View(actor.id, purpose.purpose, seen, std::move(opening));
}

store::View AccessPolicy::ViewOfEverything(const std::vector<store::HandlingClass>& classes) const {
  store::View::Opening opening;
  for (const store::HandlingClass& one : classes) opening.owners.insert(one.owner_code);
  return store::View("node", "system_care", classes, std::move(opening));
}

std::vector<std::string_view> ReadingPurposes(const Actor& actor) {
  std::set<std::string_view> out = {"demonstration", "training"};
  for (const RolePurposes& row : PurposesOfRoles()) {
    if (actor.Is(row.role)) out.insert(row.purposes.begin(), row.purposes.end());
  }
  return {out.begin(), out.end()};
}

}  // namespace proofmark::app
