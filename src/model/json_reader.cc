// SPDX-License-Identifier: Apache-2.0
#include "model/json_reader.h"

#include <algorithm>
#include <utility>

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

const Json& Nothing() {
  static const Json nothing;
  return nothing;
}

}  // namespace

JsonReader::JsonReader(const Json& json, std::string path) : json_(json), path_(std::move(path)) {
  if (!json_.is_object()) Fail("", "must be an object");
}

bool JsonReader::Has(std::string_view key) const { return json_.is_object() && json_.contains(key); }

const Json* JsonReader::Find(std::string_view key) {
  asked_.push_back(key);
  if (!json_.is_object()) return nullptr;
  auto found = json_.find(key);
  return found == json_.end() ? nullptr : &*found;
}

void JsonReader::Note(std::string_view key, Error error) {
  if (error_) return;
  if (!error.field.empty()) {  // found deeper, and named there
    error_ = std::move(error);
    return;
  }
  std::string field = path_.empty() ? std::string(key) : key.empty() ? path_ : path_ + "." + std::string(key);
  error_ = Error{error.code, field + ": " + error.message, field};
}

void JsonReader::Fail(std::string_view key, const std::string& why) { Note(key, Error{Code::kInvalid, why, ""}); }

std::string JsonReader::Text(std::string_view key, std::size_t max) {
  const Json* value = Find(key);
  if (value == nullptr || !value->is_string()) {
    Fail(key, value == nullptr ? "is missing" : "must be text");
    return {};
  }
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > max) {
    Note(key, Error{Code::kTooLarge, std::to_string(text.size()) + " characters; at most " + std::to_string(max), ""});
    return {};
  }
  return text;
}

std::optional<std::string> JsonReader::OptionalText(std::string_view key, std::size_t max) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  return Text(key, max);
}

std::int64_t JsonReader::Integer(std::string_view key, std::int64_t min, std::int64_t max) {
  const Json* value = Find(key);
  if (value == nullptr || !value->is_number_integer() ||
      (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(max))) {
    Fail(key, value == nullptr ? "is missing" : "must be a whole number");
    return min;
  }
  auto number = value->get<std::int64_t>();
  if (number < min || number > max) {
    Fail(key, "must lie between " + std::to_string(min) + " and " + std::to_string(max));
    return min;
  }
  return number;
}

std::optional<base::PartialDate> JsonReader::OptionalDate(std::string_view key) {
  std::optional<std::string> text = OptionalText(key, 10);
  if (!text) return std::nullopt;
  return Take(key, base::PartialDate::Parse(*text));
}

std::optional<bool> JsonReader::OptionalBoolean(std::string_view key) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  Fail(key, "must be true or false");
  return std::nullopt;
}

std::vector<std::string> JsonReader::TextsOf(std::string_view key, const Json* array, std::size_t count_max,
                                             std::size_t max) {
  std::vector<std::string> out;
  if (array == nullptr || !array->is_array()) {
    Fail(key, array == nullptr ? "is missing" : "must be a list of texts");
    return out;
  }
  if (array->size() > count_max) {
    Note(key,
         Error{Code::kTooLarge, std::to_string(array->size()) + " entries; at most " + std::to_string(count_max), ""});
    return out;
  }
  for (const Json& entry : *array) {
    if (!entry.is_string() || entry.get_ref<const std::string&>().size() > max) {
      Fail(key, "every entry must be text of at most " + std::to_string(max) + " characters");
      return {};
    }
    out.push_back(entry.get<std::string>());
  }
  return out;
}

std::vector<std::string> JsonReader::Texts(std::string_view key, std::size_t count_max, std::size_t max) {
  return TextsOf(key, Find(key), count_max, max);
}

std::vector<std::string> JsonReader::OptionalTexts(std::string_view key, std::size_t count_max, std::size_t max) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return {};
  return TextsOf(key, value, count_max, max);
}

std::string JsonReader::HexText(std::string_view key, std::size_t bytes) {
  std::string text = Text(key, 2 * bytes);
  auto decoded = base::FromHex(text);
  // One value, one spelling: capitals would change the hash of the event that holds them.
  if (!decoded.ok() || decoded->size() != bytes || base::ToHex(*decoded) != text) {
    Fail(key, "must be " + std::to_string(2 * bytes) + " lower-case hexadecimal characters");
    return std::string(bytes, '\0');
  }
  return *decoded;
}

const Json& JsonReader::OptionalObject(std::string_view key) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return Nothing();
  if (!value->is_object()) Fail(key, "must be an object");
  return value->is_object() ? *value : Nothing();
}

const Json& JsonReader::OptionalArray(std::string_view key, std::size_t count_max) {
  const Json* value = Find(key);
  if (value == nullptr || value->is_null()) return Nothing();
  if (!value->is_array()) {
    Fail(key, "must be a list");
    return Nothing();
  }
  if (value->size() > count_max) {
    Note(key,
         Error{Code::kTooLarge, std::to_string(value->size()) + " entries; at most " + std::to_string(count_max), ""});
    return Nothing();
  }
  return *value;
}

const Json& JsonReader::Object(std::string_view key) {
  if (!Has(key) || json_.at(key).is_null()) Fail(key, "is missing");
  return OptionalObject(key);
}

const Json& JsonReader::Array(std::string_view key, std::size_t count_max) {
  if (!Has(key) || json_.at(key).is_null()) Fail(key, "is missing");
  return OptionalArray(key, count_max);
}

Json JsonReader::Rest() const {
  Json rest = Json::object();
  if (!json_.is_object()) return rest;
  for (const auto& [key, value] : json_.items()) {
    if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) rest[key] = value;
  }
  return rest;
}

Result<void> JsonReader::Done(enum Rest rest, std::string_view see) {
  if (!error_ && rest == Rest::kRefuse) {
    Json left = Rest();
    if (!left.empty()) Fail(left.begin().key(), "is not known here; see " + std::string(see));
  }
  if (error_) return *error_;
  return {};
}

}  // namespace proofmark::model
