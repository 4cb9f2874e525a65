// SPDX-License-Identifier: Apache-2.0
// What an officer who has every book before him can ask about a life: its told steps as a custody question.
//
//   trace::Custody custody = trace::TellCustody(words, QuestionOf(words, life));
//
// A report that its owner has withdrawn is left out, as it is once the command is carried out. So the rules of a story
// are judged by themselves, without the linking of records. Pure; safe from any thread.
#pragma once

#include "tools/world/life.h"
#include "trace/custody.h"
#include "vocab/vocabulary.h"

namespace proofmark::world {

trace::CustodyQuestion QuestionOf(const vocab::Vocabulary& words, const Life& life);

}  // namespace proofmark::world
