// SPDX-License-Identifier: Apache-2.0
#include "match/marks/pattern.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace proofmark::match {

using base::Code;
using base::Error;
using base::Result;

char TextOf(int character) { return static_cast<char>(character < 10 ? '0' + character : 'A' + character - 10); }

Result<Pattern> Pattern::Parse(std::string_view strict) {
  Pattern out;
  for (std::size_t i = 0; i < strict.size(); ++i) {
    if (out.symbols_.size() == kPatternSymbolsMax) {
      return Error{Code::kTooLarge, "pattern: more than " + std::to_string(kPatternSymbolsMax) + " characters",
                   "pattern"};
    }
    const char c = strict[i];
    if (c == '?' || c == '*') {
      if (c == '*' && !out.symbols_.empty() && static_cast<std::uint8_t>(out.symbols_.back()) == kRun) continue;
      out.symbols_ += static_cast<char>(c == '?' ? kUnread : kRun);
      out.has_run_ = out.has_run_ || c == '*';
      continue;
    }
    if (int character = CharacterOf(c); character >= 0) {
      out.symbols_ += static_cast<char>(character);
      ++out.read_;
      continue;
    }
    if (c != '[') {
      return Error{Code::kInvalid, "pattern: only A-Z 0-9 ? * and [ ] may stand in it", "pattern"};
    }
    Set set = 0;
    for (++i; i < strict.size() && CharacterOf(strict[i]) >= 0; ++i) set |= Set{1} << CharacterOf(strict[i]);
    if (i == strict.size() || strict[i] != ']' || set == 0) {
      return Error{Code::kInvalid, "pattern: a bracket holds at least one of A-Z 0-9 and is closed", "pattern"};
    }
    if (std::has_single_bit(set)) {
      out.symbols_ += static_cast<char>(std::countr_zero(set));
      ++out.read_;
      continue;
    }
    out.symbols_ += static_cast<char>(kFirstSet + out.sets_.size());
    out.sets_.push_back(set);
  }
  if (out.symbols_.empty()) return Error{Code::kInvalid, "pattern: empty", "pattern"};
  return out;
}

Pattern::Set Pattern::Possible(std::size_t i) const {
  const std::uint8_t symbol = (*this)[i];
  if (symbol < kCharacters) return Set{1} << symbol;
  if (symbol >= kFirstSet) return sets_[symbol - kFirstSet];
  return (Set{1} << kCharacters) - 1;
}

std::string Pattern::ToText(std::size_t begin, std::size_t end) const {
  std::string out;
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint8_t symbol = (*this)[i];
    if (symbol < kCharacters) {
      out += TextOf(symbol);
    } else if (symbol == kUnread || symbol == kRun) {
      out += symbol == kUnread ? '?' : '*';
    } else {
      out += '[';
      for (int c = 0; c < kCharacters; ++c) {
        if ((Possible(i) >> c & 1) != 0) out += TextOf(c);
      }
      out += ']';
    }
  }
  return out;
}

std::string Pattern::ToBytes() const {
  std::string out(1, static_cast<char>(symbols_.size()));
  out += symbols_;
  out.append(reinterpret_cast<const char*>(sets_.data()), sets_.size() * sizeof(Set));
  return out;
}

std::optional<Pattern> Pattern::OfBytes(std::string_view bytes) {
  const std::size_t symbols = bytes.empty() ? 0 : static_cast<std::uint8_t>(bytes[0]);
  if (symbols == 0 || symbols > kPatternSymbolsMax || bytes.size() < 1 + symbols) return std::nullopt;
  Pattern out;
  out.symbols_ = bytes.substr(1, symbols);
  bytes.remove_prefix(1 + symbols);
  out.sets_.resize(bytes.size() / sizeof(Set));
  if (bytes.size() != out.sets_.size() * sizeof(Set)) return std::nullopt;
  if (!bytes.empty()) std::memcpy(out.sets_.data(), bytes.data(), bytes.size());
  for (const Set set : out.sets_) {
    if (set >> kCharacters != 0 || set == 0 || std::has_single_bit(set)) return std::nullopt;
  }
  const std::size_t known = kFirstSet + out.sets_.size();
  for (std::size_t i = 0; i < symbols; ++i) {
    const std::uint8_t symbol = out[i];
    if (symbol >= known) return std::nullopt;
    out.read_ += symbol < kCharacters ? 1U : 0U;
    out.has_run_ = out.has_run_ || symbol == kRun;
  }
  return out;
}

Pattern Pattern::WithTailUnread(std::size_t n) const {
  Pattern out = *this;
  for (std::size_t i = size() - n; i < size(); ++i) {
    if (IsCharacter(i)) --out.read_;
    out.symbols_[i] = static_cast<char>(kUnread);
  }
  return out;
}

}  // namespace proofmark::match
