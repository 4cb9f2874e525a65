// SPDX-License-Identifier: Apache-2.0
// How the search for marks answers as registers grow: invented records of the forms of real registers, in memory, and
// questions about some of them, counted as `evaluate marks` counts, beside what can be right at all where several
// weapons bear one number.
//
//   PM_ASSIGN(base::Json report, BenchQuality({.records = 20'000'000, .data_folder = data, .shapes_files = files}));
//
// Questions are misread and unread as in docs/reference/flat_index.md; an absent weapon is a further one of the same
// forms, misread, of which no record has the number. As many were read right, of weapons on record and of absent ones:
// what was said of the damaged ones alone is too sure where a number of another weapon came out of the damage, as
// nothing among them is what it seems. Passes over the same records by a fixed seed: the first ones draw what is asked,
// the last builds the index and counts who fits each question as well. Errors: those of the registers and the tables.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

struct QualityBenchOrder {
  std::int64_t records = 1'000'000;
  std::string data_folder;
  std::vector<std::string> shapes_files;  // registers whose rows are varied; none: the tables of data/
  std::int64_t questions = 400;           // of a class
};

// As the report of `evaluate marks` of the damaged ones, with such a report of all, "with_clear", and "source",
// "build_seconds", "peak_memory_mib", and the "snapshot" of the index (bench_snapshot.h).
base::Result<base::Json> BenchQuality(const QualityBenchOrder& order);

}  // namespace proofmark::app
