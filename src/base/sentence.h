// SPDX-License-Identifier: Apache-2.0
// A Sentence is what the program tells a person: in English, and in parts that a page puts into other words.
//
//   Sentence why = Say("misread", "{read} read for {record}", {{"read", "O"}, {"record", "0"}});
//   why.english();   // "O read for 0"
//   why.said();      // [{"code": "misread", "read": "O", "record": "0"}]
//   why.And(Say("exchanged", "{first} and {second} exchanged", {{"first", "1"}, {"second", "7"}}));
//
// A plain value.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/json.h"

namespace proofmark::base {

class Sentence {
 public:
  Sentence() = default;
  // What nobody has in parts: a person's words, or those of an older program.
  explicit Sentence(std::string english) : english_(std::move(english)) {}
  Sentence(std::string english, Json said) : english_(std::move(english)), said_(std::move(said)) {}

  // "first; second"
  Sentence& And(const Sentence& more, std::string_view between = "; ");
  // "first (second)"; its parts say "within".
  Sentence& Within(const Sentence& more);

  const std::string& english() const { return english_; }
  const Json& said() const { return said_; }
  bool empty() const { return english_.empty(); }
  bool operator==(const Sentence&) const = default;

 private:
  std::string english_;
  Json said_ = Json::array();
};

// Puts values into the places of an English form: texts and whole numbers as they are, of a list its texts, with "and"
// between them, of the list "either" with "or". What no place names is for other words alone.
Sentence Say(std::string_view code, std::string_view form, Json values = Json::object());

}  // namespace proofmark::base
