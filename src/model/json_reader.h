// SPDX-License-Identifier: Apache-2.0
// A JsonReader takes the keys of one object, remembers the first thing wrong, and says what was left.
//
//   JsonReader reader(json, "handling");
//   handling.onward = reader.Text("onward");
//   handling.review_at = reader.OptionalDate("review_at");
//   PM_TRY(reader.Done(JsonReader::Rest::kRefuse));
//
// A missing or wrong key yields an empty value and makes Done fail with kInvalid and the key's path as field, so that
// reading code stays a list. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time.h"

namespace proofmark::model {

class JsonReader {
 public:
  enum class Rest { kRefuse, kKeep };

  // `json` and every key asked for must outlive the reader. `path` is put before each key in messages.
  JsonReader(const base::Json& json, std::string path);

  bool Has(std::string_view key) const;
  std::string Text(std::string_view key, std::size_t max = 4096);
  std::optional<std::string> OptionalText(std::string_view key, std::size_t max = 4096);  // null or missing: nothing
  std::int64_t Integer(std::string_view key, std::int64_t min, std::int64_t max);
  std::optional<base::PartialDate> OptionalDate(std::string_view key);
  std::optional<bool> OptionalBoolean(std::string_view key);
  std::vector<std::string> Texts(std::string_view key, std::size_t count_max, std::size_t max = 256);
  std::vector<std::string> OptionalTexts(std::string_view key, std::size_t count_max, std::size_t max = 256);
  std::string HexText(std::string_view key, std::size_t bytes);  // the decoded bytes
  // An object or array under the key; a null value where it is missing.
  const base::Json& Object(std::string_view key);
  const base::Json& Array(std::string_view key, std::size_t count_max);
  const base::Json& OptionalObject(std::string_view key);
  const base::Json& OptionalArray(std::string_view key, std::size_t count_max);

  // Notes a fault that the caller found in the value of a key; the first one counts.
  void Fail(std::string_view key, const std::string& why);
  // Takes the value, or notes its error under the key and yields an empty one.
  template <typename T>
  T Take(std::string_view key, base::Result<T> result) {
    if (result.ok()) return std::move(result).value();
    Note(key, result.error());
    return T{};
  }

  // The keys that nobody asked for.
  base::Json Rest() const;
  // `see` is where an officer reads which keys there are.
  base::Result<void> Done(enum Rest rest, std::string_view see = "docs/formats");

 private:
  const base::Json* Find(std::string_view key);
  std::vector<std::string> TextsOf(std::string_view key, const base::Json* array, std::size_t count_max,
                                   std::size_t max);
  void Note(std::string_view key, base::Error error);

  const base::Json& json_;
  std::string path_;
  std::vector<std::string_view> asked_;
  std::optional<base::Error> error_;
};

}  // namespace proofmark::model
