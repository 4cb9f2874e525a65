// SPDX-License-Identifier: Apache-2.0
// Of the arrays of a run that come from a file: whether every place, row and node that a search takes from them is one.
#include <algorithm>

#include "match/marks/number_run.h"

namespace proofmark::match {

namespace {

using Begins = std::span<const std::uint32_t>;

constexpr std::uint32_t kAnyRows = 0x7FFFFFFF;  // of one number

std::uint32_t MostOf(Begins values) {
  std::uint32_t most = 0;
  const std::uint32_t* at = values.data();
  for (std::size_t i = 0; i < values.size(); ++i) most = std::max(most, at[i]);
  return most;
}

// Whether the pieces lie one behind the other, each of `least` to `most`, and end where the array does.
bool AreInOrder(Begins begins, std::size_t end, std::uint32_t least, std::uint32_t most) {
  if (begins.empty() || begins.front() != 0 || begins.back() != end) return false;
  const std::uint32_t* at = begins.data();
  bool fits = true;
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    const std::uint32_t size = at[i + 1] - at[i];  // of a step back: far too much
    fits = fits && size >= least && size <= most;
  }
  return fits;
}

bool AreSymbols(std::string_view symbols) {
  std::uint8_t most = 0;
  for (const char symbol : symbols) most = std::max(most, static_cast<std::uint8_t>(symbol));
  return most < kKeySymbols;
}

// Nodes stand in the order of their depths, each child once and behind its parent: so a tree, and never a circle.
class TreeCheck {
 public:
  TreeCheck(NumberRun::Tree tree, Begins begins) : tree_(tree), begins_(begins) {}

  bool Passes() {
    if (tree_.empty() || tree_[0].begin != 0 || tree_[0].end != begins_.size() - 1) return false;
    std::size_t level_end = 1;
    for (std::size_t at = 0; at < tree_.size(); ++at) {
      if (at == level_end) {
        ++depth_;
        level_end = next_;
      }
      if (at >= next_ || !NodePasses(tree_[at])) return false;
    }
    return next_ == tree_.size();
  }

 private:
  bool NodePasses(const NumberRun::Node& node) {
    if (node.begin >= node.end || node.symbol >= kKeySymbols) return false;
    const bool any = node.longest == kAnyLength;
    if (node.shortest > kPatternSymbolsMax || node.longest < depth_) return false;
    if (!any && node.longest > kPatternSymbolsMax) return false;
    std::uint32_t own_end = node.end;
    if (node.children > 0) {
      if (!ChildrenFill(node)) return false;
      own_end = tree_[node.child].begin;
      next_ += node.children;
    }
    for (std::uint32_t place = node.begin; place < own_end; ++place) {
      const std::uint32_t size = begins_[place + 1] - begins_[place];
      if (size < depth_ || (node.children > 0 && size != depth_)) return false;
      if (!any && (size < node.shortest || size > node.longest)) return false;
    }
    return true;
  }

  // The children are the next nodes, and their numbers end where the parent's do.
  bool ChildrenFill(const NumberRun::Node& node) const {
    if (node.child != next_ || node.children > tree_.size() - next_) return false;
    std::uint32_t place = tree_[node.child].begin;
    if (place < node.begin) return false;
    for (std::uint32_t child = node.child; child < node.child + node.children; ++child) {
      if (tree_[child].begin != place || tree_[child].end <= place) return false;
      place = tree_[child].end;
    }
    return place == node.end;
  }

  NumberRun::Tree tree_;
  Begins begins_;
  std::size_t next_ = 1;  // the first node that is nobody's child yet
  std::uint32_t depth_ = 0;
};

}  // namespace

std::string NumberRun::FaultOf(const Parts& parts, std::uint64_t records) {
  const std::size_t numbers = parts.by_end.size();
  if (numbers == 0) return "a run without numbers";
  if (parts.key_begins.size() != numbers + 1 || parts.row_begins.size() != numbers + 1 ||
      parts.reversed_begins.size() != numbers + 1) {
    return "an array has not one entry a number";
  }
  const auto longest = static_cast<std::uint32_t>(kPatternSymbolsMax);
  if (!AreInOrder(parts.key_begins, parts.symbols.size(), 1, longest)) return "where a number begins";
  if (!AreInOrder(parts.reversed_begins, parts.reversed.size(), 1, longest)) return "where an end begins";
  if (!AreInOrder(parts.row_begins, parts.rows.size(), 1, kAnyRows)) return "where the rows of a number begin";
  if (!AreSymbols(parts.symbols) || !AreSymbols(parts.reversed)) return "a symbol";
  if (MostOf(parts.rows) >= records) return "a row of a number";
  if (MostOf(parts.by_end) >= numbers) return "the order by ends";
  if (!TreeCheck(parts.forward, parts.key_begins).Passes()) return "the tree of beginnings";
  if (!TreeCheck(parts.backward, parts.reversed_begins).Passes()) return "the tree of ends";
  return {};
}

}  // namespace proofmark::match
