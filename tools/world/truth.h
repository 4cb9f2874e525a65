// SPDX-License-Identifier: Apache-2.0
// The truth of a life as a line of truth.jsonl: docs/formats/world.md says what each key means.
#pragma once

#include "base/json.h"
#include "tools/world/life.h"

namespace proofmark::world {

base::Json TruthOf(const Life& life);

// The lines of commands.jsonl that a life asks for: a theft report that its owner takes back.
base::Json CommandsOf(const Life& life);

}  // namespace proofmark::world
