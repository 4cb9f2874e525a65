// SPDX-License-Identifier: Apache-2.0
#include "match/marks/serial_matcher.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <utility>

#include "match/marks/evidence_words.h"

namespace proofmark::match {

namespace {

constexpr std::size_t kSeriesLettersMax = 4;

float Cost(const MatchTables& tables, std::string_view name) { return static_cast<float>(tables.Weight(name)); }

bool IsLetter(const Pattern& pattern, std::size_t i) { return pattern.IsCharacter(i) && !IsDigit(pattern[i]); }
bool IsNumeral(const Pattern& pattern, std::size_t i) { return pattern.IsCharacter(i) && IsDigit(pattern[i]); }

// Symbol i is a nought with which a run of digits begins, or would if it stood there.
bool OpensDigits(const Pattern& pattern, std::size_t i) {
  return pattern.IsCharacter(i) && pattern[i] == 0 && (i == 0 || !IsNumeral(pattern, i - 1)) &&
         i + 1 < pattern.size() && IsNumeral(pattern, i + 1);
}

// Letters, at most a series of them, then a digit.
bool IsSeries(const Pattern& pattern, std::size_t letters) {
  if (letters > kSeriesLettersMax || letters >= pattern.size() || !IsNumeral(pattern, letters)) return false;
  for (std::size_t i = 0; i < letters; ++i) {
    if (!IsLetter(pattern, i)) return false;
  }
  return true;
}

}  // namespace

SerialMatcher::SerialMatcher(const MatchTables& tables, Pattern pattern, const ContextShares& shares)
    : tables_(tables),
      query_(std::move(pattern)),
      surprise_(tables.Surprise(query_, shares)),
      symbols_(query_.size()),
      dropped_(Cost(tables, "dropped")),
      inserted_(Cost(tables, "inserted")),
      doubled_(Cost(tables, "doubled")),
      zero_(Cost(tables, "zero")),
      exchanged_(Cost(tables, "exchanged")),
      series_lost_(Cost(tables, "series_lost")),
      front_lost_(Cost(tables, "front_lost")),
      tail_lost_(Cost(tables, "tail_lost")),
      foreign_(Cost(tables, "foreign")),
      foreign_tail_(Cost(tables, "foreign_tail")) {
  for (std::size_t i = 0; i < query_.size(); ++i) {
    ReadSymbol& symbol = symbols_[i];
    for (int marked = 0; marked < kCharacters; ++marked) {
      symbol.pair[static_cast<std::size_t>(marked)] = CharacterCost(i, marked);
    }
    symbol.follows_character = i > 0 && query_.IsCharacter(i) && query_.IsCharacter(i - 1);
    symbol.inserted = inserted_ + surprise_.foreign[i];
    if (symbol.follows_character && query_[i] == query_[i - 1]) symbol.inserted = std::min(symbol.inserted, doubled_);
    if (OpensDigits(query_, i)) symbol.inserted = std::min(symbol.inserted, zero_);
    symbol.two_for_one = false;
    for (int marked = 0; symbol.follows_character && marked < kCharacters; ++marked) {
      const float two = tables.TwoForOneBits(marked, query_[i - 1], query_[i]);
      if (two <= 0) continue;
      symbol.two_for_one = true;
      least_edit_ = std::min(least_edit_, two);
    }
    least_edit_ = std::min(least_edit_, symbol.inserted);
  }
  least_edit_ = std::min(
      {least_edit_, dropped_, zero_, exchanged_, series_lost_, front_lost_, tail_lost_, foreign_, foreign_tail_});
}

// Of a symbol of the reading against a character on record.
float SerialMatcher::CharacterCost(std::size_t i, int marked) const {
  if (query_.IsCharacter(i)) return tables_.MisreadBits(marked, query_[i]);
  if (!query_.IsSet(i)) return 0;  // nobody could read it: it speaks neither for nor against
  double share = 0;
  for (int read = 0; read < kCharacters; ++read) {
    if ((query_.Possible(i) >> read & 1) != 0) share += std::exp2(-tables_.MisreadBits(marked, read));
  }
  return static_cast<float>(-std::log2(std::min(share, 1.0)));
}

// Against a symbol on record that is itself not read for certain.
float SerialMatcher::SetCost(std::size_t i, const Pattern& record, std::size_t j) const {
  if (!query_.IsCharacter(i) && !query_.IsSet(i)) return 0;
  if (!record.IsSet(j)) return surprise_.bits[i];  // unread on record: as likely as anywhere
  double share = 0;
  const Pattern::Set marked = record.Possible(j);
  for (int c = 0; c < kCharacters; ++c) {
    if ((marked >> c & 1) != 0) share += std::exp2(-symbols_[i].pair[static_cast<std::size_t>(c)]);
  }
  return static_cast<float>(-std::log2(share / std::popcount(marked)));
}

float SerialMatcher::PairCost(std::size_t i, const Pattern& record, std::size_t j) const {
  const std::uint8_t marked = record[j];
  return marked < kCharacters ? symbols_[i].pair[marked] : SetCost(i, record, j);
}

// The best way to have passed over the first j symbols of the record before the reading begins.
SerialMatcher::Cell SerialMatcher::FrontOfRecord(const Pattern& record, std::size_t j, float before) const {
  if (record[j - 1] == Pattern::kRun) return {before, Step::kOpenPast};
  Cell best{before + dropped_, Step::kDropped};
  if (j == 1 && OpensDigits(record, 0) && zero_ < best.cost) best = {zero_, Step::kZeroDropped};
  const bool series = IsSeries(record, j);
  const float lost = series ? series_lost_ : front_lost_;
  if ((series || record.size() - j >= kLeastLeft) && lost < best.cost) {
    best = {lost, series ? Step::kSeriesLost : Step::kFrontLost};
  }
  return best;
}

// The best way to have read i symbols before the record begins, which cost `front` together.
SerialMatcher::Cell SerialMatcher::FrontOfReading(std::size_t i, float before, float front) const {
  if (query_[i - 1] == Pattern::kRun) return {before, Step::kRunPast};
  Cell best{before + inserted_ + surprise_.foreign[i - 1], Step::kInserted};
  if (query_.size() - i >= kLeastLeft && foreign_ + front < best.cost) best = {foreign_ + front, Step::kForeign};
  if (i == 1 && OpensDigits(query_, 0) && zero_ < best.cost) best = {zero_, Step::kZeroRead};
  return best;
}

void SerialMatcher::Fill(const Pattern& record, Grid& grid) const {
  grid[0][0] = {0, Step::kStart};
  for (std::size_t j = 1; j <= record.size(); ++j) grid[0][j] = FrontOfRecord(record, j, grid[0][j - 1].cost);
  float front = 0;
  for (std::size_t i = 1; i <= query_.size(); ++i) {
    front += surprise_.foreign[i - 1];
    grid[i][0] = FrontOfReading(i, grid[i - 1][0].cost, front);
    for (std::size_t j = 1; j <= record.size(); ++j) grid[i][j] = Best(record, grid, i, j);
  }
}

SerialMatcher::Cell SerialMatcher::Best(const Pattern& record, const Grid& grid, std::size_t i, std::size_t j) const {
  const std::size_t q = i - 1;
  const std::size_t s = j - 1;
  if (query_[q] == Pattern::kRun) {
    const float past = grid[q][j].cost;
    const float over = grid[i][s].cost;
    return past <= over ? Cell{past, Step::kRunPast} : Cell{over, Step::kRunOver};
  }
  if (record[s] == Pattern::kRun) {
    const float past = grid[i][s].cost;
    const float over = grid[q][j].cost + surprise_.bits[q];
    return past <= over ? Cell{past, Step::kOpenPast} : Cell{over, Step::kOpenOver};
  }
  Cell best{grid[q][s].cost + PairCost(q, record, s), Step::kPair};
  auto offer = [&best](float cost, Step step) {
    if (cost < best.cost) best = {cost, step};
  };
  offer(grid[i][s].cost + dropped_, Step::kDropped);
  offer(grid[q][j].cost + inserted_ + surprise_.foreign[q], Step::kInserted);
  if (q > 0 && query_.IsCharacter(q) && query_[q] == query_[q - 1]) offer(grid[q][j].cost + doubled_, Step::kDoubled);
  if (query_[q] == 0 && OpensDigits(query_, q)) offer(grid[q][j].cost + zero_, Step::kZeroRead);
  if (record[s] == 0 && OpensDigits(record, s)) offer(grid[i][s].cost + zero_, Step::kZeroDropped);
  // Characters only: the symbols of two sets are equal by their numbers and not by what they hold.
  if (q > 0 && s > 0 && query_.IsCharacter(q) && query_.IsCharacter(q - 1) && query_[q] == record[s - 1] &&
      query_[q - 1] == record[s] && query_[q] != query_[q - 1]) {
    offer(grid[q - 1][s - 1].cost + exchanged_, Step::kExchanged);
  }
  if (q > 0 && query_.IsCharacter(q) && query_.IsCharacter(q - 1) && record.IsCharacter(s)) {
    const float two = tables_.TwoForOneBits(record[s], query_[q - 1], query_[q]);
    if (two > 0) offer(grid[q - 1][s].cost + two, Step::kTwoForOne);
  }
  return best;
}

// `last`: costs behind the whole reading, by symbols of the record; `at_end`: behind the whole record, by symbols of
// the reading. Nothing where no way led there.
SerialMatcher::End SerialMatcher::BestEnd(std::size_t m, const float* last, const float* at_end, float open) const {
  const std::size_t n = query_.size();
  End best{at_end[n] + open, n, m};
  for (std::size_t lost = 1; last != nullptr && lost <= kTailLostMax && m >= kLeastLeft + lost; ++lost) {
    const float cost = last[m - lost] + tail_lost_ + (lost > 1 ? 1.0F : 0.0F);
    if (cost < best.cost) best = {cost, n, m - lost};
  }
  float surprise = 0;
  for (std::size_t foreign = 1; foreign <= kForeignTailMax && n >= kLeastLeft + foreign; ++foreign) {
    surprise += surprise_.foreign[n - foreign];
    const float cost = at_end[n - foreign] + foreign_tail_ + surprise;
    if (cost < best.cost) best = {cost, n - foreign, m};
  }
  return best;
}

SerialMatcher::End SerialMatcher::BestEnd(const Pattern& record, const Grid& grid) const {
  std::array<float, kPatternSymbolsMax + 1> last;
  std::array<float, kPatternSymbolsMax + 1> at_end;
  for (std::size_t j = 0; j <= record.size(); ++j) last[j] = grid[query_.size()][j].cost;
  for (std::size_t i = 0; i <= query_.size(); ++i) at_end[i] = grid[i][record.size()].cost;
  // The length of the reading says nothing against a record whose own length is open.
  return BestEnd(record.size(), last.data(), at_end.data(), record.has_run() ? surprise_.end_bits : 0);
}

double SerialMatcher::AllBits(const Pattern& record) const {
  Grid grid;
  Fill(record, grid);
  return static_cast<double>(surprise_.total) - static_cast<double>(BestEnd(record, grid).cost);
}

double SerialMatcher::Bits(const Pattern& record) const {
  const bool plain = !query_.has_run() && record.read() == record.size();
  return std::max(0.0, plain ? PlainBits(record) : AllBits(record));
}

// The same as AllBits where every character on record is read and the reading has no open run: three rows of costs
// instead of a grid of steps, and an end as soon as no way is left that is better than chance. A test compares them.
double SerialMatcher::PlainBits(const Pattern& record) const {
  constexpr float kNoWay = 1e9F;
  const std::size_t n = query_.size();
  const std::size_t m = record.size();
  if (n == m) {
    // Symbol for symbol: where that costs no more than anything else that may have happened, it is the likeliest way.
    float cost = 0;
    for (std::size_t i = 0; i < n; ++i) cost += symbols_[i].pair[record[i]];
    if (cost <= least_edit_) return static_cast<double>(surprise_.total) - static_cast<double>(cost);
  }
  std::array<std::array<float, kPatternSymbolsMax + 1>, 3> rows;
  std::array<float, kPatternSymbolsMax + 1> drop;
  std::array<float, kPatternSymbolsMax + 1> at_end;
  at_end.fill(kNoWay);
  for (std::size_t j = 1; j <= m; ++j) drop[j] = OpensDigits(record, j - 1) ? std::min(zero_, dropped_) : dropped_;
  rows[0][0] = 0;
  for (std::size_t j = 1; j <= m; ++j) rows[0][j] = FrontOfRecord(record, j, rows[0][j - 1]).cost;
  at_end[0] = rows[0][m];
  float before_least = kNoWay;
  float front = 0;
  std::size_t i = 1;
  for (; i <= n; ++i) {
    const float* before = rows[(i - 1) % 3].data();
    const float* two_before = rows[(i + 1) % 3].data();
    float* row = rows[i % 3].data();
    const ReadSymbol& symbol = symbols_[i - 1];
    front += surprise_.foreign[i - 1];
    row[0] = FrontOfReading(i, before[0], front).cost;
    float least = row[0];
    for (std::size_t j = 1; j <= m; ++j) {
      const std::uint8_t marked = record[j - 1];
      float cost = std::min({before[j - 1] + symbol.pair[marked], row[j - 1] + drop[j], before[j] + symbol.inserted});
      if (symbol.follows_character && j > 1 && query_[i - 1] == record[j - 2] && query_[i - 2] == marked &&
          query_[i - 1] != marked) {
        cost = std::min(cost, two_before[j - 2] + exchanged_);
      }
      if (symbol.two_for_one) {
        const float two = tables_.TwoForOneBits(marked, query_[i - 2], query_[i - 1]);
        if (two > 0) cost = std::min(cost, two_before[j - 1] + two);
      }
      row[j] = cost;
      least = std::min(least, cost);
    }
    at_end[i] = row[m];
    if (least > surprise_.total && before_least > surprise_.total) break;
    before_least = least;
  }
  const float* last = i > n ? rows[n % 3].data() : nullptr;
  return static_cast<double>(surprise_.total) - static_cast<double>(BestEnd(m, last, at_end.data(), 0).cost);
}

namespace {

std::string One(const Pattern& pattern, std::size_t i) { return pattern.ToText(i, i + 1); }

std::string Front(const Pattern& pattern, std::size_t count) { return pattern.ToText(0, count); }

}  // namespace

// How many symbols of the reading and of the record a step that ends at (i, j) goes over.
SerialMatcher::Move SerialMatcher::MoveOf(Step step, std::size_t i, std::size_t j) {
  switch (step) {
    case Step::kPair:
      return {1, 1};
    case Step::kInserted:
    case Step::kDoubled:
    case Step::kZeroRead:
    case Step::kRunPast:
    case Step::kOpenOver:
      return {1, 0};
    case Step::kDropped:
    case Step::kZeroDropped:
    case Step::kRunOver:
    case Step::kOpenPast:
      return {0, 1};
    case Step::kExchanged:
      return {2, 2};
    case Step::kTwoForOne:
      return {2, 1};
    case Step::kSeriesLost:
    case Step::kFrontLost:
      return {0, j};
    case Step::kForeign:
      return {i, 0};
    case Step::kStart:
      break;
  }
  return {i, j};
}

// What a step says that begins at (i, j) and goes over `move`; nothing where it is no mistake.
base::Sentence SerialMatcher::Say(Step step, const Pattern& record, std::size_t i, std::size_t j, Move move) const {
  switch (step) {
    case Step::kPair:
      if ((query_.Possible(i) & record.Possible(j)) != 0) return {};
      return SayEvidence("misread", {{"read", One(query_, i)}, {"record", One(record, j)}});
    case Step::kInserted:
      return SayEvidence("not_on_record", {{"read", One(query_, i)}});
    case Step::kDoubled:
      return SayEvidence("read_twice", {{"read", One(query_, i)}});
    case Step::kZeroRead:
      return SayEvidence("nought_added");
    case Step::kDropped:
      return SayEvidence("not_read", {{"record", One(record, j)}});
    case Step::kZeroDropped:
      return SayEvidence("nought_left_out");
    case Step::kExchanged:
      return SayEvidence("exchanged", {{"first", One(query_, i)}, {"second", One(query_, i + 1)}});
    case Step::kTwoForOne:
      return SayEvidence("misread", {{"read", One(query_, i) + One(query_, i + 1)}, {"record", One(record, j)}});
    case Step::kSeriesLost:
      return SayEvidence("series_left_out", {{"series", Front(record, move.marked)}});
    case Step::kFrontLost:
      return SayEvidence("front_left_out", {{"front", Front(record, move.marked)}});
    case Step::kForeign:
      return SayEvidence("front_of_another", {{"front", Front(query_, move.read)}});
    default:
      return {};
  }
}

// From the end back to the start: what happened at each place, in words.
SerialMatcher::Told SerialMatcher::Tell(const Pattern& record, const Grid& grid, const End& end) const {
  Told told;
  std::vector<base::Sentence> words;
  std::int64_t unread = 0;
  std::size_t i = end.read;
  std::size_t j = end.marked;
  if (j < record.size()) words.push_back(SayEvidence("end_unread", {{"count", record.size() - j}}));
  if (i < query_.size()) words.push_back(SayEvidence("joined_behind", {{"count", query_.size() - i}}));
  told.edited = !words.empty();
  while (i > 0 || j > 0) {
    const Step step = grid[i][j].step;
    const Move move = MoveOf(step, i, j);
    i -= move.read;
    j -= move.marked;
    base::Sentence said = Say(step, record, i, j, move);
    if (said.empty()) {
      const bool read = step == Step::kPair && query_.IsCharacter(i) && record.IsCharacter(j);
      if (!read && (step == Step::kPair || step == Step::kRunOver || step == Step::kOpenOver)) ++unread;
      continue;
    }
    const bool characters = step == Step::kPair && query_.IsCharacter(i) && record.IsCharacter(j);
    if (!characters || !tables_.Confusable(query_[i], record[j])) told.edited = true;
    if (characters) {
      told.worst_misread = std::max(told.worst_misread, static_cast<double>(tables_.MisreadBits(record[j], query_[i])));
    }
    words.push_back(std::move(said));
  }
  if (unread > 0) words.insert(words.begin(), SayEvidence("unread", {{"count", unread}}));
  for (auto word = words.rbegin(); word != words.rend(); ++word) told.why.And(*word);
  if (told.why.empty()) told.why = SayEvidence("agree");
  return told;
}

SerialScore SerialMatcher::Explain(const Pattern& record) const {
  Grid grid;
  Fill(record, grid);
  const End end = BestEnd(record, grid);
  SerialScore out;
  out.bits = std::max(0.0, static_cast<double>(surprise_.total) - static_cast<double>(end.cost));
  Told told = Tell(record, grid, end);
  out.why = std::move(told.why);
  out.worst_misread = told.worst_misread;
  const bool whole_query = query_.read() == query_.size();
  const bool whole_record = record.read() == record.size();
  if (told.edited) {
    out.relation = "edit";
  } else if (whole_query && whole_record) {
    out.relation = query_ == record ? "exact" : "confusable";
  } else {
    out.relation = whole_query ? "partial" : "pattern";
  }
  return out;
}

}  // namespace proofmark::match
