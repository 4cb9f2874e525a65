// SPDX-License-Identifier: Apache-2.0
// A UaRegister invents a register of lost and stolen weapons with the columns and the faults of Ukraine's.
//
//   UaRegister rows(7);
//   std::cout << UaRegister::Header() << rows.Next() << rows.Next();
//
// No row tells of a real weapon. The laws, of 496,748 rows as of 29 November 2022, are those that the notebook
// mia-ua-weapons-IDA.ipynb of github.com/cyterat/mia-ua-weapons prints:
//   - empty: series 45.18 %, year 16.97 %, producer 11.39 %, calibre 0.93 %, make and model 0.22 %, number 1 row
//   - ВТРАТА (loss) 77.4 %, else ВИКРАДЕННЯ (theft)
//   - the commonest series KO 3.2 %, BI 2.6 %, XK 1.7 %, A 1.3 % stand in Latin letters, ЛЯ and Б in Cyrillic ones,
//     BБ in one of each
//   - 274,873 different numbers; the commonest is 387, 49 times; some begin with zeros
//   - calibres with a point and with a comma (5.45, 5,45); barrels with slips of the keyboard (Ё, Т, Й, a comma, 1`)
//   - years back to 1919; 600 dates of theft that are no dates; dates with and without a time
//   - 698 rows that repeat another one wholly
// Assumed, because the source is silent: the shares of ЛЯ, Б and BБ (1.0, 1.0 and 0.3 %), of leading zeros (3 %), of
// dates without a time (5 %), of the reason in small letters (0.5 %), and how long numbers are (chosen so that as many
// differ). The same seed gives the same rows on every machine. One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/random.h"

namespace proofmark::tools {

class UaRegister {
 public:
  explicit UaRegister(std::uint64_t seed) : rng_(seed) {}
  static std::string Header();  // with its line end
  std::string Next();           // one row, with its line end

 private:
  bool Chance(std::uint64_t parts, std::uint64_t of = 496'748) { return rng_.Below(of) < parts; }
  std::uint64_t Skewed(std::uint64_t bound);  // small numbers more often
  std::string BrandModel();
  std::string Series();
  std::string Number();
  std::string Calibre(const std::string& usual);
  std::string Trunks();
  std::string Year(std::uint64_t last);
  std::string Date(std::uint64_t year, bool with_time);
  std::string MakeRow();

  base::SeededRng rng_;
  std::vector<std::string> recent_;  // one of them is what a repeated row repeats
};

}  // namespace proofmark::tools
