// SPDX-License-Identifier: Apache-2.0
#include "match/marks/match_tables.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

namespace proofmark::match {

using base::Result;
using vocab::RowError;
using vocab::Table;
using vocab::TableRow;

namespace {

// A character after something that could not be read: digits are the likelier, as in all registers counted.
constexpr double kPlainDigit = 0.075;    // each of ten
constexpr double kPlainLetter = 0.0075;  // each of twenty-six
constexpr double kPlainEnd = 0.055;
// How many sightings the coarser knowledge counts as.
constexpr double kPlainSightings = 2;
constexpr double kGeneralSightings = 12;
constexpr double kUnseenSightings = 2;

double Plain(int next) { return next == kCharacters ? kPlainEnd : IsDigit(next) ? kPlainDigit : kPlainLetter; }

float Bits(double share) { return static_cast<float>(-std::log2(share)); }

Result<double> Figure(const Table& table, const TableRow& row, std::size_t column) {
  const std::string& cell = row.cells[column];
  double value = 0;
  auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value)) {
    return RowError(table.file, row.line, table.columns[column] + " \"" + cell + "\" is not a figure",
                    table.columns[column]);
  }
  return value;
}

// How often something was seen.
Result<double> Count(const Table& table, const TableRow& row, std::size_t column) {
  PM_ASSIGN(double value, Figure(table, row, column));
  if (value < 0) {
    return RowError(table.file, row.line, table.columns[column] + " \"" + row.cells[column] + "\" is no count",
                    table.columns[column]);
  }
  return value;
}

// What a search asks for. A name that is not there would stop the program in the midst of one.
constexpr const char* kWeightNames[] = {"alert_least",
                                        "band_possible",
                                        "band_strong",
                                        "calibre_conflict",
                                        "calibre_kept",
                                        "candidate_least",
                                        "candidate_spread",
                                        "country_equal",
                                        "country_conflict",
                                        "doubled",
                                        "dropped",
                                        "exchanged",
                                        "family_part",
                                        "field_cap",
                                        "foreign",
                                        "foreign_tail",
                                        "forms_general",
                                        "forms_group",
                                        "front_lost",
                                        "hit_least",
                                        "inserted",
                                        "likeness_least",
                                        "listed_least",
                                        "lot_10",
                                        "lot_100",
                                        "lot_1000",
                                        "make_conflict",
                                        "make_kept",
                                        "misread_other",
                                        "misread_scale",
                                        "model_conflict",
                                        "model_kept",
                                        "same_least",
                                        "serial_conflict",
                                        "series_lost",
                                        "tail_lost",
                                        "text_conflict",
                                        "text_equal",
                                        "text_similar",
                                        "twice_prior",
                                        "twin_most",
                                        "type_conflict",
                                        "type_kept",
                                        "type_near",
                                        "unmatched",
                                        "unseen_share",
                                        "year_conflict",
                                        "year_equal",
                                        "zero"};

}  // namespace

Result<MatchTables> MatchTables::Make(const vocab::Vocabulary& words) {
  MatchTables tables;
  PM_TRY(tables.ReadWeights(words.Rows("match_weights")));
  PM_TRY(tables.ReadConfusions(words.Rows("mark_confusions")));
  PM_TRY(tables.ReadForms(words.Rows("serial_forms")));
  PM_TRY(tables.ReadFrequencies(words.Rows("item_frequencies")));
  return tables;
}

Result<void> MatchTables::ReadWeights(const Table& table) {
  for (const TableRow& row : table.rows) {
    PM_ASSIGN(double value, Figure(table, row, 1));
    weights_[row.cells[0]] = value;
  }
  for (const char* name : kWeightNames) {
    if (!weights_.contains(name)) {
      return RowError(table.file, table.rows.empty() ? 0 : table.rows.back().line,
                      "\"" + std::string(name) + "\" is missing", "name");
    }
  }
  return {};
}

// marked,read,parts: of a thousand readings of `marked`, so many come out as `read`.
Result<void> MatchTables::ReadConfusions(const Table& table) {
  const double scale = Weight("misread_scale");
  const double other = Weight("misread_other") / 1000 * scale;
  std::array<double, kCharacters> misread{};
  std::array<std::array<double, kCharacters>, kCharacters> parts{};
  for (const TableRow& row : table.rows) {
    PM_ASSIGN(double thousandths, Figure(table, row, 2));
    const double share = thousandths / 1000 * scale;
    const std::string& marked = row.cells[0];
    const std::string& read = row.cells[1];
    if (marked.size() != 1 || marked == read || CharacterOf(marked[0]) < 0 || read.empty() || read.size() > 2 ||
        share <= 0 || std::any_of(read.begin(), read.end(), [](char c) { return CharacterOf(c) < 0; })) {
      return RowError(table.file, row.line, "one character marked, one or two others read, and a share above 0",
                      "marked");
    }
    const int from = CharacterOf(marked[0]);
    misread[static_cast<std::size_t>(from)] += share;
    if (misread[static_cast<std::size_t>(from)] + other >= 1) {
      return RowError(table.file, row.line, "more than all readings of " + marked + " would be wrong", "parts");
    }
    if (read.size() == 2) {
      two_for_one_[{from, CharacterOf(read[0]), CharacterOf(read[1])}] = Bits(share);
      continue;
    }
    const auto to = static_cast<std::size_t>(CharacterOf(read[0]));
    parts[static_cast<std::size_t>(from)][to] = share;
    confusable_[static_cast<std::size_t>(from)][to] = confusable_[to][static_cast<std::size_t>(from)] = true;
  }
  for (std::size_t from = 0; from < kCharacters; ++from) {
    for (std::size_t to = 0; to < kCharacters; ++to) {
      const bool same_class = IsDigit(static_cast<int>(from)) == IsDigit(static_cast<int>(to));
      double share = std::max(parts[from][to], same_class ? other / 10 : other / 100);
      if (from == to) share = 1 - misread[from] - other;
      misread_[from][to] = Bits(share);
      read_as_[to][from] = static_cast<float>(share);
    }
  }
  return {};
}

Result<void> MatchTables::ReadForms(const Table& table) {
  std::map<std::string, Forms> groups;
  for (const TableRow& row : table.rows) {
    PM_ASSIGN(double n, Count(table, row, 3));
    const std::string& next = row.cells[2];
    Form& form = groups[row.cells[0]][row.cells[1]];
    form.total += n;
    if (next == "digit") {
      for (int digit = 0; digit < 10; ++digit) form.next[static_cast<std::size_t>(digit)] += n / 10;
    } else if (next == "end") {
      form.next[kCharacters] += n;
    } else if (next.size() == 1 && CharacterOf(next[0]) >= 0) {
      form.next[static_cast<std::size_t>(CharacterOf(next[0]))] += n;
    } else {
      return RowError(table.file, row.line, "next \"" + next + "\": one of A-Z 0-9, \"digit\" or \"end\"", "next");
    }
  }
  CountShares(groups);
  return {};
}

Result<void> MatchTables::ReadFrequencies(const Table& table) {
  for (const TableRow& row : table.rows) {
    PM_ASSIGN(double n, Count(table, row, 3));
    Frequencies& all = frequencies_[row.cells[0] + '\t' + row.cells[1]];
    all.n[row.cells[2]] += n;
    all.total += n;
  }
  return {};
}

float MatchTables::TwoForOneBits(int marked, int first, int second) const {
  auto found = two_for_one_.find({marked, first, second});
  return found == two_for_one_.end() ? 0 : found->second;
}

double MatchTables::Weight(std::string_view name) const {
  auto found = weights_.find(name);
  PM_ASSERT(found != weights_.end());
  return found->second;
}

double MatchTables::Share(std::string_view field, const std::string& given, const std::string& value) const {
  auto share_in = [&](const std::string& condition, double otherwise) {
    auto found = frequencies_.find(std::string(field) + '\t' + condition);
    if (found == frequencies_.end()) return otherwise;
    auto n = found->second.n.find(value);
    const double seen = n == found->second.n.end() ? 0 : n->second;
    return (seen + kUnseenSightings * otherwise) / (found->second.total + kUnseenSightings);
  };
  const double general = share_in("", Weight("unseen_share"));
  return given.empty() ? general : share_in(given, general);
}

// A character not seen in a group borrows from all groups, one not seen there from what is plain.
void MatchTables::CountShares(const std::map<std::string, Forms>& groups) {
  static const Forms kNone;
  const ContextGraph& graph = ContextGraph::Whole();
  auto general = groups.find("");
  const Forms& all = general == groups.end() ? kNone : general->second;
  auto count = [&](const Forms& own) {
    ContextShares out(graph.keys().size());
    for (std::size_t key = 0; key < out.size(); ++key) {
      for (int next = 0; next <= kCharacters; ++next) {
        out[key][static_cast<std::size_t>(next)] = static_cast<float>(Plain(next));
      }
      if (!graph.keys()[key]) continue;
      for (const auto& [forms, sightings] : {std::pair{&all, kPlainSightings}, {&own, kGeneralSightings}}) {
        auto form = forms->find(*graph.keys()[key]);
        if (form == forms->end()) continue;
        const double total = form->second.total + sightings;
        for (std::size_t next = 0; next <= kCharacters; ++next) {
          out[key][next] =
              static_cast<float>((form->second.next[next] + sightings * static_cast<double>(out[key][next])) / total);
        }
      }
    }
    return out;
  };
  shares_[""] = count(all);
  for (const auto& [group, own] : groups) shares_[group] = count(own);
}

const ContextShares& MatchTables::SharesOf(const std::string& type, const std::string& make) const {
  for (const std::string& group : {make + " " + type, type}) {
    if (auto found = shares_.find(group); found != shares_.end()) return found->second;
  }
  return shares_.at("");
}

namespace {

// Contexts with less than this of the whole are given up. What is rare so far may be most of the whole in the end: with
// ten times as much, a choice of two could say a bit more than the one of them.
constexpr float kContextLeast = 2e-6F;

// The contexts in which a number may be, and how likely each is.
class ContextCloud {
 public:
  explicit ContextCloud(std::size_t contexts) : share_(contexts, 0) {}

  void Add(std::size_t context, float share) {
    if (share_[context] == 0) touched_.push_back(static_cast<std::uint16_t>(context));
    share_[context] += share;
    total_ += share;
  }
  float total() const { return total_; }
  float least() const { return total_ * kContextLeast; }
  // Those that count for something, and nothing is left.
  std::vector<std::pair<std::size_t, float>> Take() {
    std::vector<std::pair<std::size_t, float>> out;
    const float least_share = least();
    for (std::uint16_t context : touched_) {
      if (share_[context] >= least_share) out.emplace_back(context, share_[context]);
      share_[context] = 0;
    }
    touched_.clear();
    total_ = 0;
    return out;
  }

 private:
  std::vector<float> share_;
  std::vector<std::uint16_t> touched_;
  float total_ = 0;
};

}  // namespace

// The share of readings of any number, mistakes and all, that are this pattern: forward over the numbers that may have
// been marked, by their contexts. Characters may be misread, left out or put in; what stands in front or at the end may
// be lost, or belong to another mark.
double MatchTables::MisreadShare(const Pattern& pattern, const ContextShares& shares,
                                 const std::vector<SeenAs>& seen_as) const {
  const ContextGraph& graph = ContextGraph::Whole();
  const std::size_t n = pattern.size();
  const auto dropped = static_cast<float>(std::exp2(-Weight("dropped")));
  const auto inserted = static_cast<float>(std::exp2(-Weight("inserted")));
  ContextCloud cloud(graph.size());
  std::vector<std::pair<std::size_t, float>> states = {
      {graph.start(), 1.0F}, {graph.unknown(), static_cast<float>(std::exp2(-Weight("front_lost")))}};
  // By where the other mark begins that is joined behind.
  std::array<float, kForeignTailMax + 1> foreign_tail{};
  foreign_tail[0] = static_cast<float>(std::exp2(-Weight("foreign_tail")));
  for (std::size_t left = 1; left <= std::min(kForeignTailMax, n); ++left) {
    foreign_tail[left] = foreign_tail[left - 1] * seen_as[n - left].plain;
  }
  auto ends = [&](std::size_t context) {
    // With a run nobody knows how long it is, and its end says nothing.
    return pattern.has_run() ? 1.0F : shares[graph.KeyOf(context)][kCharacters];
  };
  double out = 0;
  auto foreign = static_cast<float>(std::exp2(-Weight("foreign")));
  // Goes on from a context by each character with its share, in which those that are no more than `least` are left out.
  auto go_on = [&](std::size_t context, float share, const float* seen, float least) {
    const Shares& next = shares[graph.KeyOf(context)];
    float digits = 0;
    for (int c = 0; c < 10; ++c) digits += next[static_cast<std::size_t>(c)] * (seen == nullptr ? 1.0F : seen[c]);
    if (digits * share > least) cloud.Add(graph.Next(context, 0), digits * share);
    for (int c = 10; c < kCharacters; ++c) {
      const float part = share * next[static_cast<std::size_t>(c)] * (seen == nullptr ? 1.0F : seen[c]);
      if (part > least) cloud.Add(graph.Next(context, c), part);
    }
  };
  for (std::size_t i = 0; i < n; ++i) {
    if (i > 0 && n - i >= kLeastLeft) states.emplace_back(graph.start(), foreign *= seen_as[i - 1].plain);
    if (n - i <= kForeignTailMax && i >= kLeastLeft) {
      for (const auto& [context, share] : states)
        out += static_cast<double>(share * ends(context) * foreign_tail[n - i]);
    }
    if (pattern[i] == Pattern::kRun) {
      // Any characters: nothing is known of what stands before the next one.
      float total = 0;
      for (const auto& [context, share] : states) total += share;
      states = {{graph.unknown(), total}};
      continue;
    }
    const SeenAs& seen = seen_as[i];
    // Characters marked here that were not read.
    float total = 0;
    for (const auto& [context, share] : states) total += share;
    for (const auto& [context, share] : states) {
      cloud.Add(context, share);
      go_on(context, share * dropped, nullptr, total * kContextLeast);
    }
    states = cloud.Take();
    for (const auto& [context, share] : states) {
      cloud.Add(context, share * inserted * seen.plain);
      go_on(context, share, seen.marked.data(), 0);
    }
    states = cloud.Take();
  }
  const double tail_lost = n >= kLeastLeft ? std::exp2(-Weight("tail_lost")) : 0;
  for (const auto& [context, share] : states) {
    out += static_cast<double>(share) * std::min(1.0, static_cast<double>(ends(context)) + tail_lost);
  }
  return out;
}

// What a symbol of a reading may come from.
MatchTables::SeenAs MatchTables::SeenAsSymbol(const Pattern& pattern, std::size_t i) const {
  SeenAs out;
  for (int read = 0; read < kCharacters; ++read) {
    if ((pattern.Possible(i) >> read & 1) == 0) continue;
    out.plain += static_cast<float>(Plain(read) / (1 - kPlainEnd));
    for (std::size_t c = 0; c < kCharacters; ++c) out.marked[c] += read_as_[static_cast<std::size_t>(read)][c];
  }
  for (float& share : out.marked) share = std::min(share, 1.0F);
  return out;
}

SerialSurprise MatchTables::Surprise(const Pattern& pattern, const ContextShares& shares) const {
  const ContextGraph& graph = ContextGraph::Whole();
  std::size_t at = graph.start();
  SerialSurprise out;
  std::vector<SeenAs> seen_as;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    seen_as.push_back(SeenAsSymbol(pattern, i));
    const SeenAs& seen = seen_as.back();
    const Shares& next = shares[graph.KeyOf(at)];
    float share = 0;
    for (std::size_t c = 0; c < kCharacters; ++c) share += next[c] * seen.marked[c];
    const bool says = pattern.IsCharacter(i) || pattern.IsSet(i);
    out.bits.push_back(says ? Bits(static_cast<double>(std::min(share, 1.0F))) : 0);
    out.foreign.push_back(says ? Bits(static_cast<double>(std::min(seen.plain, 1.0F))) : 0);
    at = pattern.IsCharacter(i) ? graph.Next(at, pattern[i]) : graph.unknown();
  }
  if (!pattern.has_run()) out.end_bits = Bits(shares[graph.KeyOf(at)][kCharacters]);
  out.total = Bits(std::clamp(MisreadShare(pattern, shares, seen_as), 1e-30, 1.0));
  return out;
}

}  // namespace proofmark::match
