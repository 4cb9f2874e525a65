// SPDX-License-Identifier: Apache-2.0
// Registers and readings for the tests of the flat index.
//
//   SeededChoice choice(7);
//   const FlatIndex index = Indexed(RandomRecords(choice, 3000, 2));
//   Agree(index, naive, "A1?45", FlatAsk::kFits, {.make = 7}, 10);
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/random.h"
#include "match/flat/flat_builder.h"
#include "match/flat/flat_index.h"
#include "match/flat/naive_flat.h"

namespace proofmark::match {

inline void PrintTo(const FlatHit& hit, std::ostream* out) { *out << hit.row << " at " << hit.cost; }

inline FlatIndex Indexed(const std::vector<NaiveRecord>& records) {
  FlatBuilder builder;
  for (const NaiveRecord& record : records) EXPECT_TRUE(builder.Add(record.number, record.fields, record.row).ok());
  return std::move(builder).Build();
}

inline FlatQuery Asked(const std::string& pattern, FlatAsk ask, const FlatFields& fields, std::size_t most) {
  return *FlatQuery::Of(*Pattern::Parse(pattern), ask, fields, most);
}

inline std::vector<FlatHit> Found(const FlatIndex& index, const std::string& pattern, FlatAsk ask,
                                  const FlatFields& fields, std::size_t most = 10) {
  return index.Search(Asked(pattern, ask, fields, most));
}

inline void Agree(const FlatIndex& index, const NaiveFlat& naive, const std::string& pattern, FlatAsk ask,
                  const FlatFields& fields, std::size_t most) {
  ASSERT_EQ(Found(index, pattern, ask, fields, most), naive.Search(pattern, ask, fields, most))
      << pattern << ", ask " << static_cast<int>(ask) << ", make " << fields.make << ", calibre "
      << static_cast<int>(fields.calibre) << ", most " << most;
}

inline std::vector<std::string> AllNumbers(const std::string& alphabet, std::size_t symbols_max) {
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (const char c : alphabet) out.emplace_back(1, c);
  for (std::size_t size = 2; size <= symbols_max; ++size) {
    const std::size_t end = out.size();
    for (std::size_t i = begin; i < end; ++i) {
      for (const char c : alphabet) out.push_back(out[i] + c);
    }
    begin = end;
  }
  return out;
}

class SeededChoice {
 public:
  explicit SeededChoice(std::uint64_t seed) : rng_(seed * 77 + 1) {}

  std::size_t Below(std::size_t bound) { return static_cast<std::size_t>(rng_.Below(bound)); }
  char Any(const std::string& alphabet) { return alphabet[Below(alphabet.size())]; }
  // Low codes are common, as in life.
  FlatFields Fields(std::size_t makes, std::size_t calibres) {
    return {.make = static_cast<std::uint16_t>(Below(Below(makes + 1) + 1)),
            .calibre = static_cast<std::uint8_t>(Below(Below(calibres + 1) + 1))};
  }
  // Of a shape: digits; letters and digits; one beginning for all; long; few symbols; very short.
  std::string Number(int shape) {
    static const char* const kDigits = "0123456789";
    static const char* const kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    std::string out;
    if (shape % 8 == 0) return Times(kDigits, 5 + Below(3));
    if (shape % 8 == 1) return Times(kLetters, Below(4)) + Times(kDigits, 3 + Below(4));
    if (shape % 8 == 2) return Times("AB0O12", 1 + Below(14));
    if (shape % 8 == 3) return "UA2019" + Times("01", 1 + Below(7));
    if (shape % 8 == 4) return Times("A8B1", 10 + Below(6));
    if (shape % 8 == 5) return Times("01", 11 + Below(4));
    if (shape % 8 == 6) return Times(kDigits, 1 + Below(3));
    return Times("XY7", 12 + Below(21));
  }
  // Up to three changes: a twin, another, one left out, put in, exchanged.
  std::string Damaged(std::string number) {
    for (std::size_t changes = Below(4); changes > 0 && !number.empty(); --changes) {
      const std::size_t at = Below(number.size());
      const std::size_t way = Below(5);
      if (way == 0) number[at] = number[at] == '0' ? 'O' : number[at] == '8' ? 'B' : '0';
      if (way == 1) number[at] = Any("0123456789ABCXYZ");
      if (way == 2 && number.size() > 1) number.erase(at, 1);
      if (way == 3 && number.size() < kFlatNumberMax) number.insert(at, 1, Any("01234567ABXY"));
      if (way == 4 && at > 0) std::swap(number[at], number[at - 1]);
    }
    return number;
  }
  // Some of it unread, one of several, or a run.
  std::string Unread(const std::string& number) {
    std::string out;
    const std::size_t way = Below(6);
    const std::size_t begin = Below(number.size());
    const std::size_t end = begin + 1 + Below(number.size() - begin);
    std::size_t runs = 2;  // more take the rival too long
    for (std::size_t i = 0; i < number.size(); ++i) {
      const bool hit = way < 4 ? i >= begin && i < end : Below(3) == 0;
      if (!hit)
        out += number[i];
      else if (way == 0)
        out += i == begin ? "*" : "";
      else if (way == 1)
        out += std::string("[") + number[i] + Any("0123456789ABXY") + "]";
      else
        out += Below(12) == 0 && runs > 0 && runs-- > 0 ? "*" : "?";
    }
    return out;
  }

 private:
  std::string Times(const std::string& alphabet, std::size_t symbols) {
    std::string out;
    while (out.size() < symbols) out += Any(alphabet);
    return out;
  }

  base::SeededRng rng_;
};

// Some numbers stand on many records.
inline std::vector<NaiveRecord> RandomRecords(SeededChoice& choice, std::size_t records, int shape) {
  std::vector<NaiveRecord> out;
  for (std::uint32_t i = 0; i < records; ++i) {
    std::string number = !out.empty() && choice.Below(4) == 0
                             ? out[choice.Below(std::min<std::size_t>(out.size(), 40))].number
                             : choice.Number(shape);
    out.push_back({std::move(number), choice.Fields(40, 9), i * 5 % 3001});
  }
  return out;
}

}  // namespace proofmark::match
