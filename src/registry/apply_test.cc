// SPDX-License-Identifier: Apache-2.0
#include "registry/apply.h"

#include <gtest/gtest.h>

#include <map>

#include "model/ids.h"
#include "registry/registry_fixture.h"
#include "registry/resolve.h"

namespace proofmark::registry {
namespace {

using base::Json;

base::Ulid Id(std::uint8_t n) { return base::Ulid{{n}}; }
std::string ItemText(std::uint8_t n) { return model::ThingId{"BR-RJ", "item", Id(n)}.ToText(); }
std::string EventText(std::uint8_t n) { return model::ThingId{"BR-RJ", "event", Id(n)}.ToText(); }

model::Event EventOf(const std::string& kind, Json body) {
  model::Event event;
  event.id = Id(9);
  event.owner = "BR-RJ";
  event.kind = kind;
  event.subject = ItemText(1);
  event.body = std::move(body);
  return event;
}

store::Rows Applied(const model::Event& event) {
  auto rows = Apply(Words(), event);
  if (!rows.ok()) ADD_FAILURE() << rows.error().message;
  return rows.ok() ? *rows : store::Rows{};
}

base::Error Refused(const model::Event& event) {
  auto rows = Apply(Words(), event);
  if (rows.ok()) ADD_FAILURE() << "taken: " << event.kind;
  return rows.ok() ? base::Error{} : rows.error();
}

model::Record RecordOfARevolver() {
  model::Record record;
  record.item.type = "REVÓLVER";
  record.item.make = "TAURUS";
  record.item.model = "zzqqy";
  record.item.calibre = "NÃO IDENTIFICADO";
  record.item.made_country = "BRASIL";
  record.item.year = "1998";
  record.marks = {{.kind = "serial",
                   .text = "ABE573528",
                   .parts = {},
                   .pattern = {},
                   .positions = {},
                   .legibility = {},
                   .treatment = {},
                   .reader = {},
                   .method = {},
                   .date = {}},
                  {.kind = "property",
                   .text = "PM 12",
                   .parts = {},
                   .pattern = {},
                   .positions = {},
                   .legibility = {},
                   .treatment = {},
                   .reader = {},
                   .method = {},
                   .date = {}}};
  record.case_reference = "17/2019";
  record.origin = model::RegisterRow{
      "rj", "RJ1", *base::PartialDate::Parse("2022-02"), std::string(32, 'a'), std::string(64, 'b'), 7};
  return record;
}

std::string UserText(std::uint8_t n) { return "BR-RJ.user." + Id(n).ToText(); }
std::string HitText(std::uint8_t n) { return "BR-RJ.hit." + Id(n).ToText(); }

Json HitBody() {
  return {{"record", ItemText(1)},
          {"event", EventText(4)},
          {"other", ItemText(2)},
          {"other_event", EventText(5)},
          {"probability", 962},
          {"score", 20600},
          {"evidence",
           {{{"field", "serial"},
             {"query", "1O2333"},
             {"record", "102333"},
             {"relation", "confusable"},
             {"weight", 17700},
             {"why", "O read for 0"}}}}};
}

void ExpectRevolver(const store::Rows& rows) {
  ASSERT_TRUE(rows.record);
  EXPECT_EQ(rows.record->record, Id(1));
  EXPECT_EQ(rows.record->type, "revolver");
  EXPECT_EQ(rows.record->make, "taurus");
  EXPECT_EQ(rows.record->model, kUnresolvedField);
  EXPECT_EQ(rows.record->calibre, kUnknownField);
  EXPECT_EQ(rows.record->made_country, "BR");
  EXPECT_EQ(rows.record->import_country, std::nullopt);
  EXPECT_EQ(rows.record->year, "1998");
  EXPECT_EQ(rows.record->case_ref, "17/2019");
  ASSERT_EQ(rows.marks.size(), 2U);
  EXPECT_EQ(rows.marks[0].kind + "=" + rows.marks[0].text, "serial=ABE573528");
  EXPECT_EQ(rows.marks[1].kind + "=" + rows.marks[1].text, "property=PM 12");
  ASSERT_TRUE(rows.register_row);
  EXPECT_EQ(rows.register_row->source, "rj");
  EXPECT_EQ(rows.register_row->source_id, "RJ1");
  EXPECT_EQ(rows.register_row->content, std::string(16, '\xAA'));
  EXPECT_EQ(rows.register_row->as_of, "2022-02");
  EXPECT_FALSE(rows.life);
  EXPECT_TRUE(rows.erased.empty());
}

TEST(Apply, MakesOfARecordedEventTheRecordItsMarksItsRegisterRowAndItsCase) {
  store::Rows rows = Applied(EventOf("recorded", model::ToJson(RecordOfARevolver(), "BR-RJ")));
  ExpectRevolver(rows);
  EXPECT_TRUE(rows.no_longer.empty());
  EXPECT_FALSE(rows.subject);
}

TEST(Apply, MakesOfACorrectionTheSameAndTakesBackWhatItReplaces) {
  model::Record record = RecordOfARevolver();
  record.replaces = {Id(3), Id(4)};
  store::Rows rows = Applied(EventOf("corrected", model::ToJson(record, "BR-RJ")));
  ExpectRevolver(rows);
  EXPECT_EQ(rows.no_longer, (std::vector<base::Ulid>{Id(3), Id(4)}));
  EXPECT_EQ(rows.subject, Id(1));
}

TEST(Apply, TakesARecordThatSaysNothing) {
  store::Rows rows = Applied(EventOf("recorded", {{"item", Json::object()}, {"marks", Json::array()}}));
  ASSERT_TRUE(rows.record);
  EXPECT_FALSE(rows.record->make || rows.record->type || rows.record->calibre || rows.record->case_ref);
  EXPECT_FALSE(rows.register_row);
}

TEST(Apply, DoesNotLookAtSealedParts) {
  model::Event event = EventOf("recorded", model::ToJson(RecordOfARevolver(), "BR-RJ"));
  event.sealed = {{"marks", "xchacha20poly1305", {}}, {"row", "xchacha20poly1305", {}}};
  ExpectRevolver(Applied(event));
}

TEST(Apply, SetsALifeEventBetweenItsFirstAndLastPossibleDay) {
  model::Event event = EventOf("stolen", {{"place", "Rio"}});
  event.happened = {*base::PartialDate::Parse("1970-02"), *base::PartialDate::Parse("1970-02")};
  store::Rows rows = Applied(event);
  ASSERT_TRUE(rows.life);
  EXPECT_EQ(rows.life->record, Id(1));
  EXPECT_EQ(rows.life->id, Id(9));
  EXPECT_EQ(rows.life->kind, "stolen");
  EXPECT_EQ(rows.life->from_day, 31);
  EXPECT_EQ(rows.life->to_day, 58);
  EXPECT_FALSE(rows.record || rows.subject);
  event.happened = {std::nullopt, *base::PartialDate::Parse("1970")};
  EXPECT_EQ(Applied(event).life->from_day, std::nullopt);
  EXPECT_EQ(Applied(event).life->to_day, 364);
}

TEST(Apply, KnowsEveryLifeEventAndEveryEventOfARecord) {
  for (const vocab::Code& code : Words().List("life_events").all()) {
    EXPECT_TRUE(Applied(EventOf(code.code, Json::object())).life) << code.code;
  }
  const std::map<std::string, Json> bodies = {
      {"alerted", {{"kind", "possible_match"}, {"other", ItemText(2)}, {"hit", HitText(9)}}},
      {"hit_raised", HitBody()},
      {"hit_compared", {{"reason", "photographs asked for"}}},
      {"hit_confirmed", {{"reason", "photographs agree"}}},
      {"hit_rejected", {{"reason", "another model"}}},
      {"hit_inconclusive", {{"reason", "the slide is missing"}}},
      {"hit_withdrawn", {{"reason", "the report was cancelled"}}},
      {"handling_narrowed", {{"reason", "a source is in danger"}}},
      {"handling_widened", Json::object()},
      {"link_rejected", {{"other", ItemText(2)}, {"reason", "another calibre"}}},
      {"accessed", {{"action", "trace"}, {"shown", Json::array()}, {"count", 0}}},
      {"corrected", {{"item", Json::object()}, {"marks", Json::array()}}},
      {"epoch_opened",
       {{"epoch", 2},
        {"size", 8},
        {"reason", "disk lost"},
        {"lost", {{"epoch", 1}, {"size", 9}, {"root", std::string(64, 'a')}}}}},
      {"erased", {{"seq", 1}, {"part", "row"}, {"ground", "expired"}, {"rule", "R1"}}},
      {"linked", {{"other", ItemText(2)}, {"reason", "photographs"}}},
      {"recorded", {{"item", Json::object()}, {"marks", Json::array()}}},
      {"step_done", {{"step", "made_safe"}, {"by", "staff:7"}}},
      {"file_attached",
       {{"digest", std::string(64, 'a')},
        {"bytes", 7},
        {"media_type", "image/png"},
        {"width", 2},
        {"height", 1},
        {"shows", "serial"}}},
      {"unlinked", {{"other", ItemText(2)}, {"reason", "photographs"}}},
      {"account_closed", {{"reason", "left"}}},
      {"account_opened", {{"login", "m.silva"}}},
      {"account_reopened", Json::object()},
      {"approval_asked", {{"action", "grant_role"}, {"order", {{"role", "officer"}}}, {"reason", "new"}}},
      {"approval_given", Json::object()},
      {"approval_refused", {{"reason", "not needed"}}},
      {"holder_released", {{"to", UserText(4)}, {"until", "2026-12-24"}}},
      {"role_granted", {{"role", "officer"}, {"reason", "new"}}},
      {"role_withdrawn", {{"role", "officer"}, {"reason", "left"}}},
      {"withdrawn", {{"event", EventText(3)}, {"reason", "found at home"}}}};
  for (const vocab::Code& code : Words().List("record_events").all()) {
    ASSERT_TRUE(bodies.contains(code.code)) << code.code;
    model::Event event = EventOf(code.code, bodies.at(code.code));
    if (code.code.starts_with("hit_")) event.subject = HitText(9);
    if (code.code == "step_done") event.subject = model::ThingId{event.owner, "case", Id(9)}.ToText();
    if (code.code.starts_with("account_") || code.code.starts_with("role_")) event.subject = UserText(4);
    if (code.code.starts_with("approval_")) event.subject = "BR-RJ.approval." + Id(4).ToText();
    event.seq = 9;
    Applied(event);
  }
}

TEST(Apply, GivesARecordTheHandlingOfTheEventThatChangesIt) {
  model::Event event = EventOf("handling_widened", Json::object());
  EXPECT_EQ(Applied(event).handled, Id(1));
  event.subject = UserText(4);
  EXPECT_EQ(Refused(event).field, "subject");
}

TEST(Apply, KnowsAccountsRolesAndApprovals) {
  model::Event event = EventOf("account_opened", {{"login", "m.silva"}});
  EXPECT_EQ(Refused(event).field, "subject");
  event.subject = UserText(4);
  EXPECT_EQ(Applied(event).account->login, "m.silva");
  event.body = {{"login", "M. Silva"}};
  EXPECT_EQ(Refused(event).field, "body.login");
  event.kind = "account_closed";
  event.body = Json::object();
  EXPECT_EQ(Applied(event).account->state, "closed");
  EXPECT_EQ(Applied(event).account->login, std::nullopt);
  event.kind = "role_withdrawn";
  EXPECT_EQ(Refused(event).field, "body.role");
  event.body = {{"role", "officer"}, {"reason", "left"}};
  EXPECT_FALSE(Applied(event).account_role->granted);
  event.kind = "role_invented";
  EXPECT_EQ(Refused(event).field, "kind");
  event = EventOf("approval_asked", {{"action", "grant_role"}, {"order", {{"role", 7}}}, {"reason", "new"}});
  event.subject = "BR-RJ.approval." + Id(4).ToText();
  EXPECT_EQ(Refused(event).field, "body.order");
  event = EventOf("holder_released", {{"to", UserText(4)}, {"until", "2026-12"}});
  EXPECT_EQ(Refused(event).field, "body.until");
  event.body = {{"to", "AA.user." + Id(4).ToText()}, {"until", "2026-12-24"}};
  EXPECT_EQ(Refused(event).field, "body.to");
}

TEST(Apply, TakesBackAWithdrawnEvent) {
  store::Rows rows = Applied(EventOf("withdrawn", {{"event", EventText(3)}, {"reason", "found at home"}}));
  EXPECT_EQ(rows.no_longer, std::vector<base::Ulid>{Id(3)});
  EXPECT_EQ(rows.subject, Id(1));
}

TEST(Apply, NotesWhichPartWasErasedInWhichLog) {
  model::Event event = EventOf("erased", {{"seq", 0}, {"part", "parties"}, {"ground", "expired"}, {"rule", "R1"}});
  event.seq = 41;
  store::Rows rows = Applied(event);
  ASSERT_EQ(rows.erased.size(), 1U);
  EXPECT_EQ(rows.erased[0].seq, 0);
  EXPECT_EQ(rows.erased[0].part, "parties");
  EXPECT_EQ(rows.erased[0].stream, 0);
  event.body = {{"seq", 99}, {"part", "query"}, {"ground", "court_order"}, {"log", "access"}};
  EXPECT_EQ(Applied(event).erased.at(0).stream, 1);
  event.body["log"] = "record";
  EXPECT_EQ(Refused(event).field, "body.log");
  event.body = {{"seq", 41}, {"part", "row"}, {"ground", "expired"}};
  EXPECT_EQ(Refused(event).field, "body.seq") << "nothing is erased before it was recorded";
  event.body = {{"seq", 1}, {"part", "row"}};
  EXPECT_EQ(Refused(event).field, "body.ground");
}

TEST(Apply, ChangesNothingForAccesses) {
  store::Rows rows = Applied(EventOf("accessed", Json::object()));
  EXPECT_FALSE(rows.record || rows.life || rows.register_row || rows.subject || rows.link || rows.hit);
  EXPECT_TRUE(rows.no_longer.empty() && rows.erased.empty() && rows.marks.empty());
}

TEST(Apply, KeepsWhatAPersonHoldsOfTwoRecords) {
  const Json body = {{"other", "UA.item." + Id(2).ToText()}, {"reason", "photographs"}};
  for (auto [kind, state] :
       {std::pair{"linked", "confirmed"}, {"unlinked", "unlinked"}, {"link_rejected", "rejected"}}) {
    store::Rows rows = Applied(EventOf(kind, body));
    ASSERT_TRUE(rows.link);
    EXPECT_EQ(rows.link->record, Id(1));
    EXPECT_EQ(rows.link->other, "UA.item." + Id(2).ToText());
    EXPECT_EQ(rows.link->state, state);
  }
  EXPECT_EQ(Refused(EventOf("linked", {{"other", "nobody"}, {"reason", "x"}})).code, base::Code::kInvalid);
}

TEST(Apply, KeepsAHitAndWhatBecameOfIt) {
  model::Event event = EventOf("hit_raised", HitBody());
  EXPECT_EQ(Refused(event).field, "subject");
  event.subject = HitText(9);
  store::Rows rows = Applied(event);
  ASSERT_TRUE(rows.hit);
  EXPECT_EQ(rows.hit->hit, Id(9));
  EXPECT_EQ(rows.hit->other_event, EventText(5));
  EXPECT_EQ(rows.hit->probability, 962);
  EXPECT_EQ(rows.hit->state, "candidate");
  event.kind = "hit_confirmed";
  event.body = {{"reason", "photographs agree"}};
  EXPECT_EQ(Applied(event).hit_state->state, "confirmed");
  event.kind = "hit_raised";
  event.body = HitBody();
  event.body["probability"] = 1001;
  EXPECT_EQ(Refused(event).field, "body.probability");
}

TEST(Apply, KeepsWhatAnOwnerWasTold) {
  store::Rows rows =
      Applied(EventOf("alerted", {{"kind", "found_elsewhere"}, {"other", ItemText(2)}, {"hit", HitText(9)}}));
  ASSERT_TRUE(rows.alert);
  EXPECT_EQ(rows.alert->record, ItemText(1));
  EXPECT_EQ(rows.alert->hit, HitText(9));
}

TEST(Apply, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(Refused(EventOf("eaten", Json::object())).field, "kind");
  model::Event event = EventOf("stolen", Json::object());
  event.subject = "BR-RJ.case." + Id(1).ToText();
  EXPECT_EQ(Refused(event).field, "subject");
  event.subject = "BR-SP.item." + Id(1).ToText();
  EXPECT_EQ(Refused(event).field, "subject");
  EXPECT_EQ(Refused(EventOf("recorded", Json::object())).field, "body.item");
  EXPECT_EQ(Refused(EventOf("stolen", {{"place", 7}})).field, "body.place");
  EXPECT_EQ(Refused(EventOf("withdrawn", Json::object())).field, "body.event");
}

TEST(Resolve, ReadsTheMakeFromTheModelWhereBothAreOneText) {
  model::Description item;
  item.make = item.model = "САИГА-410";
  EXPECT_EQ(Resolve(Words(), item).make, "saiga");
  EXPECT_EQ(Resolve(Words(), item).model, "saiga:saiga-410");
  item.make = "zzqqx";
  EXPECT_EQ(Resolve(Words(), item).make, kUnresolvedField);
  item.make = item.model = "zzqqx";
  EXPECT_EQ(Resolve(Words(), item).make, kUnresolvedField);
}

}  // namespace
}  // namespace proofmark::registry
