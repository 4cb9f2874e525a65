// SPDX-License-Identifier: Apache-2.0
#include "tools/world/life.h"

#include <algorithm>
#include <chrono>

namespace proofmark::world {
namespace {

struct Date {
  int year;
  unsigned month;
  unsigned day;
};

Date DateOf(std::int32_t day) {
  std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
}

std::string Two(unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::int32_t Life::last_day() const {
  std::int32_t last = weapon.made_day;
  for (const Step& step : steps) last = std::max({last, step.day, step.told_day.value_or(step.day)});
  return last;
}

std::string MonthOf(std::int32_t day) {
  Date date = DateOf(day);
  return std::to_string(date.year) + "-" + Two(date.month);
}

std::string IsoDate(std::int32_t day) { return MonthOf(day) + "-" + Two(DateOf(day).day); }

std::string SlashDate(std::int32_t day) {
  Date date = DateOf(day);
  return Two(date.day) + "/" + Two(date.month) + "/" + std::to_string(date.year);
}

std::string DotDate(std::int32_t day) {
  Date date = DateOf(day);
  return std::to_string(date.day) + "." + std::to_string(date.month) + "." + std::to_string(date.year);
}

}  // namespace proofmark::world
