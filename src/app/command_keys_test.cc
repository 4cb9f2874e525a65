// SPDX-License-Identifier: Apache-2.0
// Sending an order again, two at once, and what no order can say.
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "tests/commands_node.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

class CommandKeysTest : public CommandsFixture {
 protected:
  static constexpr const char* kKey = "desk-7-000118273";
  base::Result<Json> Send(const Asking& asking, const std::string& name, const Json& body, const std::string& key) {
    return app_->Carry(asking, {name, body, key});
  }
};

PM_ON_BOTH_ENGINES(CommandKeysTest);

TEST_P(CommandKeysTest, TheSameOrderAgainGivesTheFirstOutcome) {
  Carry(Officer("AA"), "report_theft", Theft());
  auto first = Send(Officer("BB"), "record_recovery", Recovery(), kKey);
  ASSERT_TRUE(first.ok()) << first.error().message;
  EXPECT_EQ((*first)["repeated"], false);
  EXPECT_EQ((*first)["reactions"]["raised"], 1);
  const std::vector<std::int64_t> sizes = Sizes();
  for (bool restarted : {false, true}) {
    if (restarted) Open();
    auto again = Send(Officer("BB"), "record_recovery", Recovery(), kKey);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ((*again)["repeated"], true);
    for (const char* key : {"command", "events", "record", "case", "etag"}) EXPECT_EQ((*again)[key], (*first)[key]);
    EXPECT_EQ((*again)["reactions"]["raised"], 0);
    EXPECT_EQ(Sizes(), sizes);
  }
  ExpectProvedAndRebuilt();
}

// The outcome is the first one's also where the state would refuse the order by now.
TEST_P(CommandKeysTest, ACorrectionSentAgainIsNoConflictWithItself) {
  Json theft = Carry(Officer("AA"), "report_theft", Theft());
  CommandOrder order{
      "correct_item",
      {{"record", theft["record"]}, {"item", {{"make", "ROSSI"}}}, {"marks", Json::array()}, {"reason", "r"}},
      kKey,
      theft["etag"]};
  auto first = app_->Carry(Officer("AA"), order);
  ASSERT_TRUE(first.ok()) << first.error().message;
  auto again = app_->Carry(Officer("AA"), order);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ((*again)["etag"], (*first)["etag"]);
  order.if_match = (*first)["etag"];
  EXPECT_EQ(app_->Carry(Officer("AA"), order).error().code, Code::kConflict);
}

TEST_P(CommandKeysTest, TheSameKeyForAnotherOrderIsAConflict) {
  ASSERT_TRUE(Send(Officer("AA"), "report_theft", Theft(), kKey).ok());
  const std::vector<std::int64_t> sizes = Sizes();
  auto other_body = Send(Officer("AA"), "report_theft", Theft("KLM100200"), kKey);
  ASSERT_FALSE(other_body.ok());
  EXPECT_EQ(other_body.error().code, Code::kConflict);
  EXPECT_EQ(other_body.error().field, "key");
  EXPECT_EQ(Send(Officer("AA"), "report_loss", Theft(), kKey).error().code, Code::kConflict);
  EXPECT_EQ(Sizes(), sizes);
  // The key is its actor's own, in its authority's log.
  EXPECT_TRUE(Send(Officer("AA", '2'), "report_theft", Theft("KLM100200"), kKey).ok());
  EXPECT_TRUE(Send(Officer("BB"), "report_theft", Theft("KLM100200"), kKey).ok());
}

// A digest that anybody could make again would tell whether a name was in an order, also after its erasure.
TEST_P(CommandKeysTest, TheDigestOfAnOrderIsKeyed) {
  Carry(Officer("AA"), "report_theft", Theft());
  Carry(Officer("BB"), "report_theft", Theft());
  std::set<std::string> digests;
  for (const char* owner : {"AA", "BB"}) {
    auto searching = app_->SearchAsNode();
    ASSERT_TRUE(searching.ok());
    auto event = app_->store().ReadEvent(searching->view, owner, 0);
    ASSERT_TRUE(event.ok()) << event.error().message;
    digests.insert(event->event.body["request"].get<std::string>());
    EXPECT_LE(event->event.command.size(), model::kCommandKeyMax);
    EXPECT_TRUE(event->event.command.starts_with("api:"));
  }
  EXPECT_EQ(digests.size(), 2U);
}

TEST_P(CommandKeysTest, OneOfManyWhoSendTheSameAtOnceWrites) {
  constexpr int kThreads = 6;
  std::vector<base::Result<Json>> answers(kThreads, base::Error{});
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] { answers[i] = Send(Officer("AA"), "report_theft", Theft(), kKey); });
  }
  for (std::thread& thread : threads) thread.join();
  int wrote = 0;
  for (const auto& answer : answers) {
    ASSERT_TRUE(answer.ok()) << answer.error().message;
    EXPECT_EQ((*answer)["events"], (*answers[0])["events"]);
    wrote += (*answer)["repeated"] == false;
  }
  EXPECT_EQ(wrote, 1);
  EXPECT_EQ(Sizes()[0], 2);
  ExpectProvedAndRebuilt();
}

TEST_P(CommandKeysTest, OneOfTwoWhoCorrectTheSameVersionWins) {
  constexpr int kThreads = 4;
  Json theft = Carry(Officer("AA"), "report_theft", Theft());
  std::vector<base::Result<Json>> answers(kThreads, base::Error{});
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      Json body = {{"record", theft["record"]},
                   {"item", {{"make", "MAKE " + std::to_string(i)}}},
                   {"marks", Json::array()},
                   {"reason", "r"}};
      answers[i] = app_->Carry(Officer("AA", static_cast<char>('1' + i)),
                               {"correct_item", body, "key-of-thread-" + std::to_string(i), theft["etag"]});
    });
  }
  for (std::thread& thread : threads) thread.join();
  int won = 0;
  for (const auto& answer : answers) {
    won += answer.ok();
    if (answer.ok()) continue;
    EXPECT_EQ(answer.error().code, Code::kPrecondition) << answer.error().message;
    EXPECT_EQ(answer.error().field, "if_match");
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(Sizes()[0], 3);
  ExpectProvedAndRebuilt();
}

// Permission, then key, then who, then shape: the first that applies.
TEST_P(CommandKeysTest, RefusalsComeInTheirOrder) {
  Asking officer = Officer("AA", '1', Role::kOfficer);
  auto send = [&](const Asking& asking, CommandOrder order) {
    auto done = app_->Carry(asking, order);
    EXPECT_FALSE(done.ok());
    return done.ok() ? base::Error{} : done.error();
  };
  EXPECT_EQ(send(officer, {"make_coffee", {}, ""}).code, Code::kNotFound);
  const base::Error forbidden = send(officer, {"correct_item", 7, ""});
  EXPECT_EQ(forbidden.code, Code::kForbidden);
  EXPECT_NE(forbidden.message.find("correct_item"), std::string::npos);
  EXPECT_EQ(send(officer, {"confirm_hit", {}, kKey}).code, Code::kForbidden);
  EXPECT_EQ(send(officer, {"link", {}, kKey}).code, Code::kForbidden);
  EXPECT_EQ(send(Officer("AA", '1', Role::kAuditor), {"record_recovery", Recovery(), kKey}).code, Code::kForbidden);
  EXPECT_EQ(send(Officer("AA", '1', Role::kAdministrator), {"record_case", {}, kKey}).code, Code::kForbidden);
  for (const std::string& key : {std::string(), std::string("short"), std::string(65, 'k'), std::string("with blanks"),
                                 std::string("schlüssel"), std::string("line\nends")}) {
    const base::Error error = send(officer, {"record_recovery", 7, key});
    EXPECT_EQ(error.field, "key") << key;
    EXPECT_EQ(error.code, Code::kInvalid);
  }
  Asking nowhere = Officer("ZZ");
  EXPECT_EQ(send(nowhere, {"record_recovery", Recovery(), kKey}).code, Code::kNotFound);
  nowhere.actor.authority.clear();
  EXPECT_EQ(send(nowhere, {"record_recovery", Recovery(), kKey}).code, Code::kForbidden);
  EXPECT_EQ(send(officer, {"record_recovery", Recovery(), kKey, "", "BB"}).field, "authority");
  EXPECT_EQ(send(officer, {"record_recovery", Recovery(), kKey, "", "", "staff:9"}).field, "by");
  Asking without = officer;
  without.purpose.purpose = "curiosity";
  EXPECT_EQ(send(without, {"record_recovery", Recovery(), kKey}).field, "purpose");
  EXPECT_EQ(send(officer, {"record_recovery", 7, kKey}).code, Code::kInvalid);
  EXPECT_EQ(send(officer, {"record_recovery", Json::array(), kKey}).code, Code::kInvalid);
  EXPECT_EQ(send(officer, {"record_recovery", Recovery(), kKey, "\"7\""}).field, "if_match");
  EXPECT_EQ(send(officer, {"report_theft", Theft(), kKey, "\"7\""}).field, "if_match");  // a new record has none
  Json large = Recovery();
  for (int i = 0; i < 10; ++i) large["more" + std::to_string(i)] = std::string(60'000, 'x');
  EXPECT_EQ(send(officer, {"record_recovery", large, kKey}).code, Code::kTooLarge);
  Json pattern = Recovery();
  pattern["marks"][0]["pattern"] = "abe 57";
  EXPECT_EQ(send(officer, {"record_recovery", pattern, kKey}).field, "marks[0].pattern");
  EXPECT_EQ(Sizes(), (std::vector<std::int64_t>{0, 0, 0}));
  EXPECT_TRUE(Send(officer, "record_recovery", Recovery(), kKey).ok());  // no refusal has used up the key
}

TEST_P(CommandKeysTest, TheConsoleNamesAnAuthorityAndWhoDecides) {
  CommandOrder order{"report_theft", Theft(), kKey};
  EXPECT_EQ(app_->Carry(Console(), order).error().field, "authority");
  order.authority = "AA";
  auto theft = app_->Carry(Console(), order);
  ASSERT_TRUE(theft.ok()) << theft.error().message;
  Carry(Officer("BB"), "record_recovery", Recovery());
  const std::string hit = (*app_->HitsAfter(Console(), {}, "", 10))["hits"][0]["hit"];
  CommandOrder verdict{"confirm_hit", {{"hit", hit}, {"reason", "r"}}, kKey, "", "BB"};
  EXPECT_EQ(app_->Carry(Console(), verdict).error().field, "by");  // an account of the console is nobody in person
  verdict.by = "Maria da Silva";
  EXPECT_EQ(app_->Carry(Console(), verdict).error().field, "by");
  verdict.by = "staff:4711";
  auto done = app_->Carry(Console(), verdict);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ((*app_->ShowHit(Console(), hit))["decisions"][0]["by"], "staff:4711");
}

// A body made of parts of good orders and of keys and values that have no business there, by a seed.
class Bodies {
 public:
  explicit Bodies(std::uint64_t seed) : rng_(seed) {}
  // Mostly of the command that it is a good order for, seldom of another.
  CommandOrder Next(const std::vector<CommandOrder>& good) {
    CommandOrder order = good[rng_.Below(good.size())];
    if (rng_.Below(5) == 0) order.name = Commands()[rng_.Below(Commands().size())].name;
    for (std::uint64_t i = rng_.Below(3); i > 0; --i) Change(order.body, 0);
    return order;
  }

 private:
  Json Value(int depth) {
    static const std::vector<Json> kValues = {nullptr,
                                              true,
                                              0,
                                              -1,
                                              9.5,
                                              "",
                                              "BB",
                                              "2026",
                                              "supervisor",
                                              std::string("a\0b", 3),
                                              "\xff",
                                              Json::array(),
                                              Json::object(),
                                              std::string(2000, 'x'),
                                              {{"kind", "serial"}, {"text", "K1"}},
                                              "2999-01-01",
                                              "console:0"};
    if (depth < 3 && rng_.Below(4) == 0) return Json::array({Value(depth + 1), Value(depth + 1)});
    return kValues[rng_.Below(kValues.size())];
  }
  void Change(Json& json, int depth) {
    static const std::vector<std::string> kKeys = {"owner",     "actor",  "role",  "seq",  "authority", "case",
                                                   "item",      "marks",  "kind",  "date", "record",    "handling",
                                                   "steps",     "reason", "place", "by",   "request",   "subject",
                                                   "reference", "make",   "text",  "",     "\xd0\xb0"};
    if (json.is_object() && !json.empty() && depth < 4 && rng_.Below(2) == 0) {
      auto at = json.begin();
      for (std::uint64_t i = rng_.Below(json.size()); i > 0; --i) ++at;
      return rng_.Below(5) == 0 ? void(json.erase(at)) : Change(*at, depth + 1);
    }
    if (json.is_object()) {
      json[kKeys[rng_.Below(kKeys.size())]] = Value(0);
    } else if (json.is_array() && rng_.Below(2) == 0) {
      json.push_back(Value(0));
    } else {
      json = Value(0);
    }
  }
  base::SeededRng rng_;
};

// Abuse case 26: no field of a body sets the owner, the actor or a role; whatever is sent is written whole or not at
// all, and nothing of it brings the program down.
TEST_P(CommandKeysTest, NoBodyWritesHalfACommandOrSaysWhoItsOwnerIs) {
  const std::string record = Carry(Officer("AA"), "report_theft", Theft())["record"];
  const std::vector<CommandOrder> good = {
      {"record_recovery", Recovery(), ""},
      {"report_theft", Theft(), ""},
      {"report_loss", {{"record", record}, {"date", "2020"}}, ""},
      {"record_transfer", {{"record", record}, {"kind", "sold"}, {"date", "2020"}}, ""},
      {"correct_item",
       {{"record", record}, {"item", {{"make", "FN"}}}, {"marks", Pistol("K1")}, {"reason", "r"}},
       "",
       EtagOf(0)},
      {"record_case", {{"case", {{"reference", "26/1"}, {"terrorism", true}}}}, ""},
      {"record_step", {{"case", "26/118"}, {"step", "stored"}, {"done_at", "2021"}, {"by", "staff:8"}}, ""},
      {"link", {{"record", record}, {"other", record}, {"reason", "r"}}, ""},
      {"withdraw_report", {{"record", record}, {"reason", "r"}}, ""}};
  const Asking officer = Officer("AA");
  int written = 0;
  Bodies bodies(2026);
  auto everything = [&] { return app_->SearchAsNode()->view; };
  for (int i = 0; i < 400; ++i) {
    CommandOrder order = bodies.Next(good);
    order.key = NewKey();
    const Json& body = order.body;
    const std::vector<std::int64_t> before = Sizes();
    auto done = app_->Carry(officer, order);
    const std::vector<std::int64_t> after = Sizes();
    EXPECT_EQ(std::vector(after.begin() + 1, after.end()), std::vector(before.begin() + 1, before.end()));
    if (!done.ok()) {
      EXPECT_EQ(after, before) << order.name << " " << base::JsonLine(body);
      EXPECT_NE(done.error().code, Code::kInternal);
      EXPECT_NE(done.error().code, Code::kUnavailable) << done.error().message << " " << base::JsonLine(body);
      EXPECT_FALSE(done.error().message.empty());
      continue;
    }
    ++written;
    std::int64_t more = std::ssize((*done)["events"]);
    for (const Json& followed : (*done)["reactions"]) more += followed.get<std::int64_t>();
    ASSERT_EQ(after[0], before[0] + more) << base::JsonLine(body);
    for (const Json& one : (*done)["events"]) {
      auto event = app_->store().ReadEvent(everything(), "AA", one["seq"]);
      ASSERT_TRUE(event.ok()) << event.error().message;
      EXPECT_EQ(event->event.owner, "AA");
      EXPECT_EQ(event->event.actor, officer.actor.id);
      EXPECT_TRUE(event->event.subject.starts_with("AA."));
      EXPECT_EQ(event->event.handling.purpose, "investigation");
      for (const char* key : {"owner", "actor", "role", "seq"}) EXPECT_FALSE(event->event.body.contains(key)) << key;
    }
  }
  EXPECT_GT(written, 40);  // the test asks for what is right, too
  EXPECT_LT(written, 300);
  ExpectProvedAndRebuilt();
}

}  // namespace
}  // namespace proofmark::app
