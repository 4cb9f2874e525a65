// SPDX-License-Identifier: Apache-2.0
#include "base/time.h"

#include <chrono>

namespace proofmark::base {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

// The decimal number in text[at, at + length), or -1 where another character stands.
int Number(std::string_view text, std::size_t at, std::size_t length) {
  int value = 0;
  for (std::size_t i = at; i < at + length; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

void AppendNumber(std::string& out, int value, int width) {
  char digits[8];
  for (int i = width - 1; i >= 0; --i, value /= 10) digits[i] = static_cast<char>('0' + value % 10);
  out.append(digits, static_cast<std::size_t>(width));
}

year_month_day CalendarDay(int year, int month, int day) {
  return {std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
          std::chrono::day(static_cast<unsigned>(day))};
}

std::int32_t DayNumber(year_month_day date) {
  return static_cast<std::int32_t>(sys_days(date).time_since_epoch().count());
}

}  // namespace

std::string Instant::ToText() const {
  std::int64_t days = ms >= 0 ? ms / kDayMs : -((-ms + kDayMs - 1) / kDayMs);
  int rest = static_cast<int>(ms - days * kDayMs);
  year_month_day date{sys_days{std::chrono::days{days}}};
  std::string out;
  out.reserve(24);
  AppendNumber(out, static_cast<int>(date.year()), 4);
  out += '-';
  AppendNumber(out, static_cast<int>(static_cast<unsigned>(date.month())), 2);
  out += '-';
  AppendNumber(out, static_cast<int>(static_cast<unsigned>(date.day())), 2);
  out += 'T';
  AppendNumber(out, rest / 3'600'000, 2);
  out += ':';
  AppendNumber(out, rest / 60'000 % 60, 2);
  out += ':';
  AppendNumber(out, rest / 1'000 % 60, 2);
  out += '.';
  AppendNumber(out, rest % 1'000, 3);
  out += 'Z';
  return out;
}

Result<Instant> Instant::Parse(std::string_view text) {
  Error refused{Code::kInvalid, "not an instant like 2026-11-24T00:13:52.123Z", ""};
  if (text.size() != 24 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != '.' ||
      text[23] != 'Z') {
    return refused;
  }
  auto date = PartialDate::Parse(text.substr(0, 10));
  int hour = Number(text, 11, 2);
  int minute = Number(text, 14, 2);
  int second = Number(text, 17, 2);
  int thousandth = Number(text, 20, 3);
  if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || thousandth < 0) {
    return refused;
  }
  return Instant{date->FirstDay() * kDayMs + hour * 3'600'000 + minute * 60'000 + second * 1'000 + thousandth};
}

Result<PartialDate> PartialDate::Parse(std::string_view text) {
  Error refused{Code::kInvalid, "not a date: write YYYY, YYYY-MM or YYYY-MM-DD", ""};
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return refused;
  int y = Number(text, 0, 4);
  if (y < 1000) return refused;
  PartialDate out{static_cast<std::int16_t>(y), 0, 0};
  if (text.size() == 4) return out;
  int m = text[4] == '-' ? Number(text, 5, 2) : -1;
  if (m < 1 || m > 12) return refused;
  out.month = static_cast<std::int8_t>(m);
  if (text.size() == 7) return out;
  int d = text[7] == '-' ? Number(text, 8, 2) : -1;
  if (d < 1 || !CalendarDay(y, m, d).ok()) {
    return Error{Code::kInvalid, "there is no such day in the calendar", ""};
  }
  out.day = static_cast<std::int8_t>(d);
  return out;
}

std::string PartialDate::ToText() const {
  std::string out;
  out.reserve(10);
  AppendNumber(out, year, 4);
  if (month == 0) return out;
  out += '-';
  AppendNumber(out, month, 2);
  if (day == 0) return out;
  out += '-';
  AppendNumber(out, day, 2);
  return out;
}

std::int32_t PartialDate::FirstDay() const {
  return DayNumber(CalendarDay(year, month == 0 ? 1 : month, day == 0 ? 1 : day));
}

std::int32_t PartialDate::LastDay() const {
  if (day != 0) return FirstDay();
  std::chrono::month m(month == 0 ? 12U : static_cast<unsigned>(month));
  return DayNumber(year_month_day_last(std::chrono::year(year), std::chrono::month_day_last(m)));
}

Instant SystemClock::Now() {
  using namespace std::chrono;
  return Instant{duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

}  // namespace proofmark::base
