// SPDX-License-Identifier: Apache-2.0
#include "app/evaluate_registers.h"

#include <utility>

#include "app/scratch_folder.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// No authority's: it is gone with its folder.
constexpr const char* kOwner = "XX";

Result<Json> TakeIn(Proofmark& proofmark, const RegisterFile& one, const store::Progress& progress) {
  const Asking asking = {ActorFromText("console:0"), {"import_of_records", "", "national_law"}};
  ImportOrder order;
  order.file = one.file;
  order.mapping = one.mapping;
  order.authority = kOwner;
  PM_ASSIGN(const Json done, proofmark.ImportItems(asking, order, progress));  // its errors name the file
  Json taken = {{"file", one.file}, {"mapping", one.mapping}};
  for (const char* key : {"rows", "imported", "rejected"}) taken[key] = done[key];
  return taken;
}

}  // namespace

Result<std::vector<RegisterFile>> PairWithMappings(const std::vector<std::string>& files,
                                                   const std::vector<std::string>& mappings) {
  if (mappings.empty()) {
    return Error{Code::kInvalid,
                 "no mapping says what the columns of " + files.front() +
                     " mean; name one with --mapping FILE (docs/formats/mapping.md, examples in mappings/)",
                 "mapping"};
  }
  if (mappings.size() != 1 && mappings.size() != files.size()) {
    return Error{Code::kInvalid,
                 std::to_string(files.size()) + " registers and " + std::to_string(mappings.size()) +
                     " mappings; give one --mapping for all of them, or one for each in the same order",
                 "mapping"};
  }
  std::vector<RegisterFile> out;
  for (std::size_t i = 0; i < files.size(); ++i) {
    out.push_back({files[i], mappings.size() == 1 ? mappings[0] : mappings[i]});
  }
  return out;
}

Result<Json> WithRegisters(const RegisterTask& task, const NodeUse& use) {
  const ScratchFolder folder;
  if (folder.path().empty()) {
    return Error{Code::kUnavailable, "no folder can be made in the temporary folder; set TMPDIR to one with room", ""};
  }
  base::SystemClock clock;
  base::SystemRng rng;
  Settings settings;
  settings.db = "sqlite:" + folder.path() + "/node.db";
  settings.data = task.data;
  PM_ASSIGN(auto proofmark, Proofmark::Open(std::move(settings), clock, rng));
  PM_TRY(proofmark->Init(kOwner, "a node to measure with"));
  Json taken = Json::array();
  for (const RegisterFile& one : task.registers) {
    PM_ASSIGN(Json done, TakeIn(*proofmark, one, task.progress));
    taken.push_back(std::move(done));
  }
  PM_TRY(proofmark->Warm());
  return use(*proofmark, taken);
}

Result<Json> EvaluateRegisters(const RegisterTask& task, const std::vector<Json>& cases, const Evaluation& evaluation) {
  return WithRegisters(task, [&](Proofmark& proofmark, const Json& taken) -> Result<Json> {
    PM_ASSIGN(Json report, EvaluateMarks(proofmark, cases, evaluation));
    if (report["records"] == 0) {
      return Error{
          Code::kInvalid,
          task.registers.front().file + ": no record was taken in; `proofmark import items` with --errors says why",
          "register"};
    }
    report["registers"] = taken;
    return report;
  });
}

}  // namespace proofmark::app
