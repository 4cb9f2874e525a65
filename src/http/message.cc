// SPDX-License-Identifier: Apache-2.0
#include "http/message.h"

#include <algorithm>

#include "base/text.h"

namespace proofmark::http {
namespace {

using base::Code;
using base::Error;
using base::Result;

Error Bad(std::string message) { return Error{Code::kInvalid, "target: " + std::move(message), "target"}; }

bool IsAlphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// RFC 3986: what may stand in a segment of a path without being escaped.
bool IsPathCharacter(char c) {
  return IsAlphanumeric(c) || std::string_view("-._~!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

// Visible ASCII: browsers leave some more than RFC 3986 permits unescaped in a query.
bool IsQueryCharacter(char c) { return c > 0x20 && c < 0x7f && c != '#' && c != '%'; }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> Decode(std::string_view text, bool (*may_stand)(char), bool plus_is_blank) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      int high = i + 2 < text.size() ? HexValue(text[i + 1]) : -1;
      int low = high >= 0 ? HexValue(text[i + 2]) : -1;
      if (low < 0) return Bad("% is not followed by two hexadecimal digits");
      c = static_cast<char>(high * 16 + low);
      if (c == '\0') return Bad("NUL is refused");
      i += 2;
    } else if (!may_stand(c)) {
      return Bad("a character must be escaped");
    } else if (c == '+' && plus_is_blank) {
      c = ' ';
    }
    out += c;
  }
  if (!base::IsUtf8(out)) return Bad("its decoded bytes are not UTF-8");
  return out;
}

Result<std::string> DecodeSegment(std::string_view text) {
  Result<std::string> segment = Decode(text, IsPathCharacter, false);
  if (!segment.ok()) return segment;
  if (*segment == "." || *segment == "..") return Bad("\".\" and \"..\" are refused");
  for (char c : *segment) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return Bad("control characters are refused");
    if (c == '/' || c == '\\') return Bad("an escaped \"/\" or \"\\\" is refused");
  }
  return segment;
}

Result<std::string> DecodePath(std::string_view text) {
  if (text.empty() || text[0] != '/') return Bad("it must begin with \"/\"");
  std::string path;
  while (!text.empty()) {
    text.remove_prefix(1);
    std::size_t slash = std::min(text.find('/'), text.size());
    if (slash == 0 && !text.empty()) return Bad("\"//\" is refused");
    PM_ASSIGN(std::string segment, DecodeSegment(text.substr(0, slash)));
    path += '/' + segment;
    text.remove_prefix(slash);
  }
  return path;
}

Result<std::vector<NamedValue>> DecodeQuery(std::string_view text) {
  std::vector<NamedValue> pairs;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('&'), text.size());
    std::string_view pair = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (pair.empty()) continue;
    if (pairs.size() == kQueryPairsMax) {
      return Error{Code::kTooLarge, "target: more than " + std::to_string(kQueryPairsMax) + " parameters", "target"};
    }
    std::size_t equals = std::min(pair.find('='), pair.size());
    NamedValue& added = pairs.emplace_back();
    PM_ASSIGN(added.name, Decode(pair.substr(0, equals), IsQueryCharacter, true));
    PM_ASSIGN(added.value, Decode(pair.substr(std::min(equals + 1, pair.size())), IsQueryCharacter, true));
  }
  return pairs;
}

void AppendEncoded(std::string& out, std::string_view text, std::string_view also) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (char c : text) {
    if (IsAlphanumeric(c) || also.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0xf];
  }
}

bool IsCookieValue(std::string_view value) {
  return std::all_of(value.begin(), value.end(),
                     [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; });
}

struct Reason {
  int status;
  std::string_view phrase;
};

constexpr Reason kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {499, "Cancelled"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

}  // namespace

const std::string* FirstValue(const std::vector<NamedValue>& pairs, std::string_view name) {
  for (const NamedValue& pair : pairs) {
    if (pair.name == name) return &pair.value;
  }
  return nullptr;
}

Result<Target> ParseTarget(std::string_view target) {
  if (target.size() > kTargetBytesMax) {
    return Error{Code::kTooLarge, "target: longer than " + std::to_string(kTargetBytesMax) + " bytes", "target"};
  }
  std::size_t question = std::min(target.find('?'), target.size());
  Target out;
  PM_ASSIGN(out.path, DecodePath(target.substr(0, question)));
  PM_ASSIGN(out.query, DecodeQuery(target.substr(std::min(question + 1, target.size()))));
  return out;
}

std::string TargetText(const Target& target) {
  std::string out;
  AppendEncoded(out, target.path, "/-._~");
  char before = '?';
  for (const NamedValue& pair : target.query) {
    out += before;
    AppendEncoded(out, pair.name, "-._~");
    out += '=';
    AppendEncoded(out, pair.value, "-._~");
    before = '&';
  }
  return out;
}

Result<std::vector<NamedValue>> ParseCookies(std::string_view field) {
  std::vector<NamedValue> cookies;
  std::size_t pairs = 0;
  while (!field.empty()) {
    std::size_t end = std::min(field.find(';'), field.size());
    std::string_view pair = base::Trim(field.substr(0, end));
    field.remove_prefix(std::min(end + 1, field.size()));
    if (++pairs > kCookiesMax) {
      return Error{Code::kTooLarge, "cookie: more than " + std::to_string(kCookiesMax) + " pairs", "cookie"};
    }
    std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    if (!IsToken(pair.substr(0, equals)) || !IsCookieValue(value)) continue;
    cookies.push_back({std::string(pair.substr(0, equals)), std::string(value)});
  }
  return cookies;
}

const std::string* OnlyValue(const std::vector<NamedValue>& pairs, std::string_view name) {
  const std::string* found = nullptr;
  for (const NamedValue& pair : pairs) {
    if (pair.name != name) continue;
    if (found != nullptr) return nullptr;
    found = &pair.value;
  }
  return found;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  return out;
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 0x20 && c < 0x7f) || c == '\t'; });
}

Response JsonResponse(int status, const base::Json& value) {
  return Response{status, {{"Content-Type", "application/json"}}, base::JsonLine(value)};
}

Response Refusal(const base::Ulid& ref, const Error& error) {
  const base::CodeRow& row = base::Describe(error.code);
  return JsonResponse(
      row.http_status,
      {{"error", {{"code", row.name}, {"message", error.message}, {"field", error.field}}}, {"ref", ref.ToText()}});
}

std::string_view ReasonOf(int status) {
  for (const Reason& reason : kReasons) {
    if (reason.status == status) return reason.phrase;
  }
  return {};
}

}  // namespace proofmark::http
