// SPDX-License-Identifier: Apache-2.0
#include "app/learn_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "app/repeat_pairs.h"
#include "base/csv.h"
#include "base/file.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using match::MatchTables;

namespace {

constexpr int kRounds = 80;
constexpr double kSaidPlain = 2;          // sightings that each outcome begins with
constexpr double kMisreadPlain = 20;      // the same of the table's misreadings, together
constexpr double kReadingsBefore = 2000;  // readings that the table's share of a misreading counts for
constexpr std::size_t kOne = 0;           // one weapon
constexpr std::size_t kTwo = 1;

std::size_t At(Relation relation) { return static_cast<std::size_t>(relation); }
bool HasCharacters(Relation relation) {
  return relation == Relation::kTailDigit || relation == Relation::kFrontDigit || relation == Relation::kLetters ||
         relation == Relation::kMixed;
}

// Of how many pairs of characters one is taken by chance.
double Choices(Relation relation) {
  return relation == Relation::kLetters ? 26 * 25 / 2.0 : relation == Relation::kMixed ? 26 * 10.0 : 10 * 9 / 2.0;
}

using Characters = std::pair<int, int>;

struct Model {
  double one_weapon = 0.3;  // share of the near pairs
  std::array<std::array<double, kRelations>, 2> relation{};
  std::array<SaidShares, 2> said{};
  std::map<Relation, std::map<Characters, double>> misread;  // of one weapon; shares within a relation

  double Likelihood(const RepeatPair& pair, std::size_t kind) const {
    double out = relation[kind][At(pair.relation)];
    if (HasCharacters(pair.relation)) {
      out *= kind == kOne ? misread.at(pair.relation).at({pair.a, pair.b}) : 1 / Choices(pair.relation);
    }
    for (std::size_t field = 0; field < kComparedFields; ++field) {
      if (pair.said[field] != Said::kNothing) out *= said[kind][field][static_cast<std::size_t>(pair.said[field])];
    }
    return out;
  }
  double OneWeapon(const RepeatPair& pair) const {
    const double one = one_weapon * Likelihood(pair, kOne);
    return one / (one + (1 - one_weapon) * Likelihood(pair, kTwo));
  }
  double Surprise(const RepeatPair& pair) const {
    return -std::log2(one_weapon * Likelihood(pair, kOne) + (1 - one_weapon) * Likelihood(pair, kTwo));
  }
};

// How likely each two characters are taken for each other by the tables, as shares of a relation.
std::map<Characters, double> TableMisreads(const MatchTables& tables, Relation relation) {
  std::map<Characters, double> out;
  double total = 0;
  for (int a = 0; a < match::kCharacters; ++a) {
    for (int b = a + 1; b < match::kCharacters; ++b) {
      const bool mixed = match::IsDigit(a) != match::IsDigit(b);
      const Relation of = mixed ? Relation::kMixed : match::IsDigit(a) ? Relation::kTailDigit : Relation::kLetters;
      if (of != (relation == Relation::kFrontDigit ? Relation::kTailDigit : relation)) continue;
      const double share = std::exp2(-static_cast<double>(tables.MisreadBits(a, b))) +
                           std::exp2(-static_cast<double>(tables.MisreadBits(b, a)));
      out[{a, b}] = share;
      total += share;
    }
  }
  for (auto& [characters, share] : out) share /= total;
  return out;
}

constexpr std::array kWithCharacters = {Relation::kTailDigit, Relation::kFrontDigit, Relation::kLetters,
                                        Relation::kMixed};

// What the tables say of one weapon examined twice, with numbers of eight characters.
Model ByTables(const MatchTables& tables, const SaidShares& strangers) {
  Model out;
  auto share = [&](const char* weight, double places) { return places * 2 * std::exp2(-tables.Weight(weight)); };
  for (const Relation relation : kWithCharacters) out.misread[relation] = TableMisreads(tables, relation);
  auto& one = out.relation[kOne];
  one = {0,
         0.01,
         0.015,
         0.02,
         0.06,
         share("exchanged", 7),
         share("dropped", 8) + share("inserted", 8) / 8,
         share("zero", 0.5),
         share("series_lost", 0.6)};
  one[At(Relation::kExact)] = 1 - std::min(0.9, std::accumulate(one.begin(), one.end(), 0.0));
  out.relation[kTwo] = {0.05, 0.5, 0.2, 0.1, 0.01, 0.02, 0.09, 0.01, 0.02};
  out.said = {strangers, strangers};
  for (std::size_t field = 0; field < kComparedFields; ++field) {
    const std::string name = kComparedNames[field];
    auto& said = out.said[kOne][field];
    said[0] = tables.Weight(name + "_kept");
    said[2] = std::min(0.9 * (1 - said[0]), strangers[field][2] * std::exp2(tables.Weight(name + "_conflict")));
    said[1] = 1 - said[0] - said[2];
  }
  return out;
}

// One round: which pairs are one weapon by the model, and the model under which they would be likeliest.
Model Again(const Model& before, const std::vector<const RepeatPair*>& pairs, const Model& tables) {
  Model out = before;
  double total = 0;
  for (auto& of : out.relation) of.fill(0.5);
  for (auto& of : out.said) {
    for (auto& shares : of) shares.fill(kSaidPlain);
  }
  for (auto& [relation, shares] : out.misread) {
    for (auto& [characters, share] : shares) share = kMisreadPlain * tables.misread.at(relation).at(characters);
  }
  for (const RepeatPair* pair : pairs) {
    const double one = before.OneWeapon(*pair);
    total += one;
    for (const std::size_t kind : {kOne, kTwo}) {
      const double weight = kind == kOne ? one : 1 - one;
      out.relation[kind][At(pair->relation)] += weight;
      for (std::size_t field = 0; field < kComparedFields; ++field) {
        if (pair->said[field] == Said::kNothing) continue;
        out.said[kind][field][static_cast<std::size_t>(pair->said[field])] += weight;
      }
    }
    if (HasCharacters(pair->relation)) out.misread[pair->relation][{pair->a, pair->b}] += one;
  }
  out.one_weapon = total / static_cast<double>(pairs.size());
  auto to_shares = [](auto& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    for (double& value : values) value /= sum;
  };
  for (auto& of : out.relation) to_shares(of);
  for (auto& of : out.said) {
    for (auto& shares : of) to_shares(shares);
  }
  for (auto& [relation, shares] : out.misread) {
    double sum = 0;
    for (const auto& [characters, share] : shares) sum += share;
    for (auto& [characters, share] : shares) share /= sum;
  }
  return out;
}

Model Learn(const Model& tables, const std::vector<const RepeatPair*>& pairs, int rounds) {
  Model model = tables;
  for (int round = 0; round < rounds; ++round) model = Again(model, pairs, tables);
  return model;
}

// What was learned, as rows of the two tables.
struct Learned {
  std::map<std::string, double> weights;
  std::map<std::pair<std::string, std::string>, double> parts;  // by what was marked and read
};

Learned AsRows(const Model& model, const std::vector<const RepeatPair*>& pairs, const SaidShares& strangers,
               const MatchTables& tables) {
  Learned out;
  for (std::size_t field = 0; field < kComparedFields; ++field) {
    const std::string name = kComparedNames[field];
    const auto& said = model.said[kOne][field];
    out.weights[name + "_kept"] = said[0] + (name == "calibre" ? said[1] : 0);
    out.weights[name + "_conflict"] = std::log2(said[2] / strangers[field][2]);
  }
  std::array<double, kRelations> seen{};
  std::array<double, match::kCharacters> read{};
  std::map<Characters, double> misread;
  double characters = 0;
  double all = 0;
  double with_series = 0;
  for (const RepeatPair* pair : pairs) {
    const double one = model.OneWeapon(*pair);
    all += one;
    seen[At(pair->relation)] += one;
    characters += one * static_cast<double>(pair->number.size());
    if (match::CharacterOf(pair->number[0]) >= 10) with_series += one;
    for (const char c : pair->number) read[static_cast<std::size_t>(match::CharacterOf(c))] += one;
    if (HasCharacters(pair->relation)) misread[{pair->a, pair->b}] += one;
  }
  // Two readings of each: of a character that one has and the other has not, nobody knows who was wrong.
  auto bits = [](double times, double readings) { return -std::log2(std::max(times, 0.5) / std::max(readings, 1.0)); };
  out.weights["dropped"] = bits(seen[At(Relation::kDropped)] / 2, 2 * characters);
  out.weights["inserted"] = out.weights["dropped"];
  out.weights["exchanged"] = bits(seen[At(Relation::kExchanged)], 2 * characters);
  out.weights["zero"] = bits(seen[At(Relation::kZero)], 2 * all);
  out.weights["series_lost"] = bits(seen[At(Relation::kSeries)], 2 * with_series);
  for (const auto& [pair, times] : misread) {
    const auto [a, b] = pair;
    const double readings = 2 * (read[static_cast<std::size_t>(a)] + read[static_cast<std::size_t>(b)]);
    for (const auto& [marked, as] : {std::pair{a, b}, std::pair{b, a}}) {
      const double before = std::exp2(-static_cast<double>(tables.MisreadBits(marked, as)));
      const double share = (times + kReadingsBefore * before) / (readings + kReadingsBefore);
      out.parts[{std::string(1, match::TextOf(marked)), std::string(1, match::TextOf(as))}] = 1000 * share;
    }
  }
  return out;
}

std::string Figure(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

std::string Head(const std::vector<std::string>& columns, std::size_t pairs) {
  base::SystemClock clock;
  std::string out = "# source: learned by proofmark evaluate marks --learn from " + std::to_string(pairs) +
                    " pairs of records with near numbers; rows that it does not learn are as they were\n# as_of: " +
                    clock.Now().ToText().substr(0, 10) + "\n# licence: Apache-2.0\n";
  for (std::size_t i = 0; i < columns.size(); ++i) out += (i == 0 ? "" : ",") + columns[i];
  return out + "\n";
}

std::string RowText(const std::vector<std::string>& cells) {
  std::string out;
  // A negative figure is no formula here.
  for (std::size_t i = 0; i < cells.size(); ++i) {
    out += (i == 0 ? "" : ",") + (cells[i].starts_with("-") ? cells[i] : base::CsvCell(cells[i]));
  }
  return out + "\n";
}

// The two tables of the program with what was learned in place of what stands there.
Result<void> Write(const vocab::Vocabulary& words, const Learned& learned, std::size_t pairs,
                   const std::string& folder) {
  PM_TRY(base::MakePrivateFolder(folder));
  const vocab::Table weights = words.Rows("match_weights");
  std::string text = Head(weights.columns, pairs);
  for (const vocab::TableRow& row : weights.rows) {
    std::vector<std::string> cells = row.cells;
    if (const auto found = learned.weights.find(cells[0]); found != learned.weights.end()) {
      cells[1] = Figure(found->second);
    }
    text += RowText(cells);
  }
  PM_TRY(base::WriteFileDurably(folder + "/match_weights.csv", text, 0644));
  const vocab::Table confusions = words.Rows("mark_confusions");
  std::map<std::pair<std::string, std::string>, std::string> parts;
  for (const vocab::TableRow& row : confusions.rows) parts[{row.cells[0], row.cells[1]}] = row.cells[2];
  for (const auto& [pair, share] : learned.parts) {
    // Two that are taken for each other no more often than any two stay out of the table.
    if (parts.contains(pair) || share >= 1) parts[pair] = Figure(share);
  }
  text = Head(confusions.columns, pairs);
  for (const auto& [pair, share] : parts) text += RowText({pair.first, pair.second, share});
  return base::WriteFileDurably(folder + "/mark_confusions.csv", text, 0644);
}

double MeanSurprise(const Model& model, const std::vector<const RepeatPair*>& pairs) {
  double sum = 0;
  for (const RepeatPair* pair : pairs) sum += model.Surprise(*pair);
  return sum / static_cast<double>(std::max<std::size_t>(pairs.size(), 1));
}

}  // namespace

Result<Json> LearnWeights(Proofmark& proofmark, const std::string& folder) {
  PM_ASSIGN(Proofmark::Searching searching, proofmark.SearchAsNode());
  const match::MarkIndex& index = searching.searcher->index();
  const MatchTables& tables = searching.searcher->tables();
  const std::vector<RepeatPair> all = FindRepeatPairs(index, proofmark.words());
  std::vector<const RepeatPair*> learned_from;
  std::vector<const RepeatPair*> held_apart;
  for (const RepeatPair& pair : all) (pair.held_apart ? held_apart : learned_from).push_back(&pair);
  if (learned_from.size() < kLearnedPairsLeast) {
    return Error{Code::kInvalid,
                 "the registers have " + std::to_string(learned_from.size()) +
                     " pairs of records with near numbers; at least " + std::to_string(kLearnedPairsLeast) +
                     " are needed to learn from",
                 "register"};
  }
  const SaidShares strangers = SharesAmongStrangers(index, proofmark.words());
  const Model before = ByTables(tables, strangers);
  const Model after = Learn(before, learned_from, kRounds);
  // The same model of two weapons and of how many pairs are one, so that what was known of one weapon alone is
  // compared.
  Model by_tables = after;
  by_tables.relation[kOne] = before.relation[kOne];
  by_tables.said[kOne] = before.said[kOne];
  by_tables.misread = before.misread;
  const Learned learned = AsRows(after, learned_from, strangers, tables);
  PM_TRY(Write(proofmark.words(), learned, learned_from.size(), folder));
  Json weights = Json::object();
  for (const auto& [name, value] : learned.weights) {
    weights[name] = {{"before", tables.Weight(name)}, {"learned", std::round(1000 * value) / 1000}};
  }
  return Json{{"pairs", learned_from.size()},
              {"held_apart", held_apart.size()},
              {"one_weapon", after.one_weapon},
              {"surprise_before", MeanSurprise(by_tables, held_apart)},
              {"surprise_learned", MeanSurprise(after, held_apart)},
              {"weights", std::move(weights)},
              {"to", folder}};
}

}  // namespace proofmark::app
