// SPDX-License-Identifier: Apache-2.0
#include "match/marks/number_forms.h"

#include <array>
#include <set>

namespace proofmark::match {

namespace {

constexpr std::uint32_t kNexts = kCharacters + 1;

// What a number of this group is to be judged by, from the general to the particular.
std::set<std::string> GroupsOf(const std::string& type, const std::string& make) {
  std::set<std::string> out = {""};
  if (!type.empty()) out.insert(type);
  if (!type.empty() && !make.empty()) out.insert(make + " " + type);
  return out;
}

// For each place in a number: its context and what stands there, as one number.
template <typename Take>
void GoThrough(const Pattern& number, const Take& take) {
  const ContextGraph& graph = ContextGraph::Whole();
  std::size_t at = graph.start();
  for (std::size_t i = 0; i <= number.size(); ++i) {
    const std::uint32_t next = i < number.size() ? number[i] : static_cast<std::uint32_t>(kCharacters);
    take(static_cast<std::uint32_t>(graph.KeyOf(at)) * kNexts + next);
    if (i < number.size()) at = graph.Next(at, number[i]);
  }
}

using Sums = std::vector<std::array<double, kNexts>>;

// What was seen goes before what was thought, the more of it the more.
void Blend(const Sums& seen, double sightings, ContextShares& shares) {
  for (std::size_t key = 0; key < shares.size(); ++key) {
    double total = 0;
    for (const double one : seen[key]) total += one;
    if (total <= 0) continue;
    for (std::size_t next = 0; next < kNexts; ++next) {
      const double thought = sightings * static_cast<double>(shares[key][next]);
      shares[key][next] = static_cast<float>((seen[key][next] + thought) / (total + sightings));
    }
  }
}

}  // namespace

void NumberForms::Count(const Of& of, const Pattern& number, int times) {
  if (number.read() < number.size()) return;
  for (const std::string& group : GroupsOf(of.type, of.make)) {
    std::vector<Counts>& by_class = counts_[group];
    if (by_class.size() <= of.handled) by_class.resize(of.handled + 1);
    Counts& counts = by_class[of.handled];
    GoThrough(number, [&](std::uint32_t place) { counts[place] += times; });
  }
}

ContextShares NumberForms::SharesOf(const MatchTables& tables, const Sees& sees, const std::string& type,
                                    const std::string& make, const LeftOut& left_out) const {
  const ContextGraph& graph = ContextGraph::Whole();
  const auto sum = [&](const std::string& group) {
    Sums out(graph.keys().size());
    const auto found = counts_.find(group);
    if (found == counts_.end()) return out;
    for (std::uint32_t handled = 0; handled < found->second.size(); ++handled) {
      if (found->second[handled].empty() || !sees(handled)) continue;
      for (const auto& [place, times] : found->second[handled]) out[place / kNexts][place % kNexts] += times;
    }
    for (const auto& [of, number] : left_out) {
      if (number.read() < number.size() || !sees(of.handled) || !GroupsOf(of.type, of.make).contains(group)) continue;
      GoThrough(number, [&](std::uint32_t place) { out[place / kNexts][place % kNexts] -= 1; });
    }
    return out;
  };
  const Sums all = sum("");
  double numbers = 0;
  for (const double one : all[graph.KeyOf(graph.start())]) numbers += one;
  if (numbers < kFormNumbersLeast) return {};
  ContextShares shares = tables.SharesOf(type, make);
  const double group = tables.Weight("forms_group");
  Blend(all, tables.Weight("forms_general"), shares);
  if (!type.empty()) Blend(sum(type), group, shares);
  if (!type.empty() && !make.empty()) Blend(sum(make + " " + type), group, shares);
  return shares;
}

}  // namespace proofmark::match
