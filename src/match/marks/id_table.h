// SPDX-License-Identifier: Apache-2.0
// An IdTable finds rows by the identifiers of their records in one flat array, so that an image can hold it: a table of
// half as many places more than rows, each empty or with a row plus one; a row stands at the place that the hash of its
// identifier names, or behind it where others came first.
//
//   std::vector<std::uint32_t> places = IdTableOf(rows, [&](std::uint32_t row) { return HashOfId(ids[row]); });
//   FindInIdTable(places, HashOfId("XX.item.7"), [&](std::uint32_t row) { return ids[row] == "XX.item.7"; });
//
// Of rows with one identifier the first is found. Whatever the table says, the search for one ends. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace proofmark::match {

// The same in every program: FNV-1a, and its bits mixed.
inline std::uint64_t HashOfId(std::string_view id) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const char c : id) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3ULL;
  hash ^= hash >> 32;
  hash *= 0xD6E8FEB86659FD93ULL;
  return hash ^ hash >> 32;
}

inline std::size_t PlaceOfHash(std::uint64_t hash, std::size_t places) {
  return static_cast<std::size_t>(static_cast<unsigned __int128>(hash) * places >> 64);
}

template <typename Hash>
std::vector<std::uint32_t> IdTableOf(std::uint32_t rows, const Hash& hash_of) {
  if (rows == 0) return {};
  std::vector<std::uint32_t> out(rows + std::size_t{rows} / 2 + 1, 0);
  for (std::uint32_t row = 0; row < rows; ++row) {
    std::size_t place = PlaceOfHash(hash_of(row), out.size());
    while (out[place] != 0) place = place + 1 == out.size() ? 0 : place + 1;
    out[place] = row + 1;
  }
  return out;
}

template <typename Is>
std::optional<std::uint32_t> FindInIdTable(std::span<const std::uint32_t> places, std::uint64_t hash, const Is& is) {
  if (places.empty()) return std::nullopt;
  std::size_t place = PlaceOfHash(hash, places.size());
  for (std::size_t looked = 0; looked < places.size() && places[place] != 0; ++looked) {
    if (is(places[place] - 1)) return places[place] - 1;
    place = place + 1 == places.size() ? 0 : place + 1;
  }
  return std::nullopt;
}

}  // namespace proofmark::match
