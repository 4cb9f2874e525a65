// SPDX-License-Identifier: Apache-2.0
// A cursor says where a reader stands in a list, and tells nobody anything: not how long the list is, not what stands
// in it. It is sealed for one reader, one list and one node, and is of use to nobody else.
//
//   PM_ASSIGN(std::string position, ReadCursor(scope, text));        // kInvalid: forged, another reader's, another
//   list's page["next"] = WriteCursor(scope, position, rng);
//
// XChaCha20-Poly1305 under a key made from the owners' secrets; reader and list are what it is bound to; positions are
// filled up to a multiple of kCursorBlock. The text is base64url without padding. Safe from any thread but for the Rng.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"

namespace proofmark::app {

inline constexpr std::int64_t kPageDefault = 50;         // entries of a page, where nobody says
inline constexpr std::int64_t kPageMax = 500;            // entries of a page
inline constexpr std::size_t kCursorTextMax = 8192;      // characters
inline constexpr std::size_t kCursorPositionMax = 4096;  // bytes
inline constexpr std::size_t kCursorBlock = 64;          // bytes

struct CursorScope {
  std::array<std::uint8_t, 32> key{};
  std::string reader;  // the actor
  std::string list;    // its name, with what it was narrowed to
};

// The key for lists of some owners: from the secret of each.
std::array<std::uint8_t, 32> CursorKey(const std::vector<std::array<std::uint8_t, 32>>& secrets);

std::string WriteCursor(const CursorScope& scope, const std::string& position, base::Rng& rng);
// Errors: kInvalid, the same sentence for whatever is wrong.
base::Result<std::string> ReadCursor(const CursorScope& scope, std::string_view text);

// kInvalid where a page would be empty, kTooLarge past kPageMax.
base::Result<void> CheckPageLimit(std::int64_t limit);

}  // namespace proofmark::app
