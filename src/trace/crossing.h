// SPDX-License-Identifier: Apache-2.0
// A Crossing is where a weapon passed from one State into another: what of it is recorded, and what is not.
//
//   StateOfCustody(story, episode);      // "UG": where it was lawfully held last, or bound for
//   StateSeenIn(story, episode);         // "CD"
//   HandedAbroad(story, episode);        // the hand-over to a party in another State that no export covers
//
// States are those that ISO 3166-1 names and the codes that it leaves to its users (XA to XZ; XK is one in use). What
// names no State gives an empty text, and no rule speaks of it. Pure.
#pragma once

#include <string>

#include "trace/breaks.h"
#include "trace/episode.h"

namespace proofmark::trace {

// Of an export the State that it was bound for: by the party that it names, else by the description of the weapon.
std::string StateOfCustody(const Story& story, const Episode& episode);
std::string StateSeenIn(const Story& story, const Episode& episode);

// A weapon that had been exported or imported to a State is handed to a party in another one, and neither an export
// out of the first nor an import into the second is recorded. The latest of this episode, or nullptr.
const Happening* HandedAbroad(const Story& story, const Episode& episode);

}  // namespace proofmark::trace
