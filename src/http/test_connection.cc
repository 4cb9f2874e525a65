// SPDX-License-Identifier: Apache-2.0
#include "http/test_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/assert.h"

namespace proofmark::http {

Settings PatientSettings() {
  Settings settings;
  for (auto* time : {&settings.handshake_timeout, &settings.header_timeout, &settings.body_timeout,
                     &settings.idle_timeout, &settings.write_timeout}) {
    *time = std::chrono::minutes(5);
  }
  settings.worker_threads = 4;
  return settings;
}

TestServer::TestServer(Settings settings, Answer answer) {
  settings.on_answer = [this](const Answered& answered) {
    std::lock_guard lock(mutex_);
    answers_.push_back(answered);
    reported_.notify_all();
  };
  settings.on_trouble = [this](const Trouble& trouble) {
    std::lock_guard lock(mutex_);
    troubles_.push_back(trouble);
    reported_.notify_all();
  };
  auto started = Server::Start(std::move(settings), std::move(answer));
  PM_ASSERT(started.ok());
  server_ = std::move(*started);
}

std::vector<Answered> TestServer::WaitForAnswers(std::size_t count) {
  std::unique_lock lock(mutex_);
  reported_.wait_for(lock, kPatience, [&] { return answers_.size() >= count; });
  return answers_;
}

bool TestServer::WaitForTrouble(TroubleKind kind, std::string* reason) {
  std::unique_lock lock(mutex_);
  auto found = troubles_.end();
  bool reported = reported_.wait_for(lock, kPatience, [&] {
    found = std::find_if(troubles_.begin(), troubles_.end(), [kind](const Trouble& t) { return t.kind == kind; });
    return found != troubles_.end();
  });
  if (reported && reason != nullptr) *reason = found->reason;
  return reported;
}

std::vector<Trouble> TestServer::troubles() {
  std::lock_guard lock(mutex_);
  return troubles_;
}

TestConnection::TestConnection(std::uint16_t port, const std::string& from) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  PM_ASSERT(socket_ >= 0);
  timeval patience{.tv_sec = kPatience.count(), .tv_usec = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  PM_ASSERT(::inet_pton(AF_INET, from.c_str(), &own.sin_addr) == 1);
  PM_ASSERT(::bind(socket_, reinterpret_cast<sockaddr*>(&own), sizeof own) == 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ended_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0;
}

TestConnection::~TestConnection() { Close(); }

TestConnection::TestConnection(TestConnection&& other) noexcept
    : socket_(std::exchange(other.socket_, -1)), read_(std::move(other.read_)), ended_(other.ended_) {}

void TestConnection::Close() {
  if (socket_ >= 0) ::close(std::exchange(socket_, -1));
}

bool TestConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

// False at the end, also where it is a reset, and when nothing comes.
bool TestConnection::ReadMore() {
  char block[16384];
  ssize_t got = ::recv(socket_, block, sizeof block, 0);
  if (got > 0) read_.append(block, static_cast<std::size_t>(got));
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK)) ended_ = true;
  return got > 0;
}

Response TestConnection::ReadAnswer(std::string_view request_method) {
  Response out{0, {}, {}};
  std::size_t end = 0;
  while ((end = read_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReadMore()) return out;
  }
  out.status = std::atoi(read_.c_str() + sizeof "HTTP/1.1");
  for (std::size_t at = read_.find("\r\n"); at < end;) {
    std::size_t line_end = read_.find("\r\n", at + 2);
    std::string line = read_.substr(at + 2, line_end - at - 2);
    std::size_t colon = std::min(line.find(": "), line.size());
    std::string name = line.substr(0, colon);
    for (char& c : name) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
    out.fields.push_back({name, line.substr(std::min(colon + 2, line.size()))});
    at = line_end;
  }
  read_.erase(0, end + 4);
  std::size_t length = request_method == "HEAD" ? 0 : std::strtoul(FieldOf(out, "content-length").c_str(), nullptr, 10);
  while (read_.size() < length) {
    if (!ReadMore()) return Response{0, {}, {}};
  }
  out.body = read_.substr(0, length);
  read_.erase(0, length);
  return out;
}

std::optional<std::string> TestConnection::ReadToEnd() {
  while (!ended_) {
    if (!ReadMore() && !ended_) return std::nullopt;
  }
  return std::exchange(read_, {});
}

void TestConnection::EndSending() { ::shutdown(socket_, SHUT_WR); }

std::string GetOf(std::string_view path, std::string_view more_fields) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n" + std::string(more_fields) + "\r\n";
}

std::string FieldOf(const Response& response, std::string_view name) {
  const std::string* value = FirstValue(response.fields, name);
  return value == nullptr ? std::string() : *value;
}

}  // namespace proofmark::http
