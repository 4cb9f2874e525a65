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
// How sure a hit is, a search of all records of the node says, with the prior of a trace (MarkQuery::prior_present): a
// gun whose number is one off a stolen one, and on record as another gun, is no hit. Most records come near nothing
// that is looked for: they are compared with the few that are, by the same score, and the whole is not searched. Who is
// in hand and looked for is read of all records where a register came in; behind a command, which touches a few, of
// those alone that come near them.
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
#include "app/sameness.h"
#include "app/two_sides.h"
#include "trace/reactions.h"

namespace proofmark::app {

inline constexpr int kReactionRoundsMax = 8;       // events of reactions are read too, and lead to nothing more
inline constexpr std::size_t kTouchedFewMax = 64;  // records
inline constexpr std::size_t kNearReadMax = 4000;  // records near a touched one that are read one by one
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
                                                   const std::set<std::string>& touched);
  base::Result<bool> ReadSidesNear(const store::View& view, const match::MarkIndex& all,
                                   const std::set<std::string>& touched, SideReader& reader);
  base::Result<std::vector<std::string>> Near(const store::View& view, const match::MarkIndex& side,
                                              const match::MarkIndex::Row& row, std::size_t most);
  base::Result<void> TakeMatch(const store::View& view, const TwoSides& sides, bool by_find, const std::string& record,
                               Same same, std::vector<trace::Match>& out);
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
