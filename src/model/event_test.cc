// SPDX-License-Identifier: Apache-2.0
#include "model/event.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ledger/canonical.h"
#include "model/case.h"
#include "model/record.h"

namespace proofmark::model {
namespace {

using base::Code;
using base::Json;

Event Stolen() {
  Event event;
  event.id = *base::Ulid::Parse("01J9ZQ4V7M4W0T5YB3N2K8XH6D");
  event.owner = "BR-RJ";
  event.seq = 7;
  event.at = *base::Instant::Parse("2026-11-24T00:13:52.123Z");
  event.actor = "console:1000";
  event.kind = "stolen";
  event.subject = "BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E";
  event.happened = {*base::PartialDate::Parse("2019-07"), std::nullopt};
  event.source = {"Civil Police", "B2"};
  event.handling = {{"owner_only"}, {"INTERPOL"}, "none", "trace", "national_law", *base::PartialDate::Parse("2031"),
                    std::nullopt};
  event.cause = base::Sha256("the recorded event");
  event.command = "theft-report-4711";
  event.nonce.fill(7);
  event.body = {{"place", "Niterói"}};
  event.sealed = {{"parties", "xchacha20poly1305", base::Sha256("sealed")}};
  return event;
}

TEST(Event, ReadsBackWhatWasWritten) {
  auto bytes = Encode(Stolen());
  ASSERT_TRUE(bytes.ok()) << bytes.error().message;
  auto again = Decode(*bytes);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, Stolen());
  EXPECT_EQ(*Encode(*again), *bytes);
}

TEST(Event, HasTheKeysOfItsFormatAndNoOthers) {
  Json json = *ledger::ParseCanonical(*Encode(Stolen()));
  std::string keys;
  for (const auto& [key, value] : json.items()) keys += key + " ";
  EXPECT_EQ(keys,
            "actor at body cause command handling happened id kind nonce owner rules sealed seq source subject v "
            "vocabulary ");
  EXPECT_EQ(json["at"], "2026-11-24T00:13:52.123Z");
  EXPECT_EQ(json["happened"], (Json{{"from", "2019-07"}, {"to", nullptr}}));
  EXPECT_EQ(json["id"], "BR-RJ.event.01J9ZQ4V7M4W0T5YB3N2K8XH6D");
}

TEST(Event, KeepsAndHashesKeysOfALaterVersion) {
  Event event = Stolen();
  event.unknown = {{"witness", "later"}};
  auto again = Decode(*Encode(event));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->unknown, event.unknown);
  EXPECT_EQ(*Encode(*again), *Encode(event));
  EXPECT_NE(*Encode(event), *Encode(Stolen()));
}

TEST(Event, IsWrittenAsTheCanonicalFormOfItsJson) {
  Event event = Stolen();
  for (int i = 0; i < 3; ++i) {
    std::string bytes = *Encode(event);
    EXPECT_EQ(*ledger::Canonical(*base::ParseJson(bytes)), bytes);
    event.body = {{"z", {1, nullptr, true}}, {"a", "\u0001\"\\ /"}, {"row", {{"b", "\xD0\x9B"}}}};
    event.cause.reset();
    event.sealed.clear();
    event.handling.codes = {"a\"b"};  // never valid; the writer must not depend on that
    event.handling.codes.clear();
    event.source = {};
    event.actor = "tab\there";
  }
}

// Each row spoils one thing; the error must name it.
TEST(Event, RefusesWhatItsFormatDoesNotHaveAndNamesIt) {
  struct Row {
    const char* field;
    void (*spoil)(Event&);
  };
  const Row rows[] = {
      {"authority", [](Event& e) { e.owner = "br"; }},
      {"actor", [](Event& e) { e.actor.clear(); }},
      {"actor", [](Event& e) { e.actor = std::string(65, 'x'); }},
      {"kind", [](Event& e) { e.kind = "Stolen!"; }},
      {"id", [](Event& e) { e.subject = "BR-RJ.item.short"; }},
      {"subject", [](Event& e) { e.subject = "UA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E"; }},
      {"happened", [](Event& e) { e.happened.to = *base::PartialDate::Parse("2018"); }},
      {"source.grade", [](Event& e) { e.source.grade = "G7"; }},
      {"handling.purpose", [](Event& e) { e.handling.purpose.clear(); }},
      {"handling.onward", [](Event& e) { e.handling.onward = "Any thing"; }},
      {"authority", [](Event& e) { e.handling.releasable_to = {"nobody"}; }},
      {"command", [](Event& e) { e.command = std::string(kCommandKeyMax + 1, 'k'); }},
      {"body", [](Event& e) { e.body = Json::array(); }},
      {"sealed", [](Event& e) { e.sealed.push_back(e.sealed[0]); }},
      {"seq", [](Event& e) { e.seq = -1; }},
  };
  for (const Row& row : rows) {
    Event event = Stolen();
    row.spoil(event);
    auto bytes = Encode(event);
    ASSERT_FALSE(bytes.ok()) << row.field;
    EXPECT_EQ(bytes.error().field, row.field) << bytes.error().message;
  }
}

TEST(Event, RefusesNumbersThatHaveNoCanonicalForm) {
  Event event = Stolen();
  event.body = {{"weight", 1.5}};
  EXPECT_FALSE(Encode(event).ok());
  event.body = {{"weight", std::int64_t{1} << 53}};
  EXPECT_FALSE(Encode(event).ok());
  event.body = {{"weight", (std::int64_t{1} << 53) - 1}};
  EXPECT_TRUE(Encode(event).ok());
}

TEST(Event, RefusesEveryMissingKey) {
  Json whole = *ledger::ParseCanonical(*Encode(Stolen()));
  for (const char* key : {"v", "id", "owner", "seq", "at", "actor", "kind", "subject", "happened", "source", "handling",
                          "command", "nonce", "body", "sealed"}) {
    Json less = whole;
    less.erase(key);
    EXPECT_FALSE(Decode(*ledger::Canonical(less)).ok()) << key;
  }
}

TEST(Event, RefusesASecondSpellingOfTheSameEvent) {
  std::string bytes = *Encode(Stolen());
  EXPECT_FALSE(Decode(bytes + " ").ok());
  EXPECT_FALSE(Decode("{\"v\":1," + bytes.substr(1)).ok());
  std::string capital = bytes;
  capital.replace(capital.find("0707"), 4, "070A");
  EXPECT_FALSE(Decode(capital).ok());
}

TEST(Event, AnOlderVersionsFileIsReadForEver) {
  auto text = base::Json::parse(std::string(
      R"({"actor":"console:0","at":"2026-11-24T00:00:00.000Z","body":{},"cause":null,"command":"c","handling")"
      R"(:{"codes":[],"expires_at":null,"legal_basis":"national_law","onward":"none","purpose":"trace","relea)"
      R"(sable_to":[],"review_at":null},"happened":{"from":"1943","to":null},"id":"UA.event.01J9ZQ4V7M4W0T5YB)"
      R"(3N2K8XH6D","kind":"lost","nonce":"00000000000000000000000000000000","owner":"UA","rules":null,"seale)"
      R"(d":[],"seq":0,"source":{"grade":null,"party":null},"subject":"UA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E","v)"
      R"(":1,"vocabulary":null})"));
  auto event = Decode(*ledger::Canonical(text));
  ASSERT_TRUE(event.ok()) << event.error().message;
  EXPECT_EQ(event->happened.from->ToText(), "1943");
}

TEST(ThingId, HasOneSpelling) {
  ThingId id = *ThingId::Parse("BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D");
  EXPECT_EQ(id.ToText(), "BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D");
  for (const char* wrong : {"", "BR-RJ", "BR-RJ.item", "br.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D",
                            "BR-RJ.Item.01J9ZQ4V7M4W0T5YB3N2K8XH6D", "BR-RJ.item.01j9ZQ4V7M4W0T5YB3N2K8XH6D",
                            "-BR.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D", "BR-.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D"}) {
    EXPECT_FALSE(ThingId::Parse(wrong).ok()) << wrong;
  }
}

TEST(Record, ReadsBackWhatWasWritten) {
  Record record;
  record.item.make = "TAURUS";
  record.item.days_to_crime = "740.0";
  record.marks = {{.kind = "serial", .text = "ЛЯ36", .parts = {"ЛЯ", "36"}}, {.kind = "property", .text = "PM"}};
  record.case_reference = "2632";
  record.origin =
      RegisterRow{"rj", "RJ1", *base::PartialDate::Parse("2022-02-28"), std::string(32, 'a'), std::string(64, 'b'), 12};
  record.row = {{"make", "TAURUS "}};
  record.replaces = {*base::Ulid::Parse("01J9ZQ4V7M4W0T5YB3N2K8XH6D")};
  auto again = RecordFromJson(ToJson(record, "BR-RJ"), "BR-RJ");
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(*again, record);
  EXPECT_FALSE(RecordFromJson(ToJson(record, "BR-RJ"), "UA").ok());  // replaces another owner's event
}

TEST(Record, SaysNothingWhereNothingWasSaid) {
  EXPECT_EQ(ToJson(Record{}, "UA").dump(), R"({"item":{},"marks":[]})");
  EXPECT_EQ(ToJson(LifeEvent{}, "UA").dump(), "{}");
}

TEST(Record, OtherBodiesReadBack) {
  LifeEvent life{"Dealer", std::nullopt, "Newark, DE", "form 4473", *base::Ulid::Parse("01J9ZQ4V7M4W0T5YB3N2K8XH6D")};
  EXPECT_EQ(*LifeEventFromJson(ToJson(life, "UA"), "UA"), life);
  Case one{"2632", {*base::PartialDate::Parse("2017"), {}}, "Rio", "robbery", true, {"2633"}};
  EXPECT_EQ(*CaseFromJson(ToJson(one)), one);
  EXPECT_EQ(ToJson(Case{"2632"}).dump(), R"({"reference":"2632"})");  // nobody said whether it is terrorism
  StepDone step{"made_safe", "staff:4711", "E1", *base::Instant::Parse("2026-11-24T10:00:00.000Z")};
  EXPECT_EQ(*StepDoneFromJson(ToJson(step)), step);
  Record corrected;
  corrected.reason = "read again";
  corrected.row_of = *base::Ulid::Parse("01J9ZQ4V7M4W0T5YB3N2K8XH6D");
  EXPECT_EQ(*RecordFromJson(ToJson(corrected, "UA"), "UA"), corrected);
  Link link{"UA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E", "photographs compared"};
  EXPECT_EQ(ToJson(*LinkFromJson(ToJson(link))), ToJson(link));
  Withdrawal withdrawal{*base::Ulid::Parse("01J9ZQ4V7M4W0T5YB3N2K8XH6D"), "found at home"};
  EXPECT_EQ(ToJson(*WithdrawalFromJson(ToJson(withdrawal, "UA"), "UA"), "UA"), ToJson(withdrawal, "UA"));
  Access access{"show", {"UA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6E"}, 1};
  EXPECT_EQ(ToJson(*AccessFromJson(ToJson(access))), ToJson(access));
}

RC_GTEST_PROP(Event, AnyTextInABodyComesBack, (const std::string& text)) {
  Event event = Stolen();
  std::string clean;
  for (char c : text) clean += static_cast<char>(c & 0x7F);
  event.body = {{"text", clean}};
  auto bytes = Encode(event);
  RC_ASSERT(bytes.ok());
  RC_ASSERT(Decode(*bytes)->body == event.body);
}

}  // namespace
}  // namespace proofmark::model
