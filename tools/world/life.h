// SPDX-License-Identifier: Apache-2.0
// A Life is what truly happened to one weapon, step by step, and which register told it: the ground truth.
//
// A step that nobody recorded is told by no book. A step that is false stands in a register all the same: a book that
// counts a weapon which is gone, a destruction that never was, a theft report that was cancelled.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tools/world/books.h"
#include "tools/world/catalogue.h"
#include "tools/world/plan.h"

namespace proofmark::world {

inline constexpr std::int32_t kLastDay = 20'088;  // 2024-12-31: the registers are as of 2025-01

struct Step {
  std::string kind;                        // a code of life_events; or, told by nobody: diverted, smuggled, handed_over
  std::int32_t day = 0;                    // days since 1970-01-01
  std::optional<std::int32_t> told_day{};  // the day that the record tells, where it is another
  bool month_only = false;                 // the record tells the month alone
  std::string from_party{};
  std::string to_party{};
  std::string place{};
  std::string document{};
  bool is_true = true;
  std::optional<Book> told_by{};  // nobody recorded it where empty
};

// A record in whose item a part of this weapon is built in: "slide", "barrel".
struct PartElsewhere {
  Book book;
  std::string source_id;
  std::string part;
};

// A report that its owner takes back, because the importer of registers cannot.
struct Withdrawal {
  Book book;
  std::int32_t day = 0;
  std::string reason;
};

struct QueryAsTyped {
  std::string serial;
  std::string make;
  std::string model;
  std::string calibre;
  std::string type;
};

struct Life {
  Weapon weapon;
  Plan plan;
  std::vector<Step> steps;  // by day; steps of one day in the order in which they happened
  std::vector<PartElsewhere> parts_elsewhere{};
  std::optional<Withdrawal> withdrawal{};
  std::optional<std::size_t> diverted;  // the step at which it left lawful hands
  std::optional<QueryAsTyped> query{};  // of its recovery
  std::string damage{};                 // name of kDamages, "absent", or empty without a recovery
  std::string case_reference{};
  std::string note{};

  Step& Add(Step step) { return steps.emplace_back(std::move(step)); }
  std::int32_t last_day() const;  // also of what was told
};

// "2019-07-12", "12/07/2019", "12.7.2019", "2019-07" of a day since 1970-01-01.
std::string IsoDate(std::int32_t day);
std::string SlashDate(std::int32_t day);
std::string DotDate(std::int32_t day);
std::string MonthOf(std::int32_t day);

}  // namespace proofmark::world
