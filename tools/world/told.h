// SPDX-License-Identifier: Apache-2.0
// A ToldWorld is what the rules of a story make of a made world, held against its truth.
//
//   ToldWorld told = TellWorld(words, {.seed = 7, .weapons = 2'000}, nothing);
//   std::fputs(told.ToText().c_str(), stdout);
//
// The stories are told with every record at hand and no wrong link: what the rules can do at best, not what a node
// does. A weapon that stands in no book is left out, as nobody can ask for it. The same order gives the same text
// everywhere.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "tools/world/score.h"
#include "vocab/vocabulary.h"

namespace proofmark::world {

struct WorldToTell {
  std::uint64_t seed = 0;
  std::uint64_t weapons = 0;
};

struct ToldWorld {
  Tally all;
  std::map<std::string, Tally> by_kind;                      // the true kind; "none" where nothing was diverted
  std::map<std::string, std::map<std::string, int>> as;      // true kind that can be known -> told kind
  std::map<std::string, std::map<std::string, int>> hidden;  // the same where nobody could know it

  // A table of right out of counted by true kind, then how each was told.
  std::string ToText() const;
};

using OnStory = std::function<void(const base::Json& custody, const base::Json& truth, const Verdict& verdict)>;
ToldWorld TellWorld(const vocab::Vocabulary& words, const WorldToTell& world, const OnStory& each);

// "theft": the true kind of a line of truth.jsonl, or "none".
std::string TrueKind(const base::Json& truth);

}  // namespace proofmark::world
