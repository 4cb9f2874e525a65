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

#include "base/random.h"
#include "http/connection_count.h"
#include "http/request_reader.h"
#include "http/response_head.h"
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
  Core(Settings given, Answer given_answer)
      : settings(std::move(given)),
        answer(std::move(given_answer)),
        count(settings.connections_max, settings.connections_per_source_max),
        workers(settings.worker_threads, settings.queue_max) {}

  Result<void> Listen();
  void RunThreads();
  void Accept();
  void Admit(tcp::socket socket);
  void BeginDrain();
  template <typename Act>
  void ForEachOpen(Act act);
  bool WaitUntilClosed(SteadyClock::time_point until);
  base::Ulid MakeRef();
  TlsContext Tls();
  void Report(TroubleKind kind, const Peer& peer, const std::string& reason);
  void Report(const Answered& answered);

  Settings settings;
  Answer answer;
  base::SystemClock clock;
  base::SystemRng rng;
  Peer address;
  std::mutex ref_mutex;
  base::UlidMaker refs{clock, rng};
  std::mutex tls_mutex;
  TlsContext tls;
  ConnectionCount count;
  std::atomic<std::size_t> answering{0};
  std::atomic<bool> draining{false};
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
        reader_(core.settings.body_bytes_max) {}
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
  core_.count.Leave(source_);
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
  TlsContext context = core_.Tls();
  if (context == nullptr) return Begin();
  SSL* connection = SSL_new(context.get());  // holds the context, also when another is loaded
  if (connection == nullptr) {
    core_.Report(TroubleKind::kServerFailed, peer_, "TLS: " + TakeTlsFailure());
    return Cut();
  }
  tls_.emplace(socket_, connection);
  Within(core_.settings.handshake_timeout);
  tls_->async_handshake(asio::ssl::stream_base::server,
                        [self = shared_from_this()](const error_code& error) { self->OnHandshake(error); });
}

void Server::Connection::OnHandshake(const error_code& error) {
  if (timed_out_) {
    core_.Report(TroubleKind::kHandshakeTimeout, peer_, "");
    return Cut();
  }
  if (error) {
    core_.Report(TroubleKind::kHandshakeFailed, peer_, error.message());
    phase_ = Phase::kClosing;
    Within(core_.settings.linger_timeout);
    return Linger(0);  // or the alert that says why would be lost
  }
  channel_ = DescribeChannel(tls_->native_handle());
  Begin();
}

// The next request, or the first.
void Server::Connection::Begin() {
  if (core_.draining) return Close();
  answered_ = Answered{};
  reader_.Feed({});
  if (reader_.begun()) {
    MarkBegun();
    return Advance();
  }
  phase_ = Phase::kIdle;
  Within(answered_count_ == 0 ? core_.settings.header_timeout : core_.settings.idle_timeout);
  Read();
}

void Server::Connection::MarkBegun() {
  received_ = SteadyClock::now();
  received_at_ = core_.clock.Now();
  answered_.ref = core_.MakeRef();
  phase_ = Phase::kHead;
  Within(core_.settings.header_timeout);
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
    if (answered_count_ == 0) core_.Report(TroubleKind::kHeaderTimeout, peer_, "nothing was sent");
    return Close();
  }
  bool in_head = phase_ == Phase::kHead;
  core_.Report(in_head ? TroubleKind::kHeaderTimeout : TroubleKind::kBodyTimeout, peer_, "");
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
      core_.Report(TroubleKind::kBadRequest, peer_, reader_.refused().error.message);
      return Refuse(reader_.refused());
  }
}

void Server::Connection::OnBodyBytes() {
  std::uint64_t pieces = 1 + reader_.bytes() / kBodyPieceBytes;
  if (phase_ == Phase::kHead || pieces > body_pieces_) {
    phase_ = Phase::kBody;
    body_pieces_ = pieces;
    Within(core_.settings.body_timeout);
  }
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
  keep_alive_ = request_.keep_alive && answered_count_ + 1 < core_.settings.requests_per_connection_max;
  if (core_.workers.Offer([self = shared_from_this()] { self->Work(); })) return;
  core_.Report(TroubleKind::kQueueFull, peer_, "");
  Response busy = Refusal(request_.ref, {Code::kUnavailable, "too much is being asked at this moment; repeat", ""});
  busy.fields.push_back({"Retry-After", "1"});
  Send(std::move(busy));
}

// In a thread of the pool.
void Server::Connection::Work() {
  ++core_.answering;
  Response response;
  std::string failure;
  try {
    response = core_.answer(request_);
  } catch (const std::exception& exception) {
    failure = std::string("an exception: ") + exception.what();
  } catch (...) {
    failure = "an exception without a name";
  }
  --core_.answering;
  if (!failure.empty()) {
    core_.Report(TroubleKind::kAnswerFailed, peer_, failure);
    response = Refusal(request_.ref, {Code::kInternal, "a mistake of the program; please report it with its ref", ""});
  }
  asio::post(socket_.get_executor(), [self = shared_from_this(), response = std::move(response)]() mutable {
    self->Send(std::move(response));
  });
}

void Server::Connection::Refuse(const RefusedRequest& refused) {
  Response response = Refusal(answered_.ref, refused.error);
  response.status = refused.status;
  if (refused.status == 405) response.fields.push_back({"Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"});
  keep_alive_ = false;
  answered_.bytes_in = reader_.bytes();
  answered_.method = reader_.method();
  answered_.path = reader_.path();
  Send(std::move(response));
}

void Server::Connection::Send(Response response) {
  keep_alive_ = keep_alive_ && !core_.draining;
  AnswerFrame frame{answered_.ref, core_.clock.Now(), keep_alive_, tls_.has_value()};
  Result<std::string> head = ResponseHead(response, frame);
  if (!head.ok()) {
    core_.Report(TroubleKind::kAnswerFailed, peer_, head.error().message);
    response = Refusal(answered_.ref, {Code::kInternal, "a mistake of the program; please report it with its ref", ""});
    head = ResponseHead(response, frame);
  }
  answered_.status = response.status;
  out_ = std::move(*head);
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
  Within(core_.settings.write_timeout);
  WriteAll(asio::buffer(out_.data() + written_, std::min(kWritePieceBytes, out_.size() - written_)),
           [self = shared_from_this()](const error_code& error, std::size_t bytes) { self->OnWritten(error, bytes); });
}

void Server::Connection::OnWritten(const error_code& error, std::size_t bytes) {
  written_ += bytes;
  answered_.bytes_out += bytes;
  if (timed_out_) core_.Report(TroubleKind::kWriteTimeout, peer_, "");
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
  core_.Report(answered_);
}

// Says goodbye, then reads until the other end has done so too: closing with unread bytes would reset the connection,
// and the other end could lose the answer that says what was wrong.
void Server::Connection::Close() {
  phase_ = Phase::kClosing;
  Within(core_.settings.linger_timeout);
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
  asio::ip::address address = asio::ip::make_address(settings.host, error);
  if (error) return Error{Code::kInvalid, "host: \"" + settings.host + "\" is not a numeric address", "host"};
  tcp::endpoint endpoint(address, settings.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (!error) return {};
  Code code = error == asio::error::access_denied ? Code::kForbidden : Code::kUnavailable;
  return Error{code, settings.host + ":" + std::to_string(settings.port) + ": cannot listen: " + error.message(),
               "port"};
}

void Server::Core::RunThreads() {
  asio::dispatch(acceptor.get_executor(), [this] { Accept(); });
  for (std::size_t i = 0; i < settings.io_threads; ++i) {
    threads.emplace_back([this] {
      auto work = asio::make_work_guard(io);  // also when nobody is connected
      while (!io.stopped()) {
        try {
          io.run();
        } catch (const std::exception& exception) {
          Report(TroubleKind::kServerFailed, Peer{}, exception.what());
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
    Report(TroubleKind::kAcceptFailed, Peer{}, error.message());
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
  ConnectionCount::Entry entry = count.Enter(source);
  if (entry != ConnectionCount::Entry::kAdmitted) {
    bool too_many = entry == ConnectionCount::Entry::kTooMany;
    return Report(too_many ? TroubleKind::kTooManyConnections : TroubleKind::kTooManyFromSource, peer, "");
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
  draining = true;
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

base::Ulid Server::Core::MakeRef() {
  std::lock_guard lock(ref_mutex);
  return refs.Make();
}

TlsContext Server::Core::Tls() {
  std::lock_guard lock(tls_mutex);
  return tls;
}

void Server::Core::Report(TroubleKind kind, const Peer& peer, const std::string& reason) {
  if (!settings.on_trouble) return;
  try {
    settings.on_trouble(Trouble{kind, peer, reason});
  } catch (...) {  // an observer must not end a connection
  }
}

void Server::Core::Report(const Answered& answered) {
  if (!settings.on_answer) return;
  try {
    settings.on_answer(answered);
  } catch (...) {  // as above
  }
}

namespace {

Result<void> CheckSettings(const Settings& settings) {
  constexpr std::size_t kThreadsMax = 1024;
  auto is_count = [](std::size_t n) { return n >= 1 && n <= kThreadsMax; };
  if (!is_count(settings.worker_threads) || !is_count(settings.io_threads)) {
    return Error{Code::kInvalid, "threads: from 1 to " + std::to_string(kThreadsMax), "threads"};
  }
  if (settings.queue_max == 0 || settings.connections_max == 0 || settings.connections_per_source_max == 0 ||
      settings.requests_per_connection_max == 0) {
    return Error{Code::kInvalid, "a limit of 0 lets nobody in", ""};
  }
  for (milliseconds time : {settings.handshake_timeout, settings.header_timeout, settings.body_timeout,
                            settings.idle_timeout, settings.write_timeout, settings.linger_timeout}) {
    if (time <= milliseconds::zero()) return Error{Code::kInvalid, "a time limit must be longer than 0", ""};
  }
  return {};
}

}  // namespace

std::string_view NameOf(TroubleKind kind) {
  constexpr std::string_view kNames[] = {"handshake_failed",     "handshake_timeout", "header_timeout",
                                         "body_timeout",         "write_timeout",     "too_many_connections",
                                         "too_many_from_source", "queue_full",        "bad_request",
                                         "answer_failed",        "accept_failed",     "server_failed"};
  return kNames[static_cast<std::size_t>(kind)];
}

Server::Server(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Result<std::unique_ptr<Server>> Server::Start(Settings settings, Answer answer) {
  PM_TRY(CheckSettings(settings));
  TlsContext tls;
  if (settings.tls) {
    PM_ASSIGN(tls, MakeServerContext(*settings.tls));
  }
  try {
    std::unique_ptr<Server> server(new Server(std::make_unique<Core>(std::move(settings), std::move(answer))));
    server->core_->tls = std::move(tls);
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
std::size_t Server::open_connections() const { return core_->count.open(); }
std::size_t Server::queued() const { return core_->workers.queued(); }
std::size_t Server::answering() const { return core_->answering; }

Result<void> Server::ReloadCertificate() {
  if (!core_->settings.tls) return Error{Code::kPrecondition, "this server has no certificate", ""};
  PM_ASSIGN(TlsContext tls, MakeServerContext(*core_->settings.tls));
  std::lock_guard lock(core_->tls_mutex);
  core_->tls.swap(tls);
  return {};
}

std::size_t Server::Drain(milliseconds within) {
  core_->BeginDrain();
  if (core_->WaitUntilClosed(SteadyClock::now() + within)) return 0;
  std::size_t left = core_->count.open();
  core_->ForEachOpen([](Connection& connection) { connection.Cut(); });
  return left;
}

}  // namespace proofmark::http
