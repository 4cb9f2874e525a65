// SPDX-License-Identifier: Apache-2.0
// The time-to-crime is the number of days from a named lawful transfer to the recovery, as the Bureau of Alcohol,
// Tobacco and Firearms counts it; to the crime where no recovery is recorded.
//
// Counted from the last retail sale (basis "retail"), else from the last lawful transfer ("last_lawful") before the
// act that the best hypothesis names, to the recovery of the last episode; both ends are named. Partial dates give a
// least and a greatest number. Where nothing can be counted a number that a source states stands as that source's
// ("asserted"); else `why_not` says why there is none. It is never negative: a sale after the recovery is a
// contradiction and no number.
#pragma once

#include <vector>

#include "trace/episode.h"

namespace proofmark::trace {

TimeToCrime CountTimeToCrime(const Life& life, const std::vector<Episode>& episodes,
                             const std::vector<Hypothesis>& diversion, const CustodyWeapon& about);

}  // namespace proofmark::trace
