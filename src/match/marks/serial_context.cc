// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_context.h"

#include <algorithm>

namespace proofmark::match {

namespace {
constexpr int kLettersMax = 4;
constexpr int kDigitsMax = 9;
constexpr char kNotRead = '?';
}  // namespace

std::optional<std::string> SerialContext::Key() const {
  if (last_ == kNotRead) return std::nullopt;
  if (digits_ > 0) {
    if (!counted_) return std::nullopt;
    return std::to_string(std::min(letters_, kLettersMax)) + "d" + std::to_string(std::min(digits_, kDigitsMax)) +
           (second_run_ ? "x" : "");
  }
  if (before_last_ == kNotRead) return std::nullopt;
  std::string key;
  if (before_last_ != 0) key += before_last_;
  return key + last_;
}

void SerialContext::Add(const Pattern& pattern, std::size_t i) {
  if (pattern.IsCharacter(i)) return AddCharacter(pattern[i]);
  Forget();
}

void SerialContext::Forget() {
  before_last_ = kNotRead;
  last_ = kNotRead;
  letters_ = digits_ = 0;
  second_run_ = false;
  counted_ = false;
}

void SerialContext::AddCharacter(int character) {
  if (last_ == kNotRead) {
    digits_ = 0;
    letters_ = 0;
  }
  before_last_ = last_;
  if (IsDigit(character)) {
    last_ = '9';
    digits_ = std::min(digits_ + 1, kDigitsMax);
    return;
  }
  last_ = TextOf(character);
  if (digits_ > 0) {
    second_run_ = true;
    letters_ = 0;
    digits_ = 0;
    counted_ = true;
  }
  letters_ = std::min(letters_ + 1, kLettersMax);
}

}  // namespace proofmark::match
