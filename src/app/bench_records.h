// SPDX-License-Identifier: Apache-2.0
// A RecordMaker invents what benchmarks write: records like a register's, and single commands like an officer's.
//
//   RecordMaker maker(clock, 1);
//   maker.Make(n, batch.drafts);              // recorded and seized, as an import writes them
//   store->Append(maker.Command(n));          // one record with a sealed part, and the access entry of who wrote it
//
// The same seed gives the same records. With a FlatRegister, weapons of its forms; else of a few makes, with a letter
// and up to six digits. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "app/bench_flat_register.h"
#include "base/random.h"
#include "base/time.h"
#include "model/record.h"
#include "store/store.h"

namespace proofmark::app {

inline constexpr const char* kBenchOwner = "XX-BENCH";
inline constexpr std::size_t kBenchBatchEvents = 1000;

class RecordMaker {
 public:
  // `shapes` must outlive it.
  RecordMaker(base::Clock& clock, std::uint64_t seed, const FlatRegister* shapes = nullptr)
      : rng_(seed), ids_(clock, rng_), shapes_(shapes) {}

  void Make(std::int64_t n, std::vector<store::Draft>& out);
  store::Draft Access(std::int64_t n);
  store::Batch Command(std::int64_t n);

 private:
  store::Draft Basic(std::int64_t n, const char* kind, const char* command);
  store::Draft Recorded(std::int64_t n, const char* command);
  // The item, and its number.
  std::pair<model::Description, std::string> Weapon();

  base::SeededRng rng_;
  base::UlidMaker ids_;
  const FlatRegister* shapes_;
};

}  // namespace proofmark::app
