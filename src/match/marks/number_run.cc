// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_run.h"

#include <algorithm>

namespace proofmark::match {

namespace {

// Numbers of a leaf are gone through one by one.
constexpr std::uint32_t kLeafNumbers = 24;

// The tree over an order: symbol(place, depth) is a symbol of the number at a place, size(place) how many it has.
template <typename Symbol, typename Size>
NumberRun::Tree Grow(std::size_t numbers, const Symbol& symbol, const Size& size) {
  NumberRun::Tree tree = {{.begin = 0, .end = static_cast<std::uint32_t>(numbers)}};
  std::vector<std::uint8_t> depths = {0};
  for (std::size_t at = 0; at < tree.size(); ++at) {
    const auto [begin, end, unused, none, mine] = tree[at];
    if (end - begin <= kLeafNumbers) continue;
    const std::size_t depth = depths[at];
    std::uint32_t place = begin;
    while (place < end && size(place) == depth) ++place;  // it ends here
    tree[at].child = static_cast<std::uint32_t>(tree.size());
    while (place < end) {
      const std::uint8_t next = symbol(place, depth);
      // The end of those with this symbol: in doubling steps, then halving.
      std::uint32_t low = place;
      std::uint32_t step = 1;
      while (low + step < end && symbol(low + step, depth) == next) low += step, step *= 2;
      std::uint32_t high = std::min(end, low + step);
      while (high - low > 1) {
        const std::uint32_t middle = low + (high - low) / 2;
        (symbol(middle, depth) == next ? low : high) = middle;
      }
      tree.push_back({.begin = place, .end = high, .symbol = next});
      depths.push_back(static_cast<std::uint8_t>(depth + 1));
      ++tree[at].children;
      place = high;
    }
  }
  tree.shrink_to_fit();
  return tree;
}

// The first eight symbols as a number that sorts as they do. A symbol is one more than its code: nothing sorts first.
std::uint64_t Head(const std::uint8_t* symbols, std::size_t size) {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < 8; ++i) head = head << 8 | (i < size ? symbols[i] + 1U : 0U);
  return head;
}

}  // namespace

std::string KeyOf(const Pattern& pattern) {
  std::string key;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    key += static_cast<char>(std::min<std::uint8_t>(pattern[i], kKeySet));
  }
  return key;
}

NumberRun NumberRun::Of(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end());
  NumberRun run;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == 0 || entries[i].first != entries[i - 1].first) {
      run.key_begin_.push_back(static_cast<std::uint32_t>(run.symbols_.size()));
      run.row_begin_.push_back(static_cast<std::uint32_t>(i));
      run.symbols_ += entries[i].first;
    }
    run.rows_.push_back(entries[i].second);
  }
  run.key_begin_.push_back(static_cast<std::uint32_t>(run.symbols_.size()));
  run.row_begin_.push_back(static_cast<std::uint32_t>(entries.size()));
  run.symbols_.shrink_to_fit();
  run.forward_ = Grow(
      run.size(),
      [&run](std::size_t place, std::size_t depth) { return static_cast<std::uint8_t>(run.Key(place)[depth]); },
      [&run](std::size_t place) { return run.Key(place).size(); });
  run.SortEnds();
  run.backward_ = Grow(
      run.size(),
      [&run](std::size_t place, std::size_t depth) {
        const std::string_view key = run.Key(run.by_end_[place]);
        return static_cast<std::uint8_t>(key[key.size() - 1 - depth]);
      },
      [&run](std::size_t place) { return run.Key(run.by_end_[place]).size(); });
  return run;
}

void NumberRun::SortEnds() {
  struct End {
    std::uint64_t head;
    std::uint32_t number;
  };
  std::vector<End> ends;
  ends.reserve(size());
  for (std::size_t i = 0; i < size(); ++i) {
    const std::string_view key = Key(i);
    std::uint8_t last[8] = {};
    const std::size_t count = std::min<std::size_t>(key.size(), 8);
    for (std::size_t k = 0; k < count; ++k) last[k] = static_cast<std::uint8_t>(key[key.size() - 1 - k]);
    ends.push_back({Head(last, count), static_cast<std::uint32_t>(i)});
  }
  std::sort(ends.begin(), ends.end(), [this](const End& a, const End& b) {
    if (a.head != b.head) return a.head < b.head;
    const std::string_view one = Key(a.number);
    const std::string_view other = Key(b.number);
    return std::lexicographical_compare(one.rbegin(), one.rend(), other.rbegin(), other.rend());
  });
  by_end_.reserve(size());
  for (const End& end : ends) by_end_.push_back(end.number);
}

std::vector<NumberRun::Entry> NumberRun::Entries() const {
  std::vector<Entry> out;
  out.reserve(rows_.size());
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::uint32_t row : Rows(i)) out.emplace_back(std::string(Key(i)), row);
  }
  return out;
}

std::size_t NumberRun::bytes() const {
  return symbols_.capacity() +
         4 * (key_begin_.capacity() + row_begin_.capacity() + rows_.capacity() + by_end_.capacity()) +
         sizeof(Node) * (forward_.capacity() + backward_.capacity());
}

}  // namespace proofmark::match
