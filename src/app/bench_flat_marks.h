// SPDX-License-Identifier: Apache-2.0
// The benchmark of the flat index of marks: invented records of the forms of real registers, asked in seven ways, each
// answer compared with that of a scan of all keys for some of them, and timed beside it.
//
//   PM_ASSIGN(base::Json result, BenchFlatMarks({.records = 20'000'000, .data_folder = data}));
//   PrintBenchFlatMarks(result);
//
// Times in microseconds, of the index alone: wall time, and that of the thread on a processor, which other programs on
// the machine do not lengthen as much. With a fixed seed, in memory; the snapshot goes into a folder of its own that is
// removed. Errors: those of the registers, of the snapshot; kInternal where an answer is not that of the scan.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

struct FlatBenchOrder {
  std::int64_t records = 1'000'000;
  std::string data_folder;
  std::vector<std::string> shapes_files;  // registers whose rows are varied; none: the tables of data/
  std::int64_t questions = 2000;          // of a class; of exact ones, 250 times as many
  std::int64_t compared = 1000;           // of them with the scan
  std::string write_folder;               // records.csv and questions.csv go there, for another program
};

base::Result<base::Json> BenchFlatMarks(const FlatBenchOrder& order);
void PrintBenchFlatMarks(const base::Json& result);

}  // namespace proofmark::app
