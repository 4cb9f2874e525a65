// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_run.h"

#include <algorithm>

namespace proofmark::match {

namespace {

// Numbers of a leaf are gone through one by one.
constexpr std::uint32_t kLeafNumbers = 24;

// From the leaves upwards: children stand behind their parents.
template <typename Key>
void TellLengths(std::vector<NumberRun::Node>& tree, const Key& key) {
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
std::vector<NumberRun::Node> Grow(std::size_t numbers, const Key& key) {
  std::vector<NumberRun::Node> tree = {{.begin = 0, .end = static_cast<std::uint32_t>(numbers)}};
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

struct NumberRun::Arrays {
  std::string symbols;
  std::vector<std::uint32_t> key_begins;
  std::vector<std::uint32_t> row_begins;
  std::vector<std::uint32_t> rows;
  std::vector<std::uint32_t> by_end;
  std::string reversed;
  std::vector<std::uint32_t> reversed_begins;
  std::vector<Node> forward;
  std::vector<Node> backward;

  std::size_t size() const { return key_begins.size() - 1; }
  std::string_view Key(std::size_t number) const { return Cut(symbols, key_begins, number); }
  std::string_view Reversed(std::size_t place) const { return Cut(reversed, reversed_begins, place); }
  void SortEnds();
};

NumberRun NumberRun::Of(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end());
  auto own = std::make_shared<Arrays>();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i == 0 || entries[i].first != entries[i - 1].first) {
      own->key_begins.push_back(static_cast<std::uint32_t>(own->symbols.size()));
      own->row_begins.push_back(static_cast<std::uint32_t>(i));
      own->symbols += entries[i].first;
    }
    own->rows.push_back(entries[i].second);
  }
  own->key_begins.push_back(static_cast<std::uint32_t>(own->symbols.size()));
  own->row_begins.push_back(static_cast<std::uint32_t>(entries.size()));
  own->symbols.shrink_to_fit();
  own->forward = Grow(own->size(), [&own](std::size_t place) { return own->Key(place); });
  own->SortEnds();
  own->backward = Grow(own->size(), [&own](std::size_t place) { return own->Reversed(place); });
  NumberRun run = Over({.symbols = own->symbols,
                        .key_begins = own->key_begins,
                        .row_begins = own->row_begins,
                        .rows = own->rows,
                        .by_end = own->by_end,
                        .reversed = own->reversed,
                        .reversed_begins = own->reversed_begins,
                        .forward = own->forward,
                        .backward = own->backward});
  run.own_ = std::move(own);
  return run;
}

NumberRun NumberRun::Over(const Parts& parts) {
  NumberRun run;
  run.parts_ = parts;
  return run;
}

void NumberRun::Arrays::SortEnds() {
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
  by_end.reserve(size());
  reversed.reserve(symbols.size());
  reversed_begins.reserve(size() + 1);
  for (const End& end : ends) {
    by_end.push_back(end.number);
    reversed_begins.push_back(static_cast<std::uint32_t>(reversed.size()));
    const std::string_view key = Key(end.number);
    reversed.append(key.rbegin(), key.rend());
  }
  reversed_begins.push_back(static_cast<std::uint32_t>(reversed.size()));
}

std::vector<NumberRun::Entry> NumberRun::Entries() const {
  std::vector<Entry> out;
  out.reserve(entries());
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::uint32_t row : Rows(i)) out.emplace_back(std::string(Key(i)), row);
  }
  return out;
}

std::size_t NumberRun::bytes() const {
  return parts_.symbols.size() + parts_.reversed.size() + parts_.key_begins.size_bytes() +
         parts_.row_begins.size_bytes() + parts_.rows.size_bytes() + parts_.by_end.size_bytes() +
         parts_.reversed_begins.size_bytes() + parts_.forward.size_bytes() + parts_.backward.size_bytes();
}

}  // namespace proofmark::match
