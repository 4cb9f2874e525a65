// SPDX-License-Identifier: Apache-2.0
// NumberForms are how the numbers on record are formed, counted: which character stands where, of all of them, of each
// type of weapon, and of each make of a type. They tell how surprising a reading is in a register whose series no
// published table knows.
//
//   NumberForms forms;
//   forms.Count({.handled = 3, .type = "pistol", .make = "taurus"}, number, 1);      // and -1 takes it back
//   forms.SharesOf(tables, [&](std::uint32_t handled) { return ...; }, "pistol", "taurus", {});
//
// Counted apart for each owner and handling (`handled`, a number of MarkIndex::classes()), so that what an asker may
// not see changes none of his weights. Not safe while Count runs; afterwards safe from any thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "match/marks/context_graph.h"
#include "match/marks/match_tables.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

// So few numbers say nothing that the published tables do not say better.
inline constexpr double kFormNumbersLeast = 2000;

class NumberForms {
 public:
  struct Of {
    std::uint32_t handled = 0;
    std::string type{};  // codes, empty where nobody knows
    std::string make{};
  };

  // Numbers that were not read from end to end are passed over.
  void Count(const Of& of, const Pattern& number, int times);

  // How likely each character is at each place of a number of such a weapon, by the tables and by the numbers of those
  // that are seen, `left_out` taken from them. Nothing where they are too few.
  using Sees = std::function<bool(std::uint32_t handled)>;
  using LeftOut = std::vector<std::pair<Of, Pattern>>;
  ContextShares SharesOf(const MatchTables& tables, const Sees& sees, const std::string& type, const std::string& make,
                         const LeftOut& left_out) const;

 private:
  // By key of the ContextGraph and character (or end): how often.
  using Counts = boost::unordered_flat_map<std::uint32_t, std::int32_t>;

  std::map<std::string, std::vector<Counts>> counts_;  // by group ("", "pistol", "taurus pistol"), then `handled`
};

}  // namespace proofmark::match
