// SPDX-License-Identifier: Apache-2.0
// A LogLine is one thing that happened, as one line of JSON that nothing in its fields can break, hide or imitate.
//
//   sink.Write(LogLine(clock.Now(), LogLevel::kWarning, "login_refused").Text("account", name).Number("tries", 3));
//
// writes {"time":"2026-11-24T00:13:52.123Z","level":"warning","event":"login_refused","account":"...","tries":3}
//
// A line holds printable ASCII only: control characters, DEL and everything past ASCII stand as \uXXXX, and bytes that
// are not UTF-8 as \ufffd. So a terminal that shows it obeys nothing in it, and a reader of lines sees one event a
// line. Names of fields and events are the program's: lower-case letters, digits and _, each name once in a line.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"

namespace proofmark::base {

// Of a longer text the first bytes stand, up to a whole character, and a field NAME_cut_from with its length.
inline constexpr std::size_t kLogFieldMax = 1024;

enum class LogLevel { kDebug, kInfo, kWarning, kError };

class LogLine {
 public:
  LogLine(Instant time, LogLevel level, std::string_view event);
  LogLine& Text(std::string_view name, std::string_view bytes);
  LogLine& Number(std::string_view name, std::int64_t value);
  LogLine& Truth(std::string_view name, bool value);

  // The line with the newline that ends it, its only one.
  std::string ToText() const { return line_ + "}\n"; }

 private:
  void Name(std::string_view name);
  std::string line_;
};

// Where lines go: each is one write, appended whole. Safe from any thread. A line that cannot be written is counted and
// given up, because a full disk must not stop who reports it; one that was written in part is ended by the next.
class LogSink {
 public:
  // Writes to a descriptor that stays the caller's: 2 is standard error.
  explicit LogSink(int descriptor) : descriptor_(descriptor) {}
  // Appends to a file, made with mode 0600 where there is none. Errors: kForbidden, kUnavailable.
  static Result<std::unique_ptr<LogSink>> Open(const std::string& path);
  ~LogSink();
  LogSink(const LogSink&) = delete;
  LogSink& operator=(const LogSink&) = delete;

  void Write(const LogLine& line) noexcept;
  std::uint64_t lost() const { return lost_.load(); }

 private:
  std::mutex mutex_;
  int descriptor_;
  bool owned_ = false;
  bool torn_ = false;  // the last write stopped within a line
  std::atomic<std::uint64_t> lost_{0};
};

}  // namespace proofmark::base
