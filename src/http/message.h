// SPDX-License-Identifier: Apache-2.0
// A Request is what came over a connection, checked and decoded once, with who is at its other end; a Response is what
// goes back.
//
//   Response Hello(const Request& request) {
//     if (request.method != "GET") return Refusal(request.ref, {Code::kUnsupported, "only GET is offered here", ""});
//     const std::string* name = OnlyValue(request.query, "name");
//     return JsonResponse(200, {{"hello", name != nullptr ? *name : "you"}});
//   }
//
// Follows RFC 9110, RFC 9112 and RFC 3986, and refuses what they let a reader forgive, where two programs could take it
// differently. Plain values and pure functions; safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "base/ulid.h"

namespace proofmark::http {

inline constexpr std::size_t kHeaderBytesMax = 16U << 10;  // request line and header fields
inline constexpr std::size_t kHeadersMax = 64;
inline constexpr std::size_t kTargetBytesMax = 4096;
inline constexpr std::size_t kQueryPairsMax = 64;
inline constexpr std::size_t kCookiesMax = 64;

struct NamedValue {
  std::string name;
  std::string value;

  bool operator==(const NamedValue&) const = default;
};

// The first value of a name; nullptr for none.
const std::string* FirstValue(const std::vector<NamedValue>& pairs, std::string_view name);

// Where a connection comes from: a numeric address (an IPv4 address mapped into IPv6 as IPv4) and its port.
struct Peer {
  std::string address;
  std::uint16_t port = 0;
};

// What the other end showed in the handshake, and proved to hold the key of.
struct ClientCertificate {
  bool verified = false;    // up to a certificate of the server's client CA file, at that time, not revoked
  std::string common_name;  // of its subject: a name, as the CA wrote it; empty where there is none
  std::string fingerprint;  // SHA-256 of the certificate in DER, lower-case hexadecimal: what to compare
};

struct TlsChannel {
  std::string version;  // "TLSv1.3"
  std::string cipher;   // "TLS_AES_256_GCM_SHA384"
  std::optional<ClientCertificate> client;
};

struct Request {
  std::string method;              // one of kMethods
  std::string target;              // as received
  std::string path;                // of the target, decoded once
  std::vector<NamedValue> query;   // of the target, decoded, in order, doubles kept
  std::vector<NamedValue> fields;  // of the header: names in lower case, in order
  std::string body;
  bool keep_alive = true;  // may the connection go on after the answer?
  Peer peer;
  std::optional<TlsChannel> tls;                   // empty on a plain connection
  base::Ulid ref;                                  // the server's name for this request, in its answer and in the log
  std::chrono::steady_clock::time_point received;  // when its first byte was read
  base::Instant received_at;                       // the same, for people

  // The value of a header field by its lower-case name, the first where several are permitted; nullptr for none.
  const std::string* Field(std::string_view name) const { return FirstValue(fields, name); }
};

struct Response {
  int status = 200;
  std::vector<NamedValue> fields;  // Content-Type among them; those that the server writes itself are refused
  std::string body;
};

// What a request may be called. Others are answered 501, CONNECT and TRACE 405.
inline constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

struct Target {
  std::string path;
  std::vector<NamedValue> query;

  bool operator==(const Target&) const = default;
};

// Reads the target of a request: "/records/7?mark=A%201&mark=B". The path is decoded once; "+" in the query is a blank.
// A path begins with "/" and has no empty segment but the last, no "." or "..", no "/" or "\" written as %2F or %5C,
// and no control characters: there is one spelling of a place, so that a rule for it holds. All is UTF-8 without NUL.
// Errors: kTooLarge (bytes, pairs), kInvalid; `field` is "target".
base::Result<Target> ParseTarget(std::string_view target);

// The target that ParseTarget reads as these values, where they are valid.
std::string TargetText(const Target& target);

// Reads a Cookie field: "a=1; b=2". What other programs of the host set is not ours to judge, so a pair that is not
// well-formed (RFC 6265, section 4.1.1) is left out. Error: kTooLarge (more than kCookiesMax pairs).
base::Result<std::vector<NamedValue>> ParseCookies(std::string_view field);

// The value of a name that stands exactly once; nullptr otherwise. Of two cookies of one name, one was set by somebody
// else, so neither is believed.
const std::string* OnlyValue(const std::vector<NamedValue>& pairs, std::string_view name);

// A token of RFC 9110: what names a method, a field, a cookie.
bool IsToken(std::string_view text);

// With the letters of ASCII in lower case: names of fields count as one in either.
std::string Lower(std::string_view text);

// What may stand as the value of a field that we write: visible ASCII, blanks and tabs, so that it cannot end the line.
bool IsFieldValue(std::string_view text);

// The value on one line, as application/json.
Response JsonResponse(int status, const base::Json& value);

// {"error": {"code", "message", "field"}, "ref"}, with the status of the code: the one shape of all that is not
// answered as asked. `ref` is the request's.
Response Refusal(const base::Ulid& ref, const base::Error& error);

// "Moved Permanently"; empty for a status that has no name here.
std::string_view ReasonOf(int status);

}  // namespace proofmark::http
