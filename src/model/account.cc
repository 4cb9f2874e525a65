// SPDX-License-Identifier: Apache-2.0
#include "model/account.h"

#include <algorithm>

#include "base/text.h"
#include "model/json_reader.h"

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::size_t kThingIdMax = 80;
constexpr std::size_t kDayMax = 10;

bool IsLoginStart(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool IsLoginCharacter(char c) { return IsLoginStart(c) || c == '.' || c == '_' || c == '-'; }

}  // namespace

std::string FoldLogin(std::string_view text) { return base::AsciiLower(base::Trim(text)); }

Result<void> CheckLogin(std::string_view login) {
  const bool good = login.size() >= kLoginMin && login.size() <= kLoginMax && IsLoginStart(login[0]) &&
                    std::all_of(login.begin(), login.end(), IsLoginCharacter);
  if (good) return {};
  return Error{Code::kInvalid,
               "login: a log-in name is 2 to 40 of a-z 0-9 . _ - and begins with a letter or digit; it stands in the "
               "log in the clear, so choose a pseudonym",
               "login"};
}

Result<void> CheckPersonName(std::string_view name) {
  if (name.size() > kPersonNameMax) {
    return Error{Code::kTooLarge, "name: at most " + std::to_string(kPersonNameMax) + " bytes", "name"};
  }
  const bool good = base::IsUtf8(name) && !base::Trim(name).empty() && base::Printable(name) == name;
  if (good) return {};
  return Error{Code::kInvalid, "name: give the person's name, in one line of printable text", "name"};
}

Json ToJson(const AccountOpening& opening) { return {{"login", opening.login}}; }

Result<AccountOpening> AccountOpeningFromJson(const Json& body) {
  JsonReader reader(body, "body");
  AccountOpening out{reader.Text("login", kLoginMax)};
  if (auto good = CheckLogin(out.login); !good.ok()) reader.Fail("login", "is no log-in name");
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

Json ToJson(const AccountChange& change) {
  Json out = Json::object();
  if (!change.reason.empty()) out["reason"] = change.reason;
  return out;
}

Result<AccountChange> AccountChangeFromJson(const Json& body) {
  JsonReader reader(body, "body");
  AccountChange out{reader.OptionalText("reason", kPeopleReasonMax).value_or("")};
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

Json ToJson(const RoleChange& change) { return {{"role", change.role}, {"reason", change.reason}}; }

Result<RoleChange> RoleChangeFromJson(const Json& body) {
  JsonReader reader(body, "body");
  RoleChange out{reader.Text("role", kRoleCodeMax), reader.Text("reason", kPeopleReasonMax)};
  if (out.role.empty()) reader.Fail("role", "is empty");
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

Json ToJson(const HolderRelease& release) { return {{"to", release.to.ToText()}, {"until", release.until.ToText()}}; }

Result<HolderRelease> HolderReleaseFromJson(const Json& body) {
  JsonReader reader(body, "body");
  HolderRelease out;
  out.to = reader.Take("to", ThingId::Parse(reader.Text("to", kThingIdMax)));
  out.until = reader.Take("until", ParseDay(reader.Text("until", kDayMax)));
  if (out.to.kind != kUserKind) reader.Fail("to", "must be an account");
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  return out;
}

Result<base::PartialDate> ParseDay(std::string_view text) {
  auto day = base::PartialDate::Parse(text);
  if (day.ok() && day->day != 0) return day;
  return Error{Code::kInvalid, "\"" + base::Printable(text) + "\": give a day like 2031-02-01", ""};
}

}  // namespace proofmark::model
