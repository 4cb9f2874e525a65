// SPDX-License-Identifier: Apache-2.0
// TracingStatistics counts what an authority's tracing came to in a period: what was asked, what was found, what of it
// was linked to another record, and what the stories of linked weapons say.
//
//   TracingStatistics statistics({*base::PartialDate::Parse("2019"), *base::PartialDate::Parse("2019")});
//   statistics.AddFound({.event = "seized", .first_day = 17897, .last_day = 17897, .make = "taurus", .linked = true});
//   statistics.ToJson()["found"]["linked"];       // 1
//
// "Found" is what the indicator 16.4.2 of the Sustainable Development Goals counts: arms seized, found or surrendered,
// with those that were recovered or collected; whether one was linked to a record that tells more of it is the nearest
// that a register can say to "traced". A finding whose date may lie outside the period is not counted, and told as
// `undated`. Months are those of the calendar; lists are the commonest first, then by code. Pure; one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace proofmark::analyse {

inline constexpr std::size_t kCodesListed = 20;  // of makes, calibres ...; the others are counted together

// Both ends belong to it.
struct Period {
  base::PartialDate from;
  base::PartialDate to;

  bool Holds(std::int32_t first_day, std::int32_t last_day) const {
    return first_day >= from.FirstDay() && last_day <= to.LastDay();
  }
};

// Whether a life event is a finding, in the sense above.
bool IsFinding(std::string_view event);

enum class NumberRead { kNone, kInPart, kWhole };

// A weapon that came into the authority's hands. Days since 1970-01-01; codes are empty where nobody knows.
struct Found {
  std::string event{};
  std::optional<std::int32_t> first_day{};
  std::optional<std::int32_t> last_day{};
  std::string type{};
  std::string make{};
  std::string calibre{};
  std::string made_country{};
  NumberRead number = NumberRead::kNone;
  bool linked = false;
};

struct Asked {
  std::int32_t day = 0;
  std::string purpose{};
  bool candidates = false;  // something was shown
};

// What the story of a linked weapon says.
struct Told {
  std::string diversion{};                 // kind of the first hypothesis
  std::optional<std::int32_t> days_min{};  // to the crime
  std::optional<std::int32_t> days_max{};
};

class TracingStatistics {
 public:
  explicit TracingStatistics(Period period) : period_(period) {}

  // Whether it was counted: it lies in the period.
  bool AddAsked(const Asked& asked);
  bool AddFound(const Found& found);
  void AddHit(const std::string& state) { ++hits_[state]; }
  void AddTold(const Told& told);

  // {"from", "to", "asked", "found", "hits", "stories"}: docs/reference/statistics.md.
  base::Json ToJson() const;

 private:
  using Counts = std::map<std::string, std::int64_t>;
  struct Month {
    std::int64_t asked = 0;
    std::int64_t found = 0;
    std::int64_t linked = 0;
  };

  base::Json MonthsJson() const;
  base::Json StoriesJson() const;

  Period period_;
  std::map<std::string, Month> months_;
  std::int64_t asked_ = 0;
  std::int64_t with_candidates_ = 0;
  std::int64_t found_ = 0;
  std::int64_t undated_ = 0;
  std::int64_t linked_ = 0;
  std::int64_t numbers_[3] = {};
  Counts purposes_;
  Counts events_;
  Counts types_;
  Counts makes_;
  Counts calibres_;
  Counts countries_;
  Counts hits_;
  Counts diversions_;
  std::vector<std::int32_t> days_;  // to the crime: the greatest number that the dates allow
  std::int64_t told_ = 0;
};

}  // namespace proofmark::analyse
