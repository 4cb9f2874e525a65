// SPDX-License-Identifier: Apache-2.0
// For tests only: a server with what it reported, and a connection to it that sends whatever bytes a test likes.
//
//   TestServer server({}, Echo);
//   TestConnection client(server.port());
//   client.Send("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
//   EXPECT_EQ(client.ReadAnswer().status, 200);
//
// Waiting ends after kPatience, with what is there by then: no test hangs, and no test measures time.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "http/server.h"

namespace proofmark::http {

inline constexpr std::chrono::seconds kPatience{30};

// Limits of time so long that none is reached by chance; a test shortens the one that it is about.
Settings PatientSettings();

class TestServer {
 public:
  TestServer(Settings settings, Answer answer);

  Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  std::uint16_t port() const { return server_->address().port; }
  void Stop() { server_.reset(); }

  // The first so many reports, waited for.
  std::vector<Answered> WaitForAnswers(std::size_t count);
  // Whether it was reported, waited for; its reason goes to `reason`.
  bool WaitForTrouble(TroubleKind kind, std::string* reason = nullptr);
  std::vector<Trouble> troubles();

 private:
  std::mutex mutex_;
  std::condition_variable reported_;
  std::vector<Answered> answers_;
  std::vector<Trouble> troubles_;
  std::unique_ptr<Server> server_;
};

// Waits until it is true.
template <typename Condition>
bool WaitUntil(Condition condition) {
  auto until = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::yield();
  }
  return true;
}

class TestConnection {
 public:
  // `from` is a loopback address to come from: "127.0.0.2".
  explicit TestConnection(std::uint16_t port, const std::string& from = "127.0.0.1");
  ~TestConnection();
  TestConnection(TestConnection&& other) noexcept;
  TestConnection(const TestConnection&) = delete;
  TestConnection& operator=(const TestConnection&) = delete;

  // False where the other end has closed.
  bool Send(std::string_view bytes);
  // The next answer, its body by its Content-Length; status 0 where none came. `request_method` decides on a body.
  Response ReadAnswer(std::string_view request_method = "GET");
  // All that comes until the other end closes; nullopt where it does not.
  std::optional<std::string> ReadToEnd();
  bool ClosedByServer() { return ReadToEnd().has_value(); }
  void EndSending();
  void Close();

 private:
  bool ReadMore();
  int socket_ = -1;
  std::string read_;
  bool ended_ = false;
};

// GET of a path in one line.
std::string GetOf(std::string_view path, std::string_view more_fields = {});

// The value of a field of an answer by its lower-case name; empty for none.
std::string FieldOf(const Response& response, std::string_view name);

}  // namespace proofmark::http
