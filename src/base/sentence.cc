// SPDX-License-Identifier: Apache-2.0
#include "base/sentence.h"

#include <algorithm>

#include "base/assert.h"

namespace proofmark::base {
namespace {

std::string TextOf(const std::string& name, const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::string text;
  for (const Json& one : value)
    text += (text.empty() ? "" : name == "either" ? " or " : " and ") + one.get<std::string>();
  return text;
}

}  // namespace

Sentence& Sentence::And(const Sentence& more, std::string_view between) {
  if (more.empty()) return *this;
  if (!empty()) english_ += between;
  english_ += more.english_;
  for (const Json& part : more.said_) said_.push_back(part);
  return *this;
}

Sentence& Sentence::Within(const Sentence& more) {
  if (more.empty()) return *this;
  english_ += " (" + more.english_ + ")";
  for (Json part : more.said_) {
    part["within"] = true;
    said_.push_back(std::move(part));
  }
  return *this;
}

Sentence Say(std::string_view code, std::string_view form, Json values) {
  std::string english;
  for (std::size_t at = 0; at < form.size();) {
    const std::size_t open = std::min(form.find('{', at), form.size());
    english += form.substr(at, open - at);
    if (open == form.size()) break;
    const std::size_t close = form.find('}', open);
    PM_ASSERT(close != std::string_view::npos);
    const std::string name(form.substr(open + 1, close - open - 1));
    PM_ASSERT(values.contains(name));
    english += TextOf(name, values[name]);
    at = close + 1;
  }
  values["code"] = code;
  return {std::move(english), Json::array({std::move(values)})};
}

}  // namespace proofmark::base
