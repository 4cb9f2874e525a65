// SPDX-License-Identifier: Apache-2.0
#include "http/head_check.h"

#include <algorithm>

#include "base/text.h"

namespace proofmark::http {
namespace {

using base::Code;
using base::Error;
using Refused = std::optional<RefusedRequest>;

RefusedRequest Bad(std::string message, std::string_view field = {}) {
  return {400, Error{Code::kInvalid, std::move(message), std::string(field)}};
}

RefusedRequest Unsupported(int status, std::string message, std::string_view field = {}) {
  return {status, Error{Code::kUnsupported, std::move(message), std::string(field)}};
}

bool IsControl(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; }

Refused CheckMethod(std::string_view method) {
  if (!IsToken(method)) return Bad("the request line does not begin with a method");
  if (method == "CONNECT" || method == "TRACE") return Unsupported(405, "CONNECT and TRACE are not permitted");
  if (std::find(std::begin(kMethods), std::end(kMethods), method) == std::end(kMethods)) {
    return Unsupported(501, "there is no such method here");
  }
  return {};
}

Refused CheckRequestLine(std::string_view line) {
  std::size_t first = line.find(' ');
  std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last == first) return Bad("the request line is not METHOD TARGET HTTP/1.1");
  std::string_view version = line.substr(last + 1);
  bool is_version = version.size() == 8 && version.substr(0, 5) == "HTTP/" && version[6] == '.';
  if (is_version && version != "HTTP/1.1" && version != "HTTP/1.0") {
    return Unsupported(505, "only HTTP/1.1 and HTTP/1.0 are spoken here");
  }
  if (!is_version) return Bad("the request line does not end with its version");
  if (Refused refused = CheckMethod(line.substr(0, first))) return refused;
  std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.size() > kTargetBytesMax) {
    return RefusedRequest{
        414, Error{Code::kTooLarge, "target: longer than " + std::to_string(kTargetBytesMax) + " bytes", "target"}};
  }
  if (target.find_first_of(" \t") != std::string_view::npos) return Bad("blanks in the request line");
  return {};
}

Refused CheckFieldLine(std::string_view line) {
  if (line[0] == ' ' || line[0] == '\t') return Bad("a header field that goes on in the next line is refused");
  std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return Bad("a line of the header has no colon");
  std::string_view name = line.substr(0, colon);
  if (!name.empty() && (name.back() == ' ' || name.back() == '\t')) return Bad("a blank before the colon is refused");
  if (!IsToken(name)) return Bad("the name of a header field is not a token");
  return {};
}

// Fields whose doubles two programs would take differently, or that decide who somebody is.
constexpr std::string_view kOnce[] = {"authorization",
                                      "content-length",
                                      "content-type",
                                      "cookie",
                                      "expect",
                                      "host",
                                      "if-match",
                                      "idempotency-key",
                                      "transfer-encoding",
                                      "proofmark-purpose",
                                      "proofmark-case",
                                      "proofmark-basis",
                                      "proofmark-reason",
                                      "proofmark-csrf"};

// Content-Length of 18 digits at most: it cannot overflow 64 bits.
constexpr std::size_t kLengthDigitsMax = 18;

Refused CheckFraming(const std::string* length, const std::string* coding, bool is_http_1_0) {
  if (length != nullptr && coding != nullptr) return Bad("Content-Length and Transfer-Encoding together are refused");
  if (length != nullptr) {
    bool digits =
        !length->empty() && std::all_of(length->begin(), length->end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || length->size() > kLengthDigitsMax) return Bad("Content-Length is not a number", "content-length");
  }
  if (coding == nullptr) return {};
  if (is_http_1_0) return Bad("Transfer-Encoding is not of HTTP/1.0", "transfer-encoding");
  if (Lower(*coding) != "chunked")
    return Unsupported(501, "no Transfer-Encoding but \"chunked\" is read", "transfer-encoding");
  return {};
}

Refused CheckHost(const std::string* host, bool is_http_1_0) {
  if (host == nullptr) return is_http_1_0 ? Refused{} : Bad("HTTP/1.1 needs a Host field", "host");
  bool valid = std::all_of(host->begin(), host->end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
  if (host->empty() || !valid) return Bad("Host is not a name or address with a port", "host");
  return {};
}

}  // namespace

Refused CheckHeadBytes(std::string_view bytes, std::size_t& from) {
  for (; from < bytes.size(); ++from) {
    char c = bytes[from];
    if (c == '\r') {
      if (from + 1 == bytes.size()) return {};  // what follows is seen next time
      if (bytes[from + 1] != '\n') return Bad("a CR without LF is refused");
      if (from == 0) return Bad("an empty line before the request is refused");
      ++from;
    } else if (c == '\n') {
      return Bad("a LF without CR is refused");
    } else if (IsControl(c)) {
      return Bad("control characters in the header are refused");
    }
  }
  return {};
}

Refused CheckHeadText(std::string_view head) {
  std::size_t end = head.find("\r\n");
  if (Refused refused = CheckRequestLine(head.substr(0, end))) return refused;
  head.remove_prefix(end + 2);
  std::size_t fields = 0;
  while (head != "\r\n") {
    end = head.find("\r\n");
    if (++fields > kHeadersMax) {
      return RefusedRequest{431,
                            Error{Code::kTooLarge, "more than " + std::to_string(kHeadersMax) + " header fields", ""}};
    }
    if (Refused refused = CheckFieldLine(head.substr(0, end))) return refused;
    head.remove_prefix(end + 2);
  }
  return {};
}

std::vector<NamedValue> FieldsOf(std::string_view head) {
  std::vector<NamedValue> fields;
  head.remove_prefix(head.find("\r\n") + 2);
  while (head != "\r\n") {
    std::size_t end = head.find("\r\n");
    std::string_view line = head.substr(0, end);
    std::size_t colon = line.find(':');
    fields.push_back({Lower(line.substr(0, colon)), std::string(base::Trim(line.substr(colon + 1)))});
    head.remove_prefix(end + 2);
  }
  return fields;
}

Refused CheckFields(const std::vector<NamedValue>& fields, bool is_http_1_0) {
  for (std::string_view name : kOnce) {
    auto is_it = [name](const NamedValue& field) { return field.name == name; };
    if (std::count_if(fields.begin(), fields.end(), is_it) > 1) {
      return Bad(std::string(name) + " stands twice in the header", name);
    }
  }
  if (Refused refused =
          CheckFraming(FirstValue(fields, "content-length"), FirstValue(fields, "transfer-encoding"), is_http_1_0)) {
    return refused;
  }
  if (Refused refused = CheckHost(FirstValue(fields, "host"), is_http_1_0)) return refused;
  if (FirstValue(fields, "upgrade") != nullptr) return Unsupported(501, "no other protocol is spoken here", "upgrade");
  if (const std::string* expect = FirstValue(fields, "expect"); expect != nullptr && *expect != "100-continue") {
    return Unsupported(417, "nothing but 100-continue may be expected", "expect");
  }
  return {};
}

}  // namespace proofmark::http
