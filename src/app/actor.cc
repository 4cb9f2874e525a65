// SPDX-License-Identifier: Apache-2.0
#include "app/actor.h"

#include <algorithm>

namespace proofmark::app {

namespace {

using enum Permission;

struct RoleRow {
  Role role;
  std::string_view code;
  std::set<Permission> may;
};

// Who may do what, the whole of it.
const std::vector<RoleRow>& Rows() {
  static const std::vector<RoleRow> rows = {
      {Role::kConsole,
       "console",
       {kReadMarks, kTrace, kReadRecord, kReadHits, kReadStatistics, kRecordItem, kCorrectItem, kDecideHit, kDecideLink,
        kAskForTwo, kRunRetention, kReadAccounts, kChangeAccounts, kReadAccesses, kVerifyLedger, kExportLog,
        kImportRecords}},
      {Role::kOfficer, "officer", {kReadMarks, kTrace, kReadRecord, kReadHits, kRecordItem}},
      {Role::kTracingOfficer,
       "tracing_officer",
       {kReadMarks, kTrace, kReadRecord, kReadHits, kReadStatistics, kRecordItem, kCorrectItem, kDecideHit, kDecideLink,
        kAskForTwo}},
      {Role::kBorder, "border", {kReadMarks, kTrace, kReadRecord, kRecordItem}},
      {Role::kSupervisor,
       "supervisor",
       {kReadMarks, kTrace, kReadRecord, kReadHits, kReadStatistics, kDecideHit, kDecideLink, kAskForTwo, kApprove,
        kReadAccounts, kImportRecords}},
      {Role::kAdministrator, "administrator", {kReadAccounts, kChangeAccounts, kAskForTwo, kRunRetention}},
      {Role::kAuditor, "auditor", {kReadAccounts, kReadAccesses, kVerifyLedger}},
  };
  return rows;
}

struct PermissionRow {
  Permission permission;
  std::string_view code;
};

constexpr PermissionRow kPermissions[] = {
    {kReadMarks, "read_marks"},
    {kTrace, "trace"},
    {kReadRecord, "read_record"},
    {kReadHits, "read_hits"},
    {kReadStatistics, "read_statistics"},
    {kRecordItem, "record_item"},
    {kCorrectItem, "correct_item"},
    {kDecideHit, "decide_hit"},
    {kDecideLink, "decide_link"},
    {kAskForTwo, "ask_for_two"},
    {kApprove, "approve"},
    {kRunRetention, "run_retention"},
    {kReadAccounts, "read_accounts"},
    {kChangeAccounts, "change_accounts"},
    {kReadAccesses, "read_accesses"},
    {kVerifyLedger, "verify_ledger"},
    {kImportRecords, "import_records"},
    {kExportLog, "export_log"},
};

}  // namespace

bool May(const Actor& actor, Permission permission) {
  return std::any_of(Rows().begin(), Rows().end(),
                     [&](const RoleRow& row) { return actor.Is(row.role) && row.may.contains(permission); });
}

std::optional<Role> RoleFromCode(std::string_view code) {
  for (const RoleRow& row : Rows()) {
    if (row.code == code) return row.role;
  }
  return {};
}

std::string_view CodeOf(Role role) {
  auto found = std::find_if(Rows().begin(), Rows().end(), [&](const RoleRow& row) { return row.role == role; });
  return found->code;
}

std::string_view CodeOf(Permission permission) {
  auto found = std::find_if(std::begin(kPermissions), std::end(kPermissions),
                            [&](const PermissionRow& row) { return row.permission == permission; });
  return found->code;
}

const std::vector<Permission>& AllPermissions() {
  static const std::vector<Permission> all = [] {
    std::vector<Permission> out;
    for (const PermissionRow& row : kPermissions) out.push_back(row.permission);
    return out;
  }();
  return all;
}

const std::vector<Role>& AllRoles() {
  static const std::vector<Role> all = [] {
    std::vector<Role> out;
    for (const RoleRow& row : Rows()) out.push_back(row.role);
    return out;
  }();
  return all;
}

Actor ActorFromText(const std::string& id) {
  bool console =
      id.starts_with("console:") && id.size() > 8 && id.find_first_not_of("0123456789", 8) == std::string::npos;
  if (!console) return {id, "", {}};
  return {id, "", {Role::kConsole}};
}

}  // namespace proofmark::app
