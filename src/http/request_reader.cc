// SPDX-License-Identifier: Apache-2.0
#include "http/request_reader.h"

#include <algorithm>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <exception>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "http/head_check.h"

namespace proofmark::http {
namespace {

namespace beast = boost::beast;
using base::Code;
using base::Error;

// A chunked body that is not at its end has this much to come at least: "0", two line ends. With less, the parser is
// not asked: Beast 1.81 asserts in parse_chunk_header that of a last chunk seen before, five bytes are there, so a
// client that sent "0\r\n" and then one byte would end the process.
constexpr std::size_t kChunkedRestMin = 5;

// An own error of the callback below, told apart from the parser's.
constexpr auto kExtensionRefused = beast::http::error::bad_chunk_extension;

RefusedRequest BodyTooLarge(std::size_t bytes_max) {
  return {413, Error{Code::kTooLarge, "body: larger than " + std::to_string(bytes_max) + " bytes", "body"}};
}

RefusedRequest HeadTooLarge() {
  return {431, Error{Code::kTooLarge, "the header is larger than " + std::to_string(kHeaderBytesMax) + " bytes", ""}};
}

RefusedRequest Bad(std::string message) { return {400, Error{Code::kInvalid, std::move(message), ""}}; }

RefusedRequest ChunkLineTooLong() { return Bad("the line that opens a chunk is too long"); }

RefusedRequest OfParser(const beast::error_code& error, std::size_t body_bytes_max) {
  if (error == beast::http::error::body_limit) return BodyTooLarge(body_bytes_max);
  return Bad("the request does not follow RFC 9112: " + error.message());
}

// The library puts fields of one name together, so order counts within a name only.
bool IsSame(std::vector<NamedValue> a, std::vector<NamedValue> b) {
  auto by_name = [](const NamedValue& x, const NamedValue& y) { return x.name < y.name; };
  std::stable_sort(a.begin(), a.end(), by_name);
  std::stable_sort(b.begin(), b.end(), by_name);
  return a == b;
}

}  // namespace

struct RequestReader::Parsing {
  explicit Parsing(std::size_t body_bytes_max) {
    parser.header_limit(kHeaderBytesMax);
    parser.body_limit(body_bytes_max);
    on_chunk = [this](std::uint64_t, beast::string_view extensions, beast::error_code& error) {
      chunk_opened = true;
      extension_bytes += extensions.size();
      if (extension_bytes > kChunkExtensionBytesMax) error = kExtensionRefused;
    };
    parser.on_chunk_header(on_chunk);
  }

  std::function<void(std::uint64_t, beast::string_view, beast::error_code&)> on_chunk;
  bool chunk_opened = false;  // by the present step
  std::size_t extension_bytes = 0;
  std::ptrdiff_t fields = 0;  // of the head; a trailer would add to them
  beast::http::request_parser<beast::http::string_body> parser;
};

RequestReader::RequestReader(std::size_t body_bytes_max, std::vector<LargerBody> larger)
    : body_bytes_max_(body_bytes_max), larger_(std::move(larger)) {
  Restart();
}

// The library asks for the limit before it has read the head. Another spelling of a path has the common limit.
std::size_t RequestReader::LimitOf(std::string_view head) const {
  for (const LargerBody& one : larger_) {
    const std::string begin = one.method + " " + one.path;
    if (head.starts_with(begin) && (head[begin.size()] == ' ' || head[begin.size()] == '?')) return one.bytes_max;
  }
  return body_bytes_max_;
}

RequestReader::~RequestReader() = default;

void RequestReader::Restart() {
  state_ = State::kHead;
  looked_ = 0;
  bytes_ = 0;
  awaits_continue_ = false;
  request_ = Request{};
  parsing_.reset();
}

RequestReader::State RequestReader::Refuse(RefusedRequest refused) {
  refused_ = std::move(refused);
  return state_ = State::kRefused;
}

RequestReader::State RequestReader::Feed(std::string_view bytes) {
  held_.append(bytes);
  try {
    if (state_ == State::kHead) state_ = ReadHead();
    if (state_ == State::kBody) state_ = ReadBody();
  } catch (const std::exception&) {
    Refuse({500, Error{Code::kInternal, "the request could not be read", ""}});
  }
  return state_;
}

RequestReader::State RequestReader::ReadHead() {
  std::size_t searched = looked_ < 3 ? 0 : looked_ - 3;
  std::size_t end = held_.find("\r\n\r\n", searched);
  std::string_view head(held_.data(), end == std::string::npos ? held_.size() : end + 4);
  if (auto refused = CheckHeadBytes(head, looked_)) return Refuse(*refused);
  if (head.size() > kHeaderBytesMax) return Refuse(HeadTooLarge());
  if (end == std::string::npos) return State::kHead;
  if (auto refused = CheckHeadText(head)) return Refuse(*refused);
  request_.fields = FieldsOf(head);
  bool is_http_1_0 = head.substr(0, head.find("\r\n")).ends_with("HTTP/1.0");
  if (auto refused = CheckFields(request_.fields, is_http_1_0)) return Refuse(*refused);

  limit_ = LimitOf(head);
  parsing_ = std::make_unique<Parsing>(limit_);
  auto& parser = parsing_->parser;
  beast::error_code error;
  std::size_t taken = parser.put(boost::asio::buffer(head.data(), head.size()), error);
  if (error) return Refuse(OfParser(error, limit_));
  PM_ASSERT(taken == head.size() && parser.is_header_done());
  const auto& message = parser.get();
  // Two readers of one head, ours and the library's: they must have read the same.
  std::vector<NamedValue> read;
  for (const auto& field : message) read.push_back({Lower(field.name_string()), std::string(field.value())});
  if (!IsSame(read, request_.fields)) return Refuse(Bad("the header can be read in two ways"));
  parsing_->fields = std::distance(message.begin(), message.end());
  request_.method = std::string(message.method_string());
  request_.target = std::string(message.target());
  request_.keep_alive = message.keep_alive();
  auto target = ParseTarget(request_.target);
  if (!target.ok()) return Refuse({target.error().code == Code::kTooLarge ? 414 : 400, target.error()});
  request_.path = std::move(target->path);
  request_.query = std::move(target->query);
  awaits_continue_ = !is_http_1_0 && request_.Field("expect") != nullptr;
  held_.erase(0, taken);
  bytes_ = taken;
  return State::kBody;
}

// One step after the other, so that each is taken with the same bytes in whatever pieces they arrive.
RequestReader::State RequestReader::ReadBody() {
  auto& parser = parsing_->parser;
  std::size_t taken = 0;
  beast::error_code error;
  while (!parser.is_done() && held_.size() - taken >= (parser.chunked() ? kChunkedRestMin : 1)) {
    parsing_->chunk_opened = false;
    std::size_t step = parser.put(boost::asio::buffer(held_.data() + taken, held_.size() - taken), error);
    taken += step;
    if (error == beast::http::error::need_more) break;
    if (error) return Refuse(OfParser(error, limit_));
    if (parsing_->chunk_opened && step > kChunkLineBytesMax) return Refuse(ChunkLineTooLong());
  }
  held_.erase(0, taken);
  bytes_ += taken;
  if (!parser.is_done()) {
    // What the parser leaves is the beginning of a line that opens a chunk.
    if (error && held_.size() > kChunkLineBytesMax) return Refuse(ChunkLineTooLong());
    return State::kBody;
  }
  const auto& message = parser.get();
  if (std::distance(message.begin(), message.end()) != parsing_->fields) {
    return Refuse(Bad("header fields behind the body are refused"));
  }
  request_.body = std::move(parser.get().body());
  return State::kComplete;
}

Request RequestReader::Take() {
  PM_ASSERT(state_ == State::kComplete);
  Request taken = std::move(request_);
  Restart();
  return taken;
}

}  // namespace proofmark::http
