// SPDX-License-Identifier: Apache-2.0
#include "app/policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace proofmark::app {
namespace {

struct Case {
  const char* what;
  Role role;
  const char* purpose;
  std::vector<std::string> codes;
  const char* owner;  // the actor is of AA
  const char* rule;
};

store::HandlingClass ClassOf(const std::string& owner, std::vector<std::string> codes,
                             const std::string& purpose = "trace") {
  store::HandlingClass out;
  out.owner = owner == "AA" ? 1 : 2;
  out.owner_code = owner;
  out.handling.codes = std::move(codes);
  out.handling.purpose = purpose;
  return out;
}

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"own record", Role::kOfficer, "investigation", {"owner_only"}, "AA", "own_authority"},
      {"own record without a code", Role::kOfficer, "trace", {}, "AA", "own_authority"},
      {"foreign record without a code", Role::kTracingOfficer, "trace", {}, "BB", "nothing_allows"},
      {"kept by its owner", Role::kTracingOfficer, "trace", {"owner_only"}, "BB", "owner_only"},
      {"kept by its owner, though opened",
       Role::kTracingOfficer,
       "trace",
       {"open_to_partners", "owner_only"},
       "BB",
       "owner_only"},
      {"a source that may not be shown",
       Role::kTracingOfficer,
       "trace",
       {"open_to_partners", "sensitive_source"},
       "BB",
       "owner_only"},
      {"opened", Role::kTracingOfficer, "trace", {"open_to_partners"}, "BB", "open_to_partners"},
      {"opened, at the border", Role::kBorder, "border_check", {"open_to_partners"}, "BB", "open_to_partners"},
      {"for another purpose", Role::kBorder, "investigation", {"open_to_partners"}, "BB", "purpose_of_another_role"},
      {"own, for another purpose", Role::kOfficer, "border_check", {}, "AA", "purpose_of_another_role"},
      {"restricted, own", Role::kTracingOfficer, "trace", {"restricted"}, "AA", "restricted"},
      {"restricted, to a supervisor", Role::kSupervisor, "trace", {"restricted"}, "AA", "own_authority"},
      {"restricted and opened", Role::kTracingOfficer, "trace", {"open_to_partners", "restricted"}, "BB", "restricted"},
      {"restricted and opened, to a supervisor",
       Role::kSupervisor,
       "trace",
       {"open_to_partners", "restricted"},
       "BB",
       "open_to_partners"},
      {"an administrator", Role::kAdministrator, "system_care", {}, "AA", "no_reading_role"},
      {"an auditor", Role::kAuditor, "audit", {"open_to_partners"}, "AA", "no_reading_role"},
      {"training on a real record", Role::kOfficer, "training", {}, "AA", "purpose_of_another_role"},
      {"the console", Role::kConsole, "audit", {"restricted"}, "BB", "console_administrator"},
      {"the console without a purpose", Role::kConsole, "", {}, "AA", "purpose_of_another_role"},
  };
  return cases;
}

TEST(AccessPolicy, TheFirstRuleThatAppliesDecides) {
  AccessPolicy policy;
  for (const Case& one : Cases()) {
    const Actor actor{"AA.user.1", "AA", {one.role}};
    Verdict verdict = policy.Why(actor, {one.purpose, "case 7", "national_law"}, ClassOf(one.owner, one.codes));
    EXPECT_EQ(verdict.rule, one.rule) << one.what;
    EXPECT_FALSE(verdict.sentence.empty());
    const std::set<std::string> allowing = {"own_authority", "open_to_partners", "releasable_to_listed",
                                            "console_administrator"};
    EXPECT_EQ(verdict.allowed, allowing.contains(verdict.rule)) << one.what;
  }
}

TEST(AccessPolicy, AListedAuthoritySeesAndAnotherDoesNot) {
  AccessPolicy policy;
  store::HandlingClass listed = ClassOf("BB", {"releasable_to_listed"});
  const Actor actor{"AA.user.1", "AA", {Role::kOfficer}};
  const Purpose purpose{"trace", "case 7", "national_law"};
  EXPECT_EQ(policy.Why(actor, purpose, listed).rule, "nothing_allows");
  listed.handling.releasable_to = {"CC", "AA"};
  EXPECT_EQ(policy.Why(actor, purpose, listed).rule, "releasable_to_listed");
  EXPECT_EQ(policy.Why({"DD.user.1", "DD", {Role::kOfficer}}, purpose, listed).rule, "nothing_allows");
  listed.handling.codes.clear();
  EXPECT_EQ(policy.Why(actor, purpose, listed).rule, "nothing_allows") << "a list without its code opens nothing";
}

TEST(AccessPolicy, InventedRecordsAreForTrainingAndRealOnesAreNot) {
  AccessPolicy policy;
  const Actor actor{"AA.user.1", "AA", {Role::kOfficer}};
  const store::HandlingClass invented = ClassOf("AA", {}, "demonstration");
  EXPECT_EQ(policy.Why(actor, {"training", "course", "national_law"}, invented).rule, "own_authority");
  EXPECT_EQ(policy.Why(actor, {"trace", "case 7", "national_law"}, invented).rule, "own_authority");
}

// An actor of no authority is of no owner, whatever the owner's name.
TEST(AccessPolicy, WhoIsOfNoAuthorityHasNoOwnRecords) {
  AccessPolicy policy;
  store::HandlingClass nameless = ClassOf("", {"open_to_partners"});
  EXPECT_FALSE(policy.Why({"x", "", {Role::kSupervisor}}, {"trace", "c", "national_law"}, nameless).allowed);
}

// The view is the verdicts and nothing else, over all roles, purposes and handlings.
TEST(AccessPolicy, AViewSeesWhatTheRulesAllow) {
  AccessPolicy policy;
  std::vector<store::HandlingClass> classes;
  for (const char* owner : {"AA", "BB"}) {
    for (int bits = 0; bits < 16; ++bits) {
      std::vector<std::string> codes;
      if (bits & 1) codes.emplace_back("open_to_partners");
      if (bits & 2) codes.emplace_back("owner_only");
      if (bits & 4) codes.emplace_back("releasable_to_listed");
      if (bits & 8) codes.emplace_back("restricted");
      classes.push_back(ClassOf(owner, codes));
      classes.back().number = bits;
      classes.back().handling.releasable_to = {"AA"};
    }
  }
  for (Role role : AllRoles()) {
    for (const char* purpose : {"", "trace", "border_check", "audit", "training", "system_care"}) {
      const Actor actor{"AA.user.1", "AA", {role}};
      store::View view = policy.ViewFor(actor, {purpose, "case 7", "national_law"}, classes);
      for (const store::HandlingClass& one : classes) {
        EXPECT_EQ(view.Sees(one.owner, one.number),
                  policy.Why(actor, {purpose, "case 7", "national_law"}, one).allowed);
      }
    }
  }
}

// Every pair of sets of codes: whoever sees what is within another sees the other too.
TEST(AccessPolicy, WhatIsWithinAnotherHandlingIsSeenByNobodyElse) {
  const std::vector<std::string> codes = {"evidence",        "no_onward",  "open_to_partners",
                                          "owner_only",      "restricted", "releasable_to_listed",
                                          "sensitive_source"};
  std::vector<model::Handling> all;
  for (unsigned set = 0; set < (1U << codes.size()); ++set) {
    model::Handling one;
    one.onward = "none";
    one.purpose = "trace";
    for (std::size_t n = 0; n < codes.size(); ++n) {
      if ((set >> n & 1U) != 0) one.codes.push_back(codes[n]);
    }
    all.push_back(one);
    if (set >> 5 & 1U) {
      all.back().releasable_to = {"CC"};
      one.releasable_to = {"CC", "DD"};
      all.push_back(std::move(one));
    }
  }
  const AccessPolicy policy;
  // Who of AA, CC, DD and EE sees a record of AA, as a tracing officer and as a supervisor.
  auto seen_by = [&](const model::Handling& handling) {
    std::set<std::string> out;
    for (const char* authority : {"AA", "CC", "DD", "EE"}) {
      for (Role role : {Role::kTracingOfficer, Role::kSupervisor}) {
        const Actor actor{"somebody", authority, {role}};
        if (policy.Why(actor, {"trace", "7", "national_law"}, {1, "AA", 1, handling}).allowed) {
          out.insert(std::string(authority) + std::string(CodeOf(role)));
        }
      }
    }
    return out;
  };
  std::vector<std::set<std::string>> seen;
  for (const model::Handling& one : all) seen.push_back(seen_by(one));
  int within = 0;
  for (std::size_t a = 0; a < all.size(); ++a) {
    EXPECT_TRUE(AccessPolicy::IsWithin(all[a], all[a]));
    for (std::size_t b = 0; b < all.size(); ++b) {
      if (!AccessPolicy::IsWithin(all[a], all[b])) continue;
      ++within;
      ASSERT_TRUE(std::includes(seen[b].begin(), seen[b].end(), seen[a].begin(), seen[a].end())) << a << " " << b;
    }
  }
  EXPECT_GT(within, 1000);
}

TEST(AccessPolicy, WhatIsPassedOnFurtherOrKeptLongerIsNotWithin) {
  model::Handling now{
      {"owner_only"}, {}, "ask_owner", "trace", "national_law", {}, base::PartialDate::Parse("2030-01").value()};
  model::Handling one = now;
  one.onward = "none";
  one.expires_at = base::PartialDate::Parse("2029").value();
  EXPECT_TRUE(AccessPolicy::IsWithin(one, now));
  EXPECT_FALSE(AccessPolicy::IsWithin(now, one));
  one.onward = "same_purpose";
  EXPECT_FALSE(AccessPolicy::IsWithin(one, now));
  one = now;
  one.expires_at.reset();
  EXPECT_FALSE(AccessPolicy::IsWithin(one, now));
  one = now;
  one.codes.push_back("of_tomorrow");
  EXPECT_FALSE(AccessPolicy::IsWithin(one, now));
}

TEST(Permissions, EachIsSomebodysAndNobodyHasAll) {
  for (Permission permission : AllPermissions()) {
    bool granted = false;
    for (Role role : AllRoles()) granted |= May({"x", "AA", {role}}, permission);
    EXPECT_TRUE(granted) << CodeOf(permission);
    EXPECT_FALSE(May({"x", "AA", {}}, permission));
  }
  for (Role role : AllRoles()) {
    bool all = true;
    for (Permission permission : AllPermissions()) all &= May({"x", "AA", {role}}, permission);
    EXPECT_FALSE(all) << CodeOf(role);
    EXPECT_EQ(RoleFromCode(CodeOf(role)), role);
  }
}

// Whoever keeps the accounts reads no records, whoever approves opens no accounts, whoever audits changes nothing.
TEST(Permissions, WhoWatchesAndWhoIsWatchedAreTwo) {
  for (Permission one : {Permission::kTrace, Permission::kReadRecord, Permission::kApprove}) {
    EXPECT_FALSE(May({"x", "AA", {Role::kAdministrator}}, one));
    EXPECT_FALSE(May({"x", "AA", {Role::kAuditor}}, one));
  }
  EXPECT_FALSE(May({"x", "AA", {Role::kSupervisor}}, Permission::kChangeAccounts));
  EXPECT_FALSE(May({"x", "AA", {Role::kAuditor}}, Permission::kChangeAccounts));
  EXPECT_FALSE(May({"x", "", {Role::kConsole}}, Permission::kApprove)) << "one person alone is not two";
}

}  // namespace
}  // namespace proofmark::app
