// SPDX-License-Identifier: Apache-2.0
// What numbers of a sheet mean: ECMA-376 part 1, 18.8.30 (formats) and 18.17.4 (dates).
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "base/text.h"
#include "registry/sheet_reader.h"

namespace proofmark::registry {
namespace {

constexpr double kDaysMax = 2'958'465;  // 9999-12-31
constexpr double kFalseLeapDay = 60;    // 1900-02-29, which never was
constexpr double kSecondsPerDay = 86'400;
constexpr int kDigits = 15;
constexpr double kPlainMax = 1e21;  // above, a number is shown with its exponent

// The letters of a format that mean something: without texts in quotes, colours, escapes; the first section.
std::string Bare(std::string_view code) {
  std::string out;
  for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
    const char c = code[i];
    if (c == '"') {
      i = std::min(code.find('"', i + 1), code.size() - 1);
    } else if (c == '[') {
      i = std::min(code.find(']', i + 1), code.size() - 1);
    } else if (c == '\\' || c == '_' || c == '*') {
      ++i;
    } else {
      out += c;
    }
  }
  return base::AsciiLower(out);
}

std::string Two(int number) {
  std::array<char, 8> out{};
  std::snprintf(out.data(), out.size(), "%02d", number);
  return out.data();
}

}  // namespace

std::string NumberText(std::string_view text) {
  // Digits alone are what they are, however many.
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    return std::string(text.substr(std::min(text.find_first_not_of('0'), text.size() - 1)));
  }
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::string(text);
  if (number == 0) return "0";
  std::array<char, 400> out{};
  // Spreadsheets count in fifteen digits; what stands behind them comes from counting in twos.
  const auto rounded = std::to_chars(out.data(), out.data() + out.size(), number, std::chars_format::general, kDigits);
  std::from_chars(out.data(), rounded.ptr, number);
  const auto format = std::fabs(number) < kPlainMax ? std::chars_format::fixed : std::chars_format::general;
  const auto written = std::to_chars(out.data(), out.data() + out.size(), number, format);
  return {out.data(), written.ptr};
}

ReadFormat FormatOf(std::string_view code) {
  const std::string bare = Bare(code);
  if (bare.size() > 1 && bare.size() <= 40 && bare.find_first_not_of('0') == std::string::npos) {
    return {NumberFormat::kZeros, static_cast<int>(bare.size())};
  }
  if (bare.find("general") != std::string::npos || bare.find_first_of("#0?") != std::string::npos) return {};
  const bool day = bare.find('d') != std::string::npos;
  const bool year = bare.find('y') != std::string::npos;
  const bool hour = bare.find('h') != std::string::npos;
  const bool month = bare.find('m') != std::string::npos && (year || day);
  // An hour alone is no day.
  if (!day && !year) return {};
  if (hour) return {NumberFormat::kInstant};
  if (day) return {NumberFormat::kDay};
  return {month ? NumberFormat::kMonth : NumberFormat::kYear};
}

std::string DayText(double serial, bool from_1904, NumberFormat format) {
  if (!(serial >= 0) || serial > kDaysMax) return "";
  double days = std::floor(serial);
  if (!from_1904) {
    if (days < 1 || days == kFalseLeapDay) return "";
    if (days > kFalseLeapDay) --days;
  }
  const std::chrono::sys_days epoch = from_1904 ? std::chrono::sys_days{std::chrono::year{1904} / 1 / 1}
                                                : std::chrono::sys_days{std::chrono::year{1899} / 12 / 31};
  auto seconds = static_cast<std::int64_t>(std::llround((serial - std::floor(serial)) * kSecondsPerDay));
  auto whole = epoch + std::chrono::days(static_cast<std::int64_t>(days));
  if (seconds == static_cast<std::int64_t>(kSecondsPerDay)) {
    seconds = 0;
    whole += std::chrono::days(1);
  }
  const std::chrono::year_month_day date(whole);
  std::string out = std::to_string(static_cast<int>(date.year()));
  if (format == NumberFormat::kYear) return out;
  out += "-" + Two(static_cast<int>(static_cast<unsigned>(date.month())));
  if (format == NumberFormat::kMonth) return out;
  out += "-" + Two(static_cast<int>(static_cast<unsigned>(date.day())));
  if (format != NumberFormat::kInstant || seconds == 0) return out;
  const int in_day = static_cast<int>(seconds);
  return out + "T" + Two(in_day / 3600) + ":" + Two(in_day / 60 % 60) + ":" + Two(in_day % 60);
}

}  // namespace proofmark::registry
