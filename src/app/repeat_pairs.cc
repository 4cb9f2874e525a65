// SPDX-License-Identifier: Apache-2.0
#include "app/repeat_pairs.h"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "match/marks/kin.h"
#include "match/marks/pattern.h"

namespace proofmark::app {

using match::DescribedField;
using match::IndexedRecord;
using match::MarkIndex;

namespace {

constexpr std::size_t kNumberLeast = 5;
constexpr std::size_t kTailDigits = 3;
constexpr std::size_t kSeriesMax = 4;
constexpr std::size_t kGroupMax = 200;  // records of one key: more is a word and no number

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Twins made one, so that a weapon whose number was misread stands in one part with itself.
std::string Folded(const std::string& number) {
  constexpr std::string_view kFrom = "OQDILZSBG";
  constexpr std::string_view kTo = "000112586";
  std::string out = number;
  for (char& c : out) {
    if (const std::size_t at = kFrom.find(c); at != std::string_view::npos) c = kTo[at];
  }
  return out;
}

// FNV-1a, the same on every machine.
bool HeldApart(const std::string& number) {
  std::uint64_t digest = 14695981039346656037ULL;
  for (const char c : Folded(number)) digest = (digest ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return (digest >> 32) % 2 == 1;
}

struct Difference {
  Relation relation;
  char a = 0;
  char b = 0;
};

std::optional<Difference> OneOff(const std::string& one, const std::string& other) {
  std::vector<std::size_t> at;
  for (std::size_t i = 0; i < one.size() && at.size() < 3; ++i) {
    if (one[i] != other[i]) at.push_back(i);
  }
  if (at.empty()) return Difference{Relation::kExact};
  if (at.size() == 2 && at[1] == at[0] + 1 && one[at[0]] == other[at[1]] && one[at[1]] == other[at[0]]) {
    return Difference{Relation::kExchanged};
  }
  if (at.size() != 1) return std::nullopt;
  const auto [a, b] = std::minmax(one[at[0]], other[at[0]]);
  const bool tail = at[0] + kTailDigits >= one.size();
  const Relation relation = IsDigit(a) != IsDigit(b) ? Relation::kMixed
                            : !IsDigit(a)            ? Relation::kLetters
                            : tail                   ? Relation::kTailDigit
                                                     : Relation::kFrontDigit;
  return Difference{relation, a, b};
}

std::optional<Difference> Between(const std::string& one, const std::string& other) {
  if (one.size() == other.size()) return OneOff(one, other);
  const std::string& longer = one.size() > other.size() ? one : other;
  const std::string& shorter = one.size() > other.size() ? other : one;
  const std::size_t more = longer.size() - shorter.size();
  if (longer.ends_with(shorter) && more <= kSeriesMax && IsDigit(shorter[0]) &&
      std::none_of(longer.begin(), longer.begin() + static_cast<std::ptrdiff_t>(more), IsDigit)) {
    return Difference{Relation::kSeries};
  }
  if (more != 1) return std::nullopt;
  std::size_t at = 0;
  while (at < shorter.size() && shorter[at] == longer[at]) ++at;
  if (longer.compare(at + 1, std::string::npos, shorter, at, std::string::npos) != 0) return std::nullopt;
  const bool opens = at == 0 || !IsDigit(longer[at - 1]);
  return Difference{longer[at] == '0' && opens ? Relation::kZero : Relation::kDropped};
}

std::array<Said, kComparedFields> Compare(const vocab::Vocabulary& words, const IndexedRecord& one,
                                          const IndexedRecord& other) {
  auto said = [&](const DescribedField& a, const DescribedField& b, auto&& kin) {
    if (!a.resolved() || !b.resolved()) return Said::kNothing;
    if (a.code == b.code) return Said::kSame;
    return kin(words, a.code, b.code) ? Said::kKin : Said::kOther;
  };
  auto never = [](const vocab::Vocabulary&, const std::string&, const std::string&) { return false; };
  return {said(one.type, other.type, match::AreOneClass), said(one.make, other.make, match::AreOneMaker),
          said(one.calibre, other.calibre, match::AreOneFamily), said(one.model, other.model, never)};
}

// What a number and those near it have in common: it without one of its characters, or without its series.
std::vector<std::string> KeysOf(const std::string& number) {
  std::vector<std::string> keys = {number};
  for (std::size_t i = 0; i < number.size(); ++i) keys.push_back(number.substr(0, i) + number.substr(i + 1));
  std::size_t letters = 0;
  while (letters < number.size() && !IsDigit(number[letters])) ++letters;
  if (letters <= kSeriesMax && number.size() - letters >= kNumberLeast) keys.push_back(number.substr(letters));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace

std::vector<RepeatPair> FindRepeatPairs(const MarkIndex& index, const vocab::Vocabulary& words) {
  std::vector<std::pair<std::size_t, std::string>> numbers;
  std::vector<match::Pattern> patterns;
  for (std::size_t row = 0; row < index.size(); ++row) {
    index.Patterns(row, patterns);
    const auto whole = std::ranges::find_if(patterns, [](const match::Pattern& number) {
      return number.size() >= kNumberLeast && number.read() == number.size();
    });
    if (whole != patterns.end()) numbers.emplace_back(row, whole->ToText());
  }
  std::unordered_map<std::string, std::vector<std::uint32_t>> by_key;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    for (std::string& key : KeysOf(numbers[i].second)) by_key[std::move(key)].push_back(static_cast<std::uint32_t>(i));
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> near;
  for (const auto& [key, group] : by_key) {
    if (group.size() > kGroupMax) continue;
    for (std::size_t i = 0; i < group.size(); ++i) {
      for (std::size_t j = i + 1; j < group.size(); ++j) near.emplace_back(group[i], group[j]);
    }
  }
  std::sort(near.begin(), near.end());
  near.erase(std::unique(near.begin(), near.end()), near.end());
  std::vector<RepeatPair> out;
  for (const auto& [i, j] : near) {
    const auto& [row, number] = numbers[i];
    const auto& [other_row, other] = numbers[j];
    const std::optional<Difference> difference = Between(number, other);
    if (!difference) continue;
    RepeatPair pair = {number, other, difference->relation};
    pair.a = static_cast<std::uint8_t>(difference->a == 0 ? 0 : match::CharacterOf(difference->a));
    pair.b = static_cast<std::uint8_t>(difference->b == 0 ? 0 : match::CharacterOf(difference->b));
    pair.said = Compare(words, index.At(row).record, index.At(other_row).record);
    pair.held_apart = HeldApart(std::min(number, other));
    out.push_back(std::move(pair));
  }
  return out;
}

SaidShares SharesAmongStrangers(const MarkIndex& index, const vocab::Vocabulary& words) {
  SaidShares out{};
  const std::size_t n = index.size();
  // Each record beside one far from it in the register: no two of a case, seldom two of a weapon.
  for (std::size_t row = 0; row < n; ++row) {
    const auto said = Compare(words, index.At(row).record, index.At((row * 7919 + n / 2) % n).record);
    for (std::size_t field = 0; field < kComparedFields; ++field) {
      if (said[field] != Said::kNothing) ++out[field][static_cast<std::size_t>(said[field])];
    }
  }
  for (auto& shares : out) {
    const double total = std::max(1.0, shares[0] + shares[1] + shares[2]);
    for (double& share : shares) share = std::max(share, 0.5) / total;
  }
  return out;
}

}  // namespace proofmark::app
