// SPDX-License-Identifier: Apache-2.0
// An Agreement says of up to 64 records side by side which have the make and the calibre that are asked for, which do
// not say, and which have another.
//
//   const Agreement agree = AgreementOf({.make = 7}, told, 40);
//   agree.makes[0] & agree.calibres[2];     // bit n: told[n] is of that make and of another calibre
//
// In this order, so that what costs more comes later; what is not asked for agrees with all, and each record has one
// bit. Sixteen at a time where the processor has 512-bit words. Safe from any thread.
#pragma once

#include <array>
#include <cstdint>

#include "match/flat/flat_told.h"

namespace proofmark::match {

inline constexpr std::uint32_t kAgreementMost = 64;

struct Agreement {
  std::array<std::uint64_t, 3> makes{};  // has it, does not say, has another
  std::array<std::uint64_t, 3> calibres{};

  bool operator==(const Agreement&) const = default;
};

// `count` is 1 to kAgreementMost.
Agreement AgreementOf(const FlatFields& asked, const FlatTold* told, std::uint32_t count);
// The same, one after the other.
Agreement AgreementOfPlain(const FlatFields& asked, const FlatTold* told, std::uint32_t count);

}  // namespace proofmark::match
