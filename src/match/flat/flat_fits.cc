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
constexpr std::uint64_t kRangeTime = 1500;
constexpr std::uint64_t kPlaceTime = 5;
constexpr std::uint64_t kFarPlaceTime = 120;  // somewhere in the array
constexpr std::uint64_t kHitTime = 400;       // a record that fits: its make, calibre and row
constexpr std::uint64_t kSoon = 400000;       // what is done before anything better is thought of
constexpr std::uint64_t kRunTime = 1000;      // a number that is compared with a pattern that has a run
constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max() / 4;

constexpr std::uint32_t kAnyClass = ((1U << kFlatClasses) - 1) & ~1U;
constexpr std::uint32_t kTriedRows = 1024;  // where none of so many fits, the lowest rows are left
constexpr std::uint32_t kRowsAtOnce = 512;
constexpr std::uint32_t kFirstRows = 8192;  // those that are asked for records of any kind
constexpr std::uint32_t kWideRange = 512;   // places of one beginning that are divided further
constexpr std::size_t kEndNodesMax = 3000;  // of the tree of ends
constexpr std::uint32_t kAhead = 24;        // places that are fetched before they are looked at

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
    told_ = query_.has_run ? head_ : std::min(head_ + 1, kFlatSymbols);
    MakeTest();
    FindFloor();
  }

  void Search();

 private:
  // Behind the last symbol of a pattern without runs stands the end.
  std::uint32_t Classes(int at) const {
    return at == query_.symbols ? 1U : query_.classes[static_cast<std::size_t>(at)];
  }
  bool Narrows(int at) const { return Classes(at) != kAnyClass; }
  void MakeTest();
  void FindFloor();
  bool TryRows(std::uint32_t most);
  bool TryHeads(std::uint64_t budget);
  // What a key has to be; of those of the make and calibre that are looked for, where only these are wanted.
  KeyFit Test() const {
    KeyFit out = test_;
    if (!only_own_) return out;
    out.mask |= kFlatKindMask;
    out.value |= FlatKindOf(query_.fields.make, query_.fields.calibre);
    return out;
  }
  // No record of another make or calibre can matter any more.
  bool IsDone() const { return offer_.best().limit() <= floor_; }
  void GoThrough(std::uint32_t begin, std::uint32_t end);
  void Hit(std::uint32_t place);
  void Settle();
  int Price(std::uint32_t place, std::uint32_t attributes) const;
  std::uint32_t EndClasses(int from_end) const;
  std::uint64_t PlanEnds();
  void AddEnds(std::uint32_t node, int depth);
  void GoThroughEnds();
  void GoThroughEndBlocks();
  void GoThroughEndBlock(std::uint32_t begin, std::uint32_t end);
  int EndFloor(std::uint64_t kinds) const;
  bool Heads(std::uint32_t node, int depth);
  bool DeepHeads(PlaceRange range, int depth);
  bool Spend(std::uint64_t time) { return (spent_ += time) <= budget_; }
  std::uint64_t ScanTime(std::uint64_t places) const {
    const double hit = share_ * (query_.has_run ? kRunTime : own_first_ ? kHitTime / 4 : kHitTime);
    return places * kPlaceTime + static_cast<std::uint64_t>(hit * static_cast<double>(places));
  }
  bool TryPostings(std::uint64_t budget);
  void GoThroughPosting(const FlatPair& pair, int cost);
  int CostOf(const FlatPair& pair) const {
    return kFlatCosts.Of(query_.fields, pair.make, static_cast<std::uint8_t>(pair.calibre));
  }
  void Queue(const PlaceRange& range);
  void GoThroughQueue();

  FlatOffer& offer_;
  const FlatParts& parts_;
  const FlatQuery& query_;
  KeyFit test_;
  int head_ = 0;   // symbols before the first run, as far as a key has them
  int told_ = 0;   // the same, and the end if it is known to be there
  int tail_ = -1;  // behind the last run
  int floor_ = 0;  // what make and calibre cost at the least
  int priced_count_ = 0;
  std::array<int, kFlatSymbols> priced_{};  // places of the reading where a twin may stand
  std::uint32_t covered_ = 0;               // of the lowest rows, so many were asked
  std::uint32_t covered_row_ = 0;           // the last of them
  std::uint32_t fit_ = 0;                   // how many of them fit
  double share_ = 0;                        // of records that fit, as far as the lowest rows tell
  double own_records_ = 0;                  // of the make and calibre that are looked for; 0 where one was not said
  bool own_first_ = false;                  // so many of these fit that they are likely to be the answer
  bool only_own_ = false;
  int end_depth_ = kFlatEndDepth;  // symbols of the end that tell something
  std::array<PlaceRange, kEndNodesMax> end_ranges_;
  std::size_t end_range_count_ = 0;
  std::size_t end_nodes_ = 0;
  std::array<std::uint32_t, 32> hits_;  // that are fetched
  std::size_t hit_count_ = 0;
  std::array<PlaceRange, 16> queue_;
  std::size_t queued_ = 0;
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
  if (query_.symbols < kFlatSymbols) test_.mask |= ((1ULL << (64 - 5 * query_.symbols)) - 1) & kFlatKeyMask;
  test_.mask |= kFlatLongBit;
  if (query_.symbols > kFlatSymbols) test_.value |= kFlatLongBit;
}

void Fits::FindFloor() {
  const FlatFields& asked = query_.fields;
  if (asked.make != 0 && asked.calibre != 0) {
    const auto key = [](const FlatPair& pair) { return pair.make * 256 + pair.calibre; };
    const int own = asked.make * 256 + asked.calibre;
    const auto at = std::lower_bound(parts_.pairs.begin(), parts_.pairs.end(), own,
                                     [&](const FlatPair& pair, int code) { return key(pair) < code; });
    if (at != parts_.pairs.end() && key(*at) == own) {
      own_records_ = at->records;
      return;
    }
  }
  if (asked == FlatFields{}) return;
  floor_ = kFlatCosts.make_conflict + kFlatCosts.calibre_conflict;
  for (const FlatPair& pair : parts_.pairs) floor_ = std::min(floor_, CostOf(pair));
}

void Fits::Search() {
  const auto ended_by = [&](FlatPlan plan) { offer_.work().plan = plan; };
  ended_by(FlatPlan::kEarly);
  if (TryRows(kFirstRows)) return;
  const std::uint64_t ends = PlanEnds();
  const std::uint64_t scan = ScanTime(parts_.records);
  ended_by(FlatPlan::kHeads);
  if (TryHeads(std::min({ends, scan, kSoon}))) return;
  ended_by(FlatPlan::kEnds);
  if (ends <= kSoon) return GoThroughEnds();
  ended_by(FlatPlan::kEarly);
  if (share_ * static_cast<double>(parts_.early_keys.size()) >= static_cast<double>(query_.most) && TryRows(~0U))
    return;
  ended_by(FlatPlan::kPostings);
  if (TryPostings(std::min(ends, scan))) return;
  ended_by(FlatPlan::kHeads);
  if (TryHeads(std::min(ends, scan))) return;
  if (ends < scan) {
    ended_by(FlatPlan::kEnds);
    return GoThroughEnds();
  }
  ended_by(FlatPlan::kScan);
  spent_ = 0;
  budget_ = kNever;
  if (own_first_) {
    only_own_ = true;
    GoThrough(0, parts_.records);
    Settle();
    only_own_ = false;
    if (IsDone()) return;
  }
  GoThrough(0, parts_.records);
  Settle();
}

// The lowest rows: they are the answer where so many records fit that the best are among them. What they tell of how
// many fit decides what is done next.
bool Fits::TryRows(std::uint32_t most) {
  const std::uint32_t end = std::min(static_cast<std::uint32_t>(parts_.early_keys.size()), most);
  while (covered_ < end && (covered_ < kTriedRows || fit_ > 0)) {
    const std::uint32_t begin = covered_;
    covered_ = std::min(begin + kKeyChunk, end);
    std::uint64_t bits = FitKeys(parts_.early_keys.data() + begin, covered_ - begin, test_);
    for (; bits != 0; bits &= bits - 1, ++fit_) {
      Hit(parts_.early_places.data()[begin + static_cast<std::uint32_t>(std::countr_zero(bits))]);
    }
    if (covered_ % kRowsAtOnce != 0 && covered_ != end) continue;
    Settle();
    covered_row_ = parts_.rows.data()[parts_.early_places.data()[covered_ - 1]];
    if (offer_.best().Passes(floor_, covered_row_)) return true;
  }
  if (covered_ == 0) return true;
  Settle();
  covered_row_ = parts_.rows.data()[parts_.early_places.data()[covered_ - 1]];
  share_ = static_cast<double>(fit_) / static_cast<double>(covered_);
  own_first_ = own_records_ > 0 && share_ * own_records_ > 2 * static_cast<double>(query_.most);
  return covered_ == parts_.records;
}

// By how numbers begin, given up once it takes longer than `budget`.
bool Fits::TryHeads(std::uint64_t budget) {
  budget_ = budget;
  spent_ = 0;
  if (own_first_) {
    only_own_ = true;
    const bool all = Heads(0, 0);
    GoThroughQueue();
    Settle();
    only_own_ = false;
    if (!all) return false;
    if (IsDone()) return true;
  }
  const bool all = Heads(0, 0);
  GoThroughQueue();
  Settle();
  return all;
}

// Places side by side. Once only records as good as the best can matter, a block whose rows are all too high is left
// out.
void Fits::GoThrough(std::uint32_t begin, std::uint32_t end) {
  ++offer_.work().prefixes;
  const std::uint64_t* keys = parts_.keys.data();
  const KeyFit test = Test();
  while (begin < end) {
    const std::uint32_t block = begin / kFlatBlock;
    const std::uint32_t next = std::min(end, (begin / kKeyChunk + 1) * kKeyChunk);
    if (offer_.best().Passes(floor_, parts_.least_rows.data()[block])) {
      begin = std::min(end, (block + 1) * kFlatBlock);
      continue;
    }
    if (end - begin > kFetchAhead) FetchKeys(keys + begin + kFetchAhead, keys + begin + kFetchAhead + kKeyChunk);
    std::uint64_t bits = FitKeys(keys + begin, next - begin, test);
    for (; bits != 0; bits &= bits - 1) Hit(begin + static_cast<std::uint32_t>(std::countr_zero(bits)));
    begin = next;
  }
}

// A place whose key fits as far as the test knows. Its row, make and calibre are fetched while others are found.
void Fits::Hit(std::uint32_t place) {
  __builtin_prefetch(parts_.rows.data() + place);
  __builtin_prefetch(parts_.attributes.data() + place);
  __builtin_prefetch(parts_.makes.data() + place);
  hits_.data()[hit_count_++] = place;
  if (hit_count_ == hits_.size()) Settle();
}

void Fits::Settle() {
  const BestHits& best = offer_.best();
  for (std::size_t i = 0; i < hit_count_; ++i) {
    const std::uint32_t place = hits_.data()[i];
    const std::uint32_t row = parts_.rows.data()[place];
    if (best.Passes(floor_, row)) continue;
    const std::uint32_t attributes = parts_.attributes.data()[place];
    const int fields = kFlatCosts.Of(query_.fields, parts_.makes.data()[place], static_cast<std::uint8_t>(attributes));
    if (!best.Wants(fields, row)) continue;
    const int cost = Price(place, attributes);
    if (cost < kFlatNoCost) offer_.Offer({row, cost + fields});
  }
  hit_count_ = 0;
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
  for (int i = kFlatEndDepth; i > 0 && (EndClasses(i - 1) | 1U) == (kAnyClass | 1U); --i) end_depth_ = i - 1;
  if (end_depth_ == 0) return kNever;
  AddEnds(0, 0);
  if (end_nodes_ >= kEndNodesMax) return kNever;
  std::uint64_t time = 0;
  for (std::size_t i = 0; i < end_range_count_; ++i) {
    const PlaceRange& range = end_ranges_.data()[i];
    std::uint64_t places = range.end - range.begin;
    if (own_first_) {
      places = 0;
      for (std::uint32_t block = range.begin / kFlatBlock; block < (range.end + kFlatBlock - 1) / kFlatBlock; ++block) {
        if (EndFloor(parts_.end_kinds.data()[block]) <= floor_) places += kFlatBlock;
      }
    }
    time += places * (kFarPlaceTime + (query_.has_run ? kRunTime : 0)) + kRangeTime;
  }
  return time;
}

PM_FLAT_QUICK void Fits::AddEnds(std::uint32_t node, int depth) {
  if (depth == end_depth_) {
    // Whatever stands before these ends: they lie side by side.
    std::uint32_t first = node;
    std::uint32_t last = node;
    for (int i = depth; i < kFlatEndDepth; ++i) {
      const auto children = static_cast<std::uint32_t>(std::popcount(parts_.ends.Children(last)));
      first = parts_.ends.FirstChild(first);
      last = parts_.ends.FirstChild(last) + children - 1;
    }
    const PlaceRange range{parts_.ends.Begin(first), parts_.ends.End(last)};
    PlaceRange* before = end_range_count_ > 0 ? &end_ranges_.data()[end_range_count_ - 1] : nullptr;
    if (before != nullptr && before->end == range.begin) {
      before->end = range.end;
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

// Blocks with the make and calibre that are asked for first, so that the others need not be gone through.
void Fits::GoThroughEnds() {
  only_own_ = own_records_ > 0;
  if (only_own_) GoThroughEndBlocks();
  only_own_ = false;
  GoThroughEndBlocks();
}

void Fits::GoThroughEndBlocks() {
  for (std::size_t i = 0; i < end_range_count_; ++i) {
    const PlaceRange& range = end_ranges_.data()[i];
    for (std::uint32_t begin = range.begin; begin < range.end;) {
      const std::uint32_t block = begin / kFlatBlock;
      const std::uint32_t end = std::min(range.end, (block + 1) * kFlatBlock);
      const int least = EndFloor(parts_.end_kinds.data()[block]);
      const bool wanted = !only_own_ || least <= floor_;
      if (wanted && !offer_.best().Passes(least, parts_.end_least_rows.data()[block])) GoThroughEndBlock(begin, end);
      begin = end;
    }
  }
  Settle();
}

void Fits::GoThroughEndBlock(std::uint32_t begin, std::uint32_t end) {
  ++offer_.work().prefixes;
  const std::uint64_t* keys = parts_.keys.data();
  const std::uint32_t* places = parts_.by_end.data();
  const KeyFit test = Test();
  for (std::uint32_t i = begin; i < std::min(end, begin + kAhead); ++i) __builtin_prefetch(keys + places[i]);
  for (std::uint32_t i = begin; i < end; ++i) {
    if (i + kAhead < end) __builtin_prefetch(keys + places[i + kAhead]);
    if (test(keys[places[i]])) Hit(places[i]);
  }
}

// What make and calibre cost at the least in a block of the order by ends.
int Fits::EndFloor(std::uint64_t word) const {
  const std::uint32_t make = query_.fields.make * 256U;
  const std::uint32_t calibre = query_.fields.calibre;
  if (make == 0) return floor_;
  const FlatEndKinds kinds = FlatEndKinds::Of(word);
  if (kinds.Has(make, make + 255)) {
    if (calibre == 0 || kinds.Has(make + calibre, make + calibre)) return 0;
    return kinds.Has(make, make) ? kFlatCosts.calibre_unknown
                                 : std::min(kFlatCosts.calibre_conflict, kFlatCosts.make_unknown);
  }
  return kinds.Has(0, 255) ? kFlatCosts.make_unknown : kFlatCosts.make_conflict;
}

// By how numbers begin, symbol by symbol. False once that takes longer than is allowed.
PM_FLAT_QUICK bool Fits::Heads(std::uint32_t node, int depth) {
  if (!Spend(kNodeTime)) return false;
  if (depth == kFlatHeadDepth) return DeepHeads({parts_.heads.Begin(node), parts_.heads.End(node)}, depth);
  int narrow = depth;
  while (narrow < kFlatHeadDepth && narrow < told_ && !Narrows(narrow)) ++narrow;
  if (narrow == kFlatHeadDepth || narrow >= told_) {
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

// A few at a time, so that they are fetched while others are gone through.
void Fits::Queue(const PlaceRange& range) {
  if (range.begin == range.end) return;
  const std::uint64_t* first = parts_.keys.data() + range.begin;
  __builtin_prefetch(parts_.least_rows.data() + range.begin / kFlatBlock);
  FetchKeys(first, first + std::min(range.end - range.begin, 2 * kKeyChunk));
  queue_.data()[queued_++] = range;
  if (queued_ == queue_.size()) GoThroughQueue();
}

void Fits::GoThroughQueue() {
  for (std::size_t i = 0; i < queued_; ++i) GoThrough(queue_.data()[i].begin, queue_.data()[i].end);
  queued_ = 0;
}

// Behind the tree: what is told apart by the next symbol is found in the array itself, where many share a beginning.
bool Fits::DeepHeads(PlaceRange range, int depth) {
  const std::uint64_t* keys = parts_.keys.data();
  // The keys themselves are looked at last: they are not in the cache.
  if (range.end - range.begin <= kWideRange || depth >= told_ || !Narrows(depth) ||
      (keys[range.begin] ^ keys[range.end - 1]) >> (64 - 5 * depth) != 0) {
    if (!Spend(kRangeTime + ScanTime(range.end - range.begin))) return false;
    Queue(range);
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

// The lowest rows of each make and calibre that can matter, the cheapest first: all there are where they are rare, and
// enough of the others where many records fit. Done if nothing that is not listed can matter.
bool Fits::TryPostings(std::uint64_t budget) {
  const BestHits& best = offer_.best();
  std::uint64_t time = 0;
  for (int cost = floor_;;) {
    int next = kFlatNoCost;
    double expected = 0;
    std::uint64_t listed = 0;
    bool complete = true;
    for (const FlatPair& pair : parts_.pairs) {
      const int own = CostOf(pair);
      if (own > cost) next = std::min(next, own);
      if (own != cost || best.Passes(cost, covered_row_)) continue;
      expected += share_ * pair.listed;
      listed += pair.listed;
      complete = complete && pair.is_complete();
    }
    time += listed * kFarPlaceTime;
    if (time > budget || (!complete && expected < static_cast<double>(query_.most) / 2)) return false;
    for (const FlatPair& pair : parts_.pairs) {
      if (CostOf(pair) == cost && !best.Passes(cost, covered_row_)) GoThroughPosting(pair, cost);
    }
    for (const FlatPair& pair : parts_.pairs) {
      if (CostOf(pair) != cost || pair.is_complete()) continue;
      const std::uint32_t last = parts_.postings.data()[pair.first + pair.listed - 1];
      if (!best.Passes(cost, parts_.rows.data()[last])) return false;
    }
    if (next == kFlatNoCost || best.Passes(next, covered_row_)) return true;
    cost = next;
  }
}

// Until the rows are too high to matter.
void Fits::GoThroughPosting(const FlatPair& pair, int cost) {
  const std::uint32_t* posting = parts_.postings.data() + pair.first;
  for (std::uint32_t i = 0; i < pair.listed; ++i) {
    if (i + kAhead < pair.listed) __builtin_prefetch(parts_.keys.data() + posting[i + kAhead]);
    if (test_(parts_.keys.data()[posting[i]])) Hit(posting[i]);
    if (i % kKeyChunk != 0) continue;
    Settle();
    if (offer_.best().Passes(cost, parts_.rows.data()[posting[i]])) return;
  }
  Settle();
}

}  // namespace

void SearchFits(FlatOffer& offer) { Fits(offer).Search(); }

}  // namespace proofmark::match
