// SPDX-License-Identifier: Apache-2.0
// A Verdict is how well a told story agrees with the truth about the same weapon.
//
//   Verdict verdict = Score(custody, truth);      // custody: the contract "custody"; truth: a line of truth.jsonl
//   if (verdict.kind == Mark::kWrong) std::puts(verdict.why.c_str());
//
// What nobody could know is not held against anybody: such a part is kUnknown and counted apart. The rules:
//
// Chain: right when every statement that a record of the weapon makes (`told` in the truth) stands in the story, with
//   its kind, its owner and a date that overlaps; when nothing else stands there; and when no event stands before
//   another whose date is wholly earlier. False statements of a book belong to the story: what is told is not what is
//   true, and the reader decides. A report that was withdrawn may be missing. Events of a find in which only a part of
//   this weapon was built in may be there or not.
// Kind: the hypothesis of rank 1 has the kind of the truth; in_top2 looks at ranks 1 and 2; accepted looks at rank 1
//   among the kinds that a careful reader may also choose (`knowable.accepted`). Where nothing was diverted, right
//   means that no hypothesis is made. Unknown where `knowable.kind` is false.
// Window, of the hypothesis of rank 1, by `knowable.window`:
//   bounds  right when the true day lies inside it, and when it is no wider than the records force it to be: it does
//           not begin before `knowable.from` nor end after `knowable.to`. A partial date is taken as its whole span.
//           Both halves are needed: a window of a hundred years is never wrong, and a window of one day seldom right.
//           Where the truth has no day (`diversion.at` is null: a real case), right when each end that the report
//           gives overlaps the end that is told.
//   none    there is no lawful history, so right means a hypothesis whose window has no beginning.
//   hidden  unknown: a book lies about it.
// Time to crime: right when it has the basis of the truth and its days lie between days_min and days_max; unknown where
//   the truth has none or the step that it counts from is in no book.
// Pure; safe from any thread.
#pragma once

#include <string>

#include "base/json.h"

namespace proofmark::world {

enum class Mark { kRight, kWrong, kUnknown };

struct Verdict {
  Mark chain = Mark::kUnknown;
  Mark kind = Mark::kUnknown;
  Mark in_top2 = Mark::kUnknown;
  Mark accepted = Mark::kUnknown;
  Mark window = Mark::kUnknown;
  Mark time_to_crime = Mark::kUnknown;
  std::string why;  // what is wrong, one sentence each; empty where nothing is
};

Verdict Score(const base::Json& custody, const base::Json& truth);

// The kind of the hypothesis of rank 1; "none" where none is made.
std::string FirstKind(const base::Json& custody);

// Shares over many verdicts.
struct Tally {
  struct Count {
    int right = 0;
    int wrong = 0;
    int unknown = 0;
    void Add(Mark mark);
    double share() const { return right + wrong == 0 ? 0 : static_cast<double>(right) / (right + wrong); }
  };
  Count chain;
  Count kind;
  Count in_top2;
  Count accepted;
  Count window;
  Count time_to_crime;
  void Add(const Verdict& verdict);
  // "chain 0.990 (198 of 200, 3 unknown), kind ...": one line.
  std::string ToText() const;
};

}  // namespace proofmark::world
