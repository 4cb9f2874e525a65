// SPDX-License-Identifier: Apache-2.0
// An Actor is who asks or commands: an opaque identifier, the authority whose staff it is, and the roles it has now.
//
//   Actor officer{"BR-RJ.user.01J9...", "BR-RJ", {Role::kTracingOfficer}};
//   May(officer, Permission::kDecideHit);        // true
//   May(officer, Permission::kGrantRoles);       // false
//
// What a role may do is one table (actor.cc), first printed in docs/operating/access.md; which records it sees is the
// access policy's (policy.h). Pure; safe from any thread.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace proofmark::app {

// Codes of data/roles.csv, and the console, which nobody can be granted.
enum class Role {
  kConsole,         // at the command line with the database's file: the administrator (docs/operating/access.md)
  kOfficer,         // asks, and records what was found
  kTracingOfficer,  // decides on hits and links, follows a weapon across authorities
  kBorder,          // first line: asks, sees what matters at the counter, records a seizure
  kSupervisor,      // second person; sees restricted records
  kAdministrator,   // accounts and care of the system; no records
  kAuditor,         // who saw what, and whether the log proves it
};

// What can be done. Each route of the service asks for one; docs/operating/access.md has a row for each.
enum class Permission {
  kReadMarks,       // what a text on a weapon says: touches no record
  kTrace,           // search
  kReadRecord,      // items, weapons, cases
  kReadHits,        // hits, links and alerts of the own authority
  kReadStatistics,  // what the own authority's tracing came to
  kRecordItem,      // recoveries, thefts, losses, seizures, transfers, steps of a case
  kCorrectItem,     // corrections of the own authority's records
  kDecideHit,       // compare, confirm, reject
  kDecideLink,      // two records are one weapon, or not
  kAskForTwo,       // begin what needs two persons
  kApprove,         // be the second person
  kRunRetention,    // destroy what is due
  kReadAccounts,    // who has an account, which roles
  kChangeAccounts,  // open, close; grants need a second person
  kReadAccesses,    // who saw what and why; why ACTOR ID
  kVerifyLedger,    // checkpoints and proofs
  kImportRecords,   // whole registers
  kExportLog,       // a whole log, with all that it says
};

struct Actor {
  std::string id;         // opaque: "console:1000", "BR-RJ.user.01J9..."
  std::string authority;  // empty for the console, which is nobody's staff
  std::set<Role> roles;

  bool Is(Role role) const { return roles.contains(role); }
};

bool May(const Actor& actor, Permission permission);

// "tracing_officer"; nothing for a text that is no role.
std::optional<Role> RoleFromCode(std::string_view code);
std::string_view CodeOf(Role role);
std::string_view CodeOf(Permission permission);
const std::vector<Permission>& AllPermissions();
const std::vector<Role>& AllRoles();

// "console:UID" is the console's; another text is nobody's: accounts are looked up where they are kept.
Actor ActorFromText(const std::string& id);

}  // namespace proofmark::app
