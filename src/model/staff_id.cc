// SPDX-License-Identifier: Apache-2.0
#include "model/staff_id.h"

#include <algorithm>

#include "model/event.h"
#include "model/ids.h"

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Result;

namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "staff:4711", "expert:BR-0231". An id without any digit would be a name.
bool NamesAPerson(std::string_view by) {
  if (auto account = ThingId::Parse(by); account.ok()) return account->kind == "user";
  const std::size_t colon = by.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view kind = by.substr(0, colon);
  const std::string_view id = by.substr(colon + 1);
  auto in_id = [](char c) {
    return IsLower(c) || IsDigit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
  };
  return std::all_of(kind.begin(), kind.end(), IsLower) && std::all_of(id.begin(), id.end(), in_id) &&
         std::any_of(id.begin(), id.end(), IsDigit);
}

}  // namespace

Result<void> CheckStaffId(std::string_view by, const std::string& field) {
  if (by.empty()) {
    return Error{Code::kInvalid, field + ": a named person did it: say who, by a staff id like staff:4711", field};
  }
  if (by.size() > kActorMax) {
    return Error{Code::kTooLarge, field + ": at most " + std::to_string(kActorMax) + " characters", field};
  }
  if (by.starts_with("console:")) {
    return Error{Code::kInvalid,
                 field + ": an account of the console is nobody in person; give a staff id like staff:4711", field};
  }
  if (NamesAPerson(by)) return {};
  return Error{Code::kInvalid,
               field +
                   ": give an opaque staff id like staff:4711 (letters, a colon, an id with a digit); a person's name "
                   "must not stand in the log",
               field};
}

}  // namespace proofmark::model
