// SPDX-License-Identifier: Apache-2.0
// An Episode is one time that a weapon was out of lawful hands: from the last lawful custody that is recorded to the
// first sign that it had left it, and on until an authority took it or it was returned.
//
//   std::vector<Episode> episodes = FindEpisodes(life);   // in order; a weapon stolen twice has two
//   episodes.back().last_lawful;                          // nullptr where no lawful custody is known before
//
// A recovery, seizure or use in crime shows that the weapon had left lawful hands by then, unless it was taken from
// the very holder that the chain names. An authority's keeping is lawful custody: what leaves it unseen opens another
// episode. A second taking without a release in between does not: registers tell one seizure with the dates of the
// seizure and of the examination. Nor does a use in a crime that another authority tells while it is kept: the weapon
// itself does not lie with who tells it, so that is a contradiction until somebody takes the weapon again. A lawful
// step while the weapon is reported stolen ends nothing; only "returned" or an authority's keeping does. Points into
// the life, which must outlive it.
#pragma once

#include <optional>
#include <vector>

#include "trace/life.h"

namespace proofmark::trace {

struct Episode {
  const Happening* last_lawful = nullptr;
  const Happening* first_unlawful = nullptr;  // unlawful, or the taking that shows it
  const Happening* taken = nullptr;           // by an authority, at the end
  std::vector<const Happening*> unlawful{};   // all of it, with first_unlawful in front
  std::vector<const Happening*> lawful{};     // the lawful custody before it, since the last episode, in order

  // The first happening of this kind in the episode, or nullptr.
  const Happening* Find(std::string_view kind) const;
};

std::vector<Episode> FindEpisodes(const Life& life);

// Was it taken for, or used in, an unlawful act: what a time-to-crime is counted to.
bool IsCrimeOrRecovery(const Happening& happening);

// The window in which it left lawful hands. It left them after every lawful step and before every unlawful one: so the
// latest beginning of the one and the earliest end of the other bound it, whichever stands last or first. What surely
// came before first_unlawful does not bound it: a hypothesis that names a later act is held to that act's dates.
// Nothing where no lawful custody is known: a window is never invented.
base::DateRange WindowOf(const Episode& episode);

}  // namespace proofmark::trace
