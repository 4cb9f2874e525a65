// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "http/response_head.h"
#include "http/test_connection.h"

namespace proofmark::http {
namespace {

using base::Code;

// Says what was understood of the request.
Response Echo(const Request& request) {
  base::Json query = base::Json::array();
  for (const NamedValue& pair : request.query) query.push_back({pair.name, pair.value});
  return JsonResponse(200, {{"method", request.method},
                            {"path", request.path},
                            {"query", query},
                            {"body", request.body},
                            {"from", request.peer.address},
                            {"tls", request.tls.has_value()},
                            {"ref", request.ref.ToText()}});
}

base::Json JsonOf(const Response& response) {
  auto json = base::ParseJson(response.body);
  return json.ok() ? *json : base::Json("not JSON: " + response.body);
}

std::string PostOf(std::string_view path, std::string_view body, std::string_view more_fields = {}) {
  return "POST " + std::string(path) + " HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(more_fields) + "\r\n" + std::string(body);
}

// The one shape, whole: what a program and a person read of a refusal.
void ExpectRefusal(const Response& response, int status, std::string_view code) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(FieldOf(response, "content-type"), "application/json");
  base::Json json = JsonOf(response);
  ASSERT_TRUE(json.is_object() && json.size() == 2 && json.contains("error")) << response.body;
  EXPECT_EQ(json["error"].size(), 3U);
  EXPECT_EQ(json["error"].value("code", ""), code);
  EXPECT_NE(json["error"].value("message", ""), "");
  EXPECT_TRUE(json["error"].contains("field"));
  EXPECT_EQ(json.value("ref", "?"), FieldOf(response, "proofmark-ref"));
  EXPECT_TRUE(base::Ulid::Parse(json.value("ref", "?")).ok());
}

TEST(Server, AnswersARequestAndReportsIt) {
  TestServer server(PatientSettings(), Echo);
  TestConnection client(server.port());
  client.Send(PostOf("/a%20b?c=d&c=e", "hello"));
  Response response = client.ReadAnswer();
  EXPECT_EQ(response.status, 200);
  base::Json json = JsonOf(response);
  EXPECT_EQ(json["method"], "POST");
  EXPECT_EQ(json["path"], "/a b");
  EXPECT_EQ(json["query"], base::Json::parse(R"([["c","d"],["c","e"]])"));
  EXPECT_EQ(json["body"], "hello");
  EXPECT_EQ(json["from"], "127.0.0.1");
  EXPECT_EQ(json["tls"], false);
  EXPECT_EQ(json["ref"], FieldOf(response, "proofmark-ref"));

  std::vector<Answered> answers = server.WaitForAnswers(1);
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(answers[0].ref.ToText(), FieldOf(response, "proofmark-ref"));
  EXPECT_EQ(answers[0].method, "POST");
  EXPECT_EQ(answers[0].path, "/a b");
  EXPECT_EQ(answers[0].status, 200);
  EXPECT_EQ(answers[0].bytes_in, PostOf("/a%20b?c=d&c=e", "hello").size());
  EXPECT_GT(answers[0].bytes_out, response.body.size());
  EXPECT_GT(answers[0].took.count(), 0);
  EXPECT_FALSE(answers[0].reused);
  EXPECT_TRUE(answers[0].sent);
  EXPECT_TRUE(server.troubles().empty());
}

TEST(Server, EveryAnswerSaysHowItIsToBeTaken) {
  TestServer server(PatientSettings(), [](const Request& request) {
    Response response{200, {{"Content-Type", "text/plain; charset=utf-8"}}, "x"};
    if (request.path == "/kept") response.fields.push_back({"Cache-Control", "max-age=60"});
    return response;
  });
  TestConnection client(server.port());
  client.Send(GetOf("/") + GetOf("/kept"));
  Response response = client.ReadAnswer();
  EXPECT_EQ(FieldOf(response, "content-length"), "1");
  EXPECT_EQ(FieldOf(response, "content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(FieldOf(response, "x-content-type-options"), "nosniff");
  EXPECT_EQ(FieldOf(response, "cache-control"), "no-store");
  EXPECT_EQ(FieldOf(response, "connection"), "keep-alive");
  EXPECT_TRUE(FieldOf(response, "date").ends_with(" GMT"));
  EXPECT_EQ(FieldOf(response, "server"), "");
  EXPECT_EQ(FieldOf(response, "strict-transport-security"), "");  // means nothing without TLS
  EXPECT_EQ(FieldOf(client.ReadAnswer(), "cache-control"), "max-age=60");
}

TEST(Server, KeepsAConnectionUntilItIsAskedToCloseIt) {
  TestServer server(PatientSettings(), Echo);
  TestConnection client(server.port());
  for (int i = 0; i < 50; ++i) {
    client.Send(PostOf("/" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'b')));
    ASSERT_EQ(JsonOf(client.ReadAnswer())["path"], "/" + std::to_string(i));
  }
  client.Send(GetOf("/last", "Connection: close\r\n"));
  Response response = client.ReadAnswer();
  EXPECT_EQ(FieldOf(response, "connection"), "close");
  EXPECT_EQ(client.ReadToEnd(), "");
  std::vector<Answered> answers = server.WaitForAnswers(51);
  ASSERT_EQ(answers.size(), 51U);
  EXPECT_FALSE(answers[0].reused);
  EXPECT_TRUE(answers[50].reused);
  EXPECT_TRUE(WaitUntil([&] { return server->open_connections() == 0; }));
}

TEST(Server, AnswersRequestsSentAheadInTheirOrder) {
  TestServer server(PatientSettings(), Echo);
  TestConnection client(server.port());
  std::string ahead;
  for (int i = 0; i < 100; ++i)
    ahead += i % 2 == 0 ? GetOf("/" + std::to_string(i)) : PostOf("/" + std::to_string(i), "x");
  client.Send(ahead);
  for (int i = 0; i < 100; ++i) {
    base::Json json = JsonOf(client.ReadAnswer());
    ASSERT_EQ(json["path"], "/" + std::to_string(i));
    ASSERT_EQ(json["body"], i % 2 == 0 ? "" : "x");
  }
}

TEST(Server, ClosesAConnectionAfterItsNumberOfRequests) {
  Settings settings = PatientSettings();
  settings.requests_per_connection_max = 3;
  TestServer server(settings, Echo);
  TestConnection client(server.port());
  client.Send(GetOf("/1") + GetOf("/2") + GetOf("/3") + GetOf("/4"));
  EXPECT_EQ(FieldOf(client.ReadAnswer(), "connection"), "keep-alive");
  EXPECT_EQ(FieldOf(client.ReadAnswer(), "connection"), "keep-alive");
  EXPECT_EQ(FieldOf(client.ReadAnswer(), "connection"), "close");
  EXPECT_EQ(client.ReadToEnd(), "");
}

TEST(Server, HeadHasTheLengthOfTheBodyAndNoBody) {
  TestServer server(PatientSettings(), [](const Request&) {
    return Response{200, {{"Content-Type", "text/plain"}}, std::string(100'000, 'x')};
  });
  TestConnection client(server.port());
  client.Send("HEAD / HTTP/1.1\r\nHost: here\r\n\r\n" + GetOf("/", "Connection: close\r\n"));
  EXPECT_EQ(FieldOf(client.ReadAnswer("HEAD"), "content-length"), "100000");
  Response second = client.ReadAnswer();
  EXPECT_EQ(second.status, 200);  // what follows the head is the next answer
  EXPECT_EQ(second.body.size(), 100'000U);
}

TEST(Server, SpeaksHttpOneZero) {
  TestServer server(PatientSettings(), Echo);
  TestConnection closing(server.port());
  closing.Send("GET /a HTTP/1.0\r\n\r\n");
  EXPECT_EQ(JsonOf(closing.ReadAnswer())["path"], "/a");
  EXPECT_EQ(closing.ReadToEnd(), "");
  TestConnection kept(server.port());
  kept.Send("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(FieldOf(kept.ReadAnswer(), "connection"), "keep-alive");
  kept.Send(GetOf("/b"));
  EXPECT_EQ(JsonOf(kept.ReadAnswer())["path"], "/b");
}

TEST(Server, TakesBodiesUpToItsLimit) {
  Settings settings = PatientSettings();
  settings.body_bytes_max = 3U << 20;
  TestServer server(settings, [](const Request& request) {
    return Response{200, {{"Content-Type", "application/octet-stream"}}, request.body};
  });
  std::string body(settings.body_bytes_max, '\0');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 7 + i / 251);
  TestConnection client(server.port());
  client.Send(PostOf("/", body));
  Response response = client.ReadAnswer();
  EXPECT_EQ(response.status, 200);
  EXPECT_TRUE(response.body == body);

  std::string chunked = "POST / HTTP/1.1\r\nHost: here\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < body.size(); at += 65536) chunked += "10000\r\n" + body.substr(at, 65536) + "\r\n";
  client.Send(chunked + "0\r\n\r\n");
  EXPECT_TRUE(client.ReadAnswer().body == body);

  client.Send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(body.size() + 1) + "\r\n\r\n");
  ExpectRefusal(client.ReadAnswer(), 413, "too_large");
  EXPECT_TRUE(client.ClosedByServer());
}

// The client has not read yet and goes on sending; the answer must reach it all the same.
TEST(Server, ARefusalReachesWhoIsStillSending) {
  TestServer server(PatientSettings(), Echo);
  for (int i = 0; i < 20; ++i) {
    TestConnection client(server.port());
    client.Send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 99999999\r\n\r\n" + std::string(500'000, 'a'));
    ASSERT_EQ(client.ReadAnswer().status, 413);
  }
}

TEST(Server, TellsAWaitingClientToContinue) {
  TestServer server(PatientSettings(), Echo);
  TestConnection client(server.port());
  const std::string head = "POST / HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: ";
  client.Send(head + "5\r\n\r\n");
  EXPECT_EQ(client.ReadAnswer().status, 100);
  client.Send("hello");
  EXPECT_EQ(JsonOf(client.ReadAnswer())["body"], "hello");
  client.Send(head + "5\r\n\r\nhello");  // did not wait
  EXPECT_EQ(client.ReadAnswer().status, 200);
  client.Send(head + "99999999\r\n\r\n");
  ExpectRefusal(client.ReadAnswer(), 413, "too_large");
  EXPECT_TRUE(client.ClosedByServer());
}

TEST(Server, RefusesInTheOneShapeAndCloses) {
  struct Row {
    std::string bytes;
    int status;
    std::string_view code;
  };
  TestServer server(PatientSettings(), Echo);
  const std::string post = "POST / HTTP/1.1\r\nHost: here\r\n";
  std::vector<Row> rows = {
      {post + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GetOf("/hidden"), 400, "invalid"},
      {post + "Content-Length: 5\r\nContent-Length: 0\r\n\r\n" + GetOf("/hidden"), 400, "invalid"},
      {post + "Content-Length : 5\r\n\r\nhello", 400, "invalid"},
      {post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n", 400, "invalid"},
      {"GET / HTTP/1.1\r\n\r\n", 400, "invalid"},
      {"GET / HTTP/1.1\nHost: here\n\n", 400, "invalid"},
      {"GET /../etc HTTP/1.1\r\nHost: here\r\n\r\n", 400, "invalid"},
      {"GET http://here/ HTTP/1.1\r\nHost: here\r\n\r\n", 400, "invalid"},
      {"\x16\x03\x01\x02\x01", 400, "invalid"},
      {"CONNECT here:1 HTTP/1.1\r\nHost: here\r\n\r\n", 405, "unsupported"},
      {"TRACE / HTTP/1.1\r\nHost: here\r\n\r\n", 405, "unsupported"},
      {"BREW / HTTP/1.1\r\nHost: here\r\n\r\n", 501, "unsupported"},
      {"GET / HTTP/2.0\r\nHost: here\r\n\r\n", 505, "unsupported"},
      {GetOf("/", "Upgrade: websocket\r\nConnection: upgrade\r\n"), 501, "unsupported"},
      {GetOf("/", "Expect: rain\r\n"), 417, "unsupported"},
      {GetOf("/" + std::string(kTargetBytesMax, 'a')), 414, "too_large"},
      {GetOf("/", "X: " + std::string(kHeaderBytesMax, 'a') + "\r\n"), 431, "too_large"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.bytes.substr(0, 200));
    TestConnection client(server.port());
    client.Send(row.bytes);
    Response response = client.ReadAnswer();
    ExpectRefusal(response, row.status, row.code);
    EXPECT_EQ(FieldOf(response, "connection"), "close");
    EXPECT_EQ(FieldOf(response, "allow") != "", row.status == 405);
    EXPECT_EQ(client.ReadToEnd(), "");  // a request hidden behind it is not answered
  }
  std::vector<Answered> answers = server.WaitForAnswers(rows.size());
  EXPECT_EQ(answers.size(), rows.size());
  EXPECT_EQ(server.troubles().size(), rows.size());
  for (const Trouble& trouble : server.troubles()) EXPECT_EQ(trouble.kind, TroubleKind::kBadRequest);
}

TEST(Server, AnAnswerThatThrowsIsA500AndTheConnectionGoesOn) {
  TestServer server(PatientSettings(), [](const Request& request) -> Response {
    if (request.path == "/runtime") throw std::runtime_error("a secret of the inside");
    if (request.path == "/other") throw 7;
    return Echo(request);
  });
  TestConnection client(server.port());
  for (const char* path : {"/runtime", "/other"}) {
    client.Send(GetOf(path));
    Response response = client.ReadAnswer();
    ExpectRefusal(response, 500, "internal");
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
  }
  client.Send(GetOf("/fine"));
  EXPECT_EQ(client.ReadAnswer().status, 200);
  std::string reason;
  ASSERT_TRUE(server.WaitForTrouble(TroubleKind::kAnswerFailed, &reason));
  EXPECT_NE(reason.find("a secret of the inside"), std::string::npos);
  EXPECT_EQ(server.troubles().size(), 2U);
}

TEST(Server, AnAnswerCannotSplitAnswersOrSpeakForTheServer) {
  const NamedValue type{"Content-Type", "text/plain"};
  std::vector<Response> wrong = {
      {200, {type, {"X", "a\r\nSet-Cookie: planted=1"}}, "x"},
      {200, {type, {"X\r\nY", "a"}}, "x"},
      {200, {type, {"X", std::string("a\0b", 3)}}, "x"},
      {200, {type, {"Content-Length", "1"}}, "x"},
      {200, {type, {"transfer-encoding", "chunked"}}, "x"},
      {200, {type, {"Server", "proofmark"}}, "x"},
      {200, {type, {"CONNECTION", "close"}}, "x"},
      {200, {}, "a body without a type"},
      {204, {type}, "x"},
      {304, {type}, "x"},
      {100, {}, ""},
      {0, {}, ""},
      {600, {}, ""},
  };
  TestServer server(PatientSettings(),
                    [&](const Request& request) { return wrong[std::stoul(request.path.substr(1))]; });
  TestConnection client(server.port());
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    SCOPED_TRACE(i);
    client.Send(GetOf("/" + std::to_string(i)));
    Response response = client.ReadAnswer();
    ExpectRefusal(response, 500, "internal");
    EXPECT_EQ(FieldOf(response, "set-cookie"), "");
  }
  EXPECT_EQ(server.troubles().size(), wrong.size());
}

TEST(Server, AnAnswerWithoutABodyHasNone) {
  TestServer server(PatientSettings(), [](const Request&) { return Response{204, {}, {}}; });
  TestConnection client(server.port());
  client.Send(GetOf("/"));
  Response response = client.ReadAnswer();
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(FirstValue(response.fields, "content-length"), nullptr);
}

TEST(Server, AnObserverThatThrowsHurtsNobody) {
  Settings settings = PatientSettings();
  settings.on_answer = [](const Answered&) { throw std::runtime_error("full"); };
  settings.on_trouble = [](const Trouble&) { throw std::runtime_error("full"); };
  auto server = Server::Start(settings, Echo);
  ASSERT_TRUE(server.ok());
  for (int i = 0; i < 3; ++i) {
    TestConnection client((*server)->address().port);
    client.Send(GetOf("/") + "nonsense\r\n\r\n");
    EXPECT_EQ(client.ReadAnswer().status, 200);
    EXPECT_EQ(client.ReadAnswer().status, 400);
  }
}

TEST(Server, SaysWhyItCannotStart) {
  auto start = [](auto change) {
    Settings settings;
    change(settings);
    return Server::Start(settings, Echo);
  };
  EXPECT_EQ(start([](Settings& s) { s.host = "localhost"; }).error().code, Code::kInvalid);
  EXPECT_EQ(start([](Settings& s) { s.worker_threads = 0; }).error().code, Code::kInvalid);
  EXPECT_EQ(start([](Settings& s) { s.io_threads = 100'000; }).error().code, Code::kInvalid);
  EXPECT_EQ(start([](Settings& s) { s.queue_max = 0; }).error().code, Code::kInvalid);
  EXPECT_EQ(start([](Settings& s) { s.header_timeout = std::chrono::milliseconds(0); }).error().code, Code::kInvalid);
  auto first = start([](Settings&) {});
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(start([&](Settings& s) { s.port = (*first)->address().port; }).error().code, Code::kUnavailable);
  EXPECT_EQ((*first)->ReloadCertificate().error().code, Code::kPrecondition);
}

TEST(HttpDate, IsTheKnownOne) {
  // The example of RFC 9110, section 5.6.7.
  EXPECT_EQ(HttpDate(*base::Instant::Parse("1994-11-06T08:49:37.000Z")), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace proofmark::http
