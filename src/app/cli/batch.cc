// SPDX-License-Identifier: Apache-2.0
#include "app/cli/batch.h"

#include <algorithm>
#include <cstdio>

#include "base/file.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Error;
using base::Json;
using base::Result;

namespace {

Result<Json> AnswerLine(std::string_view line, const Answerer& answer, Json& ref) {
  if (line.size() > kBatchLineBytesMax) {
    return Error{base::Code::kTooLarge,
                 "a line of " + std::to_string(line.size()) + " bytes; at most " + std::to_string(kBatchLineBytesMax),
                 ""};
  }
  PM_ASSIGN(Json question, base::ParseJson(line, {.bytes_max = kBatchLineBytesMax}));
  if (!question.is_object()) return Error{base::Code::kInvalid, "a line must hold one JSON object", ""};
  if (auto found = question.find("ref"); found != question.end()) ref = *found;
  return answer(question);
}

}  // namespace

Result<void> RunBatch(Console& console, const std::string& file, const Answerer& answer) {
  PM_ASSIGN(base::MappedFile input, base::MappedFile::Open(file, kBatchBytesMax));
  std::string_view rest = input.bytes();
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  for (std::int64_t number = 1; !rest.empty(); ++number) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = base::Trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    Json ref = nullptr;
    Result<Json> answered = AnswerLine(line, answer, ref);
    Json out;
    if (answered.ok()) {
      out = *std::move(answered);
    } else {
      const Error error = base::Within("line " + std::to_string(number), answered.error());
      out["error"] = {{"code", base::Describe(error.code).name}, {"message", error.message}, {"field", error.field}};
      console.exit_code = 1;
    }
    out["ref"] = std::move(ref);
    const std::string text = base::JsonLine(out) + '\n';
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
      return Error{base::Code::kUnavailable, "standard output takes no more", ""};
    }
  }
  return {};
}

Result<std::string> TextField(const Json& question, const std::string& field, Presence presence) {
  auto found = question.find(field);
  if (found == question.end() || found->is_null()) {
    if (presence == Presence::kOptional) return std::string();
    return Error{base::Code::kInvalid, "\"" + field + "\" is missing", field};
  }
  if (!found->is_string()) return Error{base::Code::kInvalid, "\"" + field + "\" must be a text", field};
  return found->get<std::string>();
}

}  // namespace proofmark::app::cli
