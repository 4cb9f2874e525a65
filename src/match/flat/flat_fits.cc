// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_fits.h"

#include <algorithm>
#include <bit>

#include "match/flat/fit_search.h"

namespace proofmark::match {

namespace {
constexpr std::uint64_t kSoon = 400000;     // what is done before anything better is thought of
constexpr std::uint32_t kTriedRows = 1024;  // where none of so many fits, the lowest rows are left at first
constexpr std::uint32_t kRowsAtOnce = 512;
constexpr std::uint32_t kFirstRows = 8192;  // those that are asked for records of any kind
constexpr std::uint32_t kMoreRows = 65536;  // and where it takes long
constexpr double kRowsSpare = 1.5;          // times as many rows as are needed on average
constexpr double kFirstSpare = 2;           // the same, of records that are looked at before all others
}  // namespace

FitSearch::FitSearch(FlatOffer& offer) : offer_(offer), parts_(offer.parts()), query_(offer.query()) {
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

void FitSearch::MakeTest() {
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

void FitSearch::FindFloor() {
  const FlatFields& asked = query_.fields;
  if (asked.make != 0 && asked.calibre != 0) {
    const auto key = [](const FlatPair& pair) { return pair.make * 256 + pair.calibre; };
    const int own = asked.make * 256 + asked.calibre;
    const auto at = std::lower_bound(parts_.pairs.begin(), parts_.pairs.end(), own,
                                     [&](const FlatPair& pair, int code) { return key(pair) < code; });
    if (at != parts_.pairs.end() && key(*at) == own) {
      best_records_ = own_records_ = at->records;
      return;
    }
  }
  best_records_ = parts_.records;
  if (asked == FlatFields{}) return;
  floor_ = kFlatCosts.make_conflict + kFlatCosts.calibre_conflict + 1;
  for (const FlatPair& pair : parts_.pairs) {
    const int cost = CostOf(pair);
    if (cost > floor_) continue;
    if (cost < floor_) best_records_ = 0;
    floor_ = cost;
    best_records_ += pair.records;
  }
}

// By the hash of make and calibre that each key has: most records that cannot matter are not even fetched then.
void FitSearch::FindWantedKinds() {
  wanted_kinds_ = 0;
  for (const FlatPair& pair : parts_.pairs) {
    if (offer_.best().Passes(CostOf(pair), covered_row_)) continue;
    wanted_kinds_ |= 1U << FlatKindOf(pair.make, static_cast<std::uint8_t>(pair.calibre));
  }
}

// What make and calibre may cost so that enough records fit which cost no more.
void FitSearch::FindFirstCost() {
  constexpr int kMost = kFlatCosts.make_conflict + kFlatCosts.calibre_conflict;
  std::array<double, kMost + 1> records{};
  for (const FlatPair& pair : parts_.pairs) records.data()[CostOf(pair)] += pair.records;
  double fit = 0;
  for (int cost = 0; cost <= kMost; ++cost) {
    fit += share_ * records.data()[cost];
    if (fit <= kFirstSpare * static_cast<double>(query_.most)) continue;
    first_cost_ = cost;
    return;
  }
}

void FitSearch::Search() {
  if (!SearchSoon()) SearchLong();
}

// By what is likely to take no longer than kSoon; false where nothing ended.
bool FitSearch::SearchSoon() {
  if (TryRows(kFirstRows, kTriedRows)) return true;
  const std::uint64_t scan = ScanTime(parts_.records);
  const std::uint64_t heads = HeadsTime();
  if (RowsTime() < std::min({heads, scan, kSoon}) && TryRows(~0U, kTriedRows)) return true;
  if (heads < kSoon && TryHeads(std::min(scan, kSoon))) return true;
  const std::uint64_t ends = PlanEnds();
  if (RowsTime() < std::min({ends, scan, kSoon}) && TryRows(~0U, kTriedRows)) return true;
  if (ends > std::min(scan, kSoon)) return false;
  GoThroughEnds();
  return true;
}

// It takes so long that it is worth knowing better how many fit.
void FitSearch::SearchLong() {
  if (TryRows(kMoreRows, kMoreRows)) return;
  FindFirstCost();
  const std::uint64_t scan = ScanTime(parts_.records);
  const std::uint64_t heads = HeadsTime();
  const std::uint64_t ends = PlanEnds();
  const std::uint64_t best = std::min({heads, ends, scan});
  if (2 * RowsTime() < best) {
    if (TryRows(~0U, kMoreRows)) return;
    FindFirstCost();
  }
  FindWantedKinds();
  if (TryPostings(best)) return;
  FindWantedKinds();
  if (heads < ends && TryHeads(std::min(ends, scan))) return;
  if (ends < scan) return GoThroughEnds();
  offer_.work().plan = FlatPlan::kScan;
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

// What it is likely to take until the best are among the lowest rows.
std::uint64_t FitSearch::RowsTime() const {
  const double best = share_ * best_records_ / static_cast<double>(parts_.records);  // of the rows
  const double rows = kRowsSpare * static_cast<double>(query_.most);
  if (rows > best * static_cast<double>(parts_.early_keys.size())) return kNever;
  return static_cast<std::uint64_t>(rows / best * (static_cast<double>(kPlaceTime) + share_ * kHitTime));
}

// The lowest rows, `most` of them, and no more than `tried` where none of these fits: they are the answer where so many
// records fit that the best are among them. What they tell of how many fit decides what is done next.
bool FitSearch::TryRows(std::uint32_t most, std::uint32_t tried) {
  offer_.work().plan = FlatPlan::kEarly;
  const std::uint32_t end = std::min(static_cast<std::uint32_t>(parts_.early_keys.size()), most);
  while (covered_ < end && (covered_ < tried || fit_ > 0)) {
    const std::uint32_t begin = covered_;
    covered_ = std::min(begin + kKeyChunk, end);
    std::uint64_t bits = FitKeys(parts_.early_keys.data() + begin, covered_ - begin, test_);
    for (; bits != 0; bits &= bits - 1, ++fit_) {
      const std::uint32_t at = begin + static_cast<std::uint32_t>(std::countr_zero(bits));
      Hit(parts_.early_places.data()[at], parts_.early_keys.data()[at]);
    }
    if (covered_ % kRowsAtOnce != 0 && covered_ != end) continue;
    Settle();
    covered_row_ = parts_.told.data()[parts_.early_places.data()[covered_ - 1]].row();
    if (offer_.best().Passes(floor_, covered_row_)) return true;
  }
  if (covered_ == 0) return true;
  Settle();
  covered_row_ = parts_.told.data()[parts_.early_places.data()[covered_ - 1]].row();
  share_ = static_cast<double>(fit_) / static_cast<double>(covered_);
  own_first_ = own_records_ > 0 && share_ * own_records_ > kFirstSpare * static_cast<double>(query_.most);
  first_cost_ = own_first_ ? floor_ : kFlatNoCost;
  return covered_ == parts_.records;
}

// Places side by side. Once only records as good as the best can matter, a block whose rows are all too high is left
// out.
void FitSearch::GoThrough(std::uint32_t begin, std::uint32_t end) {
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
    for (; bits != 0; bits &= bits - 1) {
      const std::uint32_t place = begin + static_cast<std::uint32_t>(std::countr_zero(bits));
      Hit(place, keys[place]);
    }
    begin = next;
  }
}

// A place whose key fits as far as the test knows. Its row, make and calibre are fetched while others are found.
void FitSearch::Hit(std::uint32_t place, std::uint64_t key) {
  if ((wanted_kinds_ >> (key & kFlatKindMask) & 1) == 0) return;
  FetchTold(parts_, place);
  hits_.data()[hit_count_++] = place;
  if (hit_count_ == hits_.size()) Settle();
}

void FitSearch::Settle() {
  const BestHits& best = offer_.best();
  for (std::size_t i = 0; i < hit_count_; ++i) {
    const std::uint32_t place = hits_.data()[i];
    const FlatTold& told = parts_.told.data()[place];
    const std::uint32_t row = told.row();
    if (best.Passes(floor_, row)) continue;
    const int fields = kFlatCosts.Of(query_.fields, told.make(), told.calibre());
    if (!best.Wants(fields, row)) continue;
    const int cost = Price(place, told.letters());
    if (cost < kFlatNoCost) offer_.Offer({row, cost + fields});
  }
  hit_count_ = 0;
}

int FitSearch::Price(std::uint32_t place, std::uint32_t letters) const {
  const std::uint64_t key = parts_.keys.data()[place];
  ++offer_.work().priced;
  if (query_.has_run || (key & kFlatLongBit) != 0) {
    const std::string_view tail = (key & kFlatLongBit) != 0 ? parts_.Tail(place) : std::string_view();
    return FitCost(query_, FlatRecordSymbols(key, letters, tail));
  }
  int cost = 0;
  for (int i = 0; i < priced_count_; ++i) {
    const int at = priced_.data()[i];
    const std::uint8_t one = query_.price.data()[at].data()[SymbolAt(key, letters, at)];
    if (one == kFlatNever) return kFlatNoCost;
    cost += one;
  }
  return cost;
}

// The lowest rows of each make and calibre that can matter, the cheapest first: all there are where they are rare, and
// enough of the others where many records fit. Done if nothing that is not listed can matter.
bool FitSearch::TryPostings(std::uint64_t budget) {
  offer_.work().plan = FlatPlan::kPostings;
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
    if (time > budget || (!complete && expected < static_cast<double>(query_.most))) return false;
    for (const FlatPair& pair : parts_.pairs) {
      if (CostOf(pair) == cost && !best.Passes(cost, covered_row_)) GoThroughPosting(pair, cost);
    }
    for (const FlatPair& pair : parts_.pairs) {
      if (CostOf(pair) != cost || pair.is_complete()) continue;
      const std::uint32_t last = parts_.postings.data()[pair.first + pair.listed - 1];
      if (!best.Passes(cost, parts_.told.data()[last].row())) return false;
    }
    if (next == kFlatNoCost || best.Passes(next, covered_row_)) return true;
    cost = next;
  }
}

// Until the rows are too high to matter.
void FitSearch::GoThroughPosting(const FlatPair& pair, int cost) {
  const std::uint32_t* posting = parts_.postings.data() + pair.first;
  for (std::uint32_t i = 0; i < pair.listed; ++i) {
    if (i + kAhead < pair.listed) __builtin_prefetch(parts_.keys.data() + posting[i + kAhead]);
    const std::uint64_t key = parts_.keys.data()[posting[i]];
    if (test_(key)) Hit(posting[i], key);
    if (i % kKeyChunk != 0) continue;
    Settle();
    if (offer_.best().Passes(cost, parts_.told.data()[posting[i]].row())) return;
  }
  Settle();
}

void SearchFits(FlatOffer& offer) { FitSearch(offer).Search(); }

}  // namespace proofmark::match
