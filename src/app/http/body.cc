// SPDX-License-Identifier: Apache-2.0
#include "app/http/body.h"

#include <algorithm>

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

Result<void> OnlyFields(const Json& body, std::initializer_list<std::string_view> names) {
  for (const auto& [key, value] : body.items()) {
    if (std::find(names.begin(), names.end(), key) == names.end()) {
      return Error{Code::kInvalid, "there is no field \"" + key + "\"", key};
    }
  }
  return {};
}

Result<std::string> RequiredText(const Json& body, const char* name) {
  auto found = body.find(name);
  if (found == body.end() || !found->is_string() || found->get_ref<const std::string&>().empty()) {
    return Error{Code::kInvalid, std::string(name) + ": a text is missing", name};
  }
  return found->get<std::string>();
}

Result<std::int64_t> RequiredNumber(const Json& body, const char* name) {
  auto found = body.find(name);
  if (found == body.end() || !found->is_number_integer()) {
    return Error{Code::kInvalid, std::string(name) + ": a whole number is missing", name};
  }
  return found->get<std::int64_t>();
}

Result<bool> OptionalTruth(const Json& body, const char* name) {
  auto found = body.find(name);
  if (found == body.end()) return false;
  if (!found->is_boolean()) return Error{Code::kInvalid, std::string(name) + ": true or false", name};
  return found->get<bool>();
}

}  // namespace proofmark::app::web
