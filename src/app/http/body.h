// SPDX-License-Identifier: Apache-2.0
// Fields of a request's body. What nobody asked for is refused, so that no field is set that was not meant to be set.
// Errors: kInvalid, with the field.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app::web {

base::Result<void> OnlyFields(const base::Json& body, std::initializer_list<std::string_view> names);
base::Result<std::string> RequiredText(const base::Json& body, const char* name);
base::Result<std::int64_t> RequiredNumber(const base::Json& body, const char* name);
// False where it is left out.
base::Result<bool> OptionalTruth(const base::Json& body, const char* name);

}  // namespace proofmark::app::web
