// SPDX-License-Identifier: Apache-2.0
// The status of a weapon: of each owner by the owner's own events (StatusOf in custody.h), and of all together.
//
// An owner's status is that of its last event that gives one; events that surely happened by the asked day count. Its
// own contradictions (destroyed, then seized) make it "contradictory". All together ("*") the last word counts, unless
// two owners cannot both be right: one destroyed it and another seeks it or saw it later; one has it in its keeping and
// another reports it stolen later; one reports it stolen and another treats it as lawful later. A recovery that the
// owner of the theft report has not heard of yet is no contradiction, and `why` says who still seeks it.
#pragma once

#include <string>
#include <vector>

#include "trace/breaks.h"

namespace proofmark::trace {

// One for each owner, by its code, then "*". Empty for a weapon without events.
std::vector<OwnerStatus> StatusOfAll(const vocab::Vocabulary& words, const std::vector<CustodyEvent>& events);

// The grounds of illegality that the story shows by itself. Whether it is illicit under the law of the place, or was
// moved against an embargo, no story of one weapon shows: those two are for a person, and for the room transfer.
std::vector<Ground> FindGrounds(const Story& story);

}  // namespace proofmark::trace
