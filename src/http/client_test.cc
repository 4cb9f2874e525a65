// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "http/test_connection.h"

namespace proofmark::http {
namespace {

using base::Code;

ClientSettings For(std::uint16_t port) {
  ClientSettings settings;
  settings.host = "127.0.0.1";
  settings.port = port;
  return settings;
}

// Says the same bytes to one connection after another, whatever is asked, and closes.
class BadServer {
 public:
  BadServer(std::string bytes, int connections) : bytes_(std::move(bytes)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(::listen(listener_, 8), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, connections] {
      for (int i = 0; i < connections; ++i) Serve(::accept(listener_, nullptr, nullptr));
    });
  }
  ~BadServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  std::uint16_t port() const { return port_; }
  int served() const { return served_; }

 private:
  void Serve(int connection) {
    if (connection < 0) return;
    ++served_;
    char block[65536];
    if (::recv(connection, block, sizeof block, 0) > 0) {
      (void)::send(connection, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
    }
    ::shutdown(connection, SHUT_WR);
    while (::recv(connection, block, sizeof block, 0) > 0) {
    }
    ::close(connection);
  }

  std::string bytes_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<int> served_{0};
  std::thread thread_;
};

TEST(Client, KeepsItsConnection) {
  TestServer server(PatientSettings(), [](const Request& request) {
    return JsonResponse(200,
                        {{"body", request.body}, {"mark", *request.Field("x-mark")}, {"host", *request.Field("host")}});
  });
  Client client(For(server.port()));
  for (int i = 0; i < 20; ++i) {
    Question question{.method = "PUT", .target = "/", .fields = {{"X-Mark", "m"}}, .body = std::to_string(i)};
    auto response = client.Send(question);
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ((*base::ParseJson(response->body))["body"], std::to_string(i));
    EXPECT_EQ(FieldOf(*response, "content-type"), "application/json");
  }
  EXPECT_EQ(client.connections(), 1U);
  client.Disconnect();
  EXPECT_FALSE(client.connected());
  EXPECT_TRUE(client.Send({.method = "GET", .target = "/", .fields = {{"X-Mark", "m"}}}).ok());
  EXPECT_EQ(client.connections(), 2U);
}

TEST(Client, AsksForAHeadWithoutWaitingForABody) {
  TestServer server(PatientSettings(), [](const Request&) {
    return Response{200, {{"Content-Type", "text/plain"}}, "12345"};
  });
  Client client(For(server.port()));
  auto head = client.Send({.method = "HEAD", .target = "/"});
  ASSERT_TRUE(head.ok()) << head.error().message;
  EXPECT_EQ(FieldOf(*head, "content-length"), "5");
  EXPECT_EQ(head->body, "");
  EXPECT_EQ(client.Send({})->body, "12345");
  EXPECT_EQ(client.connections(), 1U);
}

TEST(Client, NeverFollowsARedirection) {
  std::atomic<int> elsewhere_asked{0};
  TestServer elsewhere(PatientSettings(), [&](const Request&) {
    ++elsewhere_asked;
    return JsonResponse(200, {});
  });
  TestServer server(PatientSettings(), [&](const Request&) {
    return Response{302, {{"Location", "http://127.0.0.1:" + std::to_string(elsewhere.port()) + "/"}}, {}};
  });
  Client client(For(server.port()));
  auto response = client.Send({});
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->status, 302);
  EXPECT_EQ(elsewhere_asked, 0);
  EXPECT_EQ(client.connections(), 1U);
}

TEST(Client, RepeatsOnAClosedConnectionOnlyWhatChangesNothing) {
  Settings settings = PatientSettings();
  settings.idle_timeout = std::chrono::milliseconds(100);
  TestServer server(settings, [](const Request&) { return JsonResponse(200, {}); });
  Client client(For(server.port()));
  ASSERT_TRUE(client.Send({}).ok());
  ASSERT_TRUE(WaitUntil([&] { return server->open_connections() == 0 || server.WaitForAnswers(1).size() > 1; }));
  EXPECT_TRUE(client.Send({}).ok());
  EXPECT_EQ(client.connections(), 2U);
  ASSERT_TRUE(WaitUntil([&] { return server->open_connections() == 0; }));
  auto post = client.Send({.method = "POST", .target = "/", .body = "x"});
  ASSERT_FALSE(post.ok());
  EXPECT_EQ(post.error().code, Code::kUnavailable);
  EXPECT_TRUE(client.Send({.method = "POST", .target = "/", .body = "x"}).ok());
  EXPECT_EQ(server.WaitForAnswers(3).size(), 3U);
}

TEST(Client, ItsLimitsAreKept) {
  TestServer server(PatientSettings(), [](const Request&) {
    return Response{200, {{"Content-Type", "text/plain"}}, std::string(1001, 'x')};
  });
  ClientSettings settings = For(server.port());
  settings.body_bytes_max = 1000;
  EXPECT_EQ(Client(settings).Send({}).error().code, Code::kTooLarge);
  settings.body_bytes_max = 1001;
  EXPECT_TRUE(Client(settings).Send({}).ok());
}

TEST(Client, DoesNotWaitForEver) {
  std::mutex mutex;
  std::unique_lock gate(mutex);
  TestServer server(PatientSettings(), [&](const Request&) {
    std::lock_guard wait(mutex);
    return JsonResponse(200, {});
  });
  ClientSettings settings = For(server.port());
  settings.answer_timeout = std::chrono::milliseconds(100);
  Client client(settings);
  EXPECT_EQ(client.Send({}).error().code, Code::kUnavailable);
  EXPECT_FALSE(client.connected());
  gate.unlock();
}

TEST(Client, RefusesAQuestionThatWouldBeTwo) {
  TestServer server(PatientSettings(), [](const Request&) { return JsonResponse(200, {}); });
  Client client(For(server.port()));
  for (const Question& question : std::vector<Question>{
           {.method = "GET /x HTTP/1.1\r\nX:", .target = "/"},
           {.method = "GET", .target = "/ HTTP/1.1\r\nX: y"},
           {.method = "GET", .target = "/a b"},
           {.method = "GET", .target = "http://elsewhere/"},
           {.method = "GET", .target = "/", .fields = {{"X", "a\r\nY: b"}}},
           {.method = "GET", .target = "/", .fields = {{"X: y\r\nZ", "a"}}},
           {.method = "GET", .target = "/", .fields = {{"HOST", "elsewhere"}}},
           {.method = "GET", .target = "/", .fields = {{"Content-Length", "5"}}},
       }) {
    EXPECT_EQ(client.Send(question).error().code, Code::kInvalid) << question.method << question.target;
  }
  EXPECT_EQ(client.connections(), 0U);
}

TEST(Client, SaysWhatIsWrongWithAnAnswer) {
  struct Row {
    std::string bytes;
    Code code;
  };
  for (const Row& row : std::vector<Row>{
           {"SSH-2.0-OpenSSH\r\n", Code::kCorrupt},
           {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello", Code::kCorrupt},
           {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", Code::kUnavailable},
           {"HTTP/1.1 200 OK\r\n", Code::kUnavailable},
           {"", Code::kUnavailable},
           {"HTTP/1.1 200 OK\r\nX: " + std::string(kHeaderBytesMax, 'a') + "\r\n\r\n", Code::kTooLarge},
           {[] {
              std::string many;
              for (int i = 0; i < 20; ++i) many += "HTTP/1.1 100 Continue\r\n\r\n";
              return many;
            }(),
            Code::kCorrupt},
       }) {
    BadServer server(row.bytes, 1);
    auto response = Client(For(server.port())).Send({});
    ASSERT_FALSE(response.ok()) << row.bytes;
    EXPECT_EQ(response.error().code, row.code) << row.bytes << response.error().message;
  }
}

TEST(Client, ReportsThatNobodyIsThere) {
  std::uint16_t port = 0;
  {
    BadServer gone("", 0);
    port = gone.port();
  }
  EXPECT_EQ(Client(For(port)).Send({}).error().code, Code::kUnavailable);
  ClientSettings no_ca = For(port);
  no_ca.tls.emplace();
  no_ca.tls->ca_file = "/nowhere/ca.pem";
  EXPECT_EQ(Client(no_ca).Send({}).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace proofmark::http
