// SPDX-License-Identifier: Apache-2.0
#include "app/policy.h"

#include <algorithm>
#include <optional>
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
        "embargo_monitoring", "transfer_control", "licensing", "stock_control", "import_of_records"}},
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

bool Bears(const model::Handling& handling, std::string_view code) {
  return std::find(handling.codes.begin(), handling.codes.end(), code) != handling.codes.end();
}
bool Bears(const store::HandlingClass& one, std::string_view code) { return Bears(one.handling, code); }

bool IsOwn(const Actor& actor, const store::HandlingClass& one) {
  return !actor.authority.empty() && actor.authority == one.owner_code;
}

// Names of persons, exact places and free text are opened to the owner's own staff, and not at a counter.
bool OpensParts(const Actor& actor, const store::HandlingClass& one) {
  if (actor.Is(Role::kConsole)) return true;
  const bool reads = actor.Is(Role::kOfficer) || actor.Is(Role::kTracingOfficer) || actor.Is(Role::kSupervisor);
  return reads && IsOwn(actor, one);
}

// How far it may be passed on; nothing for a rule that this program does not know.
std::optional<std::ptrdiff_t> OnwardRank(const std::string& onward) {
  constexpr std::string_view kFromNarrow[] = {"none", "ask_owner", "same_purpose", "free"};
  const auto found = std::find(std::begin(kFromNarrow), std::end(kFromNarrow), onward);
  if (found == std::end(kFromNarrow)) return std::nullopt;
  return found - std::begin(kFromNarrow);
}

// Which other authorities see it; nothing where all do.
std::optional<std::set<std::string>> OthersWhoSee(const model::Handling& handling) {
  if (Bears(handling, "owner_only") || Bears(handling, "sensitive_source")) return std::set<std::string>{};
  if (Bears(handling, "open_to_partners")) return std::nullopt;
  if (!Bears(handling, "releasable_to_listed")) return std::set<std::string>{};
  return std::set<std::string>(handling.releasable_to.begin(), handling.releasable_to.end());
}

bool IsKnown(const std::string& code) {
  static const std::set<std::string_view> known = {"evidence",   "no_onward",       "open_to_partners",
                                                   "owner_only", "possible_match",  "releasable_to_listed",
                                                   "restricted", "sensitive_source"};
  return known.contains(code);
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

bool AccessPolicy::IsWithin(const model::Handling& one, const model::Handling& other) {
  if (!std::all_of(one.codes.begin(), one.codes.end(), IsKnown)) return false;
  // What limits stays.
  for (const char* limit : {"restricted", "sensitive_source", "no_onward", "evidence"}) {
    if (Bears(other, limit) && !Bears(one, limit)) return false;
  }
  const auto seen_by = OthersWhoSee(one);
  const auto seen_now = OthersWhoSee(other);
  if (seen_now && (!seen_by || !std::includes(seen_now->begin(), seen_now->end(), seen_by->begin(), seen_by->end()))) {
    return false;
  }
  const auto passed_on = OnwardRank(one.onward);
  const auto passed_on_now = OnwardRank(other.onward);
  if (one.onward != other.onward && (!passed_on || !passed_on_now || *passed_on > *passed_on_now)) return false;
  if (!other.expires_at) return true;
  return one.expires_at && one.expires_at->LastDay() <= other.expires_at->LastDay();
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
  // These read no records: the access log and the ledger, and the accounts.
  if (actor.Is(Role::kAuditor)) out.insert("audit");
  if (actor.Is(Role::kAdministrator)) out.insert("system_care");
  return {out.begin(), out.end()};
}

}  // namespace proofmark::app
