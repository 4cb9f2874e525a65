// SPDX-License-Identifier: Apache-2.0
#include "registry/mapping.h"

#include <gtest/gtest.h>

#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

// A mapping that is right but for what `more` adds or replaces.
std::string With(const std::string& more) {
  return R"({"source": "s", "fields": {"make": "MAKE"}, "marks": [{"kind": "serial", "columns": ["NO"]}])" +
         (more.empty() ? "" : ", " + more) + "}";
}

base::Error Refusal(const std::string& text) {
  auto mapping = TryMapping(text);
  if (mapping.ok()) {
    ADD_FAILURE() << "taken: " << text;
    return {};
  }
  EXPECT_EQ(mapping.error().code, base::Code::kInvalid) << mapping.error().message;
  return mapping.error();
}

std::string Why(const std::string& text) { return Refusal(text).message; }

TEST(Mapping, TakesTheLongForm) {
  Mapping mapping = CommittedMapping("rj.json");
  EXPECT_EQ(mapping.source, "rj-pcerj-exams");
  EXPECT_EQ(mapping.as_of->ToText(), "2022-02-28");
  EXPECT_EQ(mapping.language, "pt");
  EXPECT_EQ(mapping.source_id, "id");
  EXPECT_EQ(mapping.case_reference, "case_ix");
  ASSERT_EQ(mapping.marks.size(), 2U);
  EXPECT_EQ(mapping.marks[1].kind, "property");
  EXPECT_EQ(mapping.marks[1].columns, std::vector<std::string>{"owner_mark"});
  ASSERT_EQ(mapping.events.size(), 1U);
  EXPECT_EQ(mapping.events[0].kind, "seized");
  EXPECT_EQ(mapping.events[0].date, "date");
  EXPECT_TRUE(mapping.events[0].place.empty());
  EXPECT_EQ(mapping.item.size(), 6U);  // "importer": null means that there is no such column
}

TEST(Mapping, TakesTheShortForm) {
  Mapping mapping = MappingOf(
      R"({"source": "s", "format": "csv", "event": "stolen",
          "fields": {"source_id": "ID", "serial": "NO", "owner_mark": "MARK", "make": "MAKE", "country": "C",
                     "date": "WHEN", "place": ["TOWN", "STREET"]}})");
  ASSERT_EQ(mapping.marks.size(), 2U);
  EXPECT_EQ(mapping.marks[0].kind, "serial");
  EXPECT_EQ(mapping.marks[1].kind, "property");
  ASSERT_EQ(mapping.events.size(), 1U);
  EXPECT_EQ(mapping.events[0].kind, "stolen");
  EXPECT_EQ(mapping.events[0].date, "WHEN");
  EXPECT_EQ(mapping.events[0].place, (std::vector<std::string>{"TOWN", "STREET"}));
  ASSERT_EQ(mapping.item.size(), 2U);
  EXPECT_EQ(mapping.item[1].field.name, "made_country");
  EXPECT_EQ(NamedColumns(mapping),
            (std::vector<std::string>{"ID", "MAKE", "C", "NO", "MARK", "WHEN", "TOWN", "STREET"}));
}

TEST(Mapping, HasNoDefaultsForAWeapon) {
  Mapping mapping = MappingOf(R"({"source": "s", "fields": {"make": "MAKE"}})");
  EXPECT_TRUE(mapping.marks.empty());
  EXPECT_TRUE(mapping.events.empty());
  EXPECT_FALSE(mapping.source_id || mapping.case_reference || mapping.as_of || mapping.grade || mapping.handling);
  EXPECT_EQ(mapping.encoding, "utf-8");
  EXPECT_EQ(mapping.delimiter, ',');
}

TEST(Mapping, TakesAColumnByItselfWhereAListMayStand) {
  Mapping mapping = MappingOf(R"({"source": "s", "marks": [{"kind": "serial", "columns": "NO"}], "ignore": "X",
                                  "events": [{"kind": "sold", "from_party": "D", "document": "B"}], "sealed": "D"})");
  EXPECT_EQ(mapping.marks[0].columns, std::vector<std::string>{"NO"});
  EXPECT_EQ(mapping.events[0].from_party, std::vector<std::string>{"D"});
  EXPECT_EQ(mapping.sealed, std::vector<std::string>{"D"});
  EXPECT_EQ(mapping.ignored, std::vector<std::string>{"X"});
}

TEST(Mapping, ReadsKindsFromAColumnByLookUpKey) {
  Mapping mapping = MappingOf(With(
      R"("events": [{"kind": {"column": "K", "values": {"ВТРАТА": "lost", " roubado ": "stolen", "OUTROS": null}}}])"));
  const EventColumns& event = mapping.events[0];
  EXPECT_TRUE(event.kind.empty());
  EXPECT_EQ(event.kind_column, "K");
  EXPECT_EQ(event.values.at("ROUBADO"), "stolen");
  EXPECT_EQ(event.values.at("ВТРАТА"), "lost");
  EXPECT_EQ(event.values.at("OUTROS"), std::nullopt);
}

TEST(Mapping, TakesHandlingAndGrade) {
  Mapping mapping = MappingOf(With(
      R"("grade": "B2", "handling": {"codes": ["restricted"], "onward": "none", "purpose": "investigation",
         "legal_basis": "national_law", "review_at": "2030"})"));
  EXPECT_EQ(mapping.grade, "B2");
  EXPECT_EQ(mapping.handling->codes, std::vector<std::string>{"restricted"});
  EXPECT_TRUE(mapping.handling->releasable_to.empty());
  EXPECT_EQ(mapping.handling->review_at->ToText(), "2030");
}

TEST(Mapping, RefusesAKeyThatItDoesNotKnow) {
  EXPECT_EQ(Refusal(With(R"("sealled": ["X"])")).field, "sealled");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"mkae": "MAKE"}})").field, "fields.mkae");
  EXPECT_EQ(Refusal(With(R"("events": [{"kind": "sold", "when": "D"}])")).field, "events[0].when");
  EXPECT_EQ(Refusal(R"({"source": "s", "marks": [{"kind": "serial", "column": "NO"}]})").field, "marks[0].column");
}

TEST(Mapping, NamesTheCodeThatWasMeant) {
  EXPECT_EQ(Why(With(R"("events": [{"kind": "sold"}, {"kind": "stollen"}])")),
            "events[1].kind: \"stollen\" is not a life event; did you mean stolen?");
  EXPECT_EQ(Why(R"({"source": "s", "marks": [{"kind": "seriel", "columns": ["NO"]}]})"),
            "marks[0].kind: \"seriel\" is not a kind of mark; did you mean serial?");
  EXPECT_EQ(Why(With(R"("event": "eaten")")), "event: \"eaten\" is not a life event");
  EXPECT_EQ(Why(With(R"("event": {"column": "K", "values": {"A": "lots"}})")),
            "event.values.A: \"lots\" is not a life event; did you mean lost?");
}

TEST(Mapping, RefusesCodesOfHandlingThatNoTableHas) {
  auto handling = [](const std::string& change) {
    return With(R"("handling": {"codes": [], "onward": "none", "purpose": "trace", "legal_basis": "national_law")" +
                change + "}");
  };
  EXPECT_TRUE(TryMapping(handling("")).ok());
  EXPECT_EQ(Refusal(handling(R"(, "releasable_to": ["nobody"])")).field, "handling.releasable_to");
  EXPECT_EQ(Refusal(With(R"("handling": {"onward": "none", "purpose": "fun", "legal_basis": "consent"})")).field,
            "handling.purpose");
  EXPECT_EQ(Refusal(With(R"("handling": {"onward": "all", "purpose": "trace", "legal_basis": "consent"})")).field,
            "handling.onward");
  EXPECT_EQ(Refusal(With(R"("handling": {"onward": "none", "purpose": "trace", "legal_basis": "whim"})")).field,
            "handling.legal_basis");
  EXPECT_EQ(Refusal(With(R"("handling": {"codes": ["x"], "onward": "none", "purpose": "trace",
                            "legal_basis": "consent"})"))
                .field,
            "handling.codes");
  EXPECT_EQ(Refusal(With(R"("handling": {"purpose": "trace", "legal_basis": "consent"})")).field, "handling.onward");
  EXPECT_EQ(Refusal(With(R"("grade": "G1")")).field, "grade");
  EXPECT_EQ(Refusal(With(R"("grade": "B")")).field, "grade");
}

TEST(Mapping, RefusesAFormThatCannotBeRead) {
  EXPECT_EQ(Refusal(With(R"("format": "ods")")).field, "format");
  EXPECT_TRUE(TryMapping(With(R"("format": "xlsx")")).ok());
  EXPECT_EQ(Refusal(With(R"("delimiter": ";;")")).field, "delimiter");
  EXPECT_EQ(Refusal(With(R"("delimiter": "\"")")).field, "delimiter");
  EXPECT_EQ(Refusal(With(R"("delimiter": "\u0000")")).field, "delimiter");
  EXPECT_EQ(Refusal(With(R"("format": "jsonl", "delimiter": ",")")).field, "delimiter");
  EXPECT_EQ(Refusal(With(R"("encoding": "klingon-8")")).field, "encoding");
  EXPECT_EQ(Refusal(With(R"("encoding": "ibm-943,swaplfnl")")).field, "encoding");
  EXPECT_EQ(Refusal(With(R"("date_format": "DD/MM/YY")")).field, "date_format");
  EXPECT_EQ(Refusal(With(R"("as_of": "yesterday")")).field, "as_of");
  EXPECT_TRUE(TryMapping(With(R"("encoding": "windows-1251", "date_format": ["DD.MM.YYYY", "ISO"])")).ok());
}

TEST(Mapping, RefusesWhatTellsNothingOrTwoThings) {
  EXPECT_EQ(Refusal(R"({"fields": {"make": "MAKE"}})").field, "source");
  EXPECT_EQ(Refusal(R"({"source": "", "fields": {"make": "MAKE"}})").field, "source");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"source_id": "ID"}})").field, "fields");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"make": "M", "date": "D"}})").field, "fields");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"make": ""}})").field, "fields.make");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"make": ["A", "B"]}})").field, "fields.make");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"country": "C", "made_country": "D"}})").field, "fields.country");
  EXPECT_EQ(Refusal(With(R"("event": "lost", "events": [{"kind": "lost"}])")).field, "event");
  EXPECT_EQ(Refusal(With(R"("event": 7)")).field, "event");
  EXPECT_EQ(Refusal(With(R"("events": [{"date": "D"}])")).field, "events[0].kind");
  EXPECT_EQ(Refusal(With(R"("events": [7])")).field, "events[0]");
  EXPECT_EQ(Refusal(With(R"("events": [{"kind": {"column": "K"}}])")).field, "events[0].kind.values");
  EXPECT_EQ(Refusal(With(R"("events": [{"kind": {"column": "K", "values": {}}}])")).field, "events[0].kind.values");
  EXPECT_EQ(Refusal(With(R"("events": [{"kind": {"column": "", "values": {"A": "lost"}}}])")).field,
            "events[0].kind.column");
  EXPECT_EQ(Refusal(With(R"("events": [{"kind": {"column": "K", "values": {" ": "lost"}}}])")).field,
            "events[0].kind.values. ");
  EXPECT_EQ(Refusal(With(R"("events": [{"kind": {"column": "K", "values": {"a": "lost", "A": "found"}}}])")).field,
            "events[0].kind.values.a");
  EXPECT_EQ(Refusal(R"({"source": "s", "marks": [{"kind": "serial", "columns": []}]})").field, "marks[0].columns");
  EXPECT_EQ(Refusal(R"({"source": "s", "marks": [{"kind": "serial", "columns": ["A", "A"]}]})").field,
            "marks[0].columns");
  EXPECT_EQ(Refusal("[]").message, "a mapping is a JSON object; see docs/formats/mapping.md");
}

TEST(Mapping, RefusesToSealWhatMustBeFoundOrDated) {
  EXPECT_EQ(Refusal(With(R"("sealed": ["MAKE"])")).field, "sealed");
  EXPECT_EQ(Refusal(With(R"("sealed": ["D"], "events": [{"kind": "lost", "date": "D"}])")).field, "sealed");
  EXPECT_EQ(Refusal(With(R"("sealed": ["K"], "event": {"column": "K", "values": {"A": "lost"}})")).field, "sealed");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"make": "M", "source_id": "ID"}, "sealed": ["ID"]})").field,
            "sealed");
  EXPECT_EQ(Refusal(R"({"source": "s", "fields": {"make": "M", "case": "C"}, "sealed": ["C"]})").field, "sealed");
  EXPECT_TRUE(TryMapping(With(R"("sealed": ["NO"])")).ok());  // a mark may be
  EXPECT_EQ(Refusal(With(R"("ignore": ["MAKE"])")).field, "ignore");
  EXPECT_EQ(Refusal(With(R"("ignore": ["X"], "sealed": ["X"])")).field, "ignore");
}

TEST(Mapping, HasLimits) {
  std::string events;
  for (std::size_t i = 0; i <= kEventsPerRowMax; ++i) events += std::string(i == 0 ? "" : ", ") + R"({"kind": "lost"})";
  auto many = TryMapping(With("\"events\": [" + events + "]"));
  ASSERT_FALSE(many.ok());
  EXPECT_EQ(many.error().code, base::Code::kTooLarge);
  std::string values;
  for (std::size_t i = 0; i <= kKindValuesMax; ++i) {
    values += (i == 0 ? "\"V" : ", \"V") + std::to_string(i) + R"(": "lost")";
  }
  auto wide = TryMapping(With(R"("event": {"column": "K", "values": {)" + values + "}}"));
  ASSERT_FALSE(wide.ok());
  EXPECT_EQ(wide.error().code, base::Code::kTooLarge);
  auto long_name = TryMapping(With("\"sealed\": [\"" + std::string(kColumnNameMax + 1, 'x') + "\"]"));
  EXPECT_FALSE(long_name.ok());
}

// The blocks of JSON of a page.
std::vector<std::string> Examples(const std::string& page) {
  std::vector<std::string> out;
  const std::string open = "```json\n";
  for (std::size_t at = page.find(open); at != std::string::npos; at = page.find(open, at)) {
    at += open.size();
    out.push_back(page.substr(at, page.find("```", at) - at));
  }
  return out;
}

TEST(Mapping, TakesTheExamplesOfItsPage) {
  auto page = base::ReadFile(std::string(PM_SOURCE_DIR) + "/docs/formats/mapping.md", 1U << 20);
  ASSERT_TRUE(page.ok());
  std::vector<std::string> examples = Examples(*page);
  ASSERT_EQ(examples.size(), 3U);
  EXPECT_EQ(MappingOf(examples[0]).events.size(), 2U);
  EXPECT_EQ(MappingOf(With("\"events\": [" + examples[1] + "]")).events[0].values.size(), 3U);
  EXPECT_EQ(MappingOf(examples[2]).events[0].kind, "stolen");
}

TEST(Mapping, FourRegistersHaveTheirs) {
  EXPECT_EQ(CommittedMapping("sp.json").events[0].values.at("APREENDIDO"), "seized");
  EXPECT_EQ(CommittedMapping("rj.json").source, "rj-pcerj-exams");
  EXPECT_EQ(CommittedMapping("de.json").events.size(), 2U);
  EXPECT_EQ(CommittedMapping("ua.json").marks[0].columns, (std::vector<std::string>{"weaponseries", "weaponnumber"}));
}

}  // namespace
}  // namespace proofmark::registry
