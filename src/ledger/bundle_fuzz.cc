// SPDX-License-Identifier: Apache-2.0
// Lines from anywhere end in findings, never in a crash; what has no finding has a log, and all of its events.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "ledger/bundle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace proofmark;
  ledger::BundleChecker checker({});
  std::string_view text(reinterpret_cast<const char*>(bytes), size);
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    checker.Line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  checker.Finish();
  std::int64_t in_logs = 0;
  for (const ledger::BundleLog& log : checker.logs()) {
    in_logs += log.findings;
    if (log.findings == 0) PM_ASSERT(log.events == log.checkpoint.size);
  }
  PM_ASSERT(in_logs <= checker.findings_total());
  PM_ASSERT(static_cast<std::int64_t>(checker.findings().size()) <= checker.findings_total());
  return 0;
}
