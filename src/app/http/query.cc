// SPDX-License-Identifier: Apache-2.0
#include "app/http/query.h"

#include <charconv>

#include "app/cursor.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Result;

Result<std::map<std::string, std::string>> QueryOf(const Call& call, std::initializer_list<const char*> names) {
  std::map<std::string, std::string> out;
  for (const char* name : names) out[name];
  for (const http::NamedValue& one : call.request.query) {
    auto known = out.find(one.name);
    if (known == out.end()) return Error{Code::kInvalid, "the query has no \"" + one.name + "\"", one.name};
    if (!known->second.empty()) return Error{Code::kInvalid, one.name + ": given twice", one.name};
    known->second = one.value;
  }
  return out;
}

Result<std::int64_t> NumberOf(const std::string& text, const char* name, std::int64_t least, std::int64_t most) {
  std::int64_t out = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error == std::errc() && end == text.data() + text.size() && out >= least && out <= most) return out;
  return Error{Code::kInvalid,
               std::string(name) + ": a number from " + std::to_string(least) + " to " + std::to_string(most), name};
}

Result<std::int64_t> PageOf(const std::string& text) {
  if (text.empty()) return kPageDefault;
  return NumberOf(text, "limit", 1, kPageMax);
}

}  // namespace proofmark::app::web
