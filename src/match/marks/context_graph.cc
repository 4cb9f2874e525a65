// SPDX-License-Identifier: Apache-2.0
#include "match/marks/context_graph.h"

#include <limits>
#include <map>

#include "base/assert.h"

namespace proofmark::match {

const ContextGraph& ContextGraph::Whole() {
  static const ContextGraph graph;
  return graph;
}

// Each context is gone through once, the ones that it leads to are added behind.
ContextGraph::ContextGraph() {
  std::vector<SerialContext> contexts(2);
  contexts[1].Forget();
  std::map<SerialContext, std::size_t> numbers = {{contexts[0], 0}, {contexts[1], 1}};
  std::map<std::optional<std::string>, std::size_t> keys;
  for (std::size_t at = 0; at < contexts.size(); ++at) {
    const SerialContext from = contexts[at];
    auto [key, fresh] = keys.try_emplace(from.Key(), keys_.size());
    if (fresh) keys_.push_back(from.Key());
    key_of_.push_back(static_cast<std::uint16_t>(key->second));
    auto& next = next_.emplace_back();
    for (std::size_t kind = 0; kind < next.size(); ++kind) {
      SerialContext to = from;
      to.AddCharacter(kind == 0 ? 0 : static_cast<int>(kind) + 9);
      auto [number, is_new] = numbers.try_emplace(to, contexts.size());
      if (is_new) contexts.push_back(to);
      next[kind] = static_cast<std::uint16_t>(number->second);
    }
  }
  PM_ASSERT(contexts.size() <= std::numeric_limits<std::uint16_t>::max());
}

}  // namespace proofmark::match
