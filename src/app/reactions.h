// SPDX-License-Identifier: Apache-2.0
// A Reactor reads what was recorded since it read last, and says what follows: hits, hits withdrawn, owners told.
//
//   PM_ASSIGN(Reacted done, Reactor(proofmark).CatchUp());
//   done.raised;                                     // 3 hits
//
// It goes by where it stands in each log (Store::Reacted), which it writes last: whoever is cut off does it again, and
// every event bears a command made from what it follows from, so that nothing is said twice. It sees all records of
// the node, and tells owners, not askers. docs/concepts/hits.md.
//
// The prior of a hit is that of the whole node: with N records, a weapon in hand is taken to be on record with
// probability p (MarkQuery::prior_present), each record as likely as the other. Only the n records looked for are
// searched, so the question is put to them with the prior p * n / N, which leaves each of them p / N.
//
// Used once, by one thread; several at once do no harm.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "app/proofmark.h"
#include "app/two_sides.h"
#include "trace/reactions.h"

namespace proofmark::app {

inline constexpr int kReactionRoundsMax = 8;      // events of reactions are read too, and lead to nothing more
inline constexpr std::size_t kDerivedBatch = 500;  // events in one commit

class Reactor {
 public:
  explicit Reactor(Proofmark& proofmark) : proofmark_(proofmark), store_(proofmark.store()) {}

  struct Reacted {
    std::int64_t raised = 0;
    std::int64_t withdrawn = 0;
    std::int64_t alerted = 0;
  };
  base::Result<Reacted> CatchUp();

 private:
  // From where to where a log is read in this round.
  struct Span {
    std::int64_t from = 0;
    std::int64_t to = 0;
  };
  using Pair = std::pair<std::string, std::string>;

  base::Result<bool> ReadSpans();
  base::Result<bool> BothSidesAreThere(const store::View& view);
  base::Result<std::set<std::string>> Touched(const store::View& view);

  base::Result<void> WithdrawHits(const store::View& view);
  base::Result<void> WithdrawHit(const store::View& view, const store::StoredHit& hit, const std::string& event);
  base::Result<void> RaiseHits(const store::View& view);
  base::Result<std::vector<trace::Match>> FindMatches(const store::View& view, const std::set<std::string>& touched);
  base::Result<std::set<std::string>> RecordsToAsk(const store::View& view, const TwoSides& sides,
                                                   const match::MarkIndex& all, const std::set<std::string>& touched);
  base::Result<std::map<std::string, std::vector<std::string>>> KeptApart(const store::View& view);
  base::Result<void> Raise(const store::View& view, const std::vector<trace::Match>& matches);
  base::Result<void> TellOwners(const store::View& view);
  base::Result<void> TellOwner(const store::View& view, const store::StoredHit& hit, const std::string& told);

  // How many were new.
  base::Result<std::int64_t> Append(const std::string& owner, std::vector<store::Draft> drafts);

  Proofmark& proofmark_;
  store::Store& store_;
  std::map<std::string, Span> spans_;
  Reacted done_;
};

}  // namespace proofmark::app
