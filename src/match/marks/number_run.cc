// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_run.h"

#include <algorithm>

namespace proofmark::match {

namespace {

// Numbers of a leaf are gone through one by one.
constexpr std::uint32_t kLeafNumbers = 24;

// From the leaves upwards: children stand behind their parents.
template <typename Key>
void TellLengths(NumberRun::Tree& tree, const Key& key) {
  for (std::size_t at = tree.size(); at-- > 0;) {
    NumberRun::Node& node = tree[at];
    node.shortest = kAnyLength;
    auto take = [&node](std::uint8_t least, std::uint8_t most) {
      node.shortest = std::min(node.shortest, least);
      node.longest = std::max(node.longest, most);
    };
    for (std::uint32_t child = node.child; child < node.child + node.children; ++child) {
      take(tree[child].shortest, tree[child].longest);
    }
    const std::uint32_t own = node.children == 0 ? node.end : tree[node.child].begin;
    for (std::uint32_t place = node.begin; place < own; ++place) {
      const KeyLength length = LengthOf(key(place));
      take(length.least, length.most);
    }
  }
}

// The tree over an order: key(place) is the symbols of the number at a place.
template <typename Key>
NumberRun::Tree Grow(std::size_t numbers, const Key& key) {
  NumberRun::Tree tree = {{.begin = 0, .end = static_cast<std::uint32_t>(numbers)}};
  std::vector<std::uint8_t> depths = {0};
  for (std::size_t at = 0; at < tree.size(); ++at) {
    const std::uint32_t begin = tree[at].begin;
    const std::uint32_t end = tree[at].end;
    if (end - begin <= kLeafNumbers) continue;
    const std::size_t depth = depths[at];
    auto symbol = [&](std::uint32_t place) { return static_cast<std::uint8_t>(key(place)[depth]); };
    std::uint32_t place = begin;
    while (place < end && key(place).size() == depth) ++place;  // it ends here
    tree[at].child = static_cast<std::uint32_t>(tree.size());
    while (place < end) {
      const std::uint8_t next = symbol(place);
      // The end of those with this symbol: in doubling steps, then halving.
      std::uint32_t low = place;
      std::uint32_t step = 1;
      while (low + step < end && symbol(low + step) == next) low += step, step *= 2;
      std::uint32_t high = std::min(end, low + step);
      while (high - low > 1) {
        const std::uint32_t middle = low + (high - low) / 2;
        (symbol(middle) == next ? low : high) = middle;
      }
      tree.push_back({.begin = place, .end = high, .symbol = next});
      depths.push_back(static_cast<std::uint8_t>(depth + 1));
      ++tree[at].children;
      place = high;
    }
  }
  TellLengths(tree, key);
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
  run.forward_ = Grow(run.size(), [&run](std::size_t place) { return run.Key(place); });
  run.SortEnds();
  run.backward_ = Grow(run.size(), [&run](std::size_t place) { return run.Reversed(place); });
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
  reversed_.reserve(symbols_.size());
  reversed_begin_.reserve(size() + 1);
  for (const End& end : ends) {
    by_end_.push_back(end.number);
    reversed_begin_.push_back(static_cast<std::uint32_t>(reversed_.size()));
    const std::string_view key = Key(end.number);
    reversed_.append(key.rbegin(), key.rend());
  }
  reversed_begin_.push_back(static_cast<std::uint32_t>(reversed_.size()));
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
  return symbols_.capacity() + reversed_.capacity() +
         4 * (key_begin_.capacity() + row_begin_.capacity() + rows_.capacity() + by_end_.capacity() +
              reversed_begin_.capacity()) +
         sizeof(Node) * (forward_.capacity() + backward_.capacity());
}

}  // namespace proofmark::match
