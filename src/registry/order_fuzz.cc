// SPDX-License-Identifier: Apache-2.0
// Whatever is taken as an order keeps its limits, becomes events that can be written and read again, and owes its
// owner and its actor to the setting alone.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "base/assert.h"
#include "registry/apply.h"
#include "registry/decide_case.h"
#include "registry/decide_file.h"
#include "registry/decide_item.h"

namespace {

using namespace proofmark;
using registry::CommandSetting;

const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary* const words = [] {
    auto loaded = vocab::Vocabulary::Load(PM_DATA_DIR);
    PM_ASSERT(loaded.ok());
    return new vocab::Vocabulary(std::move(*loaded));
  }();
  return *words;
}

// 2026-11-24
constexpr std::int32_t kToday = 20'781;

void CheckRefusal(const base::Error& error) {
  PM_ASSERT(error.code == base::Code::kInvalid || error.code == base::Code::kTooLarge);
  PM_ASSERT(!error.message.empty());
}

void CheckDrafts(std::vector<store::Draft> drafts) {
  PM_ASSERT(!drafts.empty());
  for (store::Draft& draft : drafts) {
    PM_ASSERT(draft.event.owner == "AA" && draft.event.actor == "staff:1" && draft.event.command == "api:1");
    PM_ASSERT(draft.event.subject.starts_with("AA."));
    auto bytes = model::Encode(draft.event);
    PM_ASSERT(bytes.ok());
    auto again = model::Decode(*bytes);
    PM_ASSERT(again.ok() && again->body == draft.event.body);
    PM_ASSERT(registry::Apply(Words(), *again).ok());
    for (const store::PlainPart& part : draft.sealed) {
      if (model::IsContentPart(part.part)) continue;
      PM_ASSERT(Words().List("sealed_parts").Find(part.part) != nullptr);
      PM_ASSERT(base::ParseJson(part.plaintext).ok());
    }
  }
}

template <typename Order>
void CheckReading(const base::Result<Order>& order) {
  if (!order.ok()) CheckRefusal(order.error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto json = base::ParseJson(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!json.ok()) return 0;
  const registry::OrderContext context{Words(), kToday};
  base::FakeClock clock{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng{1};
  base::UlidMaker ulids{clock, rng};
  const CommandSetting setting{"AA", "staff:1", "api:1", {{}, {}, "none", "trace", "national_law", {}, {}}};

  auto recovery = registry::ReadRecoveryOrder(context, *json);
  CheckReading(recovery);
  if (recovery.ok()) CheckDrafts(*registry::DecideRecovery(*recovery, std::nullopt, setting, {ulids, rng}));
  auto report = registry::ReadReportOrder(context, "stolen", *json);
  CheckReading(report);
  if (report.ok() && report->what) {
    CheckDrafts(registry::DecideNewRecord(*report->what, report->life, std::nullopt, setting, {ulids, rng}));
  }
  auto transfer = registry::ReadTransferOrder(context, *json);
  CheckReading(transfer);
  if (transfer.ok()) CheckDrafts(registry::DecideLife(ulids.Make(), transfer->life, setting, {ulids, rng}));
  auto correction = registry::ReadCorrectionOrder(context, *json);
  CheckReading(correction);
  if (correction.ok()) {
    CheckDrafts(*registry::DecideCorrection(*correction, {ulids.Make(), ulids.Make(), {}, {}, true, true}, setting,
                                            {ulids, rng}));
  }
  auto one = registry::ReadCaseOrder(context, registry::CaseAct::kRecord, *json);
  CheckReading(one);
  if (one.ok()) CheckDrafts(*registry::DecideCase(*one, std::nullopt, setting, {ulids, rng}));
  auto step = registry::ReadCaseStepOrder(context, *json);
  CheckReading(step);
  if (step.ok()) {
    CheckDrafts(registry::DecideStep(step->step, {ulids.Make(), {}, {"26/118"}}, setting, {ulids, rng}));
  }
  auto file = registry::ReadFileOrder(context, *json);
  CheckReading(file);
  if (file.ok()) {
    file->digest.reset();  // nobody guesses it
    CheckDrafts(*registry::DecideFile(*file, {"bytes", {"image/png", 1, 1}}, {}, "AA.item." + ulids.Make().ToText(),
                                      setting, {ulids, rng}));
  }
  CheckReading(registry::ReadVerdictOrder({"event", "record"}, false, *json));
  CheckReading(registry::ReadVerdictOrder({"record"}, true, *json));
  return 0;
}
