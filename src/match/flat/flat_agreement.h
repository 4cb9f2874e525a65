// SPDX-License-Identifier: Apache-2.0
// An Agreement says of up to 64 records side by side which have the make and the calibre that are asked for, and which
// do not say.
//
//   const Agreement agree = AgreementOf({.make = 7}, told, 40);
//   agree.make & agree.calibre;             // bit n: both of told[n]; what is not asked for agrees with all
//
// Sixteen at a time where the processor has 512-bit words. Safe from any thread.
#pragma once

#include <cstdint>

#include "match/flat/flat_told.h"

namespace proofmark::match {

inline constexpr std::uint32_t kAgreementMost = 64;

struct Agreement {
  std::uint64_t make = 0;
  std::uint64_t make_unknown = 0;  // the record does not say, and it is asked for
  std::uint64_t calibre = 0;
  std::uint64_t calibre_unknown = 0;

  bool operator==(const Agreement&) const = default;
};

// `count` is 1 to kAgreementMost.
Agreement AgreementOf(const FlatFields& asked, const FlatTold* told, std::uint32_t count);
// The same, one after the other.
Agreement AgreementOfPlain(const FlatFields& asked, const FlatTold* told, std::uint32_t count);

}  // namespace proofmark::match
