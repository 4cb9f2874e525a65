// SPDX-License-Identifier: Apache-2.0
// A staff id names a person by what only its authority can turn into a name: "staff:4711", "BR-RJ.user.01J9...".
//
//   PM_TRY(CheckStaffId("staff:4711", "by"));
//
// Letters, a colon and an id with a digit, or the identifier of an account. A person's name never stands in an event,
// because it could never be erased there. Pure. Errors, first that applies: kInvalid (missing), kTooLarge, kInvalid (an
// account of the console, which is nobody in person; another form); each names the field.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::model {

base::Result<void> CheckStaffId(std::string_view by, const std::string& field);

}  // namespace proofmark::model
