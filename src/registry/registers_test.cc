// SPDX-License-Identifier: Apache-2.0
// Whole registers through mapping, reading and decision, in memory.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/bytes.h"
#include "model/ids.h"
#include "registry/apply.h"
#include "registry/decide_import.h"
#include "registry/import_events.h"
#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

struct Outcome {
  int rows = 0;
  int imported = 0;
  int corrected = 0;
  int duplicates = 0;
  int rejected = 0;
  int warned = 0;

  std::string Text() const {
    return std::to_string(rows) + " rows: " + std::to_string(imported) + " new, " + std::to_string(corrected) +
           " corrected, " + std::to_string(duplicates) + " duplicates, " + std::to_string(rejected) + " rejected, " +
           std::to_string(warned) + " warned";
  }
};

// A register in memory: what an import needs of the store, and Apply behind it.
class Register {
 public:
  Outcome Import(const std::string& mapping, std::string bytes) {
    return Import(TestRegister(CommittedMapping(mapping), std::move(bytes)));
  }
  Outcome Import(TestRegister file) {
    FileIdentities ids;
    for (const RowReading& reading : file.All()) {
      if (reading.faults.empty()) ids.Add(reading.source_id, reading.content, reading.record.origin->line);
    }
    ids.Finish();
    Outcome outcome;
    for (const RowReading& reading : file.All()) {
      ++outcome.rows;
      if (!reading.faults.empty()) {
        ++outcome.rejected;
        continue;
      }
      Take(reading, ids.Find(reading.source_id, reading.content, reading.record.origin->line), file.mapping.as_of,
           outcome);
    }
    return outcome;
  }

  std::map<base::Ulid, store::RecordRow> records;
  std::map<base::Ulid, std::vector<PreviousLife>> life;

 private:
  void Take(const RowReading& reading, const Occurrence& here, const std::optional<base::PartialDate>& as_of,
            Outcome& outcome) {
    auto& entries = entries_[reading.source_id];
    RowDecision decision = DecideRow(reading, here, entries, as_of);
    outcome.warned += decision.warning != RowWarning::kNone;
    if (decision.outcome == RowOutcome::kDuplicate) {
      ++outcome.duplicates;
      return;
    }
    EventSetting setting;
    setting.owner = "AA";
    bool correction = decision.outcome == RowOutcome::kCorrection;
    ++(correction ? outcome.corrected : outcome.imported);
    std::vector<store::Draft> drafts =
        correction ? DraftsForCorrection(reading, setting, ids_, *decision.record, life[*decision.record])
                   : DraftsForNew(reading, setting, ids_);
    for (const store::Draft& draft : drafts) Keep(draft);
    base::Ulid record = model::ThingId::Parse(drafts[0].event.subject)->ulid;
    std::erase_if(entries, [&](const store::RegisterEntry& entry) { return entry.record == record; });
    std::optional<std::string> text;
    if (as_of) text = as_of->ToText();
    entries.push_back({record, std::string(base::View(reading.content)), text, 0});
  }

  void Keep(const store::Draft& draft) {
    auto rows = Apply(Words(), draft.event);
    ASSERT_TRUE(rows.ok()) << rows.error().message;
    if (rows->record) records[rows->record->record] = *rows->record;
    for (const base::Ulid& gone : rows->no_longer) {
      std::erase_if(life[*rows->subject], [&](const PreviousLife& one) { return one.id == gone; });
    }
    if (!rows->life) return;
    PreviousLife one{draft.event.id, draft.event.kind, draft.event.happened,
                     *model::LifeEventFromJson(draft.event.body, "AA"), false};
    for (const store::PlainPart& part : draft.sealed) ASSERT_TRUE(AddSealed(one.body, part.plaintext).ok());
    life[rows->life->record].push_back(std::move(one));
  }

  std::map<std::string, std::vector<store::RegisterEntry>> entries_;
  base::FakeClock clock_{base::Instant{1'700'000'000'000}};
  base::SeededRng rng_{1};
  base::UlidMaker ulids_{clock_, rng_};
  IdSource ids_{ulids_, rng_};
};

TEST(RioRegister, KeepsANumberThatStandsTwiceApartAndAnEqualRowOnce) {
  Register records;
  std::string bytes = RegisterText("rj_synthetic.csv");
  EXPECT_EQ(records.Import("rj.json", bytes).Text(), "10 rows: 8 new, 0 corrected, 1 duplicates, 1 rejected, 2 warned");
  EXPECT_EQ(records.records.size(), 8U);
  EXPECT_EQ(records.Import("rj.json", bytes).Text(), "10 rows: 0 new, 0 corrected, 9 duplicates, 1 rejected, 0 warned");
}

TEST(RioRegister, RejectsADayThatIsNotInTheCalendar) {
  TestRegister file(CommittedMapping("rj.json"), RegisterText("rj_synthetic.csv"));
  std::vector<RowReading> rows = file.All();
  ASSERT_EQ(rows.back().faults.size(), 1U);
  EXPECT_EQ(rows.back().faults[0], (RowFault{11, "date", "2021-02-30", "there is no such day in the calendar"}));
}

TEST(RioRegister, TakesALaterFileAsACorrectionAndAnOlderOneAsNothing) {
  Register records;
  const std::string header =
      "id,date,serial_raw,type,make,model,calibre,platform,country,importer_country,"
      "owner_mark,origin,case_ix\n";
  records.Import("rj.json", header + "RJX1,2019-01-15,A1,PISTOLA,TAURUS,,.40,,BRASIL,,,I,1\n");
  EXPECT_EQ(records.Import("rj.json", header + "RJX1,2019-01-16,A1,PISTOLA,COLT,,.40,,BRASIL,,,I,1\n").Text(),
            "1 rows: 0 new, 1 corrected, 0 duplicates, 0 rejected, 0 warned");
  ASSERT_EQ(records.records.size(), 1U);
  EXPECT_EQ(records.records.begin()->second.make, "colt");
  ASSERT_EQ(records.life.begin()->second.size(), 1U);
  EXPECT_EQ(records.life.begin()->second[0].happened.from->ToText(), "2019-01-16");
  Mapping older = CommittedMapping("rj.json");
  older.as_of = *base::PartialDate::Parse("2019");
  EXPECT_EQ(records.Import(TestRegister(older, header + "RJX1,2019-01-15,A1,PISTOLA,FN,,.40,,BRASIL,,,I,1\n")).Text(),
            "1 rows: 0 new, 0 corrected, 1 duplicates, 0 rejected, 0 warned");
}

TEST(SaoPauloRegister, TellsWhatHappenedByItsColumn) {
  TestRegister file(CommittedMapping("sp.json"), RegisterText("sp_synthetic.csv"));
  std::vector<std::string> kinds;
  for (const RowReading& row : file.All()) {
    kinds.push_back(!row.faults.empty() ? "fault: " + row.faults[0].value
                    : row.life.empty()  ? "nothing"
                                        : row.life[0].kind + " " + row.life[0].happened.from->ToText());
  }
  EXPECT_EQ(kinds,
            (std::vector<std::string>{"seized 2019", "seized 2020", "stolen 2020", "seized 2021", "stolen 2021",
                                      "lost 2022", "found 2022", "nothing", "surrendered 2023", "fault: TROCADO"}));
}

TEST(DelawareRegister, TellsTwoThingsARowAndTheDaysBetweenThem) {
  TestRegister file(CommittedMapping("de.json"), RegisterText("de_crime_guns.csv"));
  std::map<std::string, int> count;
  for (const RowReading& row : file.All()) {
    ASSERT_TRUE(row.faults.empty());
    ASSERT_EQ(row.life.size(), 2U);
    EXPECT_EQ(row.life[0].kind, "sold");
    EXPECT_EQ(row.life[1].kind, "used_in_crime");
    EXPECT_TRUE(row.life[0].whole.from_party);
    EXPECT_FALSE(row.life[0].body.from_party);
    bool sold = row.life[0].happened.from.has_value();
    bool crime = row.life[1].happened.from.has_value();
    bool days = row.record.item.days_to_crime.has_value();
    ++count[sold && crime ? "both" : sold ? "sale" : crime ? "crime" : days ? "days" : "nothing"];
  }
  EXPECT_EQ(count, (std::map<std::string, int>{{"both", 451}, {"sale", 134}, {"days", 38}, {"nothing", 12}}));
}

TEST(UkrainianRegister, ReadsASeriesAndANumberAndTheReasonInAnyCase) {
  TestRegister file(CommittedMapping("ua.json"), RegisterText("ua_register_sample.csv"));
  std::vector<RowReading> rows = file.All();
  ASSERT_EQ(rows.size(), 15U);
  EXPECT_EQ(rows[0].record.marks[0].text, "ЛЯ36");
  EXPECT_EQ(rows[0].life[0].kind, "stolen");  // written Викрадення
  EXPECT_EQ(rows[1].life[0].kind, "lost");
  EXPECT_EQ(rows[1].life[0].happened.from->ToText(), "1973-02-14");
  EXPECT_EQ(rows[9].record.item.calibre, "7,62");
  EXPECT_EQ(rows[0].record.item.make, rows[0].record.item.model);
  EXPECT_FALSE(rows[0].record.row.contains("row"));
  EXPECT_EQ(rows[0].record.row.count("organunit"), 0U);
}

TEST(UkrainianRegister, KnowsARowAgainUnderAnotherRowNumber) {
  std::string bytes = RegisterText("ua_register_sample.csv");
  Register records;
  EXPECT_EQ(records.Import("ua.json", bytes).Text(),
            "15 rows: 15 new, 0 corrected, 0 duplicates, 0 rejected, 0 warned");
  std::size_t second = bytes.find("\n1,НАГАН");
  ASSERT_NE(second, std::string::npos);
  bytes.replace(second, 2, "\n777");
  EXPECT_EQ(records.Import("ua.json", bytes).Text(),
            "15 rows: 0 new, 0 corrected, 15 duplicates, 0 rejected, 0 warned");
}

TEST(UkrainianRegister, ReadsTheSameFromCsvAndFromJson) {
  Mapping as_json = CommittedMapping("ua.json");
  as_json.format = RegisterFormat::kJsonl;
  TestRegister csv(CommittedMapping("ua.json"), RegisterText("ua_register_sample.csv"));
  std::string lines;
  RegisterReader reader = *csv.reader;
  InputRow row;
  while (reader.Next(row)) {
    base::Json line;
    for (std::size_t i = 0; i < row.cells.size(); ++i) line[reader.header()[i]] = row.cells[i];
    lines += line.dump() + "\n";
  }
  std::vector<RowReading> from_json = TestRegister(as_json, lines).All();
  std::vector<RowReading> from_csv = csv.All();
  ASSERT_EQ(from_json.size(), from_csv.size());
  for (std::size_t i = 0; i < from_csv.size(); ++i) EXPECT_EQ(from_json[i].content, from_csv[i].content);
}

}  // namespace
}  // namespace proofmark::registry
