// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <simdjson.h>

namespace proofmark::base {
namespace {

Error TooDeep(std::size_t depth_max) {
  return Error{Code::kTooLarge, "JSON nested deeper than " + std::to_string(depth_max) + " levels", ""};
}

// depth counts the containers around the element.
Result<Json> Convert(const simdjson::dom::element& element, std::size_t depth, std::size_t depth_max) {
  using simdjson::dom::element_type;
  // The parser does not count a container without content.
  if ((element.is_object() || element.is_array()) && depth == depth_max) return TooDeep(depth_max);
  switch (element.type()) {
    case element_type::OBJECT: {
      Json out = Json::object();
      for (auto [key, value] : simdjson::dom::object(element)) {
        PM_ASSIGN(Json converted, Convert(value, depth + 1, depth_max));
        // A second value for a key would change what a signature covers; nlohmann would keep the last in silence.
        if (!out.emplace(std::string(key), std::move(converted)).second) {
          return Error{Code::kInvalid, "the key \"" + std::string(key) + "\" stands twice in one object",
                       std::string(key)};
        }
      }
      return out;
    }
    case element_type::ARRAY: {
      Json out = Json::array();
      for (simdjson::dom::element value : simdjson::dom::array(element)) {
        PM_ASSIGN(Json converted, Convert(value, depth + 1, depth_max));
        out.push_back(std::move(converted));
      }
      return out;
    }
    case element_type::STRING:
      return Json(std::string(std::string_view(element)));
    case element_type::INT64:
      return Json(std::int64_t(element));
    case element_type::UINT64:
      return Json(std::uint64_t(element));
    case element_type::DOUBLE:
      return Json(double(element));
    case element_type::BOOL:
      return Json(bool(element));
    case element_type::NULL_VALUE:
      return Json(nullptr);
  }
  return Error{Code::kInternal, "unknown JSON element", ""};
}

}  // namespace

Result<Json> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Error{Code::kTooLarge,
                 "JSON of " + std::to_string(text.size()) + " bytes; at most " + std::to_string(limits.bytes_max), ""};
  }
  if (text.empty()) return Error{Code::kInvalid, "not valid JSON: nothing was written", ""};
  thread_local simdjson::dom::parser parser;
  // One level more than allowed, because the parser counts the innermost scalar's container.
  if (parser.allocate(std::max<std::size_t>(text.size(), 64), limits.depth_max + 1) != simdjson::SUCCESS) {
    return Error{Code::kUnavailable, "no memory to read JSON", ""};
  }
  simdjson::dom::element root;
  simdjson::error_code error = parser.parse(text.data(), text.size()).get(root);
  if (error == simdjson::DEPTH_ERROR) {
    return TooDeep(limits.depth_max);
  }
  if (error != simdjson::SUCCESS) {
    return Error{Code::kInvalid, std::string("not valid JSON: ") + simdjson::error_message(error), ""};
  }
  return Convert(root, 0, limits.depth_max);
}

std::string JsonLine(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace proofmark::base
