// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_item.h"

#include <gtest/gtest.h>

#include "registry/apply.h"
#include "registry/decide_case.h"
#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Json;
using Texts = std::vector<std::string>;

class DecideItemTest : public testing::Test {
 protected:
  IdSource Ids() { return {ulids_, rng_}; }
  static Texts Kinds(const std::vector<store::Draft>& drafts) {
    Texts out;
    for (const store::Draft& one : drafts) out.push_back(one.event.kind);
    return out;
  }
  static std::string Part(const store::Draft& draft, const std::string& part) {
    for (const store::PlainPart& one : draft.sealed) {
      if (one.part == part) return one.plaintext;
    }
    return "";
  }
  static RecoveryOrder Recovery() {
    RecoveryOrder order;
    order.one = {"26/118", {*base::PartialDate::Parse("2026-03-01"), {}}, "12 Harbour Road", "homicide", true, {}};
    order.what.item.make = "TAURUS";
    order.what.marks = {{.kind = "serial", .text = "ABE573528"}};
    order.life = {"seized", *base::PartialDate::Parse("2026-03"), "under the seat", "J. Doe", "Armoury 4", "118/26",
                  "loaded"};
    order.steps = {{{"made_safe", "staff:7", "E1"}, *base::PartialDate::Parse("2026-03-01"), "by torch light"}};
    return order;
  }

  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{1};
  base::UlidMaker ulids_{clock_, rng_};
  CommandSetting setting_{
      "BB", "staff:4711", "api:1", {{"owner_only"}, {}, "none", "investigation", "national_law", {}, {}}};
};

TEST_F(DecideItemTest, ARecoveryIsACaseAnItemItsLifeAndTheSteps) {
  auto drafts = DecideRecovery(Recovery(), std::nullopt, setting_, Ids());
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  EXPECT_EQ(Kinds(*drafts), (Texts{"recorded", "recorded", "seized", "step_done"}));
  EXPECT_TRUE((*drafts)[0].event.subject.starts_with("BB.case."));
  EXPECT_TRUE((*drafts)[1].event.subject.starts_with("BB.item."));
  EXPECT_EQ((*drafts)[2].event.subject, (*drafts)[1].event.subject);
  EXPECT_EQ((*drafts)[3].event.subject, (*drafts)[0].event.subject);
  EXPECT_EQ((*drafts)[2].caused_by, 1U);
  EXPECT_EQ((*drafts)[3].caused_by, 0U);
  EXPECT_EQ((*drafts)[1].event.body["case"], "26/118");
  for (const store::Draft& one : *drafts) {
    EXPECT_EQ(one.event.owner, "BB");
    EXPECT_EQ(one.event.actor, "staff:4711");
    EXPECT_EQ(one.event.command, "api:1");
    EXPECT_FALSE(one.event.rules.has_value());
    EXPECT_TRUE(Apply(Words(), one.event).ok()) << one.event.kind;
  }
}

TEST_F(DecideItemTest, WhatNamesAPersonOrAnExactPlaceIsSealed) {
  auto drafts = *DecideRecovery(Recovery(), std::nullopt, setting_, Ids());
  std::string open;
  for (const store::Draft& one : drafts) open += one.event.body.dump();
  for (const char* secret : {"Doe", "Armoury", "Harbour", "seat", "loaded", "torch"}) {
    EXPECT_EQ(open.find(secret), std::string::npos) << secret;
  }
  EXPECT_EQ(Part(drafts[0], "place"), R"({"place":"12 Harbour Road"})");
  EXPECT_EQ(Part(drafts[2], "parties"), R"({"from_party":"J. Doe","to_party":"Armoury 4"})");
  EXPECT_EQ(Part(drafts[2], "place"), R"({"place":"under the seat"})");
  EXPECT_EQ(Part(drafts[2], "notes"), R"({"note":"loaded"})");
  EXPECT_EQ(Part(drafts[3], "notes"), R"({"note":"by torch light"})");
  EXPECT_EQ(drafts[2].event.body, (Json{{"document", "118/26"}}));
}

TEST_F(DecideItemTest, ACaseThatIsOnRecordIsNotRecordedAgain) {
  CaseOnFile on_file{ulids_.Make(), base::Sha256("case"), Recovery().one};
  on_file.said.date = Recovery().one.date;
  auto drafts = DecideRecovery(Recovery(), on_file, setting_, Ids());
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  EXPECT_EQ(Kinds(*drafts), (Texts{"recorded", "seized", "step_done"}));
  EXPECT_EQ((*drafts)[1].caused_by, 0U);
  EXPECT_EQ((*drafts)[2].event.cause, on_file.leaf);
  EXPECT_EQ((*drafts)[2].event.subject, (model::ThingId{"BB", "case", on_file.id}.ToText()));
}

TEST_F(DecideItemTest, AnOrderThatSaysOtherwiseOfACaseIsAConflict) {
  const model::Case said = Recovery().one;
  struct Other {
    const char* field;
    std::function<void(model::Case&)> change;
  };
  for (const Other& other : std::vector<Other>{{"case.date", [](model::Case& one) { one.date = {}; }},
                                               {"case.place", [](model::Case& one) { one.place = "elsewhere"; }},
                                               {"case.offence", [](model::Case& one) { one.offence.reset(); }},
                                               {"case.terrorism", [](model::Case& one) { one.terrorism = false; }}}) {
    CaseOnFile on_file{ulids_.Make(), {}, said};
    other.change(on_file.said);
    auto drafts = DecideRecovery(Recovery(), on_file, setting_, Ids());
    ASSERT_FALSE(drafts.ok()) << other.field;
    EXPECT_EQ(drafts.error().code, Code::kConflict);
    EXPECT_EQ(drafts.error().field, other.field);
  }
  // What was erased is not brought back, and is no contradiction; what is left out agrees.
  CaseOnFile erased{ulids_.Make(), {}, said, true};
  erased.said.place.reset();
  EXPECT_TRUE(DecideRecovery(Recovery(), erased, setting_, Ids()).ok());
  RecoveryOrder bare = Recovery();
  bare.one = {"26/118"};
  EXPECT_TRUE(DecideRecovery(bare, CaseOnFile{ulids_.Make(), {}, said}, setting_, Ids()).ok());
  EXPECT_EQ(DecideCase({said, {}, ""}, CaseOnFile{ulids_.Make(), {}, said}, setting_, Ids()).error().code,
            Code::kConflict);
}

TEST_F(DecideItemTest, ACorrectionIsTheWholeContentAndKeepsTheRow) {
  RecordOnFile on_file{ulids_.Make(), ulids_.Make(), base::Sha256("content"), {}, true, false};
  on_file.said.item.make = "TAURUS";
  on_file.said.marks = {{.kind = "serial", .text = "ABE573528"},
                        {.kind = "property", .text = "PM12", .parts = {"PM", "12"}}};
  on_file.said.case_reference = "26/118";
  on_file.said.row = {{"make", "TAURUS"}};
  on_file.said.origin = model::RegisterRow{"r", "T1", {}, std::string(32, 'a'), std::string(64, 'b'), 3};
  on_file.said.replaces = {ulids_.Make()};
  CorrectionOrder order{"T1",
                        {{}, {{.kind = "serial", .text = "ABE573529"}, {.kind = "property", .text = "PM12"}}},
                        "read again under the lamp"};
  order.what.item.make = "ROSSI";
  auto drafts = DecideCorrection(order, on_file, setting_, Ids());
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  ASSERT_EQ(drafts->size(), 1U);
  const model::Event& event = (*drafts)[0].event;
  EXPECT_EQ(event.kind, "corrected");
  EXPECT_EQ(event.cause, on_file.leaf);
  const model::Record said = *model::RecordFromJson(event.body, "BB");
  EXPECT_EQ(said.item.make, "ROSSI");
  EXPECT_EQ(said.marks[0].text, "ABE573529");
  EXPECT_EQ(said.marks[1], on_file.said.marks[1]);  // with the columns that it was joined of
  EXPECT_EQ(said.case_reference, "26/118");
  EXPECT_EQ(said.row, on_file.said.row);
  EXPECT_EQ(said.origin, on_file.said.origin);
  EXPECT_EQ(said.reason, "read again under the lamp");
  EXPECT_EQ(said.row_of, on_file.content_event);
  EXPECT_TRUE(said.replaces.empty());
  const store::Rows rows = *Apply(Words(), event);
  EXPECT_TRUE(rows.corrects);
  EXPECT_TRUE(rows.no_longer.empty());
  // Once more, by another: the row lies where it lay.
  RecordOnFile again{on_file.id, event.id, {}, said, false, false};
  order.what.item.make = "FN";
  EXPECT_EQ(model::RecordFromJson((*DecideCorrection(order, again, setting_, Ids()))[0].event.body, "BB")->row_of,
            on_file.content_event);
}

TEST_F(DecideItemTest, MarksThatTheOwnerSealsStaySealed) {
  RecordOnFile on_file{ulids_.Make(), ulids_.Make(), {}, {}, false, true};
  on_file.said.marks = {{.kind = "property", .text = "PM"}};
  CorrectionOrder order{"T1", {{}, {{.kind = "property", .text = "PM"}, {.kind = "serial", .text = "K1"}}}, "why"};
  auto drafts = DecideCorrection(order, on_file, setting_, Ids());
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  EXPECT_EQ((*drafts)[0].event.body.dump().find("K1"), std::string::npos);
  EXPECT_EQ((*drafts)[0].event.body["marks"].size(), 1U);
  EXPECT_EQ(Part((*drafts)[0], "marks"), R"({"marks":[{"kind":"serial","text":"K1"}]})");
}

TEST_F(DecideItemTest, WhatChangesNothingIsNoCorrection) {
  RecordOnFile on_file{ulids_.Make(), ulids_.Make(), {}, {}, false, false};
  on_file.said.item.make = "FN";
  CorrectionOrder order{"T1", {on_file.said.item, {}}, "why"};
  EXPECT_EQ(DecideCorrection(order, on_file, setting_, Ids()).error().code, Code::kPrecondition);
  CaseOnFile one{ulids_.Make(), {}, {"26/118"}};
  EXPECT_EQ(DecideCaseCorrection({{"26/118"}, {}, "why"}, one, setting_, Ids()).error().code, Code::kPrecondition);
  auto corrected = DecideCaseCorrection({{"26/118", {}, {}, "robbery"}, {}, "why"}, one, setting_, Ids());
  ASSERT_TRUE(corrected.ok());
  EXPECT_EQ((*corrected)[0].event.body["reason"], "why");
  EXPECT_TRUE(Apply(Words(), (*corrected)[0].event)->corrects);
}

TEST_F(DecideItemTest, AStepIsOfACaseAndNothingElse) {
  auto drafts = DecideStep(Recovery().steps[0], {ulids_.Make(), {}, {"26/118"}}, setting_, Ids());
  model::Event event = drafts[0].event;
  const store::Rows rows = *Apply(Words(), event);
  ASSERT_TRUE(rows.case_step.has_value());
  EXPECT_EQ(rows.case_step->step, "made_safe");
  EXPECT_EQ(rows.case_step->by, "staff:7");
  EXPECT_EQ(rows.case_step->exhibit, "E1");
  EXPECT_EQ(rows.case_step->done_day, base::PartialDate::Parse("2026-03-01")->FirstDay());
  event.subject = "BB.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  EXPECT_FALSE(Apply(Words(), event).ok());
  event.subject = "AA.case.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  EXPECT_FALSE(Apply(Words(), event).ok());
}

}  // namespace
}  // namespace proofmark::registry
