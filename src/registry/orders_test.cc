// SPDX-License-Identifier: Apache-2.0
#include "registry/orders.h"

#include <gtest/gtest.h>

#include <functional>

#include "registry/registry_fixture.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Json;

constexpr std::int32_t kToday = 20'781;  // 2026-11-24

OrderContext Today() { return {Words(), kToday}; }

Json Recovery() {
  return {
      {"case", {{"reference", "26/118"}, {"date", "2026-03-01"}, {"place", "12 Harbour Road"}, {"terrorism", false}}},
      {"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"made_country", "Brasil"}}},
      {"marks", {{{"kind", "serial"}, {"text", "ABE57?528"}, {"positions", {"frame"}}, {"legibility", "partial"}}}},
      {"date", "2026-03"},
      {"steps", {{{"step", "made_safe"}, {"done_at", "2026-03-01T10:00:00.000Z"}, {"by", "staff:4711"}}}},
      {"handling", {{"codes", {"releasable_to_listed"}}, {"releasable_to", {"AR"}}, {"onward", "none"}}}};
}

base::Error Refusal(const std::function<void(Json&)>& change) {
  Json body = Recovery();
  change(body);
  auto order = ReadRecoveryOrder(Today(), body);
  EXPECT_FALSE(order.ok()) << body.dump();
  return order.ok() ? base::Error{} : order.error();
}

TEST(Orders, ARecoveryIsReadAsItWasSent) {
  auto order = ReadRecoveryOrder(Today(), Recovery());
  ASSERT_TRUE(order.ok()) << order.error().message;
  EXPECT_EQ(order->one.reference, "26/118");
  EXPECT_EQ(order->one.date.from->ToText(), "2026-03-01");
  EXPECT_EQ(order->one.terrorism, false);
  EXPECT_EQ(order->what.item.made_country, "Brasil");  // as written: what it means is a projection
  EXPECT_EQ(order->what.marks[0].positions, std::vector<std::string>{"frame"});
  EXPECT_EQ(order->life.kind, "recovered");
  EXPECT_EQ(order->life.date.ToText(), "2026-03");
  EXPECT_EQ(order->steps[0].done.done_at->ToText(), "2026-03-01T10:00:00.000Z");
  EXPECT_EQ(order->steps[0].day.ToText(), "2026-03-01");
  EXPECT_EQ(order->handling->releasable_to, std::vector<std::string>{"AR"});
  EXPECT_TRUE(order->handling->purpose.empty());  // the asker's, never the order's
}

TEST(Orders, NothingIsSaidThatNobodySaid) {
  Json body = {{"case", {{"reference", "1"}}}, {"item", {{"make", "FN"}}}, {"marks", Json::array()}, {"date", "2026"}};
  auto order = ReadRecoveryOrder(Today(), body);
  ASSERT_TRUE(order.ok()) << order.error().message;
  EXPECT_EQ(order->one, model::Case{"1"});
  EXPECT_FALSE(order->one.terrorism.has_value());
  EXPECT_FALSE(order->life.place || order->life.from_party || order->life.to_party || order->life.document);
  EXPECT_FALSE(order->handling.has_value());
}

// What is wrong is named with its path.
TEST(Orders, EachFaultNamesItsField) {
  struct Fault {
    const char* field;
    std::function<void(Json&)> change;
  };
  const std::vector<Fault> faults = {
      {"case", [](Json& body) { body.erase("case"); }},
      {"case", [](Json& body) { body["case"] = "26/118"; }},
      {"case.reference", [](Json& body) { body["case"].erase("reference"); }},
      {"case.reference", [](Json& body) { body["case"]["reference"] = " "; }},
      {"case.reference", [](Json& body) { body["case"]["reference"] = "AA.case.01J9ZQ4V7M4W0T5YB3N2K8XH6D"; }},
      {"case.date", [](Json& body) { body["case"]["date"] = "2026-02-30"; }},
      {"case.terrorism", [](Json& body) { body["case"]["terrorism"] = "no"; }},
      {"case.linked", [](Json& body) { body["case"]["linked"] = {1}; }},
      {"case.suspect", [](Json& body) { body["case"]["suspect"] = "J. Doe"; }},
      {"item", [](Json& body) { body.erase("item"); }},
      {"item.make", [](Json& body) { body["item"]["make"] = 7; }},
      {"item.make", [](Json& body) { body["item"]["make"] = std::string("A\0B", 3); }},
      {"item.make", [](Json& body) { body["item"]["make"] = "\xff"; }},
      {"item.made_country", [](Json& body) { body["item"]["made_country"] = "Atlantis"; }},
      {"item.colour", [](Json& body) { body["item"]["colour"] = "black"; }},
      {"marks", [](Json& body) { body.erase("marks"); }},
      {"marks[0].kind", [](Json& body) { body["marks"][0]["kind"] = "tattoo"; }},
      {"marks[0].text", [](Json& body) { body["marks"][0]["text"] = ""; }},
      {"marks[0].positions", [](Json& body) { body["marks"][0]["positions"] = {"nose"}; }},
      {"marks[0].legibility", [](Json& body) { body["marks"][0]["legibility"] = "bad"; }},
      {"marks[0].treatment", [](Json& body) { body["marks"][0]["treatment"] = "filed"; }},
      {"marks[0].method", [](Json& body) { body["marks"][0]["method"] = "guess"; }},
      {"marks[0].date", [](Json& body) { body["marks"][0]["date"] = "2027"; }},
      {"marks[0].reader", [](Json& body) { body["marks"][0]["reader"] = "staff:1"; }},
      {"kind", [](Json& body) { body["kind"] = "sold"; }},
      {"date", [](Json& body) { body.erase("date"); }},
      {"date", [](Json& body) { body["date"] = nullptr; }},
      {"date", [](Json& body) { body["date"] = "2026-11-26"; }},
      {"date", [](Json& body) { body["date"] = "yesterday"; }},
      {"steps[0].step", [](Json& body) { body["steps"][0]["step"] = "painted"; }},
      {"steps[0].done_at", [](Json& body) { body["steps"][0]["done_at"] = "10 o'clock"; }},
      {"steps[0].done_at", [](Json& body) { body["steps"][0]["done_at"] = "2026-11-26T00:00:00.000Z"; }},
      {"steps[0].by", [](Json& body) { body["steps"][0]["by"] = "Maria da Silva"; }},
      {"steps[0].by", [](Json& body) { body["steps"][0].erase("by"); }},
      {"handling.codes", [](Json& body) { body["handling"]["codes"] = {"top_secret"}; }},
      {"handling.releasable_to", [](Json& body) { body["handling"]["releasable_to"] = {"br"}; }},
      {"handling.releasable_to", [](Json& body) { body["handling"]["codes"] = Json::array(); }},
      {"handling.releasable_to", [](Json& body) { body["handling"].erase("releasable_to"); }},
      {"handling.onward", [](Json& body) { body["handling"].erase("onward"); }},
      {"handling.purpose", [](Json& body) { body["handling"]["purpose"] = "training"; }},
  };
  for (const Fault& fault : faults) {
    const base::Error error = Refusal(fault.change);
    EXPECT_EQ(error.field, fault.field) << error.message;
    EXPECT_EQ(error.code, Code::kInvalid) << error.message;
    EXPECT_NE(error.message.find(error.field), std::string::npos) << error.message;
  }
}

// Mass assignment: who owns, who acts and as what is never an order's to say.
TEST(Orders, AKeyThatIsNotTheOrdersIsRefusedByItsName) {
  for (const char* key : {"owner", "actor", "role", "roles", "seq", "id", "authority", "kind_of", "at", "command",
                          "nonce", "subject", "request"}) {
    EXPECT_EQ(Refusal([&](Json& body) { body[key] = "BB"; }).field, key);
    Json report = {{"record", "T1"}, {"date", "2026"}, {key, "BB"}};
    EXPECT_EQ(ReadReportOrder(Today(), "stolen", report).error().field, key);
    Json transfer = {{"record", "T1"}, {"date", "2026"}, {"kind", "sold"}, {key, "BB"}};
    EXPECT_EQ(ReadTransferOrder(Today(), transfer).error().field, key);
    Json correction = {
        {"record", "T1"}, {"item", {{"make", "FN"}}}, {"marks", Json::array()}, {"reason", "r"}, {key, 1}};
    EXPECT_EQ(ReadCorrectionOrder(Today(), correction).error().field, key);
    Json one = {{"case", {{"reference", "1"}}}, {key, "BB"}};
    EXPECT_EQ(ReadCaseOrder(Today(), CaseAct::kRecord, one).error().field, key);
    Json step = {{"case", "1"}, {"step", "stored"}, {"done_at", "2026"}, {"by", "staff:1"}, {key, "BB"}};
    EXPECT_EQ(ReadCaseStepOrder(Today(), step).error().field, key);
    Json hit = {{"hit", "BB.hit.1"}, {"reason", "r"}, {key, "BB"}};
    EXPECT_EQ(ReadVerdictOrder({"hit"}, false, hit).error().field, key);
  }
}

TEST(Orders, LimitsAreLimits) {
  EXPECT_EQ(Refusal([](Json& body) { body["item"]["make"] = std::string(1025, 'x'); }).code, Code::kTooLarge);
  EXPECT_EQ(Refusal([](Json& body) { body["notes"] = std::string(kNotesMax + 1, 'x'); }).code, Code::kTooLarge);
  EXPECT_EQ(Refusal([](Json& body) {
              for (std::size_t i = 0; i <= model::kMarksPerItemMax; ++i) body["marks"].push_back(body["marks"][0]);
            }).code,
            Code::kTooLarge);
  EXPECT_EQ(Refusal([](Json& body) {
              for (std::size_t i = 0; i <= kStepsMax; ++i) body["steps"].push_back(body["steps"][0]);
            }).field,
            "steps");
}

TEST(Orders, TomorrowIsTodayElsewhere) {
  Json body = Recovery();
  body["date"] = "2026-11-25";
  EXPECT_TRUE(ReadRecoveryOrder(Today(), body).ok());
  body["date"] = "2026";  // the year in which we are
  EXPECT_TRUE(ReadRecoveryOrder(Today(), body).ok());
  body["date"] = "2026-12";
  EXPECT_FALSE(ReadRecoveryOrder(Today(), body).ok());
}

TEST(Orders, AReportIsOfARecordThatIsThereOrOfANewOne) {
  auto of_record = ReadReportOrder(Today(), "lost", {{"record", "118273/2019"}, {"date", "2019-03-11"}});
  ASSERT_TRUE(of_record.ok()) << of_record.error().message;
  EXPECT_EQ(of_record->life.kind, "lost");
  EXPECT_FALSE(of_record->what.has_value());
  Json both = {{"record", "1"}, {"item", {{"make", "FN"}}}, {"marks", Json::array()}, {"date", "2019"}};
  EXPECT_EQ(ReadReportOrder(Today(), "stolen", both).error().field, "record");
  Json neither = {{"date", "2019"}};
  EXPECT_EQ(ReadReportOrder(Today(), "stolen", neither).error().field, "item");
  Json nothing = {{"item", Json::object()}, {"marks", Json::array()}, {"date", "2019"}};
  EXPECT_EQ(ReadReportOrder(Today(), "stolen", nothing).error().field, "item");
  // Nobody gets what was stolen.
  Json to = {{"record", "1"}, {"date", "2019"}, {"to_party", "x"}};
  EXPECT_EQ(ReadReportOrder(Today(), "stolen", to).error().field, "to_party");
}

TEST(Orders, AVerdictIsOnOneThing) {
  EXPECT_EQ(ReadVerdictOrder({"event", "record"}, false, {{"reason", "r"}}).error().field, "event");
  Json two = {{"event", "e"}, {"record", "r"}, {"reason", "r"}};
  EXPECT_EQ(ReadVerdictOrder({"event", "record"}, false, two).error().field, "event");
  EXPECT_EQ(ReadVerdictOrder({"hit"}, false, {{"hit", "h"}}).error().field, "reason");
  EXPECT_EQ(ReadVerdictOrder({"record"}, true, {{"record", "h"}, {"reason", "r"}}).error().field, "other");
  auto good = ReadVerdictOrder({"event", "record"}, false, {{"record", "T1"}, {"reason", "r"}, {"note", "a\nb"}});
  ASSERT_TRUE(good.ok()) << good.error().message;
  EXPECT_EQ(good->subject, "T1");
  EXPECT_EQ(good->note, "a\nb");
}

}  // namespace
}  // namespace proofmark::registry
