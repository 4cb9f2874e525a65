// SPDX-License-Identifier: Apache-2.0
// FlatTold is what an index has of a record beside its key, in ten bytes: so that a search that wants to know more of a
// record than its key waits for one line of memory and not for three.
//
//   const FlatTold told = FlatTold::Of(letters, {.make = 7, .calibre = 3}, 4711);
//   told.order();        // letters, make, calibre as one number: places of one key stand in its order
//   told.row();
//
// Plain values, in the order of bytes of the machine; safe from any thread.
#pragma once

#include <cstdint>
#include <cstring>

#include "match/flat/flat_costs.h"
#include "match/flat/flat_target.h"

namespace proofmark::match {

class FlatTold {
 public:
  // Letters, make and calibre as one number of 48 bits.
  static constexpr std::uint64_t OrderOf(std::uint32_t letters, const FlatFields& fields) {
    return static_cast<std::uint64_t>(letters) << 24 | static_cast<std::uint64_t>(fields.make) << 8 | fields.calibre;
  }
  static FlatTold Of(std::uint32_t letters, const FlatFields& fields, std::uint32_t row) {
    FlatTold out;
    const std::uint64_t order = OrderOf(letters, fields);
    std::memcpy(out.bytes_, &order, kOrderBytes);
    std::memcpy(out.bytes_ + kOrderBytes, &row, sizeof(row));
    return out;
  }
  PM_FLAT_INLINE std::uint64_t order() const {
    std::uint64_t out;
    std::memcpy(&out, bytes_, sizeof(out));
    return out & ((1ULL << (8 * kOrderBytes)) - 1);
  }
  PM_FLAT_INLINE std::uint32_t row() const {
    std::uint32_t out;
    std::memcpy(&out, bytes_ + kOrderBytes, sizeof(out));
    return out;
  }
  PM_FLAT_INLINE std::uint32_t letters() const { return static_cast<std::uint32_t>(order() >> 24); }
  PM_FLAT_INLINE std::uint16_t make() const { return static_cast<std::uint16_t>(order() >> 8); }
  PM_FLAT_INLINE std::uint8_t calibre() const { return bytes_[0]; }
  FlatFields fields() const { return {.make = make(), .calibre = calibre()}; }

 private:
  static constexpr int kOrderBytes = 6;

  unsigned char bytes_[10] = {};
};
static_assert(sizeof(FlatTold) == 10);

}  // namespace proofmark::match
