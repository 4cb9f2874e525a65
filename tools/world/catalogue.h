// SPDX-License-Identifier: Apache-2.0
// What the invented world is made of: authorities, kinds of weapon, and the numbers that their makers strike.
//
// The States XA to XD bear codes that ISO 3166 leaves to its users; there are no such States. Makes, models and
// calibres stand in data/, so that the vocabulary resolves them. The forms of serial numbers are invented and follow
// no maker's numbering: what a serial of this world says of a year or a factory is nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace proofmark::world {

struct Authority {
  const char* code;
  const char* name;
};
inline constexpr std::array kAuthorities = {
    Authority{"XA-PROOF", "Proof house of Arvenia"},
    Authority{"XA-EXP", "Export licensing office of Arvenia"},
    Authority{"XA-LIC", "Register of civil firearms of Arvenia"},
    Authority{"XA-POL", "State Police of Arvenia"},
    Authority{"XB-IMP", "Import licensing office of Belmar"},
    Authority{"XB-LIC", "Register of civil firearms of Belmar"},
    Authority{"XB-POL", "National Police of Belmar"},
    Authority{"XB-ARMY", "Army of Belmar, ordnance branch"},
    Authority{"XC-POL", "Federal Police of Corvia"},
    Authority{"XC-CUST", "Customs of Corvia"},
    Authority{"XC-DEACT", "Deactivation office of Corvia"},
    Authority{"XD-POL", "Militia of Dravonia"},
};

// How a maker of this world writes a serial.
enum class SerialForm {
  kThreeLettersThreeDigits,  // BKT123
  kLetterFiveDigitsLetter,   // B12345K
  kThreeLettersFiveDigits,   // TBK12345
  kLetterFourDigits,         // B1234
  kTwoLettersFiveDigits,     // BK12345
  kSevenDigits,              // 1012345: three makes of this world count with the same numbers
  kEightDigits,              // 85012345
  kPrefixSixDigits,          // M92PV012345
};

enum class Use { kCivil, kService, kBoth };

struct Model {
  const char* make;
  const char* model;
  const char* type;  // in English; registers write it in their language
  const char* calibre;
  SerialForm form;
  Use use;
  bool has_slide;  // frame and slide both bear a number
};
inline constexpr std::array kModels = {
    Model{"Glock", "17", "pistol", "9x19", SerialForm::kThreeLettersThreeDigits, Use::kBoth, true},
    Model{"Beretta", "92 FS", "pistol", "9x19", SerialForm::kLetterFiveDigitsLetter, Use::kBoth, true},
    Model{"Taurus", "PT 92", "pistol", "9x19", SerialForm::kThreeLettersFiveDigits, Use::kBoth, true},
    Model{"CZ", "75 B", "pistol", "9x19", SerialForm::kLetterFourDigits, Use::kBoth, true},
    Model{"Rossi", "971", "revolver", ".357 Magnum", SerialForm::kTwoLettersFiveDigits, Use::kCivil, false},
    Model{"Smith & Wesson", "686", "revolver", ".357 Magnum", SerialForm::kThreeLettersFiveDigits, Use::kCivil, false},
    Model{"FN", "FAL", "rifle", "7.62x51", SerialForm::kSevenDigits, Use::kService, false},
    Model{"Heckler & Koch", "G36", "rifle", "5.56x45", SerialForm::kEightDigits, Use::kService, false},
    Model{"Heckler & Koch", "MP 5", "submachine gun", "9x19", SerialForm::kTwoLettersFiveDigits, Use::kService, false},
    Model{"Norinco", "MAK90", "rifle", "7.62x39", SerialForm::kSevenDigits, Use::kBoth, false},
    Model{"Zastava", "PAP M92 PV", "pistol", "7.62x39", SerialForm::kPrefixSixDigits, Use::kCivil, false},
    Model{"CZ", "vz. 58", "rifle", "7.62x39", SerialForm::kSevenDigits, Use::kBoth, false},
};

// Weapons of one lot are made in one year, of one model, with numbers that follow one another.
inline constexpr std::uint64_t kLotSize = 48;

struct Weapon {
  std::uint64_t number = 0;
  const Model* model = nullptr;
  std::string serial;
  std::string prefix;         // letters in front, which people leave away
  std::int32_t made_day = 0;  // days since 1970-01-01
  std::int32_t made_year = 0;
};

// "W0000042"
std::string WeaponId(std::uint64_t number);
Weapon WeaponOf(std::uint64_t seed, std::uint64_t number);

}  // namespace proofmark::world
