// SPDX-License-Identifier: Apache-2.0
// Forged makes a snapshot of whatever bytes, for tests: its length, the digest of what it is of, the sums and the
// digest of the header are put right, so that what else the bytes say is looked at.
//
//   MarkSnapshot::Of(Forged(bytes));
#pragma once

#include <algorithm>
#include <cstring>
#include <string_view>
#include <vector>

#include "match/image/image_sums.h"
#include "match/marks/mark_snapshot.h"

namespace proofmark::match {

// Where the bytes are too short for a header they stay as they are.
inline ImageMemory Forged(std::string_view bytes) {
  ImageMemory memory = ImageMemory::Of(bytes.size());
  if (!bytes.empty()) std::memcpy(memory.data(), bytes.data(), bytes.size());
  if (bytes.size() < AlignedInImage(sizeof(MarkHeader))) return memory;
  MarkHeader header;
  std::memcpy(&header, memory.data(), sizeof(header));
  header.bytes = bytes.size();
  const auto lies_inside = [&](const ImageSection& section) {
    return section.begin <= bytes.size() && section.bytes <= bytes.size() - section.begin;
  };
  const bool whole = std::ranges::all_of(header.sections, lies_inside);
  ImageSection& of = header.sections.front();
  const ImageSection& sums = header.sections.back();
  const std::uint64_t begin = AlignedInImage(sizeof(MarkHeader));
  std::uint64_t end = begin;
  for (std::size_t i = 0; i + 1 < kMarkSections; ++i) {
    end = std::max(end, header.sections[i].begin + header.sections[i].bytes);
  }
  if (whole && end <= sums.begin) {
    of.sha256 = base::Sha256(memory.bytes().substr(of.begin, of.bytes));
    ImageSums made;
    made.Add(memory.bytes().substr(begin, end - begin));
    const std::vector<std::uint64_t> right = std::move(made).Take();
    const std::size_t room = std::min<std::size_t>(sums.bytes, right.size() * sizeof(right[0]));
    if (room > 0) std::memcpy(memory.data() + sums.begin, right.data(), room);
  }
  SealHeader(header, kMarkForm);
  std::memcpy(memory.data(), &header, sizeof(header));
  return memory;
}

}  // namespace proofmark::match
