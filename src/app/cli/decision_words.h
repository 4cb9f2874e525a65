// SPDX-License-Identifier: Apache-2.0
// The words of every decision: --by, --reason, --note.
#pragma once

#include <CLI/CLI.hpp>

#include "trace/decision.h"

namespace proofmark::app::cli {

// `decision` must live as long as the command.
void AddDecisionWords(CLI::App& command, trace::Decision& decision);

}  // namespace proofmark::app::cli
