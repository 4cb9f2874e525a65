// SPDX-License-Identifier: Apache-2.0
// The service as people and programs meet it: sessions, commands, lists, and what somebody tries who should not.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "app/http/session.h"
#include "tests/service_node.h"

namespace proofmark::app {
namespace {

using base::Json;
using http::NamedValue;

PM_ON_BOTH_ENGINES(ServiceTest);

// The value of a cookie that an answer sets.
std::string CookieOf(const Answer& answer) {
  const std::string field = answer.Field("set-cookie");
  const std::size_t equals = field.find('=');
  return equals == std::string::npos ? "" : field.substr(equals + 1, field.find(';') - equals - 1);
}

TEST_P(ServiceTest, AnOfficerRecordsAFindAndTheOwnerOfTheTheftIsTold) {
  Json theft = Found("ABE573528", {"open_to_partners"});
  theft.erase("case");
  const Answer stolen = Command("foreign", "report_theft", theft);
  ASSERT_EQ(stolen.status, 200) << stolen.bytes;
  const std::string lost = stolen.body["record"];

  const std::string record = Record("clerk", Found("ABE573?28", {"open_to_partners"}));
  const Answer trace = Ask("clerk", "POST", "/v1/trace", {{"serial", "ABE573?28"}, {"make", "TAURUS"}, {"ref", "q1"}});
  ASSERT_EQ(trace.status, 200) << trace.bytes;
  EXPECT_EQ(trace.body["ref"], "q1");
  EXPECT_FALSE(trace.body.contains("micros"));
  const Answer hits = Ask("clerk", "GET", "/v1/hits");
  ASSERT_EQ(hits.status, 200) << hits.bytes;
  ASSERT_EQ(hits.body["hits"].size(), 1U) << hits.bytes;
  const std::string hit = hits.body["hits"][0]["hit"];
  EXPECT_EQ(hits.body["hits"][0]["looked_for"]["record"], lost);

  const Answer confirmed = Command("clerk", "confirm_hit", {{"hit", hit}, {"reason", "photographs compared"}});
  ASSERT_EQ(confirmed.status, 200) << confirmed.bytes;
  const Answer alerts = Ask("foreign", "GET", "/v1/alerts");
  ASSERT_EQ(alerts.status, 200) << alerts.bytes;
  ASSERT_FALSE(alerts.body["alerts"].empty());
  EXPECT_EQ(alerts.body["alerts"].back()["record"], lost);
  EXPECT_EQ(alerts.body["alerts"].back()["hit"], hit);
  // Each authority hears of its own records alone.
  for (const Json& one : Ask("clerk", "GET", "/v1/alerts").body["alerts"]) EXPECT_EQ(one["owner"], "AA");
  ExpectSound();
}

TEST_P(ServiceTest, NamesOfPersonsAreTheOwnersAndSaidToBeWithheld) {
  Json theft = Found("ABE573528", {"open_to_partners"});
  theft.erase("case");
  theft["from_party"] = "Maria da Silva";
  const std::string lost = Command("foreign", "report_theft", theft).body["record"];
  const Answer own = Ask("foreign", "GET", "/v1/items/" + lost);
  EXPECT_NE(own.bytes.find("Maria da Silva"), std::string::npos);
  for (const char* login : {"clerk", "officer", "boss"}) {
    const Answer other = Ask(login, "GET", "/v1/items/" + lost);
    ASSERT_EQ(other.status, 200) << other.bytes;
    EXPECT_EQ(other.bytes.find("Maria"), std::string::npos) << login;
    EXPECT_NE(other.body["custody"]["events"][0]["withheld"].dump().find("from_party"), std::string::npos);
  }
}

TEST_P(ServiceTest, AnOrderSentAgainDoesNothingAnew) {
  const Json order = Found("K700001", {});
  const std::vector<NamedValue> key = {{"Idempotency-Key", "desk-7-000118273"}};
  const Answer first = Command("officer", "record_recovery", order, key);
  ASSERT_EQ(first.status, 200) << first.bytes;
  const std::int64_t size = Size();
  Serve();  // also by a server that has started since
  const Answer again = Command("officer", "record_recovery", order, key);
  EXPECT_EQ(again.status, 200);
  EXPECT_TRUE(again.body["repeated"].get<bool>());
  EXPECT_EQ(again.body["events"], first.body["events"]);
  EXPECT_EQ(Size(), size);
  EXPECT_EQ(Command("officer", "record_recovery", Found("K700002", {}), key).status, 409);
  EXPECT_EQ(Command("officer", "record_recovery", order, {{"Idempotency-Key", ""}}).status, 400);
}

TEST_P(ServiceTest, ACorrectionNamesWhatItCorrects) {
  const std::string record = Record("clerk", Found("K700003", {}));
  const Answer read = Ask("clerk", "GET", "/v1/items/" + record);
  const std::string etag = read.Field("etag");
  ASSERT_FALSE(etag.empty());
  const Json order = {{"record", record},
                      {"item", {{"type", "pistol"}, {"make", "GLOCK"}}},
                      {"marks", Json::array({{{"kind", "serial"}, {"text", "K700003"}}})},
                      {"reason", "the make was read wrongly"}};
  EXPECT_EQ(Command("clerk", "correct_item", order).status, 400) << "it names no version";
  EXPECT_EQ(Command("clerk", "correct_item", order, {{"If-Match", "\"9999\""}}).status, 412);
  const Answer corrected = Command("clerk", "correct_item", order, {{"If-Match", etag}});
  ASSERT_EQ(corrected.status, 200) << corrected.bytes;
  EXPECT_EQ(Command("clerk", "correct_item", order, {{"If-Match", etag}}).status, 412) << "it is another one now";
}

TEST_P(ServiceTest, ASessionIsACookieThatNoScriptReadsAndNoOtherSiteUses) {
  clock_.Tick(people::kTotpStepMs);
  const Json log_in = {{"login", "clerk"}, {"password", passwords_["clerk"]}, {"code", Shown("clerk")}};
  const Answer in = Ask("", "POST", "/v1/sessions", log_in);
  ASSERT_EQ(in.status, 201) << in.bytes;
  const std::string cookie = in.Field("set-cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-proofmark=")) << cookie;
  for (const char* flag : {"; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"}) {
    EXPECT_NE(cookie.find(flag), std::string::npos) << flag;
  }
  EXPECT_EQ(cookie.find("Domain"), std::string::npos);
  const std::string secret = CookieOf(in);
  EXPECT_EQ(in.bytes.find(secret), std::string::npos) << "no script may read it";
  const std::vector<NamedValue> with = {{"Cookie", "__Host-proofmark=" + secret}};
  EXPECT_EQ(Ask("", "GET", "/v1/sessions/current", nullptr, with).body["actor"], ids_["clerk"]);
  // What another page makes a browser send.
  EXPECT_EQ(Ask("", "DELETE", "/v1/sessions/current", nullptr, with).status, 403);
  EXPECT_EQ(Ask("", "POST", "/v1/trace", {{"serial", "K1"}, {"make", "X"}}, with).status, 403);
  std::vector<NamedValue> wrong = with;
  wrong.push_back({"Proofmark-Csrf", std::string(64, '0')});
  EXPECT_EQ(Ask("", "DELETE", "/v1/sessions/current", nullptr, wrong).status, 403);
  // Two cookies of the name: one is somebody else's.
  EXPECT_EQ(Ask("", "GET", "/v1/sessions/current", nullptr,
                {{"Cookie", "__Host-proofmark=" + secret + "; __Host-proofmark=" + secret}})
                .status,
            401);
  std::vector<NamedValue> right = with;
  right.push_back({"Proofmark-Csrf", in.body["csrf"].get<std::string>()});
  // Whose page it is, the browser says; the value of the session does not help a page of another site.
  for (const auto& [name, value] :
       {NamedValue{"Sec-Fetch-Site", "cross-site"}, NamedValue{"Sec-Fetch-Site", "same-site"},
        NamedValue{"Origin", "https://other.example"}, NamedValue{"Origin", "null"}}) {
    std::vector<NamedValue> other = right;
    other.push_back({name, value});
    const Answer refused = Ask("", "DELETE", "/v1/sessions/current", nullptr, other);
    EXPECT_EQ(refused.status, 403) << name << value;
    EXPECT_EQ(refused.body["error"]["field"], "origin");
    EXPECT_EQ(Ask("", "GET", "/v1/sessions/current", nullptr, other).status, 200) << "reading changes nothing";
  }
  right.push_back({"Sec-Fetch-Site", "same-origin"});
  const Answer out = Ask("", "DELETE", "/v1/sessions/current", nullptr, right);
  EXPECT_EQ(out.status, 200) << out.bytes;
  EXPECT_NE(out.Field("set-cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(Ask("", "GET", "/v1/sessions/current", nullptr, with).status, 401);
}

// A record that somebody edited behind the program's back is not shown, and what the program found stands in its log.
TEST_P(ServiceTest, WhatWasEditedIsNotShownAndTheReasonIsNotTheReaders) {
  const std::string record = Record("clerk", Found("K700012", {}));
  database_->Sql("UPDATE event SET body = replace(body, 'K700012', 'K700013') WHERE stream = 0");
  const Answer answer = Ask("clerk", "GET", "/v1/items/" + record);
  EXPECT_EQ(answer.status, 500) << answer.bytes;
  EXPECT_EQ(answer.body["error"]["code"], "corrupt");
  EXPECT_EQ(answer.bytes.find("digest"), std::string::npos) << answer.bytes;
  std::ifstream in(root() + "/requests.log");
  const std::string log((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  EXPECT_NE(log.find("\"event\":\"failed\""), std::string::npos);
  EXPECT_NE(log.find("digest"), std::string::npos);
}

TEST_P(ServiceTest, ANetworkNeedsACertificateOfItsOwn) {
  web::NodeServerSettings settings;
  settings.node.db = database_->url();
  settings.node.keys = keys();
  settings.node.data = PM_DATA_DIR;
  settings.listen.host = "0.0.0.0";
  settings.log = root() + "/other.log";
  auto started = web::NodeServer::Start(std::move(settings), clock_, rng_);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().field, "certificate");
}

// A session that somebody planted before is not the one that log-in opens.
TEST_P(ServiceTest, LogInOpensANewSession) {
  const std::string planted(64, 'a');
  clock_.Tick(people::kTotpStepMs);
  const Answer in =
      Ask("", "POST", "/v1/sessions", {{"login", "clerk"}, {"password", passwords_["clerk"]}, {"code", Shown("clerk")}},
          {{"Cookie", "__Host-proofmark=" + planted}});
  ASSERT_EQ(in.status, 201);
  EXPECT_NE(CookieOf(in), planted);
  // Nor does the one before go on.
  clock_.Tick(people::kTotpStepMs);
  const std::vector<NamedValue> first = {{"Cookie", "__Host-proofmark=" + CookieOf(in)}};
  const Answer again = Ask("", "POST", "/v1/sessions",
                           {{"login", "clerk"}, {"password", passwords_["clerk"]}, {"code", Shown("clerk")}}, first);
  ASSERT_EQ(again.status, 201) << again.bytes;
  EXPECT_EQ(Ask("", "GET", "/v1/sessions/current", nullptr, first).status, 401);
  EXPECT_EQ(Ask("", "GET", "/v1/sessions/current", nullptr, {{"Cookie", "__Host-proofmark=" + planted}}).status, 401);
}

TEST_P(ServiceTest, WhoIsWrongHearsTheSameWhateverIsWrong) {
  clock_.Tick(people::kTotpStepMs);
  const std::string code = Shown("clerk");
  auto refused = [&](const Json& body) {
    Answer answer = Ask("", "POST", "/v1/sessions", body);
    answer.body.erase("ref");
    EXPECT_EQ(answer.status, 401) << answer.bytes;
    return answer.body;
  };
  const Json wrong = refused({{"login", "clerk"}, {"password", "not the password"}, {"code", code}});
  EXPECT_EQ(refused({{"login", "nobody"}, {"password", "not the password"}, {"code", code}}), wrong);
  EXPECT_EQ(refused({{"login", "clerk"}, {"password", passwords_["clerk"]}, {"code", "000000"}}), wrong);
}

TEST_P(ServiceTest, WhatIsTakenAwayIsGoneWithTheNextRequest) {
  EXPECT_EQ(Ask("officer", "GET", "/v1/hits").status, 200);
  EXPECT_EQ(Ask("border", "GET", "/v1/sessions/current").status, 200);
  const Answer taken = Ask("admin", "POST", "/v1/accounts/" + ids_["officer"] + "/withdraw",
                           {{"role", "officer"}, {"reason", "left the desk"}});
  ASSERT_EQ(taken.status, 200) << taken.bytes;
  EXPECT_EQ(Ask("officer", "GET", "/v1/hits").status, 403);
  const Answer closed = Ask("admin", "POST", "/v1/accounts/" + ids_["border"] + "/close", {{"reason", "left"}});
  ASSERT_EQ(closed.status, 200) << closed.bytes;
  EXPECT_EQ(Ask("border", "GET", "/v1/sessions/current").status, 401);
}

TEST_P(ServiceTest, TakingATheftReportBackTakesTwo) {
  Json theft = Found("K700004", {});
  theft.erase("case");
  const Answer stolen = Command("clerk", "report_theft", theft);
  ASSERT_EQ(stolen.status, 200) << stolen.bytes;
  std::string event;
  for (const Json& one : stolen.body["events"]) {
    if (one["kind"] == "stolen") event = one["id"];
  }
  ASSERT_FALSE(event.empty()) << stolen.bytes;
  const Answer alone = Command("clerk", "withdraw_report", {{"event", event}, {"reason", "found at home"}});
  EXPECT_EQ(alone.status, 403) << alone.bytes;
  const Answer asked = Ask("clerk", "POST", "/v1/approvals",
                           {{"action", "withdraw_report"}, {"order", {{"event", event}}}, {"reason", "found at home"}});
  ASSERT_EQ(asked.status, 201) << asked.bytes;
  const std::string approval = asked.body["approval"];
  EXPECT_EQ(Ask("clerk", "POST", "/v1/approvals/" + approval + "/approve", Json::object()).status, 403);
  EXPECT_EQ(Ask("foreign", "POST", "/v1/approvals/" + approval + "/approve", Json::object()).status, 403);
  const Answer done = Ask("boss", "POST", "/v1/approvals/" + approval + "/approve", Json::object());
  EXPECT_EQ(done.status, 200) << done.bytes;
  EXPECT_NE(Ask("boss", "POST", "/v1/approvals/" + approval + "/approve", Json::object()).status, 200) << "once";
  ExpectSound();
}

TEST_P(ServiceTest, WhatIsAskedForOfARestrictedRecordIsToldToWhoSeesIt) {
  Json order = Found("K700011", {"restricted"});
  order["to_party"] = "Maria da Silva";
  const std::string record = Record("clerk", order);
  const Json release = {{"action", "release_holder"},
                        {"order", {{"record", record}, {"case", "26-118"}, {"until", "2026-12-01"}}},
                        {"reason", "a court asks"}};
  const Answer asked = Ask("boss", "POST", "/v1/approvals", release);
  ASSERT_EQ(asked.status, 201) << asked.bytes;
  EXPECT_NE(Ask("boss", "GET", "/v1/approvals").bytes.find(record), std::string::npos);
  for (const char* login : {"clerk", "admin", "auditor"}) {
    EXPECT_EQ(Ask(login, "GET", "/v1/approvals").bytes.find(record), std::string::npos) << login;
  }
}

TEST_P(ServiceTest, AProgramsTokenIsMadeByWhoKnowsThePassword) {
  const Json order = {{"label", "export"}, {"days", 30}, {"password", "not the password"}};
  EXPECT_EQ(Ask("clerk", "POST", "/v1/tokens", order).status, 401);
  Json right = order;
  right["password"] = passwords_["clerk"];
  const Answer made = Ask("clerk", "POST", "/v1/tokens", right);
  ASSERT_EQ(made.status, 201) << made.bytes;
  const std::vector<NamedValue> with = {{"Authorization", "Bearer " + made.body["token"].get<std::string>()}};
  EXPECT_EQ(Ask("", "GET", "/v1/hits", nullptr, with).status, 200);
  EXPECT_EQ(Ask("", "DELETE", "/v1/sessions/current", nullptr, with).status, 403) << "a token is no session";
  const Answer changed = Ask("clerk", "POST", "/v1/sessions/current/password",
                             {{"old", passwords_["clerk"]}, {"new", "harbour-violin-meadow 9"}});
  ASSERT_EQ(changed.status, 200) << changed.bytes;
  EXPECT_EQ(Ask("", "GET", "/v1/hits", nullptr, with).status, 401) << "it outlived the password";
}

TEST_P(ServiceTest, NobodySetsWhatIsNotHis) {
  for (const char* field : {"owner", "actor", "role", "seq", "authority", "by"}) {
    Json order = Found("K700005", {});
    order[field] = "BB";
    const Answer answer = Command("clerk", "record_recovery", order);
    EXPECT_EQ(answer.status, 400) << field << ": " << answer.bytes;
    EXPECT_EQ(answer.body["error"]["field"], field);
  }
  Json order = Found("K700005", {});
  order["item"]["owner"] = "BB";
  EXPECT_EQ(Command("clerk", "record_recovery", order).status, 400);
  EXPECT_EQ(Ask("admin", "POST", "/v1/accounts", {{"login", "x.y"}, {"name", "X"}, {"roles", {"supervisor"}}}).status,
            400);
}

TEST_P(ServiceTest, JsonThatTwoCouldReadDifferentlyIsRefused) {
  const std::vector<std::pair<std::string, int>> bodies = {
      {R"({"serial": "A12345", "serial": "B12345"})", 400},
      {R"({"serial": NaN})", 400},
      {R"({"year": 1e400})", 400},
      {R"({"serial": "\ud800"})", 400},
      {"\xef\xbb\xbf{\"serial\": \"A12345\"}", 400},
      {R"({"serial": "A12345"} {"serial": "B12345"})", 400},
      {R"(["A12345"])", 400},
      {"{\"serial\": \"A\xff\"}", 400},
      {"", 400},
      {std::string(100, '[') + std::string(100, ']'), 413},
      {"{\"serial\": \"" + std::string(web::kBodyBytesMax, 'A') + "\"}", 413}};
  for (const auto& [body, status] : bodies) {
    http::Question question{"POST", "/v1/trace", Why(), body};
    question.fields.push_back({"Authorization", "Bearer " + TokenOf("clerk")});
    question.fields.push_back({"Content-Type", "application/json"});
    const Answer answer = Send(question);
    EXPECT_EQ(answer.status, status) << body.substr(0, 60) << ": " << answer.bytes;
    EXPECT_TRUE(answer.body.contains("error")) << answer.bytes;
    if (status == 413) client_ = ClientOf(*server_);
  }
  http::Question text{"POST", "/v1/trace", Why(), "serial=A12345"};
  text.fields.push_back({"Authorization", "Bearer " + TokenOf("clerk")});
  text.fields.push_back({"Content-Type", "text/plain"});
  EXPECT_EQ(Send(text).status, 400);
}

TEST_P(ServiceTest, WhoDoesNotSayWhyIsToldNothing) {
  const std::string record = Record("clerk", Found("K700006", {}));
  for (const char* header : {"proofmark-purpose", "proofmark-case", "proofmark-basis"}) {
    const Answer answer = Ask("clerk", "GET", "/v1/items/" + record, nullptr, {{header, ""}});
    EXPECT_EQ(answer.status, 400) << header;
    EXPECT_EQ(answer.body["error"]["field"], header);
  }
  EXPECT_EQ(Ask("clerk", "GET", "/v1/items/" + record, nullptr, {{"Proofmark-Purpose", "curiosity"}}).status, 400);
  EXPECT_EQ(Ask("clerk", "GET", "/v1/items/" + record, nullptr, {{"Proofmark-Purpose", "border_check"}}).status, 404);
}

// Every answer about a record has its entry before it leaves, also where there was nothing.
TEST_P(ServiceTest, EveryReadingIsWrittenDown) {
  const std::string record = Record("clerk", Found("K700007", {}));
  auto entries = [&] { return *app_->store().LogSize("AA", store::Stream::kAccess); };
  for (const std::string& target : {"/v1/items/" + record, std::string("/v1/items/AA.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D"),
                                    std::string("/v1/hits"), std::string("/v1/alerts")}) {
    const std::int64_t before = entries();
    Ask("clerk", "GET", target);
    EXPECT_GT(entries(), before) << target;
  }
  const std::int64_t before = entries();
  Ask("clerk", "POST", "/v1/trace", {{"serial", "ZZ99887766"}, {"make", "TAURUS"}});
  EXPECT_GT(entries(), before);
}

TEST_P(ServiceTest, NumbersOneAfterTheOtherNeedAReasonAndRaiseTheAlarm) {
  int asked = 0;
  Answer answer;
  while (asked < 60) {
    answer = Ask("officer", "POST", "/v1/trace", {{"serial", "KX" + std::to_string(810000 + asked)}});
    ++asked;
    if (answer.status != 200) break;
  }
  EXPECT_EQ(answer.status, 403) << answer.bytes;
  EXPECT_EQ(answer.body["error"]["field"], "reason");
  EXPECT_EQ(static_cast<std::size_t>(asked), kNeighboursMax);
  const Answer on =
      Ask("officer", "POST", "/v1/trace", {{"serial", "KX810100"}}, {{"Proofmark-Reason", "a stolen lot"}});
  EXPECT_EQ(on.status, 200) << on.bytes;
  EXPECT_NE(server_->metrics().Text().find("proofmark_fishing_seen_total{finding=\"fishing_alarm\"} 1"),
            std::string::npos);
  EXPECT_EQ(Ask("clerk", "POST", "/v1/trace", {{"serial", "KX810101"}}).status, 200) << "another person's questions";
}

TEST_P(ServiceTest, CharactersThatOnlyLookTheSameFindTheNumber) {
  const std::string record = Record("clerk", Found("AEX47120", {}));
  // Cyrillic A and E, full-width digits, a mark that turns the direction, one without width.
  const std::vector<std::string> written = {"\xd0\x90\xd0\x95X47120",
                                            "AEX\xef\xbc\x94\xef\xbc\x97\xef\xbc\x91\xef\xbc\x92\xef\xbc\x90",
                                            "AEX\xe2\x80\xae"
                                            "47120",
                                            "AEX\xe2\x80\x8b"
                                            "47120"};
  for (const std::string& serial : written) {
    const Answer answer = Ask("clerk", "POST", "/v1/trace", {{"serial", serial}, {"make", "TAURUS"}});
    ASSERT_EQ(answer.status, 200) << answer.bytes;
    ASSERT_FALSE(answer.body["candidates"].empty()) << serial;
    EXPECT_EQ(answer.body["candidates"][0]["record"], record) << serial;
  }
}

// Lines of the log are JSON, one each, whatever somebody puts where they are made from.
TEST_P(ServiceTest, NothingForgesALineOfTheLog) {
  const std::string forged = "clerk\r\n{\"event\":\"answered\",\"actor\":\"boss\"}\x1b[2J\xe2\x80\xae";
  Ask("", "POST", "/v1/sessions", {{"login", forged}, {"password", "x"}, {"code", "1"}});
  Ask("clerk", "GET", "/v1/items/AA.item.%1b%5b2J");
  Ask("clerk", "GET", "/v1/hits", nullptr, {{"Proofmark-Case", "26/118 {\"event\":\"answered\"}"}});
  std::ifstream in(root() + "/requests.log");
  std::string line;
  int lines = 0;
  while (std::getline(in, line)) {
    ++lines;
    auto json = base::ParseJson(line);
    ASSERT_TRUE(json.ok()) << line;
    EXPECT_NE((*json)["actor"].is_string() ? (*json)["actor"] : Json(""), "boss") << line;
    for (unsigned char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << line;
    EXPECT_EQ(line.find(passwords_["clerk"]), std::string::npos);
  }
  EXPECT_GT(lines, 3);
}

TEST_P(ServiceTest, QuotesAndWildcardsAreText) {
  const std::string record = Record("clerk", Found("K700008", {}));
  for (const char* text :
       {"' OR '1'='1", "%", "_", "K7%", "\"; DROP TABLE event; --", "$(id)", "`id`", "../../etc/passwd"}) {
    const Answer answer = Ask("clerk", "POST", "/v1/trace", {{"serial", text}});
    EXPECT_TRUE(answer.status == 200 || answer.status == 400) << text << ": " << answer.bytes;
    Answer by_reference = Ask("clerk", "GET", http::TargetText({"/v1/cases", {{"reference", text}}}));
    EXPECT_EQ(by_reference.status, 404) << text << ": " << by_reference.bytes;
  }
  ExpectSound();
}

TEST_P(ServiceTest, CountersTellWhatHappened) {
  Ask("clerk", "GET", "/v1/hits");
  Ask("auditor", "GET", "/v1/hits");
  http::Client plain({.host = "127.0.0.1", .port = PortOf(server_->metrics_address())});
  auto answer = plain.Send({"GET", "/metrics", {}, ""});
  ASSERT_TRUE(answer.ok());
  for (const char* line :
       {"proofmark_requests_total{code=\"200\",route=\"hits\"} 1",
        "proofmark_requests_total{code=\"403\",route=\"hits\"} 1",
        "proofmark_access_refused_total{permission=\"read_hits\"} 1", "proofmark_events_appended_total",
        "proofmark_commit_seconds_count", "proofmark_index_lag_events 0", "proofmark_sessions_open",
        "proofmark_connections_open", "proofmark_queue_length 0"}) {
    EXPECT_NE(answer->body.find(line), std::string::npos) << line << "\n" << answer->body;
  }
  EXPECT_EQ(plain.Send({"GET", "/v1/hits", {}, ""})->status, 404) << "nothing else is here";
}

// A second server on the same database answers with what the first one wrote.
TEST_P(ServiceTest, TwoServersAreOne) {
  auto second = StartServer();
  ASSERT_NE(second, nullptr);
  const std::string record = Record("clerk", Found("K700009", {}));
  auto other = ClientOf(*second);
  std::swap(client_, other);
  const Answer behind = Ask("", "GET", "/readyz");
  EXPECT_GT(behind.body["index_lag"].get<int>(), 0) << behind.bytes;
  const Answer found = Ask("clerk", "POST", "/v1/trace", {{"serial", "K700009"}, {"make", "TAURUS"}});
  ASSERT_EQ(found.status, 200) << found.bytes;
  ASSERT_FALSE(found.body["candidates"].empty());
  EXPECT_EQ(found.body["candidates"][0]["record"], record);
  EXPECT_EQ(Ask("", "GET", "/readyz").body["index_lag"], 0);
  // A session that ended on one is ended on the other.
  std::swap(client_, other);
  EXPECT_EQ(Ask("clerk", "DELETE", "/v1/sessions/current").status, 200);
  std::swap(client_, other);
  EXPECT_EQ(Ask("clerk", "GET", "/v1/sessions/current").status, 401);
  client_.reset();
  other.reset();
}

TEST_P(ServiceTest, RetentionRunsAndEveryProofVerifies) {
  Json order = Found("K700010", {});
  order["from_party"] = "Maria da Silva";
  order["handling"]["expires_at"] = "2026-12-01";
  const std::string record = Record("clerk", order);
  clock_.Tick(std::int64_t{30} * 86'400'000);
  tokens_.clear();
  EXPECT_EQ(Command("clerk", "run_retention", Json::object()).status, 403);
  const Answer done = Command("admin", "run_retention", Json::object(), {{"Proofmark-Purpose", "system_care"}});
  ASSERT_EQ(done.status, 200) << done.bytes;
  EXPECT_GT(done.body["erased"].get<int>(), 0) << done.bytes;
  const Answer read = Ask("clerk", "GET", "/v1/items/" + record);
  ASSERT_EQ(read.status, 200) << read.bytes;
  EXPECT_EQ(read.bytes.find("Maria"), std::string::npos);
  ExpectSound();
}

}  // namespace
}  // namespace proofmark::app
