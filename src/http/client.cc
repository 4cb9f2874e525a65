// SPDX-License-Identifier: Apache-2.0
#include "http/client.h"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <exception>
#include <utility>

namespace proofmark::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using base::Code;
using base::Error;
using base::Result;
using boost::system::error_code;
using std::chrono::milliseconds;
using Parser = beast::http::response_parser<beast::http::string_body>;

constexpr int kInterimAnswersMax = 8;  // of the kind "100 Continue", before the answer

Result<std::string> QuestionText(const Question& question, const ClientSettings& settings) {
  auto bad = [](std::string message, std::string field) {
    return Error{Code::kInvalid, std::move(message), std::move(field)};
  };
  bool has_blank = question.target.find_first_of(" \t") != std::string::npos;
  if (!IsToken(question.method)) return bad("method: is not a word", "method");
  if (question.target.empty() || question.target[0] != '/' || has_blank || !IsFieldValue(question.target)) {
    return bad("target: must begin with \"/\" and be escaped", "target");
  }
  bool is_ipv6 = settings.host.find(':') != std::string::npos;
  std::string text = question.method + " " + question.target + " HTTP/1.1\r\nHost: ";
  text += (is_ipv6 ? "[" + settings.host + "]" : settings.host) + ":" + std::to_string(settings.port) + "\r\n";
  for (const NamedValue& field : question.fields) {
    if (!IsToken(field.name) || !IsFieldValue(field.value)) return bad("a header field cannot be written", field.name);
    std::string name = Lower(field.name);
    if (name == "host" || name == "content-length" || name == "connection" || name == "transfer-encoding") {
      return bad("the client writes " + name + " itself", name);
    }
    text += field.name + ": " + field.value + "\r\n";
  }
  bool may_have_body = question.method != "GET" && question.method != "HEAD";
  if (may_have_body || !question.body.empty()) {
    text += "Content-Length: " + std::to_string(question.body.size()) + "\r\n";
  }
  return text + "\r\n" + question.body;
}

// What a failure of the network or of the other end means to the caller.
Error ErrorOf(const char* step, const error_code& error) {
  std::string message = std::string(step) + ": " + error.message();
  if (error == beast::http::error::body_limit || error == beast::http::error::header_limit) {
    return Error{Code::kTooLarge, std::move(message), ""};
  }
  if (error == beast::http::error::end_of_stream || error == beast::http::error::partial_message) {
    return Error{Code::kUnavailable, std::move(message), ""};
  }
  if (error.category() == asio::error::get_ssl_category()) return Error{Code::kForbidden, std::move(message), ""};
  if (error.category() == beast::http::make_error_code(beast::http::error::bad_field).category()) {
    return Error{Code::kCorrupt, std::move(message), ""};
  }
  return Error{Code::kUnavailable, std::move(message), ""};
}

}  // namespace

struct Client::Core {
  explicit Core(ClientSettings given) : settings(std::move(given)) {}

  Result<void> Connect();
  Result<void> Handshake();
  void Disconnect();
  Result<void> SendText(const std::string& text);
  Result<Response> ReadAnswer(bool is_head);
  Result<Response> ReadOne(bool is_head);

  // Starts an operation, whose end is told to the function that it is given, and runs it for so long at most.
  template <typename Start>
  Result<void> Run(const char* step, milliseconds time, Start start) {
    std::optional<error_code> ended;
    io.restart();
    start([&ended](const error_code& error, const auto&...) { ended = error; });
    io.run_for(time);
    if (!ended) {
      resolver.cancel();
      error_code ignored;
      socket.close(ignored);
      io.run();
      return Error{Code::kUnavailable, std::string(step) + ": no end of it in time", ""};
    }
    if (*ended) return ErrorOf(step, *ended);
    return {};
  }

  ClientSettings settings;
  TlsContext context;
  asio::io_context io;
  tcp::resolver resolver{io};
  tcp::socket socket{io};
  std::optional<asio::ssl::stream<tcp::socket&>> tls;
  beast::flat_buffer buffer{kHeaderBytesMax * 4};
  bool connected = false;
  bool heard = false;  // has a byte of the present answer arrived?
  std::size_t connections = 0;
};

Result<void> Client::Core::Connect() {
  if (settings.tls && context == nullptr) {
    PM_ASSIGN(context, MakeClientContext(*settings.tls));
  }
  Disconnect();
  tcp::resolver::results_type places;
  PM_TRY(Run("name", settings.connect_timeout, [&](auto done) {
    resolver.async_resolve(settings.host, std::to_string(settings.port),
                           [&places, done](const error_code& error, tcp::resolver::results_type found) {
                             places = std::move(found);
                             done(error);
                           });
  }));
  PM_TRY(Run("connection", settings.connect_timeout, [&](auto done) { asio::async_connect(socket, places, done); }));
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (context != nullptr) {
    PM_TRY(Handshake());
  }
  connected = true;
  ++connections;
  return {};
}

Result<void> Client::Core::Handshake() {
  SSL* connection = SSL_new(context.get());
  if (connection == nullptr) return Error{Code::kInternal, "TLS: " + TakeTlsFailure(), ""};
  tls.emplace(socket, connection);
  if (settings.host_check == HostCheck::kOn) {
    PM_TRY(ExpectServer(connection, settings.server_name.empty() ? settings.host : settings.server_name));
  }
  return Run("handshake", settings.connect_timeout,
             [&](auto done) { tls->async_handshake(asio::ssl::stream_base::client, done); });
}

void Client::Core::Disconnect() {
  error_code ignored;
  if (connected && tls) {
    (void)Run("goodbye", milliseconds(100), [&](auto done) { tls->async_shutdown(done); });
  }
  connected = false;
  socket.close(ignored);
  tls.reset();
  buffer.clear();
}

Result<void> Client::Core::SendText(const std::string& text) {
  return Run("question", settings.answer_timeout, [&](auto done) {
    if (tls) {
      asio::async_write(*tls, asio::buffer(text), done);
    } else {
      asio::async_write(socket, asio::buffer(text), done);
    }
  });
}

Result<Response> Client::Core::ReadOne(bool is_head) {
  Parser parser;
  parser.header_limit(kHeaderBytesMax);
  parser.body_limit(settings.body_bytes_max);
  parser.skip(is_head);
  Result<void> read = Run("answer", settings.answer_timeout, [&](auto done) {
    if (tls) {
      beast::http::async_read(*tls, buffer, parser, done);
    } else {
      beast::http::async_read(socket, buffer, parser, done);
    }
  });
  heard = heard || parser.got_some();
  if (!read.ok()) return read.error();
  Response response{static_cast<int>(parser.get().result_int()), {}, {}};
  for (const auto& field : parser.get()) {
    response.fields.push_back({Lower(field.name_string()), std::string(field.value())});
  }
  response.body = std::move(parser.get().body());
  if (!parser.get().keep_alive()) Disconnect();
  return response;
}

Result<Response> Client::Core::ReadAnswer(bool is_head) {
  for (int i = 0; i < kInterimAnswersMax; ++i) {
    PM_ASSIGN(Response response, ReadOne(is_head));
    if (response.status >= 200 || response.status == 101) return response;
  }
  return Error{Code::kCorrupt, "answer: nothing but interim answers came", ""};
}

Client::Client(ClientSettings settings) : core_(std::make_unique<Core>(std::move(settings))) {}

Client::~Client() { Disconnect(); }

Result<Response> Client::Send(const Question& question) {
  PM_ASSIGN(std::string text, QuestionText(question, core_->settings));
  bool repeatable = question.method == "GET" || question.method == "HEAD";
  try {
    for (bool first = true;; first = false) {
      bool kept = core_->connected;
      if (!kept) {
        PM_TRY(core_->Connect());
      }
      core_->heard = false;
      Result<void> sent = core_->SendText(text);
      // A server that refuses a question may answer before it has read it all, and close.
      Result<Response> answer = core_->ReadAnswer(question.method == "HEAD");
      if (answer.ok()) return answer;
      Disconnect();
      bool closed = answer.error().code == Code::kUnavailable && !core_->heard;
      if (!kept || !repeatable || !closed || !first) return sent.ok() ? answer.error() : sent.error();
    }
  } catch (const std::exception& exception) {
    Disconnect();
    return Error{Code::kInternal, std::string("the question could not be asked: ") + exception.what(), ""};
  }
}

void Client::Disconnect() {
  try {
    core_->Disconnect();
  } catch (const std::exception&) {  // the socket is closed with the client
  }
}

bool Client::connected() const { return core_->connected; }
std::size_t Client::connections() const { return core_->connections; }

std::string Client::tls_version() const {
  return core_->tls && core_->connected ? SSL_get_version(core_->tls->native_handle()) : "";
}

}  // namespace proofmark::http
