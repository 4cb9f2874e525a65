// SPDX-License-Identifier: Apache-2.0
// A ContextGraph is all places in a number that SerialContext tells apart, numbered, and where a character leads from
// each; ContextShares how likely each character is at each of them, for one group of weapons.
//
//   const ContextGraph& graph = ContextGraph::Whole();
//   std::size_t at = graph.start();
//   at = graph.Next(at, CharacterOf('K'));
//   shares[graph.KeyOf(at)][CharacterOf('7')];     // of the second characters behind a K, the share that is a 7
//
// Contexts that serial_forms.csv does not tell apart have one key. Read-only; safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "match/marks/pattern.h"
#include "match/marks/serial_context.h"

namespace proofmark::match {

// By key: the share of each character, and of the end.
using Shares = std::array<float, kCharacters + 1>;
using ContextShares = std::vector<Shares>;

class ContextGraph {
 public:
  // The one graph: it follows from SerialContext and no data.
  static const ContextGraph& Whole();

  std::size_t start() const { return 0; }
  std::size_t unknown() const { return 1; }  // nothing is known of what stands before
  std::size_t size() const { return key_of_.size(); }
  std::size_t Next(std::size_t state, int character) const {
    return next_[state][IsDigit(character) ? 0 : static_cast<std::size_t>(character) - 9];
  }
  std::size_t KeyOf(std::size_t state) const { return key_of_[state]; }
  // As in serial_forms.csv; nothing where too little is known.
  const std::vector<std::optional<std::string>>& keys() const { return keys_; }

 private:
  ContextGraph();

  std::vector<std::array<std::uint16_t, 27>> next_;  // a digit, then A to Z
  std::vector<std::uint16_t> key_of_;
  std::vector<std::optional<std::string>> keys_;
};

}  // namespace proofmark::match
