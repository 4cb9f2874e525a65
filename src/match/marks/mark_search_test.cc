// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_search.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "base/random.h"
#include "match/marks/match_fixture.h"
#include "match/marks/naive_search.h"

namespace proofmark::match {
namespace {

using base::Code;

double Weight(const char* name) { return ShippedTables().Weight(name); }

MarkReading Number(const std::string& pattern, const std::string& kind = "serial") {
  return {.text = pattern, .pattern = pattern, .kind = kind};
}

store::View Everything() { return app::AccessPolicy::Sees({{1, 1}, {1, 2}, {2, 1}, {2, 2}}); }

MarkAnswer Found(const MarkIndex& index, const MarkQuery& query, const store::View& view = Everything()) {
  auto answer = Search(index, view, ShippedWords(), ShippedTables(), query);
  EXPECT_TRUE(answer.ok()) << answer.error().message;
  return answer.ok() ? *answer : MarkAnswer{};
}

IndexedRecord Record(const std::string& name, const std::vector<std::string>& numbers) {
  IndexedRecord record{.id = "XX.item." + name, .owner_code = "XX", .owner = 1, .handling_class = 1};
  record.source_id = name;
  for (const std::string& number : numbers) record.marks.push_back(Number(number));
  return record;
}

IndexedRecord Taurus(const std::string& name, const std::vector<std::string>& numbers) {
  IndexedRecord record = Record(name, numbers);
  record.make = {"TAURUS", "taurus"};
  record.type = {"pistol", "pistol"};
  record.calibre = {"9MM", "9mm"};
  return record;
}

std::set<std::string> Ids(const std::vector<CandidateRecord>& records) {
  std::set<std::string> out;
  for (const CandidateRecord& one : records) out.insert(one.record);
  return out;
}

std::string RandomNumber() {
  std::string out = *rc::gen::element<std::string>("", "", "K", "KAB", "PM");
  const int digits = *rc::gen::inRange(3, 7);
  for (int i = 0; i < digits; ++i) out += *rc::gen::weightedElement<char>({{4, '4'}, {4, '1'}, {3, '0'}, {1, 'O'}});
  if (*rc::gen::inRange(0, 8) == 0) out[*rc::gen::inRange<std::size_t>(0, out.size())] = '?';
  return Read(out).read() == 0 ? "410" : out;
}

DescribedField RandomField(const std::vector<DescribedField>& choices) {
  return choices[*rc::gen::inRange<std::size_t>(0, choices.size())];
}
DescribedField RandomMake() {
  return RandomField({{},
                      {"TAURUS", "taurus"},
                      {"FORJAS TAURUS", "taurus"},
                      {"ROSSI", "rossi"},
                      {"N/C", "!unknown"},
                      {"TAURIS", "!unresolved"},
                      {"TAURXS", "!unresolved"}});
}
DescribedField RandomType() { return RandomField({{}, {"pistol", "pistol"}, {"revolver", "revolver"}}); }
DescribedField RandomCalibre() { return RandomField({{}, {"38", ".38"}, {".38 SPL", ".38-special"}, {"9MM", "9mm"}}); }

// A small register and its links.
struct World {
  std::vector<IndexedRecord> records;
  std::vector<std::pair<std::string, std::string>> joined;
  std::vector<std::pair<std::string, std::string>> apart;

  MarkIndex Index() const {
    MarkIndex index;
    for (const IndexedRecord& record : records) index.Add(record);
    for (const auto& [one, other] : joined) index.Join(one, other);
    for (const auto& [one, other] : apart) index.KeepApart(one, other);
    return index;
  }
};

World RandomWorld() {
  World world;
  const int count = *rc::gen::inRange(1, 40);
  for (int i = 0; i < count; ++i) {
    IndexedRecord record = Record(std::to_string(100 + i), {});
    record.owner = *rc::gen::inRange<std::int64_t>(1, 3);
    record.owner_code = record.owner == 1 ? "XX" : "YY";
    record.handling_class = *rc::gen::inRange<std::int64_t>(1, 3);
    const int numbers = *rc::gen::inRange(0, 3);
    for (int n = 0; n < numbers; ++n) record.marks.push_back(Number(RandomNumber()));
    // Now and then the same weapon again.
    if (i > 0 && *rc::gen::inRange(0, 3) == 0) {
      record.marks = world.records[*rc::gen::inRange<std::size_t>(0, world.records.size())].marks;
    }
    record.make = RandomMake();
    record.type = RandomType();
    record.calibre = RandomCalibre();
    record.year = *rc::gen::element<std::string>("", "1998", "1999");
    world.records.push_back(record);
  }
  auto any = [&] { return world.records[*rc::gen::inRange<std::size_t>(0, world.records.size())].id; };
  const int links = *rc::gen::inRange(0, 8);
  for (int i = 0; i < links; ++i) (i % 3 == 0 ? world.apart : world.joined).push_back({any(), any()});
  return world;
}

MarkQuery RandomQuery(const World& world) {
  MarkQuery query;
  const int marks = *rc::gen::inRange(0, 3);
  for (int i = 0; i < marks; ++i) query.marks.push_back(Number(RandomNumber()));
  const auto& known = world.records[*rc::gen::inRange<std::size_t>(0, world.records.size())];
  if (!known.marks.empty()) query.marks.push_back(known.marks[0]);
  if (query.marks.size() == 2) query.joined = {Number(query.marks[0].pattern + query.marks[1].pattern)};
  query.make = RandomMake();
  query.type = *rc::gen::inRange(0, 4) == 0 ? DescribedField{} : DescribedField{"pistol", "pistol"};
  query.calibre = RandomCalibre();
  query.year = "1998";
  query.limit = *rc::gen::inRange<std::size_t>(1, 12);
  query.prior_present = *rc::gen::element(0.1, 0.5, 0.9);
  if (*rc::gen::inRange(0, 3) == 0) query.leave_out = {known.id};
  return query;
}

store::View RandomView() {
  std::vector<std::pair<std::int64_t, std::int64_t>> seen;
  for (std::int64_t owner : {1, 2}) {
    for (std::int64_t number : {1, 2}) {
      if (*rc::gen::inRange(0, 4) != 0) seen.push_back({owner, number});
    }
  }
  return app::AccessPolicy::Sees(seen);
}

void ExpectSame(const MarkAnswer& one, const MarkAnswer& other) {
  RC_ASSERT(std::abs(one.none_probability - other.none_probability) < 1e-9);
  RC_ASSERT(one.candidates.size() == other.candidates.size());
  for (std::size_t i = 0; i < one.candidates.size(); ++i) {
    const Candidate& a = one.candidates[i];
    const Candidate& b = other.candidates[i];
    RC_ASSERT(a.best.record == b.best.record);
    RC_ASSERT(a.score == b.score);
    RC_ASSERT(std::abs(a.probability - b.probability) < 1e-9);
    RC_ASSERT(Ids(a.records) == Ids(b.records));
    RC_ASSERT(Ids(a.proposed_same) == Ids(b.proposed_same));
    RC_ASSERT(a.evidence.size() == b.evidence.size());
  }
  RC_ASSERT(one.searched.size() == other.searched.size());
  for (std::size_t i = 0; i < one.searched.size(); ++i) RC_ASSERT(one.searched[i].records == other.searched[i].records);
}

RC_GTEST_PROP(MarkSearch, EqualsTheNaiveOne, ()) {
  const World world = RandomWorld();
  const MarkIndex index = world.Index();
  const MarkQuery query = RandomQuery(world);
  const store::View view = RandomView();
  const MarkAnswer answer = Found(index, query, view);
  const NaiveSearch naive(index, view, query);
  RC_ASSERT(std::abs(answer.none_probability - naive.None()) < 1e-6);
  const std::vector<NaiveSearch::Expected> expected = naive.Candidates();
  RC_ASSERT(answer.candidates.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const Candidate& candidate = answer.candidates[i];
    RC_ASSERT(std::abs(candidate.score - expected[i].score) < 1e-3);
    RC_ASSERT(std::abs(candidate.probability - expected[i].probability) < 1e-4);
    RC_ASSERT(candidate.best.record == index.Id(expected[i].best));
    RC_ASSERT(Ids(candidate.records) == expected[i].records);
    RC_ASSERT(Ids(candidate.proposed_same) == expected[i].proposed);
  }
}

RC_GTEST_PROP(MarkSearch, TheIndexAnswersAsTheScan, ()) {
  const World world = RandomWorld();
  MarkIndex index = world.Index();
  if (*rc::gen::arbitrary<bool>()) index.Settle();
  const MarkQuery query = RandomQuery(world);
  const store::View view = RandomView();
  auto scanned = SearchByScan(index, view, ShippedWords(), ShippedTables(), query);
  RC_ASSERT(scanned.ok());
  ExpectSame(Found(index, query, view), *scanned);
}

// Enough records for a tree of numbers, near each other, and questions of every kind.
TEST(MarkSearch, TheIndexOfARegisterAnswersAsTheScan) {
  base::SeededRng rng(11);
  static const std::vector<std::string> kSeries = {"", "", "K", "KAB", "KA", "TX", "PM2"};
  static const std::vector<DescribedField> kMakes = {{}, {"TAURUS", "taurus"}, {"ROSSI", "rossi"}, {"N/C", "!unknown"}};
  static const std::vector<DescribedField> kTypes = {{}, {"pistol", "pistol"}, {"revolver", "revolver"}};
  auto number = [&] {
    std::string out = kSeries[rng.Below(kSeries.size())];
    for (std::size_t i = 3 + rng.Below(4); i > 0; --i) out += "01348?"[rng.Below(rng.Below(9) == 0 ? 6 : 5)];
    return Read(out).read() == 0 ? "410" : out;
  };
  MarkIndex index;
  for (int i = 0; i < 4000; ++i) {
    IndexedRecord record = Record(std::to_string(10000 + i), {number()});
    if (rng.Below(10) == 0) record.marks.push_back(Number(number()));
    if (rng.Below(20) == 0) record.marks.clear();
    record.handling_class = 1 + static_cast<std::int64_t>(rng.Below(2));
    record.make = kMakes[rng.Below(kMakes.size())];
    record.type = kTypes[rng.Below(kTypes.size())];
    index.Add(record);
    if (i == 2500) index.Settle();
    if (i > 3000 && rng.Below(4) == 0) index.Put(record);
  }
  std::size_t candidates = 0;
  for (int i = 0; i < 300; ++i) {
    MarkQuery query;
    for (std::size_t marks = 1 + rng.Below(5) / 3; marks > 0; --marks) query.marks.push_back(Number(number()));
    if (query.marks.size() == 2) query.joined = {Number(query.marks[0].pattern + query.marks[1].pattern)};
    query.make = kMakes[rng.Below(kMakes.size())];
    query.type = kTypes[rng.Below(kTypes.size())];
    query.limit = 1 + rng.Below(80);
    const store::View view = rng.Below(2) == 0 ? Everything() : app::AccessPolicy::Sees({{1, 1}});
    auto scanned = SearchByScan(index, view, ShippedWords(), ShippedTables(), query);
    ASSERT_TRUE(scanned.ok());
    const MarkAnswer found = Found(index, query, view);
    ASSERT_EQ(found.candidates.size(), scanned->candidates.size());
    for (std::size_t k = 0; k < found.candidates.size(); ++k) {
      ASSERT_EQ(found.candidates[k].best.record, scanned->candidates[k].best.record);
      ASSERT_EQ(found.candidates[k].score, scanned->candidates[k].score);
      ASSERT_EQ(found.candidates[k].probability, scanned->candidates[k].probability);
    }
    ASSERT_EQ(found.none_probability, scanned->none_probability);
    candidates += found.candidates.size();
  }
  EXPECT_GT(candidates, 1000U);
}

RC_GTEST_PROP(MarkSearch, WeightsSumToTheScoreAndProbabilitiesToOne, ()) {
  const World world = RandomWorld();
  const MarkQuery query = RandomQuery(world);
  const MarkAnswer answer = Found(world.Index(), query, RandomView());
  double probabilities = answer.none_probability;
  std::set<std::string> named;
  for (const Candidate& candidate : answer.candidates) {
    double weights = 0;
    for (const Evidence& one : candidate.evidence) weights += one.weight;
    RC_ASSERT(std::abs(weights - candidate.score) < 1e-6);
    RC_ASSERT(candidate.score >= Weight("candidate_least"));
    probabilities += candidate.probability;
    for (const auto* list : {&candidate.records, &candidate.proposed_same}) {
      for (const CandidateRecord& one : *list) RC_ASSERT(named.insert(one.record).second);
    }
  }
  RC_ASSERT(probabilities <= 1 + 1e-9);
}

RC_GTEST_PROP(MarkSearch, TheOrderOfAddingChangesNothing, ()) {
  World world = RandomWorld();
  const MarkQuery query = RandomQuery(world);
  const store::View view = RandomView();
  const MarkAnswer answer = Found(world.Index(), query, view);
  ExpectSame(answer, Found(world.Index(), query, view));
  std::reverse(world.records.begin(), world.records.end());
  std::reverse(world.joined.begin(), world.joined.end());
  ExpectSame(answer, Found(world.Index(), query, view));
}

RC_GTEST_PROP(MarkSearch, WhatMayNotBeSeenIsNotThere, ()) {
  World world = RandomWorld();
  const MarkQuery query = RandomQuery(world);
  const store::View view = RandomView();
  const MarkAnswer answer = Found(world.Index(), query, view);
  std::erase_if(world.records, [&](const IndexedRecord& one) { return !view.Sees(one.owner, one.handling_class); });
  ExpectSame(answer, Found(world.Index(), query, view));
}

TEST(MarkSearch, AHiddenRecordJoinsNothing) {
  World world;
  world.records = {Taurus("A", {"KAB44102"}), Taurus("H", {"KAB44102"}), Taurus("B", {"KAC55213"})};
  world.records[1].handling_class = 2;
  world.joined = {{"XX.item.A", "XX.item.H"}, {"XX.item.H", "XX.item.B"}};
  MarkQuery query;
  query.marks = {Number("KAB44102")};
  EXPECT_EQ(Found(world.Index(), query).candidates[0].records.size(), 3U);
  const MarkAnswer answer = Found(world.Index(), query, app::AccessPolicy::Sees({{1, 1}}));
  EXPECT_EQ(Ids(answer.candidates[0].records), std::set<std::string>({"XX.item.A"}));
  ASSERT_EQ(answer.searched.size(), 1U);
  EXPECT_EQ(answer.searched[0].records, 2);
}

TEST(MarkSearch, ThreeNumbersOfOneWeaponAreOneCandidate) {
  World world;
  world.records = {Taurus("frame", {"KAB44102"}), Taurus("slide", {"KAC77315"}), Taurus("barrel", {"TXD90026"})};
  for (int i = 0; i < 50; ++i)
    world.records.push_back(Taurus("other" + std::to_string(i), {std::to_string(880000 + 917 * i)}));
  MarkQuery query;
  query.marks = {Number("KAB44102"), Number("KAC77315"), Number("TXD90026")};
  const MarkAnswer apart = Found(world.Index(), query);
  ASSERT_GE(apart.candidates.size(), 3U);
  world.joined = {{"XX.item.frame", "XX.item.slide"}, {"XX.item.barrel", "XX.item.slide"}};
  const MarkAnswer joined = Found(world.Index(), query);
  ASSERT_EQ(joined.candidates.size(), 1U);
  EXPECT_EQ(joined.candidates[0].records.size(), 3U);
  EXPECT_GT(joined.candidates[0].probability, apart.candidates[0].probability);
  EXPECT_GT(joined.candidates[0].probability, 0.9);
  EXPECT_NEAR(joined.none_probability, apart.none_probability, 1e-12);
}

TEST(MarkSearch, TwoExaminationsOfOneWeaponAreProposed) {
  World world;
  world.records = {Taurus("first", {"KAB44102", "KAC77315"}), Taurus("again", {"KAB44102", "KAC77315"})};
  for (int i = 0; i < 50; ++i)
    world.records.push_back(Taurus("other" + std::to_string(i), {std::to_string(880000 + 917 * i)}));
  MarkQuery query;
  query.marks = {Number("KAB44102")};
  query.make = {"TAURUS", "taurus"};
  const MarkAnswer proposed = Found(world.Index(), query);
  ASSERT_FALSE(proposed.candidates.empty());
  EXPECT_EQ(proposed.candidates[0].best.record, "XX.item.again");  // equal scores: by record
  EXPECT_EQ(Ids(proposed.candidates[0].proposed_same), std::set<std::string>({"XX.item.first"}));
  EXPECT_GE(proposed.candidates[0].proposed_same[0].probability, Weight("same_least"));
  world.apart = {{"XX.item.first", "XX.item.again"}};
  const MarkAnswer apart = Found(world.Index(), query);
  EXPECT_TRUE(apart.candidates[0].proposed_same.empty());
  EXPECT_GE(apart.candidates.size(), 2U);
}

TEST(MarkSearch, AShortCommonNumberProposesNothing) {
  World world;
  world.records = {Record("one", {"387"}), Record("two", {"387"})};
  for (int i = 0; i < 20000; ++i) world.records.push_back(Record("other" + std::to_string(i), {}));
  MarkQuery query;
  query.marks = {Number("387")};
  const MarkAnswer answer = Found(world.Index(), query);
  ASSERT_EQ(answer.candidates.size(), 2U);
  EXPECT_TRUE(answer.candidates[0].proposed_same.empty());
  EXPECT_DOUBLE_EQ(answer.candidates[0].probability, answer.candidates[1].probability);
  EXPECT_FALSE(answer.candidates[0].alert);
  // The same two with a long number are one weapon, among as many records.
  world.records[0] = Record("one", {"KAB44102"});
  world.records[1] = Record("two", {"KAB44102"});
  query.marks = {Number("KAB44102")};
  EXPECT_EQ(Found(world.Index(), query).candidates[0].proposed_same.size(), 1U);
}

TEST(MarkSearch, APriorIsWhatIsBelievedBefore) {
  World world;
  world.records = {Taurus("one", {"KAB44102"}), Taurus("two", {"KAC77315"})};
  MarkQuery query;
  query.marks = {Number("KAB44?02")};
  query.prior_present = 0.1;
  const MarkAnswer doubtful = Found(world.Index(), query);
  query.prior_present = 0.9;
  const MarkAnswer sure = Found(world.Index(), query);
  EXPECT_LT(doubtful.candidates[0].probability, sure.candidates[0].probability);
  EXPECT_GT(doubtful.none_probability, sure.none_probability);
  EXPECT_DOUBLE_EQ(doubtful.candidates[0].score, sure.candidates[0].score);
  EXPECT_EQ(sure.candidates[0].band, "strong");
  EXPECT_TRUE(sure.candidates[0].alert);
}

TEST(MarkSearch, ARecordLeftOutIsNotAnswered) {
  World world;
  world.records = {Taurus("one", {"KAB44102"}), Taurus("two", {"KAB44102"})};
  MarkQuery query;
  query.marks = {Number("KAB44102")};
  query.leave_out = {"XX.item.one"};
  const MarkAnswer answer = Found(world.Index(), query);
  ASSERT_EQ(answer.candidates.size(), 1U);
  EXPECT_EQ(answer.candidates[0].best.record, "XX.item.two");
  EXPECT_TRUE(answer.candidates[0].proposed_same.empty());
  EXPECT_EQ(answer.searched[0].records, 2);  // it was looked through all the same
}

TEST(MarkSearch, TwoNumbersMayBeOne) {
  World world;
  world.records = {Taurus("one", {"KAB44102"})};
  MarkQuery query;
  query.marks = {Number("KAB"), Number("44102")};
  const double apart = Found(world.Index(), query).candidates[0].score;
  query.joined = {Number("KAB44102")};
  const Candidate joined = Found(world.Index(), query).candidates[0];
  EXPECT_GT(joined.score, apart);
  EXPECT_EQ(joined.evidence[0].query, "KAB44102");
}

TEST(MarkSearch, WrittenDifferentlyIsFolded) {
  World world;
  world.records = {Taurus("one", {"KAB44102"})};
  MarkQuery query;
  query.marks = {{.text = "KAB-44102", .pattern = "KAB44102"}};
  EXPECT_EQ(Found(world.Index(), query).candidates[0].evidence[0].relation, "folded");
}

Code ErrorOf(const MarkQuery& query) {
  auto answer = Search(MarkIndex(), Everything(), ShippedWords(), ShippedTables(), query);
  return answer.ok() ? Code::kInternal : answer.error().code;
}

TEST(MarkSearch, RefusesWhatCannotBeSearched) {
  EXPECT_EQ(ErrorOf({}), Code::kInvalid);
  EXPECT_EQ(ErrorOf({.marks = {Number("kab")}}), Code::kInvalid);
  EXPECT_EQ(ErrorOf({.marks = std::vector(kQueryMarksMax + 1, Number("A1"))}), Code::kTooLarge);
  EXPECT_EQ(ErrorOf({.marks = {Number("A1")}, .limit = 0}), Code::kTooLarge);
  EXPECT_EQ(ErrorOf({.marks = {Number("A1")}, .limit = kCandidatesMax + 1}), Code::kTooLarge);
}

TEST(MarkSearch, NothingToLookThroughIsAnEmptyAnswer) {
  MarkQuery query;
  query.marks = {Number("KAB44102")};
  const MarkAnswer answer = Found(MarkIndex(), query);
  EXPECT_TRUE(answer.candidates.empty());
  EXPECT_TRUE(answer.searched.empty());
  EXPECT_GT(answer.none_probability, 0.9);
  query.marks.clear();
  query.year = "1998";
  EXPECT_TRUE(Found(MarkIndex(), query).candidates.empty());  // a year is a description
}

}  // namespace
}  // namespace proofmark::match
