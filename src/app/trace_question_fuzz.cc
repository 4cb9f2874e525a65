// SPDX-License-Identifier: Apache-2.0
// Whatever is taken as a question keeps its limits, and each number that is searched by is a strict pattern.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "app/trace_question.h"
#include "base/assert.h"
#include "match/marks/pattern.h"

namespace {

using namespace proofmark;

struct Reading {
  vocab::Vocabulary words;
  match::MarkReader reader;
};

const Reading& Shared() {
  static const Reading* const reading = [] {
    auto words = vocab::Vocabulary::Load(PM_DATA_DIR);
    PM_ASSERT(words.ok());
    auto reader = match::MarkReader::Make(*words);
    PM_ASSERT(reader.ok());
    return new Reading{std::move(*words), std::move(*reader)};
  }();
  return *reading;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto json = base::ParseJson(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!json.ok()) return 0;
  auto question = app::ReadTraceQuestion(Shared().words, Shared().reader, *json);
  if (!question.ok()) {
    PM_ASSERT(question.error().code == base::Code::kInvalid || question.error().code == base::Code::kTooLarge);
    PM_ASSERT(!question.error().message.empty());
    return 0;
  }
  PM_ASSERT(question->marks.size() <= match::kQueryMarksMax);
  PM_ASSERT(question->query.marks.size() <= match::kQueryMarksMax);
  for (const match::MarkReading& mark : question->query.marks) {
    auto pattern = match::Pattern::Parse(mark.pattern);
    // A number may be longer than what can be compared; it is never anything but strict.
    PM_ASSERT(pattern.ok() || pattern.error().code == base::Code::kTooLarge);
  }
  return 0;
}
