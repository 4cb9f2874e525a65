// SPDX-License-Identifier: Apache-2.0
// A NumberIndex finds the rows of which a number could have been read so, in a fraction of the time of asking all.
//
//   NumberIndex index;
//   index.Add(pattern, row);
//   index.Settle();                  // after many at once; a few more are found at once without it
//   index.Find(matcher, 14.0, [&](std::span<const std::uint32_t> rows, double most) { ...; return 12.0; });
//
// Numbers lie in runs, each at least twice the one behind it, and a few fresh ones in a list: what was added is found
// at once, and each number is moved some ten times in the life of an index of a million. Nothing is taken out: a row
// that no longer bears a number is found all the same, and whoever asks compares with what the row says now. Not safe
// while Add or Settle runs; afterwards safe from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "match/marks/number_run.h"
#include "match/marks/number_walk.h"
#include "match/marks/pattern.h"
#include "match/marks/serial_matcher.h"

namespace proofmark::match {

// Numbers that are asked one by one before they are put in order.
inline constexpr std::size_t kFreshNumbersMax = 64;

class NumberIndex {
 public:
  void Add(const Pattern& pattern, std::uint32_t row);
  void Settle();

  // The rows of a number; `most` is what the matcher's Bits come to at the most. Answers the cost in bits that is
  // looked for from now on: never more than before.
  using RowsVisitor = std::function<double(std::span<const std::uint32_t> rows, double most)>;

  // Every row with a number that comes to be read so at a cost of at most `cost` bits; some twice. kTwins: by the ways
  // alone that leave nothing out, put nothing in, and take no character for another but its twin.
  void Find(const SerialMatcher& matcher, double cost, const RowsVisitor& visit,
            Mistakes mistakes = Mistakes::kAny) const;

  std::size_t bytes() const;

  // All of it in runs, for an image; an index of such runs finds the same. A copy shares the runs, which never change.
  std::vector<NumberRun> Runs() const;
  static NumberIndex Of(std::vector<NumberRun> runs);

 private:
  void Merge(bool all);

  std::vector<NumberRun> runs_;  // the largest first
  std::vector<NumberRun::Entry> fresh_;
};

}  // namespace proofmark::match
