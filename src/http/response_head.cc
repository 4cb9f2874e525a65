// SPDX-License-Identifier: Apache-2.0
#include "http/response_head.h"

#include <algorithm>
#include <ctime>

namespace proofmark::http {
namespace {

using base::Code;
using base::Error;
using base::Result;

// Written here, or (the last three) never: who reads them could be told what is not so.
constexpr std::string_view kOwnFields[] = {"connection",
                                           "content-length",
                                           "date",
                                           "keep-alive",
                                           "proofmark-ref",
                                           "strict-transport-security",
                                           "trailer",
                                           "upgrade",
                                           "x-content-type-options",
                                           "server",
                                           "te",
                                           "transfer-encoding"};

Error Mistake(const std::string& what) { return Error{Code::kInternal, "an answer is not well-formed: " + what, ""}; }

struct FieldsText {
  std::string text;
  bool has_type = false;
  bool has_cache_control = false;
};

Result<FieldsText> WriteFields(const std::vector<NamedValue>& fields) {
  FieldsText out;
  for (const NamedValue& field : fields) {
    std::string name = Lower(field.name);
    if (!IsToken(name) || !IsFieldValue(field.value)) return Mistake("a field cannot be written");
    if (std::find(std::begin(kOwnFields), std::end(kOwnFields), name) != std::end(kOwnFields)) {
      return Mistake("the server writes " + name + " itself");
    }
    out.has_type = out.has_type || name == "content-type";
    out.has_cache_control = out.has_cache_control || name == "cache-control";
    out.text += field.name + ": " + field.value + "\r\n";
  }
  return out;
}

}  // namespace

Result<std::string> ResponseHead(const Response& response, const AnswerFrame& frame) {
  PM_ASSIGN(FieldsText fields, WriteFields(response.fields));
  bool has_no_body = response.status == 204 || response.status == 304;
  if (response.status < 200 || response.status > 599) return Mistake("its status is none");
  if (has_no_body && !response.body.empty()) return Mistake("its status has no body");
  if (!response.body.empty() && !fields.has_type) return Mistake("its body has no type");

  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head += ReasonOf(response.status);
  head += "\r\nDate: " + HttpDate(frame.now) + "\r\n";
  if (!has_no_body) head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  head += fields.text;
  if (!fields.has_cache_control) head += "Cache-Control: no-store\r\n";
  head += "X-Content-Type-Options: nosniff\r\n";
  if (frame.tls) head += "Strict-Transport-Security: max-age=31536000\r\n";
  head += "Proofmark-Ref: " + frame.ref.ToText() + "\r\n";
  head += frame.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::string HttpDate(base::Instant instant) {
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::time_t seconds = instant.ms / 1000;
  std::tm utc{};
  ::gmtime_r(&seconds, &utc);
  std::string text = instant.ToText();  // 2026-11-24T00:13:52.123Z
  return std::string(kDays[utc.tm_wday]) + ", " + text.substr(8, 2) + " " + kMonths[utc.tm_mon] + " " +
         text.substr(0, 4) + " " + text.substr(11, 8) + " GMT";
}

}  // namespace proofmark::http
