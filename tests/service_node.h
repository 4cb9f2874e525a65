// SPDX-License-Identifier: Apache-2.0
// A ServiceTest is a node with people whose service is on loopback: every answer is asked for over TLS by the program's
// own client, with a session that was really opened.
//
//   Answer answer = Ask("clerk", "GET", "/v1/items/" + id);
//   answer.status, answer.body["record"], answer.Field("etag");
//
// Besides the people of PeopleTest: "officer", "border" and "auditor" of AA, and "foreign", a tracing officer of BB.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "app/http/node_server.h"
#include "http/client.h"
#include "tests/people_fixture.h"

namespace proofmark::app {

struct Answer {
  int status = 0;
  std::vector<http::NamedValue> fields;
  std::string bytes;
  base::Json body;

  std::string Field(std::string_view name) const {
    const std::string* value = http::FirstValue(fields, name);
    return value == nullptr ? "" : *value;
  }
  // Everything that a reader gets to see.
  std::string Whole() const {
    std::string out = bytes;
    for (const http::NamedValue& one : fields) out += "\n" + one.name + ": " + one.value;
    return out;
  }
};

class ServiceTest : public PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    for (const char* role : {"officer", "border", "auditor"}) {
      OpenAccount("AA", role);
      Grant(role, role);
    }
    OpenAccount("BB", "foreign");
    GrantAlone("foreign", "tracing_officer");
    Serve();
  }
  void TearDown() override {
    client_.reset();
    server_.reset();
    PeopleTest::TearDown();
  }

  virtual void Adjust(web::NodeServerSettings&) {}

  void Serve() {
    client_.reset();
    server_.reset();
    server_ = StartServer();
    ASSERT_NE(server_, nullptr);
    client_ = ClientOf(*server_);
  }
  std::unique_ptr<web::NodeServer> StartServer() {
    web::NodeServerSettings settings;
    settings.node.db = database_->url();
    settings.node.keys = keys();
    settings.node.data = PM_DATA_DIR;
    settings.node.where_missing = store::WhereMissing::kRefuse;
    settings.node.hash_cost = testing::kCheapHashing;
    settings.metrics = web::Place{};
    settings.log = root() + "/requests.log";
    settings.answer_floor = std::chrono::milliseconds(0);
    Adjust(settings);
    auto started = web::NodeServer::Start(std::move(settings), clock_, rng_);
    EXPECT_TRUE(started.ok()) << (started.ok() ? "" : started.error().message);
    return started.ok() ? std::move(*started) : nullptr;
  }
  static std::uint16_t PortOf(const std::string& address) {
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  }
  static std::unique_ptr<http::Client> ClientOf(const web::NodeServer& server) {
    http::ClientSettings settings;
    settings.host = "127.0.0.1";
    settings.port = PortOf(server.address());
    settings.tls = http::ClientTls{.ca_file = server.certificate()};
    return std::make_unique<http::Client>(settings);
  }

  // The session of an account, opened at first need.
  const std::string& TokenOf(const std::string& login) {
    std::string& token = tokens_[login];
    if (token.empty()) token = LogIn(login).token;
    return token;
  }
  static std::vector<http::NamedValue> Why(const std::string& purpose = "trace") {
    return {{"Proofmark-Purpose", purpose}, {"Proofmark-Case", "26/118"}, {"Proofmark-Basis", "national_law"}};
  }
  static std::string PurposeOf(const std::string& login) { return login == "border" ? "border_check" : "trace"; }

  Answer Send(http::Question question) {
    auto response = client_->Send(question);
    EXPECT_TRUE(response.ok()) << question.method << " " << question.target << ": "
                               << (response.ok() ? "" : response.error().message);
    if (!response.ok()) return {};
    Answer out{response->status, response->fields, response->body, {}};
    auto json = base::ParseJson(out.bytes);
    if (json.ok()) out.body = std::move(*json);
    return out;
  }
  // As an account that is logged in; as nobody where `login` is empty.
  Answer Ask(const std::string& login, const std::string& method, const std::string& target,
             const base::Json& body = nullptr, const std::vector<http::NamedValue>& more = {}) {
    http::Question question{method, target, Why(PurposeOf(login)), ""};
    if (!login.empty()) question.fields.push_back({"Authorization", "Bearer " + TokenOf(login)});
    if (!body.is_null()) {
      question.fields.push_back({"Content-Type", "application/json"});
      question.body = body.dump();
    }
    for (const http::NamedValue& one : more) {
      std::erase_if(question.fields,
                    [&](const http::NamedValue& known) { return http::Lower(known.name) == http::Lower(one.name); });
      question.fields.push_back(one);
    }
    return Send(std::move(question));
  }
  Answer Command(const std::string& login, const std::string& name, const base::Json& body,
                 const std::vector<http::NamedValue>& more = {}) {
    std::vector<http::NamedValue> fields = {{"Idempotency-Key", "key-of-the-test-" + std::to_string(++keys_)}};
    fields.insert(fields.end(), more.begin(), more.end());
    return Ask(login, "POST", "/v1/commands/" + name, body, fields);
  }

  // A photograph, with what is said of it.
  Answer AttachFile(const std::string& login, const base::Json& order, const std::string& content,
                    const std::vector<http::NamedValue>& more = {}) {
    http::Question question{"POST", "/v1/files", Why(PurposeOf(login)), order.dump() + "\n" + content};
    if (!login.empty()) question.fields.push_back({"Authorization", "Bearer " + TokenOf(login)});
    question.fields.push_back({"Content-Type", "application/vnd.proofmark.file"});
    question.fields.push_back({"Idempotency-Key", "key-of-the-test-" + std::to_string(++keys_)});
    for (const http::NamedValue& one : more) {
      std::erase_if(question.fields,
                    [&](const http::NamedValue& known) { return http::Lower(known.name) == http::Lower(one.name); });
      question.fields.push_back(one);
    }
    return Send(std::move(question));
  }

  // A pistol that was found, as an order.
  static base::Json Found(const std::string& serial, const std::vector<std::string>& codes,
                          const std::string& make = "TAURUS") {
    return {{"case", {{"reference", "26-118"}}},
            {"item", {{"type", "pistol"}, {"make", make}, {"calibre", "9mm"}}},
            {"marks", base::Json::array({{{"kind", "serial"}, {"text", serial}}})},
            {"date", "2026-06-02"},
            {"handling", {{"codes", codes}, {"onward", "ask_owner"}}}};
  }
  std::string Record(const std::string& login, const base::Json& order) {
    Answer answer = Command(login, "record_recovery", order);
    EXPECT_EQ(answer.status, 200) << answer.bytes;
    return answer.body.is_object() && answer.body.contains("record") ? answer.body["record"].get<std::string>() : "";
  }

  std::unique_ptr<web::NodeServer> server_;
  std::unique_ptr<http::Client> client_;
  std::map<std::string, std::string> tokens_;
  int keys_ = 0;
};

}  // namespace proofmark::app
