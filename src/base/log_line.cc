// SPDX-License-Identifier: Apache-2.0
#include "base/log_line.h"

#include <fcntl.h>
#include <unicode/utf8.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>

#include "base/assert.h"

namespace proofmark::base {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};

void AppendUnit(std::string& out, unsigned unit) {
  constexpr char kDigits[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(unit >> shift) & 0xf];
}

void AppendEscaped(std::string& out, UChar32 c) {
  if (c == '"' || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (c >= 0x20 && c < 0x7f) {
    out += static_cast<char>(c);
  } else if (c > 0xffff) {
    AppendUnit(out, 0xd800U + ((static_cast<unsigned>(c) - 0x10000U) >> 10));
    AppendUnit(out, 0xdc00U + ((static_cast<unsigned>(c) - 0x10000U) & 0x3ffU));
  } else {
    AppendUnit(out, c < 0 ? 0xfffdU : static_cast<unsigned>(c));
  }
}

// The text in quotes; how many of its bytes stand there.
std::size_t AppendText(std::string& out, std::string_view bytes) {
  out += '"';
  std::size_t at = 0;
  while (at < bytes.size()) {
    std::size_t next = at;
    UChar32 c = 0;
    U8_NEXT(bytes.data(), next, bytes.size(), c);
    if (next > kLogFieldMax) break;
    AppendEscaped(out, c);
    at = next;
  }
  out += '"';
  return at;
}

bool IsName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

}  // namespace

LogLine::LogLine(Instant time, LogLevel level, std::string_view event) {
  PM_ASSERT(IsName(event));
  line_ = "{\"time\":\"" + time.ToText() + "\",\"level\":\"";
  line_ += kLevels[static_cast<std::size_t>(level)];
  line_ += "\",\"event\":\"";
  line_ += event;
  line_ += '"';
}

void LogLine::Name(std::string_view name) {
  PM_ASSERT(IsName(name));
  line_ += ",\"";
  line_ += name;
  line_ += "\":";
}

LogLine& LogLine::Text(std::string_view name, std::string_view bytes) {
  Name(name);
  if (AppendText(line_, bytes) < bytes.size()) {
    Number(std::string(name) + "_cut_from", static_cast<std::int64_t>(bytes.size()));
  }
  return *this;
}

LogLine& LogLine::Number(std::string_view name, std::int64_t value) {
  Name(name);
  line_ += std::to_string(value);
  return *this;
}

LogLine& LogLine::Truth(std::string_view name, bool value) {
  Name(name);
  line_ += value ? "true" : "false";
  return *this;
}

Result<std::unique_ptr<LogSink>> LogSink::Open(const std::string& path) {
  int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    Code code = errno == EACCES || errno == EPERM ? Code::kForbidden : Code::kUnavailable;
    return Error{code, path + ": cannot be opened to append to: " + std::strerror(errno), ""};
  }
  auto sink = std::make_unique<LogSink>(descriptor);
  sink->owned_ = true;
  return sink;
}

LogSink::~LogSink() {
  if (owned_) ::close(descriptor_);
}

void LogSink::Write(const LogLine& line) noexcept {
  try {
    std::string text = line.ToText();
    std::lock_guard lock(mutex_);
    if (torn_) text.insert(text.begin(), '\n');
    ssize_t written = 0;
    do {
      written = ::write(descriptor_, text.data(), text.size());
    } while (written < 0 && errno == EINTR);
    if (written == static_cast<ssize_t>(text.size())) {
      torn_ = false;
      return;
    }
    if (written > 0) torn_ = true;
  } catch (const std::exception&) {  // no memory for the line
  }
  lost_.fetch_add(1);
}

}  // namespace proofmark::base
