// SPDX-License-Identifier: Apache-2.0
#include "registry/import_events.h"

#include <gtest/gtest.h>

#include <set>

#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

class ImportEvents : public testing::Test {
 protected:
  ImportEvents() {
    setting_.owner = "US-DE";
    setting_.actor = "console:1000";
    setting_.command = "import:1";
    setting_.handling = {{"restricted"}, {}, "none", "import_of_records", "national_law", {}, {}};
    setting_.source = {"Delaware", "C3"};
  }

  RowReading Reading(const std::string& row) {
    return TestRegister(MappingOf(R"({"source": "s", "fields": {"source_id": "id", "make": "make"},
        "marks": [{"kind": "serial", "columns": ["no"]}], "sealed": ["shop"],
        "events": [{"kind": "sold", "date": "sold", "from_party": "shop", "only_if": "sold"},
                   {"kind": "used_in_crime", "date": "crime", "only_if": "crime"}]})"),
                        "id,make,no,shop,sold,crime\n" + row + "\n")
        .First();
  }

  // What the store would tell of the life events of these drafts.
  std::vector<PreviousLife> LifeOf(const std::vector<store::Draft>& drafts) {
    std::vector<PreviousLife> out;
    for (std::size_t i = 1; i < drafts.size(); ++i) {
      const model::Event& event = drafts[i].event;
      PreviousLife life{event.id, event.kind, event.happened, *model::LifeEventFromJson(event.body, "US-DE"), false};
      for (const store::PlainPart& part : drafts[i].sealed) EXPECT_TRUE(AddSealed(life.body, part.plaintext).ok());
      out.push_back(std::move(life));
    }
    return out;
  }

  std::vector<store::Draft> New(const std::string& row) { return DraftsForNew(Reading(row), setting_, ids_); }
  std::vector<store::Draft> Correct(const std::string& row, const std::vector<PreviousLife>& previous) {
    return DraftsForCorrection(Reading(row), setting_, ids_, record_, previous);
  }
  static model::Record Body(const store::Draft& draft) { return *model::RecordFromJson(draft.event.body, "US-DE"); }

  base::FakeClock clock_{base::Instant{1'700'000'000'000}};
  base::SeededRng rng_{1};
  base::UlidMaker ulids_{clock_, rng_};
  IdSource ids_{ulids_, rng_};
  EventSetting setting_;
  base::Ulid record_ = ulids_.Make();
};

const char* const kRow = "7,FN,A1,Shop,2020-01-02,2021-03-04";

TEST_F(ImportEvents, ANewRowIsARecordAndOneEventForEachThingThatHappened) {
  std::vector<store::Draft> drafts = New(kRow);
  ASSERT_EQ(drafts.size(), 3U);
  const model::Event& record = drafts[0].event;
  EXPECT_EQ(record.kind, "recorded");
  EXPECT_EQ(record.owner, "US-DE");
  EXPECT_TRUE(record.subject.starts_with("US-DE.item."));
  EXPECT_EQ(record.actor, "console:1000");
  EXPECT_EQ(record.command, "import:1");
  EXPECT_EQ(record.rules, "import-1");
  EXPECT_EQ(record.handling, setting_.handling);
  EXPECT_EQ(record.source, setting_.source);
  EXPECT_EQ(record.happened, base::DateRange{});
  EXPECT_EQ(Body(drafts[0]).origin->source_id, "7");
  EXPECT_FALSE(drafts[0].caused_by);
  ASSERT_EQ(drafts[0].sealed.size(), 1U);
  EXPECT_EQ(drafts[0].sealed[0].plaintext, R"({"shop":"Shop"})");

  EXPECT_EQ(drafts[1].event.kind, "sold");
  EXPECT_EQ(drafts[2].event.kind, "used_in_crime");
  std::set<base::Ulid> ids = {record.id};
  for (std::size_t i : {1U, 2U}) {
    const model::Event& life = drafts[i].event;
    EXPECT_EQ(life.subject, record.subject);
    EXPECT_EQ(drafts[i].caused_by, 0U);
    EXPECT_EQ(model::LifeEventFromJson(life.body, "US-DE")->record_event, record.id);
    EXPECT_NE(life.nonce, record.nonce);
    EXPECT_TRUE(ids.insert(life.id).second);
  }
  ASSERT_EQ(drafts[1].sealed.size(), 1U);
  EXPECT_EQ(drafts[1].sealed[0].part, "parties");
  for (const store::Draft& draft : drafts) {
    EXPECT_EQ(draft.event.body.dump().find("Shop"), std::string::npos);
    EXPECT_TRUE(model::Encode(draft.event).ok());
  }
}

TEST_F(ImportEvents, TheGradeOfTheMappingGoesBeforeThatOfTheRun) {
  RowReading reading = Reading(kRow);
  reading.source_grade = "B2";
  std::vector<store::Draft> drafts = DraftsForNew(reading, setting_, ids_);
  EXPECT_EQ(drafts[0].event.source.grade, "B2");
  EXPECT_EQ(drafts[0].event.source.party, "Delaware");
  EXPECT_EQ(drafts[1].event.source.grade, "C3");
}

TEST_F(ImportEvents, ACorrectionKeepsTheLifeThatTheRowStillTells) {
  std::vector<store::Draft> first = New(kRow);
  std::vector<store::Draft> drafts = Correct("7,COLT,A1,Shop,2020-01-02,2021-03-04", LifeOf(first));
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(drafts[0].event.kind, "corrected");
  EXPECT_EQ(drafts[0].event.subject, "US-DE.item." + record_.ToText());
  EXPECT_EQ(Body(drafts[0]).item.make, "COLT");
  EXPECT_TRUE(Body(drafts[0]).replaces.empty());
}

TEST_F(ImportEvents, ACorrectionReplacesWhatTheRowNowTellsOtherwise) {
  std::vector<store::Draft> first = New(kRow);
  std::vector<store::Draft> date = Correct("7,FN,A1,Shop,2020-01-03,2021-03-04", LifeOf(first));
  ASSERT_EQ(date.size(), 2U);
  EXPECT_EQ(Body(date[0]).replaces, std::vector<base::Ulid>{first[1].event.id});
  EXPECT_EQ(date[1].event.kind, "sold");
  EXPECT_EQ(date[1].event.happened.from->ToText(), "2020-01-03");
  EXPECT_EQ(model::LifeEventFromJson(date[1].event.body, "US-DE")->record_event, date[0].event.id);
  EXPECT_EQ(date[1].caused_by, 0U);

  std::vector<store::Draft> sealed = Correct("7,FN,A1,Another,2020-01-02,2021-03-04", LifeOf(first));
  ASSERT_EQ(sealed.size(), 2U);
  EXPECT_EQ(Body(sealed[0]).replaces, std::vector<base::Ulid>{first[1].event.id});

  std::vector<store::Draft> gone = Correct("7,FN,A1,Shop,,2021-03-04", LifeOf(first));
  ASSERT_EQ(gone.size(), 1U);
  EXPECT_EQ(Body(gone[0]).replaces, std::vector<base::Ulid>{first[1].event.id});

  std::vector<store::Draft> more = Correct(kRow, {});
  EXPECT_EQ(more.size(), 3U);
  EXPECT_TRUE(Body(more[0]).replaces.empty());
}

TEST_F(ImportEvents, ACorrectionLeavesAloneWhatAPersonRecorded) {
  PreviousLife destroyed{ulids_.Make(), "destroyed", {}, {}, false};
  std::vector<store::Draft> drafts = Correct(kRow, {destroyed});
  EXPECT_TRUE(Body(drafts[0]).replaces.empty());
}

TEST_F(ImportEvents, TwoEqualEventsAreKeptAsTwo) {
  std::vector<PreviousLife> life = LifeOf(New(kRow));
  std::vector<PreviousLife> twice = {life[0], life[1], life[1]};
  twice[2].id = ulids_.Make();
  std::vector<store::Draft> drafts = Correct(kRow, twice);
  ASSERT_EQ(drafts.size(), 1U);
  EXPECT_EQ(Body(drafts[0]).replaces, std::vector<base::Ulid>{twice[2].id});
}

TEST_F(ImportEvents, ALaterFileDoesNotBringBackWhatWasErased) {
  std::vector<PreviousLife> life = LifeOf(New(kRow));
  life[0].body.from_party.reset();
  life[0].erased = true;
  EXPECT_EQ(Correct("7,COLT,A1,Shop,2020-01-02,2021-03-04", life).size(), 1U);
  // What it says besides is another statement, and is told anew.
  std::vector<store::Draft> moved = Correct("7,FN,A1,Shop,2020-01-03,2021-03-04", life);
  EXPECT_EQ(moved.size(), 2U);
}

TEST_F(ImportEvents, ASealedPartThatIsNoneIsRefused) {
  model::LifeEvent body;
  EXPECT_FALSE(AddSealed(body, "not JSON").ok());
  EXPECT_FALSE(AddSealed(body, R"({"from_party":7})").ok());
  EXPECT_TRUE(AddSealed(body, R"({"document":"L-7"})").ok());
  EXPECT_EQ(body.document, "L-7");
}

}  // namespace
}  // namespace proofmark::registry
