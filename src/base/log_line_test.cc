// SPDX-License-Identifier: Apache-2.0
#include "base/log_line.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"

namespace proofmark::base {
namespace {

constexpr Instant kNow{1'790'000'000'123};

std::string TextOf(std::string_view field) {
  return LogLine(kNow, LogLevel::kWarning, "seen").Text("mark", field).ToText();
}

// What every line must be, whatever stands in it.
bool IsOneLine(const std::string& line) {
  auto printable = [](char c) { return c >= 0x20 && c < 0x7f; };
  return !line.empty() && line.back() == '\n' && std::all_of(line.begin(), line.end() - 1, printable);
}

TEST(LogLine, HasTimeFirstAndKeepsTheOrderOfItsFields) {
  LogLine line(kNow, LogLevel::kError, "import_stopped");
  line.Text("file", "a.csv").Number("row", -7).Truth("repeated", true).Text("actor", "");
  EXPECT_EQ(line.ToText(),
            "{\"time\":\"2026-09-21T14:13:20.123Z\",\"level\":\"error\",\"event\":\"import_stopped\","
            "\"file\":\"a.csv\",\"row\":-7,\"repeated\":true,\"actor\":\"\"}\n");
}

// Abuse case 28: what somebody types must not end a line, steer a terminal, turn the writing or look like a line.
TEST(LogLine, CannotBeForged) {
  struct Row {
    std::string_view typed;
    std::string_view written;
  };
  using namespace std::string_view_literals;
  for (const Row& row : std::vector<Row>{
           {"a\r\nb"sv, R"(a\u000d\u000ab)"},
           {"\x1b[2J\x1b]0;owned\x07"sv, R"(\u001b[2J\u001b]0;owned\u0007)"},
           {"txt.\xE2\x80\xAE"
            "exe"sv,
            R"(txt.\u202eexe)"},
           {R"("},{"time":"2026)"sv, R"(\"},{\"time\":\"2026)"},
           {R"(\u000a\)"sv, R"(\\u000a\\)"},
           {"\0\x7f\xC2\x85\xE2\x80\xA8"sv, R"(\u0000\u007f\u0085\u2028)"},
           {"\xFF\xC0\xAF\xED\xA0\x80"sv, R"(\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd)"},
           {"\xF0\x9F\x94\xAB"sv, R"(\ud83d\udd2b)"},
       }) {
    std::string line = TextOf(row.typed);
    EXPECT_TRUE(IsOneLine(line)) << line;
    EXPECT_NE(line.find(",\"mark\":\"" + std::string(row.written) + "\"}\n"), std::string::npos) << line;
  }
}

RC_GTEST_PROP(LogLine, ReadsBackAsOneObjectWhateverItsFieldsHold, (const std::string& a, const std::string& b)) {
  std::string line = LogLine(kNow, LogLevel::kInfo, "seen").Text("a", a).Number("n", 5).Text("b", b).ToText();
  RC_ASSERT(IsOneLine(line));
  auto json = ParseJson(line);
  RC_ASSERT(json.ok());
  RC_ASSERT(json->size() == (a.size() > kLogFieldMax ? 7U : 6U) + (b.size() > kLogFieldMax ? 1U : 0U));
  RC_ASSERT((*json)["n"] == 5);
  if (IsUtf8(a) && a.size() <= kLogFieldMax) RC_ASSERT((*json)["a"] == a);
  if (IsUtf8(b) && b.size() <= kLogFieldMax) RC_ASSERT((*json)["b"] == b);
}

TEST(LogLine, ALongFieldIsCutAtACharacterAndSaysSo) {
  std::string fits(kLogFieldMax, 'x');
  EXPECT_EQ((*ParseJson(TextOf(fits)))["mark"], fits);
  EXPECT_FALSE(ParseJson(TextOf(fits))->contains("mark_cut_from"));
  std::string over = std::string(kLogFieldMax - 1, 'x') + "\xC3\xA9" + std::string(5000, 'y');
  auto json = ParseJson(TextOf(over));
  ASSERT_TRUE(json.ok());
  EXPECT_EQ((*json)["mark"], std::string(kLogFieldMax - 1, 'x'));
  EXPECT_EQ((*json)["mark_cut_from"], over.size());
  EXPECT_LT(TextOf(std::string(1U << 20, '\x01')).size(), 6 * kLogFieldMax + 200);
}

TEST(LogLine, ANameIsTheProgramsOwn) {
  EXPECT_DEATH(LogLine(kNow, LogLevel::kInfo, "a\nb"), "");
  EXPECT_DEATH(LogLine(kNow, LogLevel::kInfo, "seen").Number("\"x", 1), "");
}

class LogSinkTest : public ::testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }
  std::string path_ = ::testing::TempDir() + "log_sink_" + std::to_string(::getpid()) + ".log";
};

TEST_F(LogSinkTest, AppendsWholeLinesFromManyThreads) {
  {
    auto first = LogSink::Open(path_);
    ASSERT_TRUE(first.ok());
    (*first)->Write(LogLine(kNow, LogLevel::kInfo, "opened"));
  }
  auto sink = LogSink::Open(path_);
  ASSERT_TRUE(sink.ok());
  constexpr int kThreads = 8;
  constexpr int kLines = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&sink, t] {
      for (int i = 0; i < kLines; ++i) {
        (*sink)->Write(LogLine(kNow, LogLevel::kInfo, "seen").Number("t", t).Text("mark", std::string(900, 'm')));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ((*sink)->lost(), 0U);

  std::string text = *ReadFile(path_, 16U << 20);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    std::size_t end = text.find('\n', at);
    ASSERT_NE(end, std::string::npos);
    ASSERT_TRUE(ParseJson(text.substr(at, end - at)).ok()) << text.substr(at, end - at);
    at = end + 1;
  }
  EXPECT_EQ(lines, 1U + kThreads * kLines);
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(LogSinkTest, CountsWhatCannotBeWritten) {
  int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  LogSink sink(full);
  sink.Write(LogLine(kNow, LogLevel::kInfo, "seen"));
  sink.Write(LogLine(kNow, LogLevel::kInfo, "seen"));
  EXPECT_EQ(sink.lost(), 2U);
  ::close(full);
  EXPECT_EQ(LogSink::Open("/nowhere/at/all.log").error().code, Code::kUnavailable);
}

// A pipe that is almost full takes the beginning of a line.
TEST_F(LogSinkTest, ALineAfterATornOneStandsByItself) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  ASSERT_GT(::fcntl(ends[1], F_SETPIPE_SZ, 4096), 0);
  LogSink sink(ends[1]);
  std::string big(kLogFieldMax, '\x02');  // 6 KiB when escaped
  sink.Write(LogLine(kNow, LogLevel::kInfo, "torn").Text("mark", big));
  EXPECT_EQ(sink.lost(), 1U);
  char block[8192];
  ssize_t held = ::read(ends[0], block, sizeof block);
  ASSERT_EQ(held, 4096);
  EXPECT_EQ(std::count(block, block + held, '\n'), 0);
  LogLine whole(kNow, LogLevel::kInfo, "whole");
  sink.Write(whole);
  sink.Write(whole);
  held = ::read(ends[0], block, sizeof block);
  ASSERT_GT(held, 0);
  EXPECT_EQ(std::string(block, static_cast<std::size_t>(held)), "\n" + whole.ToText() + whole.ToText());
  EXPECT_EQ(sink.lost(), 1U);
  ::close(ends[0]);
  ::close(ends[1]);
}

}  // namespace
}  // namespace proofmark::base
