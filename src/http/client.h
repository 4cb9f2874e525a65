// SPDX-License-Identifier: Apache-2.0
// A Client asks one server, over one connection that it keeps, and waits for each answer.
//
//   Client client({.host = "127.0.0.1", .port = 8443, .tls = ClientTls{.ca_file = "ca.pem"}});
//   PM_ASSIGN(Response response, client.Send({.method = "GET", .target = "/v1/records/7"}));
//
// It believes a server only if its certificate is vouched for by the CA file and names the host. It never follows a
// redirection: where it connects to is decided by who made it. One thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "http/tls.h"

namespace proofmark::http {

enum class HostCheck { kOn, kOff };

struct ClientSettings {
  std::string host{};  // a name or a numeric address
  std::uint16_t port = 0;
  std::optional<ClientTls> tls{};  // empty: plain
  std::string server_name{};       // whom the certificate must name; empty: `host`
  HostCheck host_check = HostCheck::kOn;
  std::chrono::milliseconds connect_timeout{5'000};  // name, connection and handshake, each
  std::chrono::milliseconds answer_timeout{30'000};  // sending the question, and waiting for the answer, each
  std::size_t body_bytes_max = 16U << 20;            // of an answer
};

// What is asked. Host, Content-Length and Connection are written by the client.
struct Question {
  std::string method = "GET";
  std::string target = "/";
  std::vector<NamedValue> fields{};
  std::string body{};
};

class Client {
 public:
  explicit Client(ClientSettings settings);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // The answer, whatever its status; its field names are in lower case. A kept connection that the server has closed
  // meanwhile is made again for GET and HEAD, once; another question may have been heard, so its error is for the
  // caller. Errors: kInvalid (the question, a setting, a certificate file), kForbidden (the server's certificate is not
  // believed, or it refused ours), kTooLarge (the answer), kUnavailable (no connection, no answer in time),
  // kCorrupt (what came is no answer).
  base::Result<Response> Send(const Question& question);

  void Disconnect();
  bool connected() const;
  // How many connections it has made so far.
  std::size_t connections() const;
  // Of the present connection: "TLSv1.3"; empty on a plain one.
  std::string tls_version() const;

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace proofmark::http
