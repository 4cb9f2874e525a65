// SPDX-License-Identifier: Apache-2.0
// What a comparison says in words: one English form a code, and the parts of a sentence that was written down.
//
//   SayEvidence("misread", {{"read", "O"}, {"record", "0"}}).english();   // "O read for 0"
//   EvidenceFrom("O read for 0; 7 read twice").said();                    // its two parts
//
// Safe from any thread.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "base/sentence.h"

namespace proofmark::match {

// `code` is one of those in evidence_words.cc. Of "count" other than one, the second form of its code.
base::Sentence SayEvidence(std::string_view code, base::Json values = base::Json::object());

// A hit keeps its evidence as the sentence that was said then. Without parts where no form says it.
base::Sentence EvidenceFrom(const std::string& english);

}  // namespace proofmark::match
