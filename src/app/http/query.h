// SPDX-License-Identifier: Apache-2.0
// Values of a request's query. Errors: kInvalid, with the name.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>

#include "app/http/routes.h"
#include "base/result.h"

namespace proofmark::app::web {

// The values of the query by name. What nobody asks for is refused: a misspelt name must not be passed over.
base::Result<std::map<std::string, std::string>> QueryOf(const Call& call, std::initializer_list<const char*> names);
base::Result<std::int64_t> NumberOf(const std::string& text, const char* name, std::int64_t least, std::int64_t most);
// How many entries of a list are wanted.
base::Result<std::int64_t> PageOf(const std::string& text);

}  // namespace proofmark::app::web
