// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_fits.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "match/flat/flat_target.h"
#include "match/flat/key_scan.h"

namespace proofmark::match {

namespace {

// What a step takes, in tenths of a nanosecond: only their proportions matter, and only for which way is gone.
constexpr std::uint64_t kNodeTime = 40;
constexpr std::uint64_t kRangeTime = 250;
constexpr std::uint64_t kPlaceTime = 4;
constexpr std::uint64_t kFarPlaceTime = 70;  // somewhere in the array
constexpr std::uint64_t kRunTime = 1000;     // a number that is compared with a pattern that has a run
constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max() / 4;

constexpr std::uint32_t kAnyClass = ((1U << kFlatClasses) - 1) & ~1U;
constexpr std::uint32_t kTriedRows = 1024;  // where none of so many fits, the lowest rows are left
constexpr std::uint32_t kWideRange = 512;   // places of one beginning that are divided further
constexpr std::size_t kEndNodesMax = 3000;  // of the tree of ends
constexpr std::uint32_t kAhead = 12;        // places that are fetched before they are looked at

class Fits {
 public:
  explicit Fits(FlatOffer& offer) : offer_(offer), parts_(offer.parts()), query_(offer.query()) {
    head_ = query_.symbols;
    for (int i = query_.symbols; i >= 0; --i) {
      if (!query_.run_before[static_cast<std::size_t>(i)]) continue;
      head_ = i;
      if (tail_ < 0) tail_ = query_.symbols - i;
    }
    if (tail_ < 0) tail_ = query_.symbols;
    head_ = std::min(head_, kFlatSymbols);
    MakeTest();
    floor_ = Floor();
  }

  void Search();

 private:
  std::uint32_t Classes(int at) const { return query_.classes[static_cast<std::size_t>(at)]; }
  bool Narrows(int at) const { return Classes(at) != kAnyClass; }
  void MakeTest();
  int Floor() const;
  bool TryEarly();
  void GoThrough(std::uint32_t begin, std::uint32_t end);
  void Hit(std::uint32_t place);
  int Price(std::uint32_t place, std::uint32_t attributes) const;
  std::uint32_t EndClasses(int from_end) const;
  std::uint64_t PlanEnds();
  void AddEnds(std::uint32_t node, int depth);
  void GoThroughEnds();
  void GoThroughEndBlock(std::uint32_t begin, std::uint32_t end);
  int EndFloor(std::uint64_t kinds) const;
  bool Heads(std::uint32_t node, int depth);
  bool DeepHeads(PlaceRange range, int depth);
  bool Spend(std::uint64_t time) { return (spent_ += time) <= budget_; }
  std::uint64_t ScanTime(std::uint64_t places) const {
    return places * (query_.has_run ? (head_ == 0 ? kRunTime : kRunTime / 4) : kPlaceTime);
  }
  bool TryPostings(std::uint64_t other);

  FlatOffer& offer_;
  const FlatParts& parts_;
  const FlatQuery& query_;
  KeyFit test_;
  int head_ = 0;   // symbols before the first run, as far as a key has them
  int tail_ = -1;  // behind the last run
  int floor_ = 0;  // what make and calibre cost at the least
  int priced_count_ = 0;
  std::array<int, kFlatSymbols> priced_{};  // places of the reading where a twin may stand
  std::uint32_t covered_row_ = 0;           // every record with a lower row was asked
  std::array<PlaceRange, kEndNodesMax> end_ranges_;
  std::size_t end_range_count_ = 0;
  std::size_t end_nodes_ = 0;
  std::uint64_t spent_ = 0;
  std::uint64_t budget_ = kNever;
};

void Fits::MakeTest() {
  for (int i = 0; i < head_; ++i) {
    const int shift = 59 - 5 * i;
    if (std::has_single_bit(Classes(i))) {
      test_.mask |= 31ULL << shift;
      test_.value |= static_cast<std::uint64_t>(std::countr_zero(Classes(i))) << shift;
    } else if (i + 1 == head_) {
      test_.some = 31ULL << shift;  // the end does not pass for an unread symbol
    }
    const auto& price = query_.price[static_cast<std::size_t>(i)];
    if (std::any_of(price.begin() + 4, price.begin() + 4 * kFlatClasses, [](int cost) { return cost != 0; })) {
      priced_[static_cast<std::size_t>(priced_count_++)] = i;
    }
  }
  if (query_.has_run) return;
  if (query_.symbols < kFlatSymbols) test_.mask |= (1ULL << (64 - 5 * query_.symbols)) - 1;
  test_.mask |= kFlatLongBit;
  if (query_.symbols > kFlatSymbols) test_.value |= kFlatLongBit;
}

int Fits::Floor() const {
  const FlatFields& asked = query_.fields;
  if (asked == FlatFields{}) return 0;
  const auto key = [](const FlatPair& pair) { return pair.make * 256 + pair.calibre; };
  if (asked.make != 0 && asked.calibre != 0) {
    const int own = asked.make * 256 + asked.calibre;
    const auto at = std::lower_bound(parts_.pairs.begin(), parts_.pairs.end(), own,
                                     [&](const FlatPair& pair, int code) { return key(pair) < code; });
    if (at != parts_.pairs.end() && key(*at) == own) return 0;
  }
  int least = kFlatCosts.make_conflict + kFlatCosts.calibre_conflict;
  for (const FlatPair& pair : parts_.pairs) least = std::min(least, kFlatCosts.Of(asked, pair.make, pair.calibre));
  return least;
}

void Fits::Search() {
  if (TryEarly()) {
    offer_.work().plan = FlatPlan::kEarly;
    return;
  }
  const std::uint64_t scan = ScanTime(parts_.records);
  const std::uint64_t ends = PlanEnds();
  budget_ = std::min(scan, ends);
  offer_.work().plan = FlatPlan::kHeads;
  if (Heads(0, 0)) return;
  if (TryPostings(budget_)) {
    offer_.work().plan = FlatPlan::kPostings;
    return;
  }
  if (ends < scan) {
    offer_.work().plan = FlatPlan::kEnds;
    return GoThroughEnds();
  }
  offer_.work().plan = FlatPlan::kScan;
  GoThrough(0, parts_.records);
}

// The lowest rows: they are the answer where so many records fit that ten of the cheapest are among them.
bool Fits::TryEarly() {
  const auto count = static_cast<std::uint32_t>(parts_.early_keys.size());
  bool any = false;
  for (std::uint32_t begin = 0; begin < count; begin += kKeyChunk) {
    if (begin >= kTriedRows && !any) return false;
    std::uint64_t bits = FitKeys(parts_.early_keys.data() + begin, std::min(kKeyChunk, count - begin), test_);
    for (; bits != 0; bits &= bits - 1) {
      Hit(parts_.early_places.data()[begin + static_cast<std::uint32_t>(std::countr_zero(bits))]);
      any = true;
    }
    const std::uint32_t last = std::min(begin + kKeyChunk, count) - 1;
    covered_row_ = parts_.rows.data()[parts_.early_places.data()[last]];
    if (offer_.best().Passes(floor_, covered_row_)) return true;
  }
  return count == parts_.records;
}

// Places side by side. Once only records as good as the best can matter, a block whose rows are all too high is left
// out.
void Fits::GoThrough(std::uint32_t begin, std::uint32_t end) {
  ++offer_.work().prefixes;
  const std::uint64_t* keys = parts_.keys.data();
  while (begin < end) {
    const std::uint32_t block = begin / kFlatBlock;
    const std::uint32_t next = std::min(end, (begin / kKeyChunk + 1) * kKeyChunk);
    if (offer_.best().Passes(floor_, parts_.least_rows.data()[block])) {
      begin = std::min(end, (block + 1) * kFlatBlock);
      continue;
    }
    std::uint64_t bits = FitKeys(keys + begin, next - begin, test_);
    for (; bits != 0; bits &= bits - 1) Hit(begin + static_cast<std::uint32_t>(std::countr_zero(bits)));
    begin = next;
  }
}

// A place whose key fits as far as the test knows.
void Fits::Hit(std::uint32_t place) {
  const std::uint32_t attributes = parts_.attributes.data()[place];
  const int fields = kFlatCosts.Of(query_.fields, parts_.makes.data()[place], static_cast<std::uint8_t>(attributes));
  const int limit = offer_.best().limit();
  if (fields > limit) return;
  const std::uint32_t row = parts_.rows.data()[place];
  if (!offer_.best().Wants(fields, row)) return;
  const int cost = Price(place, attributes);
  if (cost < kFlatNoCost) offer_.Offer({row, cost + fields});
}

int Fits::Price(std::uint32_t place, std::uint32_t attributes) const {
  const std::uint64_t key = parts_.keys.data()[place];
  ++offer_.work().priced;
  if (query_.has_run || (key & kFlatLongBit) != 0) {
    const std::string_view tail = (key & kFlatLongBit) != 0 ? parts_.Tail(place) : std::string_view();
    return FitCost(query_, FlatRecordSymbols(key, attributes >> 8, tail));
  }
  int cost = 0;
  for (int i = 0; i < priced_count_; ++i) {
    const int at = priced_.data()[i];
    const std::uint8_t one = query_.price.data()[at].data()[SymbolAt(key, attributes >> 8, at)];
    if (one == kFlatNever) return kFlatNoCost;
    cost += one;
  }
  return cost;
}

// Which classes may stand at a place from the end of a number, the last one 0.
std::uint32_t Fits::EndClasses(int from_end) const {
  if (from_end < tail_) return Classes(query_.symbols - 1 - from_end);
  return query_.has_run ? kAnyClass | 1U : 1U;  // before the beginning of a number stands 0
}

// The ranges of the order by ends that fit, and what it takes to go through them.
std::uint64_t Fits::PlanEnds() {
  bool narrows = false;
  for (int i = 0; i < kFlatEndDepth; ++i) narrows = narrows || (EndClasses(i) | 1U) != (kAnyClass | 1U);
  if (!narrows) return kNever;
  AddEnds(0, 0);
  if (end_nodes_ >= kEndNodesMax) return kNever;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < end_range_count_; ++i) {
    const std::uint64_t places = end_ranges_[i].end - end_ranges_[i].begin;
    time += places * (kFarPlaceTime + (query_.has_run ? kRunTime : 0)) + kRangeTime;
  }
  return time;
}

PM_FLAT_QUICK void Fits::AddEnds(std::uint32_t node, int depth) {
  if (depth == kFlatEndDepth) {
    const PlaceRange range{parts_.ends.Begin(node), parts_.ends.End(node)};
    PlaceRange* last = end_range_count_ > 0 ? &end_ranges_.data()[end_range_count_ - 1] : nullptr;
    if (last != nullptr && last->end == range.begin) {
      last->end = range.end;
    } else {
      end_ranges_.data()[end_range_count_++] = range;
    }
    return;
  }
  const std::uint32_t classes = EndClasses(depth);
  std::uint32_t child = parts_.ends.FirstChild(node);
  for (std::uint32_t symbols = parts_.ends.Children(node); symbols != 0; symbols &= symbols - 1, ++child) {
    if ((classes >> std::countr_zero(symbols) & 1) == 0) continue;
    if (++end_nodes_ >= kEndNodesMax) return;
    AddEnds(child, depth + 1);
  }
}

// Twice: blocks with the make and calibre that are asked for first, so that the others need not be gone through.
void Fits::GoThroughEnds() {
  for (const bool own : {true, false}) {
    for (std::size_t i = 0; i < end_range_count_; ++i) {
      const PlaceRange& range = end_ranges_.data()[i];
      for (std::uint32_t begin = range.begin; begin < range.end;) {
        const std::uint32_t block = begin / kFlatBlock;
        const std::uint32_t end = std::min(range.end, (block + 1) * kFlatBlock);
        const int least = EndFloor(parts_.end_kinds.data()[block]);
        if ((least <= floor_) == own && !offer_.best().Passes(least, parts_.end_least_rows.data()[block])) {
          GoThroughEndBlock(begin, end);
        }
        begin = end;
      }
    }
  }
}

void Fits::GoThroughEndBlock(std::uint32_t begin, std::uint32_t end) {
  ++offer_.work().prefixes;
  const std::uint64_t* keys = parts_.keys.data();
  const std::uint32_t* places = parts_.by_end.data();
  for (std::uint32_t i = begin; i < std::min(end, begin + kAhead); ++i) __builtin_prefetch(keys + places[i]);
  for (std::uint32_t i = begin; i < end; ++i) {
    if (i + kAhead < end) __builtin_prefetch(keys + places[i + kAhead]);
    if (test_(keys[places[i]])) Hit(places[i]);
  }
}

// What make and calibre cost at the least in a block of the order by ends.
int Fits::EndFloor(std::uint64_t kinds) const {
  const FlatFields& asked = query_.fields;
  if (asked.make == 0) return 0;
  if ((kinds & FlatMakeBit(asked.make)) != 0) {
    if (asked.calibre == 0 || (kinds & FlatPairBit(asked.make, asked.calibre)) != 0) return 0;
    if ((kinds & FlatPairBit(asked.make, 0)) != 0) return kFlatCosts.calibre_unknown;
    return std::min(kFlatCosts.calibre_conflict, kFlatCosts.make_unknown);
  }
  return (kinds & FlatMakeBit(0)) != 0 ? kFlatCosts.make_unknown : kFlatCosts.make_conflict;
}

// By how numbers begin, symbol by symbol. False once that takes longer than is allowed.
PM_FLAT_QUICK bool Fits::Heads(std::uint32_t node, int depth) {
  if (!Spend(kNodeTime)) return false;
  if (depth == kFlatHeadDepth) return DeepHeads({parts_.heads.Begin(node), parts_.heads.End(node)}, depth);
  int narrow = depth;
  while (narrow < kFlatHeadDepth && narrow < head_ && !Narrows(narrow)) ++narrow;
  if (narrow == kFlatHeadDepth || narrow >= head_) {
    // Nothing more is told apart here; places of one beginning lie side by side.
    std::uint32_t first = node;
    std::uint32_t last = node;
    for (int i = depth; i < kFlatHeadDepth; ++i) {
      first = parts_.heads.FirstChild(first);
      last = parts_.heads.FirstChild(last) + static_cast<std::uint32_t>(std::popcount(parts_.heads.Children(last))) - 1;
    }
    if (parts_.heads.Children(node) == 0) return true;
    return DeepHeads({parts_.heads.Begin(first), parts_.heads.End(last)}, kFlatHeadDepth);
  }
  std::uint32_t child = parts_.heads.FirstChild(node);
  const std::uint32_t classes = Classes(depth);
  for (std::uint32_t symbols = parts_.heads.Children(node); symbols != 0; symbols &= symbols - 1, ++child) {
    if ((classes >> std::countr_zero(symbols) & 1) == 0) continue;
    if (!Heads(child, depth + 1)) return false;
  }
  return true;
}

// Behind the tree: what is told apart by the next symbol is found in the array itself, where many share a beginning.
bool Fits::DeepHeads(PlaceRange range, int depth) {
  const std::uint64_t* keys = parts_.keys.data();
  const bool shares = range.begin < range.end && (keys[range.begin] ^ keys[range.end - 1]) >> (64 - 5 * depth) == 0;
  if (range.end - range.begin <= kWideRange || depth >= head_ || !shares || !Narrows(depth)) {
    if (!Spend(kRangeTime + ScanTime(range.end - range.begin))) return false;
    GoThrough(range.begin, range.end);
    return true;
  }
  const std::uint64_t beginning = FirstSymbols(keys[range.begin], depth);
  for (std::uint32_t classes = Classes(depth); classes != 0; classes &= classes - 1) {
    const std::uint64_t one = 1ULL << (59 - 5 * depth);
    const std::uint64_t key = beginning + static_cast<std::uint64_t>(std::countr_zero(classes)) * one;
    PlaceRange child{FirstPlace(parts_, range, key), range.end};
    child.end = FirstPlace(parts_, {child.begin, range.end}, key + one);
    if (!Spend(kRangeTime)) return false;
    if (child.begin < child.end && !DeepHeads(child, depth + 1)) return false;
  }
  return true;
}

// Where only makes and calibres that are rare can still matter: their records, wherever they lie.
bool Fits::TryPostings(std::uint64_t other) {
  const BestHits& best = offer_.best();
  if (!best.full()) return false;
  std::uint64_t time = 0;
  for (const FlatPair& pair : parts_.pairs) {
    if (best.Passes(kFlatCosts.Of(query_.fields, pair.make, pair.calibre), covered_row_)) continue;
    if (pair.posted == 0) return false;
    time += pair.records * kFarPlaceTime;
  }
  if (time > other) return false;
  for (const FlatPair& pair : parts_.pairs) {
    if (best.Passes(kFlatCosts.Of(query_.fields, pair.make, pair.calibre), covered_row_)) continue;
    const std::uint32_t* posting = parts_.postings.data() + pair.first;
    for (std::uint32_t i = 0; i < pair.records; ++i) {
      if (i + kAhead < pair.records) __builtin_prefetch(parts_.keys.data() + posting[i + kAhead]);
      if (test_(parts_.keys.data()[posting[i]])) Hit(posting[i]);
    }
  }
  return true;
}

}  // namespace

void SearchFits(FlatOffer& offer) { Fits(offer).Search(); }

}  // namespace proofmark::match
