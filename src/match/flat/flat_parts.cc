// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_parts.h"

#include <algorithm>
#include <string>

namespace proofmark::match {

using base::Result;

namespace {

template <typename T>
std::span<const T> Take(std::string_view image, const FlatHeader& header, FlatSection section) {
  return TakeSection<T>(image, header.sections[static_cast<std::size_t>(section)]);
}

// Whether each of the places is one of a record.
bool AllBelow(std::span<const std::uint32_t> places, std::uint64_t records) {
  std::uint32_t most = 0;
  const std::uint32_t* at = places.data();
  for (std::size_t i = 0; i < places.size(); ++i) most = std::max(most, at[i]);
  return places.empty() || most < records;
}

FlatParts Cut(std::string_view image, const FlatHeader& header) {
  FlatParts out;
  const auto words = [&](FlatSection section) { return Take<std::uint32_t>(image, header, section); };
  const auto longs = [&](FlatSection section) { return Take<std::uint64_t>(image, header, section); };
  out.records = static_cast<std::uint32_t>(header.records);
  out.numbers = header.numbers;
  out.keys = longs(FlatSection::kKeys);
  out.told = Take<FlatTold>(image, header, FlatSection::kTold);
  out.by_end = words(FlatSection::kByEnd);
  out.heads = {kFlatHeadDepth, words(FlatSection::kHeadLevels), longs(FlatSection::kHeadNodes),
               words(FlatSection::kHeadPlaces)};
  out.ends = {kFlatEndDepth, words(FlatSection::kEndLevels), longs(FlatSection::kEndNodes),
              words(FlatSection::kEndPlaces)};
  out.filter = {words(FlatSection::kFilterBegins), longs(FlatSection::kFilter)};
  out.least_rows = words(FlatSection::kLeastRows);
  out.end_kinds = longs(FlatSection::kEndKinds);
  out.end_least_rows = words(FlatSection::kEndLeastRows);
  out.early_keys = longs(FlatSection::kEarlyKeys);
  out.early_places = words(FlatSection::kEarlyPlaces);
  out.pairs = Take<FlatPair>(image, header, FlatSection::kPairs);
  out.postings = words(FlatSection::kPostings);
  out.long_places = words(FlatSection::kLongPlaces);
  out.tail_begins = words(FlatSection::kTailBegins);
  const auto tails = Take<char>(image, header, FlatSection::kTails);
  out.tails = {tails.data(), tails.size()};
  return out;
}

// What does not fit together in the sizes; empty where all does.
std::string SizeFault(const FlatParts& parts) {
  const std::size_t records = parts.records;
  const std::size_t blocks = (records + kFlatBlock - 1) / kFlatBlock;
  if (parts.keys.size() != records || parts.told.size() != records || parts.by_end.size() != records) {
    return "an array has not one entry a record";
  }
  if (parts.least_rows.size() != blocks || parts.end_kinds.size() != blocks || parts.end_least_rows.size() != blocks) {
    return "an array has not one entry a block";
  }
  if (parts.early_keys.size() != parts.early_places.size()) return "its lowest rows";
  if (parts.tail_begins.size() != parts.long_places.size() + 1) return "its long numbers";
  return {};
}

// Where an offset leads out of its array; empty where none does.
std::string OffsetFault(const FlatParts& parts) {
  if (std::string fault = parts.heads.Fault(parts.records); !fault.empty()) return "tree of beginnings, " + fault;
  if (std::string fault = parts.ends.Fault(parts.records); !fault.empty()) return "tree of ends, " + fault;
  if (std::string fault = parts.filter.Fault(); !fault.empty()) return "filter, " + fault;
  if (!AllBelow(parts.by_end, parts.records)) return "order by ends";
  if (!AllBelow(parts.early_places, parts.records) || !AllBelow(parts.postings, parts.records) ||
      !AllBelow(parts.long_places, parts.records)) {
    return "a list of places";
  }
  for (const FlatPair& pair : parts.pairs) {
    if (pair.listed == 0 || pair.first > parts.postings.size() || pair.listed > parts.postings.size() - pair.first) {
      return "list of makes and calibres";
    }
  }
  for (std::size_t i = 0; i + 1 < parts.tail_begins.size(); ++i) {
    const std::uint32_t begin = parts.tail_begins[i];
    const std::uint32_t end = parts.tail_begins[i + 1];
    if (begin > end || end - begin > kFlatNumberMax - kFlatSymbols || end > parts.tails.size()) return "tails";
  }
  for (const char symbol : parts.tails) {
    if (static_cast<unsigned char>(symbol) > 127) return "tails";
  }
  return {};
}

}  // namespace

std::string_view FlatParts::Tail(std::uint32_t place) const {
  const auto at = std::lower_bound(long_places.begin(), long_places.end(), place);
  if (at == long_places.end() || *at != place) return {};
  const auto i = static_cast<std::size_t>(at - long_places.begin());
  return tails.substr(tail_begins[i], tail_begins[i + 1] - tail_begins[i]);
}

Result<FlatHeader> FlatHeaderOf(std::string_view image) {
  PM_ASSIGN(FlatHeader header, HeaderOf<kFlatSections>(image, kFlatForm));
  if (header.records > kFlatRecordsMax) return DamagedImage("too many records");
  return header;
}

Result<FlatParts> PartsOf(std::string_view image) {
  PM_ASSIGN(const FlatHeader header, FlatHeaderOf(image));
  FlatParts parts = Cut(image, header);
  if (std::string fault = SizeFault(parts); !fault.empty()) return DamagedImage(fault);
  if (std::string fault = OffsetFault(parts); !fault.empty()) return DamagedImage(fault);
  return parts;
}

}  // namespace proofmark::match
