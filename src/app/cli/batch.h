// SPDX-License-Identifier: Apache-2.0
// A batch: questions in JSON Lines, an answer for each on standard output, in their order.
//
//   RunBatch(console, "questions.jsonl", [&](const base::Json& question) { return Answer(question); });
//
// One object a line; empty lines are passed over. Each answer echoes `ref`. A line that cannot be answered gets
// {"error": {"code", "message", "field"}, "ref"}, the others go on, and the exit code becomes 1.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/cli/commands.h"
#include "base/json.h"
#include "base/result.h"

namespace proofmark::app::cli {

inline constexpr std::size_t kBatchLineBytesMax = 64U << 10;
inline constexpr std::uint64_t kBatchBytesMax = 4ULL << 30;

using Answerer = std::function<base::Result<base::Json>(const base::Json& question)>;

// `file` "-" is standard input. Errors, of the batch as a whole: those of base::MappedFile::Open.
base::Result<void> RunBatch(Console& console, const std::string& file, const Answerer& answer);

// A text of a question: kInvalid where it is missing (unless it may be) or no string.
enum class Presence { kRequired, kOptional };
base::Result<std::string> TextField(const base::Json& question, const std::string& field, Presence presence);

}  // namespace proofmark::app::cli
