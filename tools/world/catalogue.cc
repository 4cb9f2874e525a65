// SPDX-License-Identifier: Apache-2.0
#include "tools/world/catalogue.h"

#include "base/time.h"
#include "tools/world/chance.h"

namespace proofmark::world {
namespace {

constexpr std::uint64_t kFirstNumber = 18'731;  // makers did not begin with 1

std::string Digits(std::uint64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// AAA, AAB ... ZZZ.
std::string Letters(std::uint64_t number, std::size_t width) {
  std::string text(width, 'A');
  for (std::size_t i = width; i-- > 0; number /= 26) text[i] = static_cast<char>('A' + number % 26);
  return text;
}

// The n-th number that a maker strikes, letters and digits apart.
struct Struck {
  std::string prefix;
  std::string rest;
};

Struck Strike(SerialForm form, std::uint64_t n) {
  n += kFirstNumber;
  switch (form) {
    case SerialForm::kThreeLettersThreeDigits:
      return {Letters(n / 1'000 + 700, 3), Digits(n % 1'000, 3)};
    case SerialForm::kLetterFiveDigitsLetter:
      return {Letters(n / 100'000, 1), Digits(n % 100'000, 5) + static_cast<char>('Z' - n / 2'600'000 % 26)};
    case SerialForm::kThreeLettersFiveDigits:
      return {Letters(n / 100'000 + 900, 3), Digits(n % 100'000, 5)};
    case SerialForm::kLetterFourDigits:
      return {Letters(n / 10'000, 1), Digits(n % 10'000, 4)};
    case SerialForm::kTwoLettersFiveDigits:
      return {Letters(n / 100'000 + 90, 2), Digits(n % 100'000, 5)};
    case SerialForm::kSevenDigits:
      return {"", Digits(1'000'000 + n, 7)};
    case SerialForm::kEightDigits:
      return {"", Digits(85'000'000 + n, 8)};
    case SerialForm::kPrefixSixDigits:
      return {"M92PV", Digits(n, 6)};
  }
  return {};
}

}  // namespace

std::string WeaponId(std::uint64_t number) { return "W" + Digits(number, 7); }

Weapon WeaponOf(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t lot = number / kLotSize;
  Chance of_lot(seed, lot, 1);
  Weapon weapon;
  weapon.number = number;
  weapon.model = &kModels[lot % kModels.size()];
  Struck struck = Strike(weapon.model->form, lot / kModels.size() * kLotSize + number % kLotSize);
  weapon.prefix = struck.prefix;
  weapon.serial = struck.prefix + struck.rest;
  weapon.made_year = of_lot.Between(1985, 2014);
  base::PartialDate first{static_cast<std::int16_t>(weapon.made_year), 1, 1};
  // A lot is finished within a few days.
  weapon.made_day = first.FirstDay() + of_lot.Between(0, 350) + static_cast<std::int32_t>(number % kLotSize / 10);
  return weapon;
}

}  // namespace proofmark::world
