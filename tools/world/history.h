// SPDX-License-Identifier: Apache-2.0
// A History is the life of a real weapon as a public report tells it: cases/histories/README.md.
//
//   PM_ASSIGN(History history, ReadHistory(json, words));
//   Verdict verdict = Score(trace::ToJson(trace::TellCustody(words, history.question)), history.truth);
//
// Its events become those of a custody question; its conclusion becomes a truth in the shape of truth.jsonl. Errors:
// kInvalid (a key missing, an unknown code, a date that is none, events that are not in order; the message names the
// place). Pure; safe from any thread.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "trace/custody.h"
#include "vocab/vocabulary.h"

namespace proofmark::world {

struct History {
  std::string id;
  std::string title;
  bool from_memory = false;
  trace::CustodyQuestion question;
  base::Json truth;
};

base::Result<History> ReadHistory(const base::Json& json, const vocab::Vocabulary& words);

}  // namespace proofmark::world
