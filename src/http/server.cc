// SPDX-License-Identifier: Apache-2.0
#include "http/server.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "http/request_reader.h"
#include "http/server_state.h"
#include "http/worker_pool.h"

namespace proofmark::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using base::Code;
using base::Error;
using base::Result;
using boost::system::error_code;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = 8192;
constexpr std::size_t kDiscardBytesMax = 1U << 20;  // read and thrown away before a connection is closed
constexpr milliseconds kAcceptPause{100};           // after a failure to accept: descriptors may become free
constexpr milliseconds kBriefDrain{1'000};
constexpr milliseconds kCutWait{5'000};
const NamedValue kRetryAfter{"Retry-After", "1"};
constexpr char kContinue[] = "HTTP/1.1 100 Continue\r\n\r\n";

Peer PeerOf(const tcp::endpoint& endpoint) {
  asio::ip::address address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  return {address.to_string(), endpoint.port()};
}

}  // namespace

// What all connections share. Members that handlers touch stand before `io`, so that they outlive those it still holds.
struct Server::Core {
  Core(Settings settings, Answer answer)
      : state(std::move(settings), std::move(answer)),
        workers(state.settings().worker_threads, state.settings().queue_max) {}

  Result<void> Listen();
  void RunThreads();
  void Accept();
  void Admit(tcp::socket socket);
  void BeginDrain();
  template <typename Act>
  void ForEachOpen(Act act);
  bool WaitUntilClosed(SteadyClock::time_point until);

  ServerState state;
  Peer address;
  std::mutex open_mutex;
  std::condition_variable closed;
  bool accepts = true;
  std::unordered_map<Connection*, std::weak_ptr<Connection>> open;
  WorkerPool workers;
  asio::io_context io;
  tcp::acceptor acceptor{asio::make_strand(io)};
  asio::steady_timer accept_pause{acceptor.get_executor()};
  std::vector<std::thread> threads;
};

// One connection, from the handshake to its end. All but Work runs on the strand of its socket; at most one reading or
// writing is under way at any time, and the timer cancels it.
class Server::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Core& core, tcp::socket socket, Peer peer, std::string source)
      : core_(core),
        socket_(std::move(socket)),
        timer_(socket_.get_executor()),
        peer_(std::move(peer)),
        source_(std::move(source)),
        reader_(core.state.settings().body_bytes_max, core.state.settings().larger_bodies) {}
  ~Connection();

  void Start();
  void CloseIfIdle();
  void Cut();
  tcp::socket::executor_type executor() { return socket_.get_executor(); }

 private:
  enum class Phase { kHandshake, kIdle, kHead, kBody, kAnswering, kWriting, kClosing };

  void Within(milliseconds time);
  void WithoutLimit();
  void OnHandshake(const error_code& error);
  void Begin();
  void MarkBegun();
  void Read();
  void OnRead(const error_code& error, std::size_t bytes);
  void OnReadTimeout();
  void Advance();
  void OnBodyBytes();
  void TellContinue();
  void Dispatch();
  void Work();
  void Refuse(const RefusedRequest& refused);
  void Send(Response response);
  void WritePiece();
  void OnWritten(const error_code& error, std::size_t bytes);
  void ReportAnswered(bool sent);
  void Close();
  void Linger(std::size_t discarded);

  const Settings& Limits() const { return core_.state.settings(); }

  // `done` is called on the strand, with the connection held until then.
  template <typename Done>
  void ReadSome(Done done) {
    if (tls_) {
      tls_->async_read_some(asio::buffer(buffer_), std::move(done));
    } else {
      socket_.async_read_some(asio::buffer(buffer_), std::move(done));
    }
  }
  template <typename Done>
  void WriteAll(asio::const_buffer bytes, Done done) {
    if (tls_) {
      asio::async_write(*tls_, bytes, std::move(done));
    } else {
      asio::async_write(socket_, bytes, std::move(done));
    }
  }

  Core& core_;
  tcp::socket socket_;
  std::optional<asio::ssl::stream<tcp::socket&>> tls_;
  asio::steady_timer timer_;
  Peer peer_;
  std::string source_;
  std::optional<TlsChannel> channel_;
  RequestReader reader_;
  std::array<char, kReadBytes> buffer_;

  Phase phase_ = Phase::kHandshake;
  bool timed_out_ = false;
  std::size_t answered_count_ = 0;
  std::uint64_t body_pieces_ = 0;
  std::uint64_t held_bytes_ = 0;  // counted by the state, until the answer has been written

  Request request_;  // the worker's while kAnswering
  SteadyClock::time_point received_;
  base::Instant received_at_;
  bool keep_alive_ = false;
  Answered answered_;
  std::string out_;   // being written
  std::string rest_;  // to be written after it
  std::size_t written_ = 0;
};

Server::Connection::~Connection() {
  core_.state.Release(held_bytes_);
  core_.state.count().Leave(source_);
  std::lock_guard lock(core_.open_mutex);
  core_.open.erase(this);
  core_.closed.notify_all();
}

void Server::Connection::Within(milliseconds time) {
  timed_out_ = false;
  timer_.expires_after(time);
  timer_.async_wait([self = shared_from_this()](const error_code& error) {
    // A wait that was over when the limit was renewed comes here without an error.
    if (error || SteadyClock::now() < self->timer_.expiry()) return;
    self->timed_out_ = true;
    error_code ignored;
    self->socket_.cancel(ignored);
  });
}

void Server::Connection::WithoutLimit() {
  timed_out_ = false;
  timer_.expires_at(SteadyClock::time_point::max());
}

void Server::Connection::Start() {
  error_code ignored;
  socket_.set_option(tcp::no_delay(true), ignored);
  TlsContext context = core_.state.tls();
  if (context == nullptr) return Begin();
  SSL* connection = SSL_new(context.get());  // holds the context, also when another is loaded
  if (connection == nullptr) {
    core_.state.Report(TroubleKind::kServerFailed, peer_, "TLS: " + TakeTlsFailure());
    return Cut();
  }
  tls_.emplace(socket_, connection);
  Within(Limits().handshake_timeout);
  tls_->async_handshake(asio::ssl::stream_base::server,
                        [self = shared_from_this()](const error_code& error) { self->OnHandshake(error); });
}

void Server::Connection::OnHandshake(const error_code& error) {
  if (timed_out_) {
    core_.state.Report(TroubleKind::kHandshakeTimeout, peer_, "");
    return Cut();
  }
  if (error) {
    core_.state.Report(TroubleKind::kHandshakeFailed, peer_, error.message());
    phase_ = Phase::kClosing;
    Within(Limits().linger_timeout);
    return Linger(0);  // or the alert that says why would be lost
  }
  channel_ = DescribeChannel(tls_->native_handle());
  Begin();
}

// The next request, or the first.
void Server::Connection::Begin() {
  if (core_.state.draining()) return Close();
  answered_ = Answered{};
  reader_.Feed({});
  if (reader_.begun()) {
    MarkBegun();
    return Advance();
  }
  phase_ = Phase::kIdle;
  Within(answered_count_ == 0 ? Limits().header_timeout : Limits().idle_timeout);
  Read();
}

void Server::Connection::MarkBegun() {
  received_ = SteadyClock::now();
  received_at_ = core_.state.Now();
  answered_.ref = core_.state.MakeRef();
  phase_ = Phase::kHead;
  Within(Limits().header_timeout);
}

void Server::Connection::Read() {
  ReadSome([self = shared_from_this()](const error_code& error, std::size_t bytes) { self->OnRead(error, bytes); });
}

void Server::Connection::OnRead(const error_code& error, std::size_t bytes) {
  if (timed_out_) return OnReadTimeout();
  if (error) return Close();  // the other end has gone, or we drain
  if (phase_ == Phase::kIdle) MarkBegun();
  reader_.Feed({buffer_.data(), bytes});
  Advance();
}

void Server::Connection::OnReadTimeout() {
  if (phase_ == Phase::kIdle) {
    if (answered_count_ == 0) core_.state.Report(TroubleKind::kHeaderTimeout, peer_, "nothing was sent");
    return Close();
  }
  bool in_head = phase_ == Phase::kHead;
  core_.state.Report(in_head ? TroubleKind::kHeaderTimeout : TroubleKind::kBodyTimeout, peer_, "");
  Refuse({408, Error{Code::kUnavailable, "the request did not arrive in time; send it again", ""}});
}

void Server::Connection::Advance() {
  switch (reader_.state()) {
    case RequestReader::State::kHead:
      return Read();
    case RequestReader::State::kBody:
      return OnBodyBytes();
    case RequestReader::State::kComplete:
      return Dispatch();
    case RequestReader::State::kRefused:
      core_.state.Report(TroubleKind::kBadRequest, peer_, reader_.refused().error.message);
      return Refuse(reader_.refused());
  }
}

void Server::Connection::OnBodyBytes() {
  std::uint64_t pieces = 1 + reader_.bytes() / kBodyPieceBytes;
  if (phase_ == Phase::kHead || pieces > body_pieces_) {
    phase_ = Phase::kBody;
    body_pieces_ = pieces;
    Within(Limits().body_timeout);
  }
  std::uint64_t more = reader_.bytes() - held_bytes_;
  if (!core_.state.Hold(more)) {
    core_.state.Report(TroubleKind::kBodiesFull, peer_, "");
    return Refuse({503, Error{Code::kUnavailable, "too much is being sent at this moment; repeat", ""}});
  }
  held_bytes_ += more;
  if (reader_.AwaitsContinue()) return TellContinue();
  Read();
}

void Server::Connection::TellContinue() {
  reader_.TellContinue();
  WriteAll(asio::buffer(kContinue, sizeof kContinue - 1),
           [self = shared_from_this()](const error_code& error, std::size_t bytes) {
             self->answered_.bytes_out += bytes;
             if (error) return self->Close();
             self->Read();
           });
}

void Server::Connection::Dispatch() {
  phase_ = Phase::kAnswering;
  WithoutLimit();
  answered_.bytes_in = reader_.bytes();
  request_ = reader_.Take();
  request_.peer = peer_;
  request_.tls = channel_;
  request_.ref = answered_.ref;
  request_.received = received_;
  request_.received_at = received_at_;
  answered_.method = request_.method;
  answered_.path = request_.path;
  keep_alive_ = request_.keep_alive && answered_count_ + 1 < Limits().requests_per_connection_max;
  if (core_.workers.Offer([self = shared_from_this()] { self->Work(); })) return;
  core_.state.Report(TroubleKind::kQueueFull, peer_, "");
  Response busy = Refusal(request_.ref, {Code::kUnavailable, "too much is being asked at this moment; repeat", ""});
  busy.fields.push_back(kRetryAfter);
  Send(std::move(busy));
}

// In a thread of the pool.
void Server::Connection::Work() {
  asio::post(socket_.get_executor(), [self = shared_from_this(), response = core_.state.AnswerTo(request_)]() mutable {
    self->Send(std::move(response));
  });
}

void Server::Connection::Refuse(const RefusedRequest& refused) {
  Response response = Refusal(answered_.ref, refused.error);
  response.status = refused.status;
  if (refused.status == 405) response.fields.push_back({"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
  if (refused.status == 503) response.fields.push_back(kRetryAfter);
  keep_alive_ = false;
  answered_.bytes_in = reader_.bytes();
  answered_.method = reader_.method();
  answered_.path = reader_.path();
  Send(std::move(response));
}

void Server::Connection::Send(Response response) {
  request_ = Request{};  // its body is counted no longer than it is kept
  keep_alive_ = keep_alive_ && !core_.state.draining();
  out_ = core_.state.HeadOf(response, peer_, answered_.ref, keep_alive_);
  answered_.status = response.status;
  rest_.clear();
  if (answered_.method != "HEAD") {
    if (response.body.size() <= kWritePieceBytes) {
      out_ += response.body;
    } else {
      rest_ = std::move(response.body);
    }
  }
  phase_ = Phase::kWriting;
  written_ = 0;
  WritePiece();
}

void Server::Connection::WritePiece() {
  Within(Limits().write_timeout);
  WriteAll(asio::buffer(out_.data() + written_, std::min(kWritePieceBytes, out_.size() - written_)),
           [self = shared_from_this()](const error_code& error, std::size_t bytes) { self->OnWritten(error, bytes); });
}

void Server::Connection::OnWritten(const error_code& error, std::size_t bytes) {
  written_ += bytes;
  answered_.bytes_out += bytes;
  if (timed_out_) core_.state.Report(TroubleKind::kWriteTimeout, peer_, "");
  if (error || timed_out_) {
    ReportAnswered(false);
    return Cut();
  }
  if (written_ == out_.size() && !rest_.empty()) {
    out_ = std::exchange(rest_, {});
    written_ = 0;
  }
  if (written_ < out_.size()) return WritePiece();
  out_.clear();
  ReportAnswered(true);
  ++answered_count_;
  if (keep_alive_) return Begin();
  Close();
}

void Server::Connection::ReportAnswered(bool sent) {
  answered_.peer = peer_;
  answered_.took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - received_);
  answered_.reused = answered_count_ > 0;
  answered_.sent = sent;
  core_.state.Release(std::exchange(held_bytes_, 0));
  core_.state.Report(answered_);
}

// Says goodbye, then reads until the other end has done so too: closing with unread bytes would reset the connection,
// and the other end could lose the answer that says what was wrong.
void Server::Connection::Close() {
  phase_ = Phase::kClosing;
  Within(Limits().linger_timeout);
  if (!tls_) return Linger(0);
  tls_->async_shutdown([self = shared_from_this()](const error_code&) { self->Linger(0); });
}

void Server::Connection::Linger(std::size_t discarded) {
  error_code error;
  if (discarded == 0) socket_.shutdown(tcp::socket::shutdown_send, error);
  if (error || timed_out_ || discarded > kDiscardBytesMax) return Cut();
  socket_.async_read_some(asio::buffer(buffer_),
                          [self = shared_from_this(), discarded](const error_code& failed, std::size_t bytes) {
                            if (failed) return self->Cut();
                            self->Linger(discarded + bytes);
                          });
}

void Server::Connection::CloseIfIdle() {
  if (phase_ != Phase::kIdle) return;
  error_code ignored;
  socket_.cancel(ignored);  // OnRead closes
}

void Server::Connection::Cut() {
  WithoutLimit();
  error_code ignored;
  socket_.close(ignored);
}

Result<void> Server::Core::Listen() {
  error_code error;
  asio::ip::address host = asio::ip::make_address(state.settings().host, error);
  if (error) return Error{Code::kInvalid, "host: \"" + state.settings().host + "\" is not a numeric address", "host"};
  tcp::endpoint endpoint(host, state.settings().port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  Code code = error == asio::error::access_denied ? Code::kForbidden : Code::kUnavailable;
  return Error{
      code, state.settings().host + ":" + std::to_string(state.settings().port) + ": cannot listen: " + error.message(),
      "port"};
}

void Server::Core::RunThreads() {
  asio::dispatch(acceptor.get_executor(), [this] { Accept(); });
  for (std::size_t i = 0; i < state.settings().io_threads; ++i) {
    threads.emplace_back([this] {
      auto work = asio::make_work_guard(io);  // also when nobody is connected
      while (!io.stopped()) {
        try {
          io.run();
        } catch (const std::exception& exception) {
          state.Report(TroubleKind::kServerFailed, Peer{}, exception.what());
        }
      }
    });
  }
}

void Server::Core::Accept() {
  acceptor.async_accept(asio::make_strand(io), [this](const error_code& error, tcp::socket socket) {
    if (!acceptor.is_open()) return;
    if (!error) {
      Admit(std::move(socket));
      return Accept();
    }
    state.Report(TroubleKind::kAcceptFailed, Peer{}, error.message());
    accept_pause.expires_after(kAcceptPause);
    accept_pause.async_wait([this](const error_code&) {
      if (acceptor.is_open()) Accept();
    });
  });
}

void Server::Core::Admit(tcp::socket socket) {
  error_code error;
  Peer peer = PeerOf(socket.remote_endpoint(error));
  if (error) return;  // gone already
  std::string source = SourceOf(peer.address);
  ConnectionCount::Entry entry = state.count().Enter(source);
  if (entry != ConnectionCount::Entry::kAdmitted) {
    bool too_many = entry == ConnectionCount::Entry::kTooMany;
    return state.Report(too_many ? TroubleKind::kTooManyConnections : TroubleKind::kTooManyFromSource, peer, "");
  }
  auto connection = std::make_shared<Connection>(*this, std::move(socket), std::move(peer), std::move(source));
  {
    std::lock_guard lock(open_mutex);
    open.emplace(connection.get(), connection);
  }
  asio::post(connection->executor(), [connection] { connection->Start(); });
}

// Calls `act` for each open connection, on its strand.
template <typename Act>
void Server::Core::ForEachOpen(Act act) {
  std::vector<std::shared_ptr<Connection>> connections;  // let go outside of the lock: the last owner asks for it
  {
    std::lock_guard lock(open_mutex);
    for (const auto& [key, weak] : open) {
      if (auto connection = weak.lock()) connections.push_back(std::move(connection));
    }
  }
  for (auto& connection : connections) {
    auto executor = connection->executor();
    asio::post(executor, [connection = std::move(connection), act] { act(*connection); });
  }
}

void Server::Core::BeginDrain() {
  state.BeginDrain();
  // On the acceptor's strand: what it admitted before is in `open`, and nothing comes after.
  asio::post(acceptor.get_executor(), [this] {
    error_code ignored;
    acceptor.close(ignored);
    accept_pause.cancel();
    ForEachOpen([](Connection& connection) { connection.CloseIfIdle(); });
    std::lock_guard lock(open_mutex);
    accepts = false;
    closed.notify_all();
  });
}

bool Server::Core::WaitUntilClosed(SteadyClock::time_point until) {
  std::unique_lock lock(open_mutex);
  return closed.wait_until(lock, until, [this] { return !accepts && open.empty(); });
}

Server::Server(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Result<std::unique_ptr<Server>> Server::Start(Settings settings, Answer answer) {
  PM_TRY(CheckSettings(settings));
  try {
    std::unique_ptr<Server> server(new Server(std::make_unique<Core>(std::move(settings), std::move(answer))));
    PM_TRY(server->core_->state.LoadTls());
    PM_TRY(server->core_->Listen());
    server->core_->address = PeerOf(server->core_->acceptor.local_endpoint());
    server->core_->RunThreads();
    return server;
  } catch (const std::exception& exception) {
    return Error{Code::kUnavailable, std::string("the server cannot start: ") + exception.what(), ""};
  }
}

Server::~Server() {
  if (!core_->threads.empty()) {
    Drain(kBriefDrain);
    core_->workers.Stop();
    core_->ForEachOpen([](Connection& connection) { connection.Cut(); });
    core_->WaitUntilClosed(SteadyClock::now() + kCutWait);
  }
  core_->io.stop();
  for (std::thread& thread : core_->threads) thread.join();
}

Peer Server::address() const { return core_->address; }
std::size_t Server::open_connections() const { return core_->state.count().open(); }
std::size_t Server::queued() const { return core_->workers.queued(); }
std::size_t Server::answering() const { return core_->state.answering(); }

Result<void> Server::ReloadCertificate() {
  if (!core_->state.settings().tls) return Error{Code::kPrecondition, "this server has no certificate", ""};
  return core_->state.LoadTls();
}

std::size_t Server::Drain(milliseconds within) {
  core_->BeginDrain();
  if (core_->WaitUntilClosed(SteadyClock::now() + within)) return 0;
  std::size_t left = core_->state.count().open();
  core_->ForEachOpen([](Connection& connection) { connection.Cut(); });
  return left;
}

}  // namespace proofmark::http
