// SPDX-License-Identifier: Apache-2.0
// A Server answers HTTP/1.1 and 1.0 over TLS or, on loopback, without, and outlives whoever connects to it.
//
//   Settings settings{.port = 8443};
//   settings.tls = ServerTls{.certificate_file = "node.pem", .key_file = "node.key"};
//   PM_ASSIGN(auto server, Server::Start(settings, [](const Request& request) { return Hello(request); }));
//   ...
//   server->Drain(std::chrono::seconds(20));
//
// Two threads move bytes and never wait for an answer; answers are worked out by a pool of threads behind a bounded
// queue. Nobody who is slow holds anything but a connection, of which each source has a share. Requests of one
// connection are answered one after the other, in their order. request_reader.h says what is refused.
//
// What is refused has the one shape of errors, and the connection is closed after it:
//   400 not well-formed    405, 501 method    408 too slow    413 body, 414 target, 431 header too large
//   417 expectation        505 version        503 with Retry-After where the queue is full (stays open) or
//   bodies fill the memory that they may
//   500 where an answer throws or cannot be written (stays open)
// Connections past their number are closed without a word: an answer would cost a handshake.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "http/request_reader.h"
#include "http/tls.h"

namespace proofmark::http {

// A body may take body_timeout for each of these begun, an answer write_timeout.
inline constexpr std::uint64_t kBodyPieceBytes = 1U << 20;
inline constexpr std::size_t kWritePieceBytes = 64U << 10;

enum class TroubleKind {
  kHandshakeFailed,
  kHandshakeTimeout,
  kHeaderTimeout,
  kBodyTimeout,
  kWriteTimeout,
  kTooManyConnections,
  kTooManyFromSource,
  kBodiesFull,
  kQueueFull,
  kBadRequest,
  kAnswerFailed,  // it threw, or cannot be written
  kAcceptFailed,  // no descriptors or memory left
  kServerFailed,  // a failure of the server's own threads; a connection was lost
};

// "handshake_failed": for the log and as the name of a counter.
std::string_view NameOf(TroubleKind kind);

struct Trouble {
  TroubleKind kind;
  Peer peer;
  std::string reason;  // in our words or those of a library, never the client's
};

// One answer, given or refused.
struct Answered {
  base::Ulid ref;
  Peer peer;
  std::string method;  // empty where the request line could not be read
  std::string path;
  int status = 0;
  std::uint64_t bytes_in = 0;         // of head and body
  std::uint64_t bytes_out = 0;        // of head and body
  std::chrono::microseconds took{0};  // from the first byte read to the last written
  bool reused = false;                // the connection had carried another request before
  bool sent = false;                  // to its last byte
};

struct Settings {
  std::string host = "127.0.0.1";  // a numeric address
  std::uint16_t port = 0;          // 0: any that is free; address() tells
  std::optional<ServerTls> tls{};

  std::size_t body_bytes_max = 1U << 20;      // of one request
  std::vector<LargerBody> larger_bodies{};    // of the paths that take more
  std::uint64_t bodies_bytes_max = 1U << 28;  // of all that have begun to arrive and are not answered
  std::size_t connections_max = 4096;
  std::size_t connections_per_source_max = 256;
  std::size_t requests_per_connection_max = 10'000;
  std::size_t worker_threads = 64;
  std::size_t queue_max = 256;
  std::size_t io_threads = 2;

  std::chrono::milliseconds handshake_timeout{5'000};
  std::chrono::milliseconds header_timeout{5'000};  // also for the first byte of a new connection
  std::chrono::milliseconds body_timeout{30'000};
  std::chrono::milliseconds idle_timeout{60'000};  // between two requests
  std::chrono::milliseconds write_timeout{30'000};
  std::chrono::milliseconds linger_timeout{1'000};  // for the other end to take its last answer before we close

  // Called from threads of the server, several at once; must be quick. What they throw is dropped.
  std::function<void(const Answered&)> on_answer{};
  std::function<void(const Trouble&)> on_trouble{};
};

// Called from threads of the pool, several at once.
using Answer = std::function<Response(const Request&)>;

class Server {
 public:
  // Listens from here on. Errors: kInvalid (a setting, a certificate), kNotFound, kForbidden (a file, a port),
  // kUnavailable (the port is taken).
  static base::Result<std::unique_ptr<Server>> Start(Settings settings, Answer answer);
  // Drains for a second at most, but waits for answers that are being worked out: nothing can end those.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Peer address() const;
  std::size_t open_connections() const;
  std::size_t queued() const;
  std::size_t answering() const;  // being worked out at this moment

  // Reads the files of Settings::tls again, for connections from here on. After an error the old ones stay in use.
  base::Result<void> ReloadCertificate();

  // Takes no more connections, closes idle ones, lets what was begun be answered (and closed), and cuts off what is not
  // done in time: how many connections, comes back. It can be called again.
  std::size_t Drain(std::chrono::milliseconds within);

 private:
  class Connection;
  struct Core;
  explicit Server(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace proofmark::http
