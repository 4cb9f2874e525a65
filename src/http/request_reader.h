// SPDX-License-Identifier: Apache-2.0
// A RequestReader turns the bytes of a connection, in whatever pieces they arrive, into requests: the whole path from
// bytes to Request without a socket, so that it can be fuzzed.
//
//   RequestReader reader({.body_bytes_max = 1 << 20});
//   while (reader.Feed(bytes) == RequestReader::State::kComplete) Answer(reader.Take()), bytes = {};
//
// Where a request ends must be the same for us and for whoever stands before us, or one request hides in another. So
// the head is checked byte by byte first, and whatever RFC 9112 lets a reader repair is refused: bare CR or LF, folded
// lines, blanks before a colon, Content-Length with Transfer-Encoding or twice, any coding but one "chunked", trailers,
// a second Host. Only then does the library's parser see it. One thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "http/message.h"

namespace proofmark::http {

// All lines that open a chunk, less their sizes' digits; and one such line.
inline constexpr std::size_t kChunkExtensionBytesMax = 256;
inline constexpr std::size_t kChunkLineBytesMax = 512;

// Why a request is not taken. The connection is closed after the answer: where the next request begins is unknown.
struct RefusedRequest {
  int status = 400;  // finer than the code's own: 405, 408, 414, 417, 431, 505
  base::Error error;
};

// A path whose bodies may be larger than others, as it is written in the request line, without its query.
struct LargerBody {
  std::string method;
  std::string path;
  std::size_t bytes_max = 0;
};

class RequestReader {
 public:
  enum class State { kHead, kBody, kComplete, kRefused };

  explicit RequestReader(std::size_t body_bytes_max, std::vector<LargerBody> larger = {});
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // Takes the next bytes. In kComplete and kRefused they are kept and not looked at.
  State Feed(std::string_view bytes);

  State state() const { return state_; }
  // Has any byte of the present request arrived?
  bool begun() const { return !held_.empty() || state_ != State::kHead; }
  // Of the present request, head and body as they came.
  std::uint64_t bytes() const { return bytes_; }
  // Does the client wait for "100 Continue" before it sends the body? True until TellContinue.
  bool AwaitsContinue() const { return state_ == State::kBody && awaits_continue_ && held_.empty(); }
  void TellContinue() { awaits_continue_ = false; }

  // What is known of the request so far, for the log: empty before its line has been read.
  const std::string& method() const { return request_.method; }
  const std::string& path() const { return request_.path; }

  const RefusedRequest& refused() const { return refused_; }

  // The request; in kComplete only. The reader is then at the beginning of the next, whose bytes it may hold already:
  // Feed({}) looks at them.
  Request Take();

 private:
  struct Parsing;  // the library's parser
  State ReadHead();
  State ReadBody();
  State Refuse(RefusedRequest refused);
  void Restart();

  std::size_t LimitOf(std::string_view head) const;

  std::size_t body_bytes_max_;
  std::vector<LargerBody> larger_;
  std::size_t limit_ = 0;  // of the present request's body
  State state_ = State::kHead;
  std::string held_;        // arrived and not yet taken by the parser
  std::size_t looked_ = 0;  // of held_, by the search for the head's end
  std::uint64_t bytes_ = 0;
  bool awaits_continue_ = false;
  Request request_;
  RefusedRequest refused_;
  std::unique_ptr<Parsing> parsing_;
};

}  // namespace proofmark::http
