// SPDX-License-Identifier: Apache-2.0
#include "analyse/tracing_statistics.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace proofmark::analyse {

using base::Json;

namespace {

constexpr std::string_view kFindings[] = {"collected", "found", "recovered", "seized", "surrendered"};

// Bounds of time-to-crime as tracing centres print them: to three months, seven, a year, two years, three, and longer.
constexpr std::int32_t kDaysUpTo[] = {90, 210, 365, 730, 1095};

std::string MonthOf(std::int32_t day) { return base::Instant{day * base::kDayMs}.ToText().substr(0, 7); }

// {"codes": [{"code", "count"}], "others", "unknown"}: the commonest first.
Json CodesJson(const std::map<std::string, std::int64_t>& counts) {
  std::vector<std::pair<std::string, std::int64_t>> list;
  std::int64_t unknown = 0;
  for (const auto& [code, count] : counts) {
    if (code.empty()) {
      unknown = count;
    } else {
      list.emplace_back(code, count);
    }
  }
  std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Json codes = Json::array();
  std::int64_t others = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i < kCodesListed) {
      codes.push_back({{"code", list[i].first}, {"count", list[i].second}});
    } else {
      others += list[i].second;
    }
  }
  return {{"codes", std::move(codes)}, {"others", others}, {"unknown", unknown}};
}

std::int64_t CountOf(const std::map<std::string, std::int64_t>& counts, const std::string& code) {
  const auto found = counts.find(code);
  return found == counts.end() ? 0 : found->second;
}

}  // namespace

bool IsFinding(std::string_view event) { return std::ranges::find(kFindings, event) != std::end(kFindings); }

bool TracingStatistics::AddAsked(const Asked& asked) {
  if (!period_.Holds(asked.day, asked.day)) return false;
  ++asked_;
  with_candidates_ += asked.candidates ? 1 : 0;
  ++purposes_[asked.purpose];
  ++months_[MonthOf(asked.day)].asked;
  return true;
}

bool TracingStatistics::AddFound(const Found& found) {
  if (!found.first_day || !found.last_day || !period_.Holds(*found.first_day, *found.last_day)) {
    const bool may_be = (!found.first_day || *found.first_day <= period_.to.LastDay()) &&
                        (!found.last_day || *found.last_day >= period_.from.FirstDay());
    undated_ += may_be ? 1 : 0;
    return false;
  }
  ++found_;
  linked_ += found.linked ? 1 : 0;
  ++numbers_[static_cast<std::size_t>(found.number)];
  ++events_[found.event];
  ++types_[found.type];
  ++makes_[found.make];
  ++calibres_[found.calibre];
  ++countries_[found.made_country];
  // A date of which only the year is known belongs to no month.
  if (const std::string month = MonthOf(*found.first_day); month == MonthOf(*found.last_day)) {
    ++months_[month].found;
    months_[month].linked += found.linked ? 1 : 0;
  }
  return true;
}

void TracingStatistics::AddTold(const Told& told) {
  ++told_;
  ++diversions_[told.diversion];
  if (!told.days_min || !told.days_max) return;
  PM_ASSERT(*told.days_min <= *told.days_max);
  days_.push_back(*told.days_max);
}

Json TracingStatistics::MonthsJson() const {
  Json out = Json::array();
  for (const auto& [month, count] : months_) {
    out.push_back({{"month", month}, {"asked", count.asked}, {"found", count.found}, {"linked", count.linked}});
  }
  return out;
}

Json TracingStatistics::StoriesJson() const {
  Json ranges = Json::array();
  std::int32_t from = 0;
  for (const std::int32_t up_to : kDaysUpTo) {
    const auto count = std::ranges::count_if(days_, [&](std::int32_t days) { return days >= from && days <= up_to; });
    ranges.push_back({{"from", from}, {"to", up_to}, {"count", count}});
    from = up_to + 1;
  }
  const auto longer = std::ranges::count_if(days_, [&](std::int32_t days) { return days >= from; });
  ranges.push_back({{"from", from}, {"to", nullptr}, {"count", longer}});
  Json median = nullptr;
  if (!days_.empty()) {
    std::vector<std::int32_t> sorted = days_;
    std::ranges::sort(sorted);
    median = sorted[(sorted.size() - 1) / 2];
  }
  return {{"told", told_},
          {"diversion", CodesJson(diversions_)},
          {"days_to_crime", {{"known", days_.size()}, {"median", std::move(median)}, {"ranges", std::move(ranges)}}}};
}

Json TracingStatistics::ToJson() const {
  Json hits = Json::object();
  std::int64_t raised = 0;
  for (const auto& [state, count] : hits_) raised += count;
  hits["raised"] = raised;
  for (const char* state : {"candidate", "compared", "confirmed", "rejected", "inconclusive", "withdrawn"}) {
    hits[state] = CountOf(hits_, state);
  }
  return {{"from", period_.from.ToText()},
          {"to", period_.to.ToText()},
          {"months", MonthsJson()},
          {"asked", {{"total", asked_}, {"with_candidates", with_candidates_}, {"purposes", CodesJson(purposes_)}}},
          {"found",
           {{"total", found_},
            {"linked", linked_},
            {"undated", undated_},
            {"number_read", numbers_[static_cast<std::size_t>(NumberRead::kWhole)]},
            {"number_in_part", numbers_[static_cast<std::size_t>(NumberRead::kInPart)]},
            {"no_number", numbers_[static_cast<std::size_t>(NumberRead::kNone)]},
            {"events", CodesJson(events_)},
            {"types", CodesJson(types_)},
            {"makes", CodesJson(makes_)},
            {"calibres", CodesJson(calibres_)},
            {"countries", CodesJson(countries_)}}},
          {"hits", std::move(hits)},
          {"stories", StoriesJson()}};
}

}  // namespace proofmark::analyse
