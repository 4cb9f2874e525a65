// SPDX-License-Identifier: Apache-2.0
#include "registry/mapping_proposal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "registry/mapping.h"
#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

using base::Json;

MappingProposal ProposalFor(const std::string& bytes) {
  auto outline = OutlineOf(bytes, GuessForm(bytes));
  EXPECT_TRUE(outline.ok()) << (outline.ok() ? "" : outline.error().message);
  return ProposeMapping(*outline, Words());
}

bool Notes(const MappingProposal& proposal, const std::string& column, const std::string& code) {
  return std::find(proposal.notes.begin(), proposal.notes.end(), ProposalNote{column, code}) != proposal.notes.end();
}

// With a name it is a mapping that an import takes.
void ExpectTaken(MappingProposal proposal) {
  proposal.mapping["source"] = "test";
  auto mapping = ParseMapping(proposal.mapping, Words());
  EXPECT_TRUE(mapping.ok()) << mapping.error().message << "\n" << proposal.mapping.dump(1);
}

TEST(MappingProposal, ReadsTheNamesOfColumnsInSeveralLanguages) {
  for (const char* header :
       {"Serial No.,Make,Calibre", "Número de série,Marca,Calibre", "numéro_de_série,marque,calibre",
        "Серийный номер,Марка,Калибр", "序列号,品牌,口径", "الرقم التسلسلي,الصانع,العيار",
        "Seriennummer,Hersteller,Kaliber", "Nro. de serie,Marca,Calibre"}) {
    const MappingProposal proposal = ProposalFor(std::string(header) + "\nA1,FN,9mm\n");
    const Json& marks = proposal.mapping["marks"];
    ASSERT_EQ(marks.size(), 1U) << header;
    EXPECT_EQ(marks[0]["kind"], "serial") << header;
    EXPECT_TRUE(proposal.mapping["fields"].contains("make")) << header;
    EXPECT_TRUE(proposal.mapping["fields"].contains("calibre")) << header;
    ExpectTaken(proposal);
  }
}

TEST(MappingProposal, TakesASeriesAndANumberForOneMark) {
  const MappingProposal proposal = ProposalFor("weaponseries,weaponnumber,weaponkind\nЛЯ,36,РЕВОЛЬВЕР\n");
  EXPECT_EQ(proposal.mapping["marks"], Json::parse(R"([{"kind":"serial","columns":["weaponseries","weaponnumber"]}])"));
}

TEST(MappingProposal, SaysWhatHappenedOnlyWhereAColumnOrItsCellsDo) {
  const MappingProposal by_cells =
      ProposalFor("serial,status,date\nA1,ROUBADO,2024-01-02\nA2,Lost,2024\nA3,xyz,2024\n");
  EXPECT_EQ(by_cells.mapping["events"][0]["kind"]["values"], Json::parse(R"({"ROUBADO":"stolen","Lost":"lost"})"));
  EXPECT_EQ(by_cells.mapping["events"][0]["date"], "date");
  EXPECT_TRUE(Notes(by_cells, "status", "unknown_values"));
  ExpectTaken(by_cells);
  const MappingProposal by_names = ProposalFor("serial,sale_date,crime_date\nA1,2020-01-02,2023-02-03\n");
  ASSERT_EQ(by_names.mapping["events"].size(), 2U);
  EXPECT_EQ(by_names.mapping["events"][1]["kind"], "used_in_crime");
  ExpectTaken(by_names);
  const MappingProposal unsaid = ProposalFor("serial,date\nA1,2020-01-02\n");
  EXPECT_TRUE(unsaid.mapping["events"].empty());
  EXPECT_TRUE(Notes(unsaid, "date", "event_unknown"));
  ExpectTaken(unsaid);
}

TEST(MappingProposal, SaysWhatItCannotTell) {
  const MappingProposal proposal =
      ProposalFor("serial,stolen on,remarks,id,no\nA1,03/04/2024,x,1,2\nA2,05/06/2024,y,2,3\n");
  EXPECT_TRUE(Notes(proposal, "stolen on", "ambiguous_date"));
  EXPECT_FALSE(proposal.mapping.contains("date_format"));
  EXPECT_TRUE(Notes(proposal, "remarks", "unknown_name"));
  EXPECT_TRUE(Notes(proposal, "no", "twice"));
  EXPECT_TRUE(Notes(ProposalFor("serial,stolen on\nA1,1.4.24\n"), "stolen on", "unread_date"));
  EXPECT_FALSE(Notes(ProposalFor("serial,stolen on\nA1,2024-13-01\nA2,2024-01-02\nA3,2024-01-03\nA4,2024-01-04\n"),
                     "stolen on", "unread_date"))
      << "one day that never was is a fault of its row";
  const MappingProposal told = ProposalFor("serial,stolen on\nA1,03/04/2024\nA2,25/06/2024\n");
  EXPECT_EQ(told.mapping["date_format"], Json::array({"DD/MM/YYYY"}));
}

TEST(MappingProposal, SealsWhoHadAWeapon) {
  const MappingProposal proposal = ProposalFor("serial,sale date,dealer name\nA1,2020-01-02,Grove\n");
  EXPECT_EQ(proposal.mapping["sealed"], Json::array({"dealer name"}));
  EXPECT_EQ(proposal.mapping["events"][0]["from_party"], Json::array({"dealer name"}));
  ExpectTaken(proposal);
}

TEST(MappingProposal, KnowsAColumnOfMakesByItsCells) {
  const MappingProposal proposal = ProposalFor("serial,who\nA1,TAURUS\nA2,ROSSI\nA3,GLOCK\nA4,BERETTA\n");
  EXPECT_EQ(proposal.mapping["fields"]["make"], "who");
}

// Of the registers that this project has mappings for, written by hand.
TEST(MappingProposal, FindsTheMarksOfTheSampleRegisters) {
  for (const char* file : {"ua_register_sample.csv", "sp_synthetic.csv", "rj_synthetic.csv", "de_crime_guns.csv"}) {
    const std::string bytes = base::ReadFile(std::string(PM_TESTDATA_DIR) + "/registers/" + file, 1U << 26).value();
    const MappingProposal proposal = ProposalFor(bytes);
    ASSERT_FALSE(proposal.mapping["marks"].empty()) << file;
    EXPECT_EQ(proposal.mapping["marks"][0]["kind"], "serial") << file;
    EXPECT_TRUE(proposal.mapping["fields"].contains("make")) << file;
    // The examinations of Rio de Janeiro do not say what happened on their day.
    EXPECT_EQ(proposal.mapping["events"].empty(), Notes(proposal, "date", "event_unknown")) << file;
    ExpectTaken(proposal);
  }
}

TEST(MappingProposal, ItsTablesNameOnlyWhatAMappingHas) {
  std::set<std::string> means = {"source_id", "case", "serial", "property",   "import_mark", "proof",
                                 "event",     "date", "place",  "from_party", "to_party",    "document"};
  for (const ItemField& field : kItemFields) means.insert(std::string(field.name));
  const vocab::CodeList& events = Words().List("life_events");
  for (const vocab::TableRow& row : Words().Rows("column_names").rows) {
    const bool dated = row.cells[1].starts_with("date:") && events.Find(row.cells[1].substr(5)) != nullptr;
    EXPECT_TRUE(dated || means.contains(row.cells[1])) << row.cells[0] << ": " << row.cells[1];
    EXPECT_EQ(base::LookupKey(row.cells[0]), row.cells[0]) << "is looked up in this form";
  }
  for (const vocab::TableRow& row : Words().Rows("event_words").rows) {
    EXPECT_NE(events.Find(row.cells[1]), nullptr) << row.cells[0];
    EXPECT_EQ(base::LookupKey(row.cells[0]), row.cells[0]);
  }
}

}  // namespace
}  // namespace proofmark::registry
