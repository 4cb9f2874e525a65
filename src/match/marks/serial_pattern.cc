// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_pattern.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace proofmark::match {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr Characters kHyphen = Characters{1} << 36;

Error Bad(std::string_view text, std::string_view why) {
  return Error{Code::kInvalid, "pattern \"" + std::string(text) + "\": " + std::string(why), "pattern"};
}

// "[A-CX]" from its "[" on; the text is left behind its "]".
Result<Characters> ReadClass(std::string_view& text, std::string_view whole) {
  const std::size_t end = text.find(']');
  if (end == std::string_view::npos || end == 1) return Bad(whole, "[ without ]");
  const std::string_view inner = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  Characters set = 0;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (i + 2 < inner.size() && inner[i + 1] == '-') {
      for (char c = inner[i]; c <= inner[i + 2]; ++c) set |= CharactersOf(c);
      i += 2;
    } else {
      if (CharactersOf(inner[i]) == 0) return Bad(whole, "a character in [ ] that no mark bears");
      set |= CharactersOf(inner[i]);
    }
  }
  if (set == 0) return Bad(whole, "[ ] with nothing in it");
  return set;
}

struct Times {
  std::size_t least = 1;
  std::size_t most = 1;
};

// "{5}" or "{5,6}" where the text begins with one.
Result<Times> ReadTimes(std::string_view& text, std::string_view whole) {
  Times times;
  if (text.empty() || text.front() != '{') return times;
  std::size_t end = text.find('}');
  if (end == std::string_view::npos) return Bad(whole, "{ without }");
  std::vector<std::size_t> numbers(1, 0);
  for (char c : text.substr(1, end - 1)) {
    if (c == ',') {
      numbers.push_back(0);
    } else if (c >= '0' && c <= '9' && numbers.back() <= kSerialMax) {
      numbers.back() = numbers.back() * 10 + static_cast<std::size_t>(c - '0');
    } else {
      return Bad(whole, "{ } takes one or two numbers up to 40");
    }
  }
  text.remove_prefix(end + 1);
  times = {numbers.front(), numbers.back()};
  if (numbers.size() > 2 || times.least == 0 || times.most < times.least || times.most > kSerialMax) {
    return Bad(whole, "{ } takes one or two numbers up to 40");
  }
  return times;
}

Result<Characters> ReadStep(std::string_view& text, std::string_view whole) {
  if (text.front() == '[') return ReadClass(text, whole);
  const char c = text.front();
  text.remove_prefix(1);
  if (c == '@') return kLetters;
  if (c == '#') return kDigits;
  if (CharactersOf(c) == 0) return Bad(whole, "a character that no mark bears");
  return CharactersOf(c);
}

}  // namespace

Characters CharactersOf(char c) {
  if (c >= 'A' && c <= 'Z') return Characters{1} << (c - 'A');
  if (c >= '0' && c <= '9') return Characters{1} << (26 + c - '0');
  return c == '-' ? kHyphen : 0;
}

std::string TextOf(Characters set) {
  std::string text;
  for (char c = '0'; c <= '9'; ++c) {
    if ((set & CharactersOf(c)) != 0) text += c;
  }
  for (char c = 'A'; c <= 'Z'; ++c) {
    if ((set & CharactersOf(c)) != 0) text += c;
  }
  if ((set & kHyphen) != 0) text += '-';
  return text;
}

Result<ReadMark> ReadMark::Parse(std::string_view pattern) {
  const std::string_view whole = pattern;
  ReadMark mark;
  while (!pattern.empty()) {
    Spelling& part = mark.has_run ? mark.tail : mark.head;
    if (mark.head.size() + mark.tail.size() >= kSerialMax) {
      return Error{Code::kTooLarge, "mark: more than 40 characters", "pattern"};
    }
    const char c = pattern.front();
    if (c == '[') {
      PM_ASSIGN(Characters set, ReadClass(pattern, whole));
      part.push_back(set);
      continue;
    }
    pattern.remove_prefix(1);
    if (c == '*') {
      // What stands between two runs has no place of its own.
      mark.has_run = true;
      mark.tail.clear();
    } else if (c == '?') {
      part.push_back(kLetters | kDigits);
    } else if (CharactersOf(c) != 0) {
      part.push_back(CharactersOf(c));
    } else {
      return Bad(whole, "a character that no mark bears");
    }
  }
  return mark;
}

bool ReadMark::IsFullyRead() const {
  return !has_run && !head.empty() &&
         std::all_of(head.begin(), head.end(), [](Characters set) { return std::has_single_bit(set); });
}

std::string ReadMark::Text() const {
  std::string text;
  for (Characters set : head) text += TextOf(set);
  return text;
}

Result<SerialPattern> SerialPattern::Parse(std::string_view text) {
  const std::string_view whole = text;
  if (text.empty()) return Bad(whole, "empty");
  SerialPattern out;
  out.variants_.emplace_back();
  while (!text.empty()) {
    PM_ASSIGN(Characters set, ReadStep(text, whole));
    PM_ASSIGN(Times times, ReadTimes(text, whole));
    out.has_hyphen_ = out.has_hyphen_ || set == kHyphen;
    std::vector<Spelling> longer;
    for (const Spelling& variant : out.variants_) {
      for (std::size_t n = times.least; n <= times.most; ++n) {
        longer.push_back(variant);
        longer.back().insert(longer.back().end(), n, set);
        if (longer.back().size() > kSerialMax || longer.size() > kVariantsMax) {
          return Error{Code::kTooLarge, "pattern \"" + std::string(whole) + "\": too long, or too many lengths",
                       "pattern"};
        }
      }
    }
    out.variants_ = std::move(longer);
  }
  std::stable_sort(out.variants_.begin(), out.variants_.end(),
                   [](const Spelling& a, const Spelling& b) { return a.size() < b.size(); });
  return out;
}

std::vector<Spelling> SerialPattern::Match(const ReadMark& mark) const {
  std::vector<Spelling> out;
  const std::size_t known = mark.head.size() + mark.tail.size();
  for (Spelling spelling : variants_) {
    if (mark.has_run ? spelling.size() < known : spelling.size() != known) continue;
    for (std::size_t i = 0; i < mark.head.size(); ++i) spelling[i] &= mark.head[i];
    const std::size_t tail_at = spelling.size() - mark.tail.size();
    for (std::size_t i = 0; i < mark.tail.size(); ++i) spelling[tail_at + i] &= mark.tail[i];
    if (std::find(spelling.begin(), spelling.end(), Characters{0}) == spelling.end())
      out.push_back(std::move(spelling));
  }
  return out;
}

}  // namespace proofmark::match
