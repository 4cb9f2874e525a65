// SPDX-License-Identifier: Apache-2.0
// Bytes of a connection give the same requests, and the same refusal, in whatever pieces they arrive; each request
// keeps the limits and says where it ends in one way only.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.h"
#include "http/request_reader.h"

namespace {

using namespace proofmark;
using State = http::RequestReader::State;

constexpr std::size_t kBodyBytesMax = 1024;

struct Outcome {
  std::vector<std::string> requests;  // as one text each
  State state = State::kHead;
  int status = 0;

  bool operator==(const Outcome&) const = default;
};

std::string Check(const http::Request& request) {
  PM_ASSERT(std::find(std::begin(http::kMethods), std::end(http::kMethods), request.method) !=
            std::end(http::kMethods));
  PM_ASSERT(request.body.size() <= kBodyBytesMax && request.fields.size() <= http::kHeadersMax);
  PM_ASSERT(http::ParseTarget(request.target)->path == request.path);
  const std::string* length = request.Field("content-length");
  const std::string* coding = request.Field("transfer-encoding");
  PM_ASSERT(length == nullptr || coding == nullptr);
  if (length != nullptr) PM_ASSERT(std::stoull(*length) == request.body.size());
  if (length == nullptr && coding == nullptr) PM_ASSERT(request.body.empty());
  std::string text = request.method + " " + request.target + "\n";
  for (const http::NamedValue& field : request.fields) {
    PM_ASSERT(http::IsToken(field.name));
    PM_ASSERT(field.value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    PM_ASSERT(std::none_of(field.name.begin(), field.name.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    text += field.name + ":" + field.value + "\n";
  }
  return text + "\n" + request.body;
}

Outcome Read(std::string_view bytes, std::size_t piece) {
  http::RequestReader reader(kBodyBytesMax);
  Outcome out;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    out.state = reader.Feed(bytes.substr(at, piece));
    while (out.state == State::kComplete) {
      out.requests.push_back(Check(reader.Take()));
      out.state = reader.Feed({});
    }
  }
  if (out.state == State::kRefused) out.status = reader.refused().status;
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 1U << 16));
  Outcome whole = Read(bytes, std::max<std::size_t>(1, bytes.size()));
  Outcome in_sevens = Read(bytes, 7);
  // A long head without an end is refused at its limit, whatever else is wrong behind that.
  PM_ASSERT(whole.state == in_sevens.state && whole.requests == in_sevens.requests);
  if (bytes.size() < http::kHeaderBytesMax) PM_ASSERT(whole == in_sevens && whole == Read(bytes, 1));
  return 0;
}
