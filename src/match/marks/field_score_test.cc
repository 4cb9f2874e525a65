// SPDX-License-Identifier: Apache-2.0
#include "match/marks/field_score.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "match/marks/mark_search.h"
#include "match/marks/match_fixture.h"

namespace proofmark::match {
namespace {

double Weight(const char* name) { return ShippedTables().Weight(name); }

// One record of the index is described, and one question put to it.
struct Comparison {
  MarkQuery query{};
  IndexedRecord record{};

  std::vector<Evidence> Evidences() const {
    MarkIndex index;
    index.Add(record);
    return FieldScorer(ShippedTables(), ShippedWords(), index, query).Explain(index.At(0));
  }
  double Bits() const {
    MarkIndex index;
    index.Add(record);
    return FieldScorer(ShippedTables(), ShippedWords(), index, query).Bits(index.SaidBy(0));
  }
  Evidence Only() const {
    const std::vector<Evidence> all = Evidences();
    EXPECT_EQ(all.size(), 1U);
    EXPECT_NEAR(all[0].weight, Bits(), 1e-9);
    return all[0];
  }
};

const DescribedField kNothing = {};

Evidence Calibre(const DescribedField& query, const DescribedField& record) {
  return Comparison{{.calibre = query}, {.calibre = record}}.Only();
}
Evidence Make(const DescribedField& query, const DescribedField& record) {
  return Comparison{{.make = query}, {.make = record}}.Only();
}
Evidence Model(const DescribedField& query, const DescribedField& record) {
  return Comparison{{.model = query}, {.model = record}}.Only();
}
Evidence Type(const DescribedField& query, const DescribedField& record) {
  return Comparison{{.type = query}, {.type = record}}.Only();
}

TEST(FieldScorer, ACalibreAgreesWithItsFamily) {
  const Evidence same = Calibre({".38 SPL", ".38-special"}, {".38 SPL", ".38-special"});
  const Evidence family = Calibre({"38", ".38"}, {".38 SPL", ".38-special"});
  const Evidence other = Calibre({".38 SPL", ".38-special"}, {"12", "12"});
  EXPECT_EQ(same.relation, "exact");
  EXPECT_GT(same.weight, 0);
  EXPECT_EQ(family.relation, "alias");
  EXPECT_GT(family.weight, 0);
  EXPECT_EQ(other.relation, "conflict");
  EXPECT_DOUBLE_EQ(other.weight, Weight("calibre_conflict"));
  EXPECT_EQ(Calibre({".38 SPL", ".38-special"}, {"38", ".38"}).relation, "alias");
}

TEST(FieldScorer, ASpellingOfTheSameThingIsAnAlias) {
  const Evidence alias = Make({"TAURUS", "taurus"}, {"FORJAS TAURUS", "taurus"});
  EXPECT_EQ(alias.relation, "alias");
  EXPECT_FALSE(alias.why.empty());
  EXPECT_NEAR(alias.weight, Make({"TAURUS", "taurus"}, {"TAURUS", "taurus"}).weight, 1e-9);
}

// A brand of the list that has a maker, and a design.
const vocab::Code& MakeOfKind(const char* kind) {
  for (const vocab::Code& make : ShippedWords().List("makes").all()) {
    if (make.more.at("kind") == kind && (make.more.at("kind") != "brand" || !make.more.at("maker").empty()))
      return make;
  }
  ADD_FAILURE() << "no make of kind " << kind;
  return ShippedWords().List("makes").all()[0];
}

TEST(FieldScorer, ABrandAgreesWithItsMaker) {
  const vocab::Code& brand = MakeOfKind("brand");
  const std::string maker = brand.more.at("maker");
  const Evidence evidence = Make({brand.name, brand.code}, {maker, maker});
  EXPECT_EQ(evidence.relation, "alias") << brand.code;
  EXPECT_GT(evidence.weight, 0);
  EXPECT_LT(evidence.weight, Make({brand.name, brand.code}, {brand.name, brand.code}).weight);
  EXPECT_EQ(Make({maker, maker}, {brand.name, brand.code}).relation, "alias");
}

TEST(FieldScorer, ADesignSaysNothingOfTheMaker) {
  const vocab::Code& design = MakeOfKind("design");
  const Evidence evidence = Make({design.name, design.code}, {"TAURUS", "taurus"});
  EXPECT_EQ(evidence.relation, "missing") << design.code;
  EXPECT_DOUBLE_EQ(evidence.weight, 0);
  EXPECT_DOUBLE_EQ(Make({"ROSSI", "rossi"}, {"TAURUS", "taurus"}).weight, Weight("make_conflict"));
}

TEST(FieldScorer, TheUnknownIsSilent) {
  for (const char* silent : {"!unknown", "!none"}) {
    const DescribedField field = {"N/C", silent};
    EXPECT_DOUBLE_EQ(Make({"TAURUS", "taurus"}, field).weight, 0) << silent;
    EXPECT_DOUBLE_EQ(Make({"TAURIS X", "!unresolved"}, field).weight, 0) << silent;
    EXPECT_DOUBLE_EQ(Make(field, {"TAURUS", "taurus"}).weight, 0) << silent;
    EXPECT_DOUBLE_EQ(Calibre({".38", ".38"}, field).weight, 0) << silent;
    EXPECT_DOUBLE_EQ(Model({"82", "taurus:82"}, field).weight, 0) << silent;
    EXPECT_EQ(Make({"TAURUS", "taurus"}, field).relation, "missing") << silent;
  }
  EXPECT_DOUBLE_EQ(Make({"TAURUS", "taurus"}, kNothing).weight, 0);
  EXPECT_TRUE((Comparison{{}, {.make = {"TAURUS", "taurus"}}}).Evidences().empty());
}

TEST(FieldScorer, SpellingsThatNoTableHasAreComparedAsTheyStand) {
  const DescribedField odd = {"ZASTAVKA", "!unresolved"};
  EXPECT_EQ(Make(odd, {"ZASTAVKA", "!unresolved"}).relation, "exact");
  EXPECT_DOUBLE_EQ(Make(odd, {"ZASTAVKA", "!unresolved"}).weight, Weight("text_equal"));
  EXPECT_EQ(Make(odd, {"ZASTAVA", "!unresolved"}).relation, "similar");
  EXPECT_EQ(Make(odd, {"ZASTAVA", "!unresolved"}).record, "ZASTAVA");
  EXPECT_EQ(Make(odd, {"COLT", "colt"}).relation, "conflict");
  EXPECT_DOUBLE_EQ(Make(odd, {"COLT", "colt"}).weight, Weight("text_conflict"));
}

TEST(FieldScorer, TwoSpellingsOfOneCodeAreComparedEachByItself) {
  // What the table knows under one code stands in two spellings; the question has one that no table has.
  MarkIndex index;
  index.Add({.id = "XX.item.1", .make = {"ZASTAVA ARMS", "zastava"}});
  index.Add({.id = "XX.item.2", .make = {"ZASTAVA", "zastava"}});
  MarkQuery query;
  query.make = {"ZASTAVKA", "!unresolved"};
  FieldScorer scorer(ShippedTables(), ShippedWords(), index, query);
  for (std::size_t row = 0; row < index.size(); ++row) {
    EXPECT_NEAR(scorer.Bits(index.SaidBy(row)), scorer.Explain(index.At(row))[0].weight, 1e-9) << index.Id(row);
  }
  EXPECT_DOUBLE_EQ(scorer.Bits(index.SaidBy(1)), Weight("text_similar"));
}

TEST(FieldScorer, ARareMakeSaysMoreThanACommonOne) {
  const DescribedField type = {"pistol", "pistol"};
  auto weight = [&](const DescribedField& make) {
    const Comparison both = {{.make = make, .type = type}, {.make = make, .type = type}};
    return both.Evidences()[0].weight;
  };
  EXPECT_GT(weight({"STAR", "star"}), weight({"TAURUS", "taurus"}) + 2);
  EXPECT_GT(weight({"TAURUS", "taurus"}), 0);
}

TEST(FieldScorer, NoFieldSaysMoreThanTheCap) {
  for (const vocab::Code& make : ShippedWords().List("makes").all()) {
    EXPECT_LE(Make({make.name, make.code}, {make.name, make.code}).weight, Weight("field_cap")) << make.code;
  }
}

TEST(FieldScorer, TypesOfOneClassAreNear) {
  EXPECT_GT(Type({"pistol", "pistol"}, {"pistol", "pistol"}).weight, 0);
  EXPECT_EQ(Type({"pistol", "pistol"}, {"revolver", "revolver"}).relation, "similar");
  EXPECT_DOUBLE_EQ(Type({"pistol", "pistol"}, {"revolver", "revolver"}).weight, Weight("type_near"));
  EXPECT_DOUBLE_EQ(Type({"pistol", "pistol"}, {"shotgun", "shotgun"}).weight, Weight("type_conflict"));
}

TEST(FieldScorer, AModelOfAnotherSpellingIsNoWorseThanAnotherModel) {
  EXPECT_GT(Model({"82", "taurus:82"}, {"82", "taurus:82"}).weight, 0);
  EXPECT_DOUBLE_EQ(Model({"82", "taurus:82"}, {"85", "taurus:85"}).weight, Weight("model_conflict"));
  EXPECT_GE(Model({"QQQQ", "!unresolved"}, {"85", "taurus:85"}).weight, Weight("model_conflict"));
}

TEST(FieldScorer, AMakeSaysItsCountry) {
  Comparison both = {{.made_country = {"BR", "BR"}}, {.made_country = {"BR", "BR"}}};
  EXPECT_DOUBLE_EQ(both.Only().weight, Weight("country_equal"));
  both.record.made_country = {"AT", "AT"};
  EXPECT_DOUBLE_EQ(both.Only().weight, Weight("country_conflict"));
  both.record.made_country = {"BR", "BR"};
  both.query.make = both.record.make = {"TAURUS", "taurus"};
  const std::vector<Evidence> all = both.Evidences();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].field, "country");
  EXPECT_DOUBLE_EQ(all[1].weight, 0);
}

TEST(FieldScorer, AYearIsComparedWhereBothSayOne) {
  EXPECT_DOUBLE_EQ((Comparison{{.year = "1998"}, {.year = "1998"}}).Only().weight, Weight("year_equal"));
  EXPECT_DOUBLE_EQ((Comparison{{.year = "1998"}, {.year = "1998-05"}}).Only().weight, Weight("year_equal"));
  EXPECT_DOUBLE_EQ((Comparison{{.year = "1998"}, {.year = "1997"}}).Only().weight, Weight("year_conflict"));
  EXPECT_DOUBLE_EQ((Comparison{{.year = "98"}, {.year = "1998"}}).Only().weight, 0);
  EXPECT_DOUBLE_EQ((Comparison{{.year = "1998"}, {}}).Only().weight, 0);
}

TEST(Likeness, IsTheShareThatAgrees) {
  EXPECT_DOUBLE_EQ(Likeness("Taurus", "TAURUS"), 1);
  EXPECT_NEAR(Likeness("TAURUS", "TAUROS"), 5.0 / 6, 1e-12);
  EXPECT_DOUBLE_EQ(Likeness("ABC", "XYZ"), 0);
  EXPECT_DOUBLE_EQ(Likeness("", "ABC"), 0);
  EXPECT_DOUBLE_EQ(Likeness("KITTEN", "SITTING"), Likeness("SITTING", "KITTEN"));
}

}  // namespace
}  // namespace proofmark::match
