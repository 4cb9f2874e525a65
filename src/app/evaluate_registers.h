// SPDX-License-Identifier: Apache-2.0
// EvaluateRegisters measures the search on registers that are in no database: it makes a node of its own in a scratch
// folder, takes them in, runs the cases, and takes the folder away again, also after an error.
//
//   PM_ASSIGN(Json report, EvaluateRegisters({{"sp.csv", "mappings/sp.json"}}, cases, {}, data_folder));
//   report["registers"][0]["records"];    // 55,687
//
// The report is that of EvaluateMarks, with what was taken in. Errors, first that applies: kInvalid (a register without
// a mapping; one of which no row is taken in), kUnavailable (no scratch folder), those of ImportItems and
// EvaluateMarks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/evaluate_marks.h"
#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

struct RegisterFile {
  std::string file;
  std::string mapping;  // docs/formats/mapping.md
};

struct RegisterTask {
  std::vector<RegisterFile> registers;
  std::string data;  // folder of the tables; DataFolder() where empty
  store::Progress progress = [](std::int64_t, std::int64_t) {};
};

// What is done with the node while it is there; `taken` says which registers it holds.
using NodeUse = std::function<base::Result<base::Json>(Proofmark& proofmark, const base::Json& taken)>;
base::Result<base::Json> WithRegisters(const RegisterTask& task, const NodeUse& use);

base::Result<base::Json> EvaluateRegisters(const RegisterTask& task, const std::vector<base::Json>& cases,
                                           const Evaluation& evaluation);

// Registers and mappings as they stand on a command line: one mapping for each register, in order, or one for all.
base::Result<std::vector<RegisterFile>> PairWithMappings(const std::vector<std::string>& files,
                                                         const std::vector<std::string>& mappings);

}  // namespace proofmark::app
