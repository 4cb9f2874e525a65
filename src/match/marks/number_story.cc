// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>

#include "match/marks/field_parts.h"

namespace proofmark::match {
namespace {

constexpr std::string_view kSlideOrBolt = "slide_or_bolt";
constexpr std::string_view kOther = "other";

class Story {
 public:
  Story(FieldParts& parts, std::string_view slide_or_bolt)
      : parts_(parts), items_(parts.items()), numbers_(parts.found.numbers), slide_or_bolt_(slide_or_bolt) {}

  void Tell() {
    for (std::size_t c = 0; c < parts_.clauses.size(); ++c) {
      Place(c);
      Treat(parts_.clauses[c]);
    }
    // "na armação, sob o impulsor": the other place only tells where on the frame.
    for (Number& number : numbers_) {
      if (number.positions.size() > 1) std::erase(number.positions, kOther);
    }
  }

 private:
  // Does a clause in brackets, or behind a stroke, speak of something that is no number: "/ suprimida (cano)"?
  bool BelongsToNothing(std::size_t c) const {
    for (std::size_t k = c + 1; k-- > 0;) {
      const Clause& clause = parts_.clauses[k];
      if (!parts_.NumbersIn(clause).empty()) return false;
      bool apart = clause.before == '/' || clause.before == ';';
      if (apart && parts_.SaysGone(clause)) return true;
      if (!clause.bracketed && k < c) return false;
    }
    return false;
  }

  void Place(std::size_t c) {
    const Clause& clause = parts_.clauses[c];
    std::optional<std::size_t> first;
    for (std::size_t i = clause.first; i < clause.last && !first; ++i) {
      if (IsPosition(i)) first = i;
    }
    if (!first || BelongsToNothing(c)) return;
    std::vector<std::size_t> inside = parts_.NumbersIn(clause);
    if (inside.empty()) {
      std::optional<std::size_t> target = parts_.Target(clause);
      // "AB123 (cano), armação raspada": the frame has no number.
      const bool gone = parts_.SaysGone(clause) || parts_.Says(clause, Means::kAbsent);
      bool elsewhere = target && !clause.bracketed && gone &&
                       (!numbers_[*target].positions.empty() || numbers_[*target].item_first >= clause.last);
      if (!target || elsewhere) return;
      for (std::size_t i = clause.first; i < clause.last; ++i) Add(i, *target);
      return;
    }
    // "Ferrolho: 123 e corpo: 456" names the place first; "123 no cano e 456 no ferrolho" afterwards.
    const bool before = *first < numbers_[inside.front()].item_first;
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      std::optional<std::size_t> target = before ? parts_.NumberFrom(i) : parts_.NumberBefore(i);
      if (before && (!target || numbers_[*target].item_first >= clause.last)) {
        if (i + 1 < items_.size() && items_[i + 1].IsSign(':')) continue;  // "slide: N/A"
        target = inside.back();
      }
      if (target) Add(i, *target);
    }
  }

  bool IsPosition(std::size_t i) const {
    return items_[i].Is(Means::kPosition) && parts_.found.of_item[i] == FieldNumbers::kNone;
  }

  void Add(std::size_t item, std::size_t number) {
    if (!IsPosition(item)) return;
    std::string_view code = items_[item].value;
    if (code == kSlideOrBolt) code = slide_or_bolt_;
    std::vector<std::string>& positions = numbers_[number].positions;
    if (std::ranges::find(positions, code) == positions.end()) positions.emplace_back(code);
  }

  void Treat(const Clause& clause) {
    const bool gone = parts_.Says(clause, Means::kRemoved) || parts_.Says(clause, Means::kIllegible);
    for (std::size_t i = clause.first; i < clause.last; ++i) {
      if (parts_.found.of_item[i] != FieldNumbers::kNone) continue;
      const Item& item = items_[i];
      if (item.Is(Means::kRestamped) || item.Is(Means::kTampered)) {
        // "altered from 123 to 456"
        if (std::optional<std::size_t> into = NumberBehindTo(clause, i)) {
          Set(*into, Treatment::kAltered);
          continue;
        }
      }
      if (item.Is(Means::kRestamped)) {
        Mark(clause, i, Treatment::kAltered, Side::kNextFirst);
      } else if (item.Is(Means::kTampered) && !gone) {
        // Without a word of how: a number that is whole is false, one with gaps was attacked.
        std::optional<std::size_t> target = TargetOf(clause, i, Side::kBeforeFirst);
        if (target && !numbers_[*target].HasUnread()) Set(*target, Treatment::kAltered);
      } else if (item.Is(Means::kRestored)) {
        Restore(clause, i);
      } else if (item.Is(Means::kOriginal)) {
        Mark(clause, i, Treatment::kOriginal, Side::kBeforeFirst);
      }
    }
  }

  std::optional<std::size_t> NumberBehindTo(const Clause& clause, std::size_t item) const {
    for (std::size_t i = item + 1; i < clause.last; ++i) {
      // "de 123 a 456"
      const bool from_to = items_[i].Is(Means::kFiller) && items_[i].length() == 1 && i + 1 < clause.last &&
                           parts_.NumberAt(i - 1) && parts_.NumberAt(i + 1);
      if (!items_[i].Is(Means::kTo) && !from_to) continue;
      std::optional<std::size_t> next = parts_.NumberFrom(i);
      if (next && numbers_[*next].item_first < clause.last) return next;
    }
    return std::nullopt;
  }

  enum class Side { kBeforeFirst, kNextFirst };

  std::optional<std::size_t> TargetOf(const Clause& clause, std::size_t item, Side side) const {
    std::optional<std::size_t> next = parts_.NumberFrom(item);
    std::optional<std::size_t> before = parts_.NumberBefore(item);
    const bool next_inside = next && numbers_[*next].item_first < clause.last;
    const bool before_inside = before && numbers_[*before].item_last > clause.first;
    // "12345 remarcado sobre 67890": what shows is named first.
    const bool leads_on = !before_inside || !StandsOver(item);
    if (side == Side::kNextFirst && next_inside && leads_on) return next;
    if (before_inside) return before;
    if (next_inside && side == Side::kBeforeFirst) return next;
    return before ? before : next;
  }

  bool StandsOver(std::size_t item) const {
    if (item + 1 >= items_.size()) return false;
    const std::string word = parts_.field.text.Key(items_[item + 1].first, items_[item + 1].last);
    return word == "SOBRE" || word == "OVER" || word == "SUR" || word == "A";
  }

  void Mark(const Clause& clause, std::size_t item, Treatment treatment, Side side) {
    if (std::optional<std::size_t> target = TargetOf(clause, item, side)) Set(*target, treatment);
  }

  // "TJX21 (armação) TJW43 (cano) revelados": said of several, it holds for all.
  void Restore(const Clause& clause, std::size_t item) {
    const bool several = parts_.field.text.at(items_[item].last - 1) == 'S' && !clause.bracketed;
    if (!several) return Mark(clause, item, Treatment::kRestored, Side::kBeforeFirst);
    for (std::size_t n = 0; n < numbers_.size(); ++n) Set(n, Treatment::kRestored);
  }

  void Set(std::size_t number, Treatment treatment) {
    Treatment& now = numbers_[number].treatment;
    if (now == Treatment::kAltered) return;
    if (now == Treatment::kRestored && treatment == Treatment::kOriginal) return;
    now = treatment;
  }

  FieldParts& parts_;
  const std::vector<Item>& items_;
  std::vector<Number>& numbers_;
  std::string_view slide_or_bolt_;
};

}  // namespace

void Attach(FieldParts& parts, std::string_view slide_or_bolt) { Story(parts, slide_or_bolt).Tell(); }

}  // namespace proofmark::match
