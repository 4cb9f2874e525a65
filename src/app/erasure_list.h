// SPDX-License-Identifier: Apache-2.0
// An erasure list is everything that was erased, a JSON object a line, so that a backup from before can be told again.
//
//   {"owner":"BR-RJ","log":"record","event":"BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH01","part":"parties",
//    "ground":"expired","rule":"R1"}                                      // on one line
//   PM_ASSIGN(std::vector<store::ErasedPart> list, ReadErasureList(text));
//   PM_TRY(proofmark->ReplayErasures(asking, list));
//
// It names no person and says nothing of what the parts held. Keys that a reader does not know are passed over.
// Errors: kTooLarge, kInvalid (the message names the line). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace proofmark::app {

inline constexpr std::size_t kErasureLineMax = 1024;  // bytes

std::string ErasureLine(const store::ErasedPart& part);
base::Result<std::vector<store::ErasedPart>> ReadErasureList(std::string_view text);

}  // namespace proofmark::app
