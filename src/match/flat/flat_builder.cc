// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_builder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "match/flat/lowest_rows.h"
#include "match/marks/pattern.h"

namespace proofmark::match {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr int kBucketSymbols = 3;

using Entry = FlatBuilder::Entry;
using Entries = FlatBuilder::Entries;

std::uint16_t MakeOf(const Entry& entry) { return static_cast<std::uint16_t>(entry.rest >> 24); }
std::uint8_t CalibreOf(const Entry& entry) { return static_cast<std::uint8_t>(entry.rest >> 16); }
std::uint32_t LettersOf(const Entry& entry) { return static_cast<std::uint32_t>(entry.rest >> 40); }

struct Before {
  bool operator()(const Entry& one, const Entry& other) const {
    if (one.key != other.key) return one.key < other.key;
    return one.rest != other.rest ? one.rest < other.rest : one.row < other.row;
  }
};

// Into buckets by the first three symbols, in place, and each bucket by comparison: a few times as fast as by
// comparison alone, and without a second copy of tens of millions.
void Sort(Entries& entries) {
  constexpr int kShift = 64 - 5 * kBucketSymbols;
  std::vector<std::size_t> next((1U << (5 * kBucketSymbols)) + 1, 0);
  for (const Entry& entry : entries) ++next[(entry.key >> kShift) + 1];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  const std::vector<std::size_t> begin = next;
  Entry* const all = entries.data();
  for (std::size_t bucket = 0; bucket + 1 < begin.size(); ++bucket) {
    while (next[bucket] < begin[bucket + 1]) {
      Entry held = all[next[bucket]];
      for (std::size_t own = held.key >> kShift; own != bucket; own = held.key >> kShift) {
        std::swap(held, all[next[own]++]);
      }
      all[next[bucket]++] = held;
    }
    std::sort(all + begin[bucket], all + begin[bucket + 1], Before());
  }
}

// The sections of an image that is being made, each of a size known beforehand.
class Image {
 public:
  template <typename T>
  void Plan(FlatSection section, std::size_t entries) {
    header_.sections[static_cast<std::size_t>(section)].bytes = entries * sizeof(T);
  }
  void Allocate() {
    std::uint64_t end = sizeof(header_);
    for (FlatHeader::Section& section : header_.sections) {
      section.begin = AlignedInImage(end);
      end = section.begin + section.bytes;
    }
    header_.bytes = end;
    memory_ = ImageMemory::Of(end);
  }
  template <typename T>
  T* At(FlatSection section) {
    return reinterpret_cast<T*>(memory_.data() + header_.sections[static_cast<std::size_t>(section)].begin);
  }
  template <typename T>
  void Put(FlatSection section, const std::vector<T>& entries) {
    if (!entries.empty()) std::memcpy(At<char>(section), entries.data(), entries.size() * sizeof(T));
  }
  ImageMemory Seal(std::uint64_t records, std::uint64_t numbers) && {
    header_.records = records;
    header_.numbers = numbers;
    for (FlatHeader::Section& section : header_.sections) {
      section.sha256 = base::Sha256(std::string_view(memory_.data() + section.begin, section.bytes));
    }
    SealHeader(header_, kFlatForm);
    std::memcpy(memory_.data(), &header_, sizeof(header_));
    return std::move(memory_);
  }

 private:
  FlatHeader header_;
  ImageMemory memory_;
};

struct LongNumbers {
  std::vector<std::uint32_t> places;
  std::vector<std::uint32_t> begins;
  std::string tails;
};

LongNumbers LongNumbersOf(const Entries& entries, const std::vector<std::string>& tails) {
  LongNumbers out;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if ((entries[i].key & kFlatLongBit) == 0) continue;
    out.places.push_back(static_cast<std::uint32_t>(i));
    out.begins.push_back(static_cast<std::uint32_t>(out.tails.size()));
    out.tails += tails[entries[i].tail];
  }
  out.begins.push_back(static_cast<std::uint32_t>(out.tails.size()));
  return out;
}

// Different keys, and where the groups of the filter begin that has a mark of each.
struct Numbers {
  std::uint64_t count = 0;
  std::vector<std::uint32_t> filter_begins;

  std::size_t filter_words() const { return std::size_t{filter_begins.back()} * kFlatFilterLine; }
};

Numbers NumbersOf(const Entries& entries) {
  Numbers out;
  const auto is_new = [&](std::size_t i) {
    return i == 0 || ((entries[i].key ^ entries[i - 1].key) & kFlatKeyMask) != 0;
  };
  for (std::size_t i = 0; i < entries.size(); ++i) out.count += is_new(i) ? 1 : 0;
  const std::uint32_t groups = FlatFilter::GroupsOf(out.count);
  std::vector<std::uint32_t> members(groups, 0);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (is_new(i)) ++members[FlatFilter::GroupOf(entries[i].key, groups)];
  }
  std::uint32_t begin = 0;
  for (const std::uint64_t numbers : members) {
    out.filter_begins.push_back(begin);
    begin += FlatFilter::LinesOf(numbers);
  }
  out.filter_begins.push_back(begin);
  return out;
}

void FillRecords(const Entries& entries, Image& image) {
  auto* keys = image.At<std::uint64_t>(FlatSection::kKeys);
  auto* told = image.At<FlatTold>(FlatSection::kTold);
  auto* least_rows = image.At<std::uint32_t>(FlatSection::kLeastRows);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Entry& entry = entries[i];
    keys[i] = entry.key | FlatKindOf(MakeOf(entry), CalibreOf(entry));
    told[i] = FlatTold::Of(LettersOf(entry), {.make = MakeOf(entry), .calibre = CalibreOf(entry)}, entry.row);
    std::uint32_t& least = least_rows[i / kFlatBlock];
    least = i % kFlatBlock == 0 ? entry.row : std::min(least, entry.row);
  }
}

// Marks many at once, which are fetched beside each other.
void FillFilter(const Entries& entries, const Numbers& numbers, Image& image) {
  auto* words = image.At<std::uint64_t>(FlatSection::kFilter);
  const FlatFilter filter(numbers.filter_begins, {words, numbers.filter_words()});
  std::uint64_t keys[kFlatFilterBatch];
  unsigned count = 0;
  FlatFilterBatch batch;
  const auto mark_all = [&] {
    filter.Begin(keys, count, batch);
    for (unsigned i = 0; i < count; ++i) {
      const FlatFilterMark mark = FlatFilter::MarkOf(batch.hashes[i], batch.words[i]);
      words[mark.one] |= mark.bits_of_one;
      words[mark.other] |= mark.bits_of_other;
    }
    count = 0;
  };
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0 && entries[i - 1].key == entries[i].key) continue;
    keys[count++] = entries[i].key;
    if (count == kFlatFilterBatch) mark_all();
  }
  mark_all();
}

// Sorts the places by end, make, calibre and row: into groups of one end by counting, and each group by comparison. The
// entries are in the image by now; `members` is the room that they had, to be written over.
void FillEnds(const FlatParts& parts, const std::vector<std::uint32_t>& ends, Entries members, Image& image) {
  std::vector<std::size_t> next((1U << 20) + 1, 0);
  for (const std::uint32_t end : ends) ++next[end + 1];
  for (std::size_t i = 1; i < next.size(); ++i) next[i] += next[i - 1];
  for (std::size_t i = 0; i < ends.size(); ++i) {
    // Where a later one goes is fetched; which place it is may move a little until then.
    constexpr std::size_t kAhead = 16;
    if (i + 2 * kAhead < ends.size()) __builtin_prefetch(next.data() + ends[i + 2 * kAhead], 1);
    if (i + kAhead < ends.size()) __builtin_prefetch(members.data() + next[ends[i + kAhead]], 1);
    const std::uint64_t fields = parts.told[i].order() & 0xFFFFFF;
    Entry& member = members[next[ends[i]]++];
    member.key = fields << 32 | parts.told[i].row();
    member.row = static_cast<std::uint32_t>(i);
  }
  std::vector<std::uint8_t> seams(members.size() / kFlatBlock + 1, 0);  // inside of each block
  for (std::size_t end = 0, begin = 0; end + 1 < next.size(); begin = next[end++]) {
    if (begin == next[end]) continue;
    std::uint8_t& of_block = seams[begin / kFlatBlock];
    if (begin % kFlatBlock != 0 && of_block < 2) ++of_block;
    std::sort(members.data() + begin, members.data() + next[end],
              [](const Entry& one, const Entry& other) { return one.key < other.key; });
  }
  auto* by_end = image.At<std::uint32_t>(FlatSection::kByEnd);
  auto* kinds = image.At<std::uint64_t>(FlatSection::kEndKinds);
  auto* least_rows = image.At<std::uint32_t>(FlatSection::kEndLeastRows);
  for (std::size_t begin = 0; begin < members.size(); begin += kFlatBlock) {
    const std::size_t end = std::min<std::size_t>(members.size(), begin + kFlatBlock);
    std::uint32_t least = ~0U;
    FlatEndKinds kind;
    for (std::size_t i = begin; i < end; ++i) {
      by_end[i] = members[i].row;
      least = std::min(least, static_cast<std::uint32_t>(members[i].key));
      kind.last = static_cast<std::uint32_t>(members[i].key >> 32);
      if (i == begin) kind.first = kind.last;
    }
    kind.seams = seams[begin / kFlatBlock];
    kinds[begin / kFlatBlock] = kind.Word();
    least_rows[begin / kFlatBlock] = least;
  }
}

FlatTreeArrays EndTree(const std::vector<std::uint32_t>& ends) {
  std::vector<std::uint32_t> count(1U << 20, 0);
  for (const std::uint32_t end : ends) ++count[end];
  std::vector<std::uint32_t> codes;
  std::vector<std::uint32_t> places;
  std::uint32_t place = 0;
  for (std::uint32_t end = 0; end < count.size(); ++end) {
    if (count[end] == 0) continue;
    codes.push_back(end);
    places.push_back(place);
    place += count[end];
  }
  places.push_back(place);
  return FlatTreeOf(kFlatEndDepth, codes, std::move(places));
}

void PlanTree(const FlatTreeArrays& tree, FlatSection levels, FlatSection nodes, FlatSection places, Image& image) {
  image.Plan<std::uint32_t>(levels, tree.levels.size());
  image.Plan<std::uint64_t>(nodes, tree.nodes.size());
  image.Plan<std::uint32_t>(places, tree.places.size());
}

}  // namespace

Result<void> FlatBuilder::Check(std::string_view number) {
  if (number.empty()) return Error{Code::kInvalid, "serial: empty", "serial"};
  for (const char c : number) {
    if (CharacterOf(c) < 0) return Error{Code::kInvalid, "serial: characters A-Z and 0-9 only", "serial"};
  }
  if (number.size() > kFlatNumberMax) {
    return Error{Code::kTooLarge,
                 "serial: " + std::to_string(number.size()) + " characters; at most " + std::to_string(kFlatNumberMax),
                 "serial"};
  }
  return {};
}

Result<void> FlatBuilder::Add(std::string_view number, const FlatFields& fields, std::uint32_t row) {
  PM_TRY(Check(number));
  if (entries_.size() >= kFlatRecordsMax) {
    return Error{Code::kTooLarge, "an index holds at most " + std::to_string(kFlatRecordsMax) + " records", ""};
  }
  FlatNumber packed = FlatNumber::Of(number);
  Entry entry{.key = packed.key, .row = row};
  entry.rest = static_cast<std::uint64_t>(packed.letters) << 40 | static_cast<std::uint64_t>(fields.make) << 24 |
               static_cast<std::uint64_t>(fields.calibre) << 16;
  if (!packed.tail.empty()) {
    entry.tail = static_cast<std::uint32_t>(tails_.size());
    tails_.push_back(std::move(packed.tail));
  }
  entries_.push_back(entry);
  return {};
}

void FlatBuilder::Add(const FlatParts& parts) {
  for (std::uint32_t place = 0; place < parts.records; ++place) {
    const FlatTold& told = parts.told[place];
    Entry entry{.key = parts.keys[place] & ~kFlatKindMask, .row = told.row()};
    entry.rest = told.order() << 16;
    if ((entry.key & kFlatLongBit) != 0) {
      entry.tail = static_cast<std::uint32_t>(tails_.size());
      tails_.emplace_back(parts.Tail(place));
    }
    entries_.push_back(entry);
  }
}

FlatIndex FlatBuilder::Build() && {
  Sort(entries_);
  const std::size_t records = entries_.size();
  const Numbers numbers = NumbersOf(entries_);
  const FlatTreeArrays heads =
      BuildFlatTree(kFlatHeadDepth, static_cast<std::uint32_t>(records), [&](std::uint32_t place) {
        return static_cast<std::uint32_t>(entries_[place].key >> (64 - 5 * kFlatHeadDepth));
      });
  const LongNumbers longs = LongNumbersOf(entries_, tails_);
  const FlatPairs pairs = PairsOf(entries_);
  const std::vector<std::uint32_t> early = EarlyPlaces(entries_);
  std::vector<std::uint32_t> ends(records);
  for (std::size_t i = 0; i < records; ++i) {
    const Entry& entry = entries_[i];
    ends[i] = EndOf(entry.key, (entry.key & kFlatLongBit) != 0 ? std::string_view(tails_[entry.tail]) : "");
  }
  const FlatTreeArrays end_tree = EndTree(ends);
  const std::size_t blocks = (records + kFlatBlock - 1) / kFlatBlock;

  Image image;
  image.Plan<std::uint64_t>(FlatSection::kKeys, records);
  image.Plan<FlatTold>(FlatSection::kTold, records);
  image.Plan<std::uint32_t>(FlatSection::kByEnd, records);
  PlanTree(heads, FlatSection::kHeadLevels, FlatSection::kHeadNodes, FlatSection::kHeadPlaces, image);
  PlanTree(end_tree, FlatSection::kEndLevels, FlatSection::kEndNodes, FlatSection::kEndPlaces, image);
  image.Plan<std::uint32_t>(FlatSection::kFilterBegins, numbers.filter_begins.size());
  image.Plan<std::uint64_t>(FlatSection::kFilter, numbers.filter_words());
  image.Plan<std::uint32_t>(FlatSection::kLeastRows, blocks);
  image.Plan<std::uint64_t>(FlatSection::kEndKinds, blocks);
  image.Plan<std::uint32_t>(FlatSection::kEndLeastRows, blocks);
  image.Plan<std::uint64_t>(FlatSection::kEarlyKeys, early.size());
  image.Plan<std::uint32_t>(FlatSection::kEarlyPlaces, early.size());
  image.Plan<FlatPair>(FlatSection::kPairs, pairs.rows.size());
  image.Plan<std::uint32_t>(FlatSection::kPostings, pairs.postings.size());
  image.Plan<std::uint32_t>(FlatSection::kLongPlaces, longs.places.size());
  image.Plan<std::uint32_t>(FlatSection::kTailBegins, longs.begins.size());
  image.Plan<char>(FlatSection::kTails, longs.tails.size());
  image.Allocate();
  FillRecords(entries_, image);
  FillFilter(entries_, numbers, image);
  image.Put(FlatSection::kFilterBegins, numbers.filter_begins);
  image.Put(FlatSection::kHeadLevels, heads.levels);
  image.Put(FlatSection::kHeadNodes, heads.nodes);
  image.Put(FlatSection::kHeadPlaces, heads.places);
  image.Put(FlatSection::kEndLevels, end_tree.levels);
  image.Put(FlatSection::kEndNodes, end_tree.nodes);
  image.Put(FlatSection::kEndPlaces, end_tree.places);
  image.Put(FlatSection::kEarlyPlaces, early);
  const auto* keys = image.At<std::uint64_t>(FlatSection::kKeys);
  for (std::size_t i = 0; i < early.size(); ++i) image.At<std::uint64_t>(FlatSection::kEarlyKeys)[i] = keys[early[i]];
  image.Put(FlatSection::kPairs, pairs.rows);
  image.Put(FlatSection::kPostings, pairs.postings);
  image.Put(FlatSection::kLongPlaces, longs.places);
  image.Put(FlatSection::kTailBegins, longs.begins);
  std::copy(longs.tails.begin(), longs.tails.end(), image.At<char>(FlatSection::kTails));
  FlatParts parts;
  parts.told = {image.At<FlatTold>(FlatSection::kTold), records};
  FillEnds(parts, ends, std::move(entries_), image);
  auto index = FlatIndex::Of(std::move(image).Seal(records, numbers.count));
  PM_ASSERT(index.ok());
  return std::move(index).value();
}

}  // namespace proofmark::match
