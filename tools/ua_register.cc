// SPDX-License-Identifier: Apache-2.0
#include "tools/ua_register.h"

#include <array>

namespace proofmark::tools {
namespace {

constexpr std::size_t kRecentMax = 256;

struct Kind {
  const char* type;
  const char* kind;
  const char* calibre;
};
constexpr std::array kKinds = {Kind{"ГЛАДКОСТВОЛЬНА", "РУШНИЦЯ МИСЛИВСЬКА", "12"},
                               Kind{"ГЛАДКОСТВОЛЬНА", "РУШНИЦЯ МИСЛИВСЬКА", "16"},
                               Kind{"НАРІЗНА", "АВТОМАТ", "5.45"},
                               Kind{"НАРІЗНА", "ПІСТОЛЕТ", "9"},
                               Kind{"ГАЗОВА", "ПІСТОЛЕТ ГАЗОВИЙ", "8"},
                               Kind{"НАРІЗНА", "КАРАБІН", "7.62"},
                               Kind{"НАРІЗНА", "ГВИНТІВКА", "5.6"},
                               Kind{"НАРІЗНА", "РЕВОЛЬВЕР", "7.62"},
                               Kind{"ПНЕВМАТИЧНА", "ГВИНТІВКА ПНЕВМАТИЧНА", "4.5"}};

constexpr std::array kModels = {"ИЖ58",  "ТОЗ34", "ПМ",   "АК74", "АКС74У", "ИЖ27",   "ИЖ49",   "ТОЗ8М", "НАГАН",
                                "ТТ",    "ИЖ22",  "ИЖ38", "ИЖ18", "АКМ",    "ТОЗ63",  "ФОРТ12", "МР654", "СКС",
                                "ТОЗ66", "ИЖ12",  "ТОЗБ", "БМ16", "ПСМ",    "ФОРТ17", "РПК74"};

constexpr std::array kOffices = {"ЦЕНТРАЛЬНИЙ ВІДДІЛ ПОЛІЦІЇ", "ЗАХІДНИЙ ВІДДІЛ ПОЛІЦІЇ", "ПІВНІЧНИЙ РВ",
                                 "МІСЬКЕ УПРАВЛІННЯ ПОЛІЦІЇ", "ПРИМОРСЬКИЙ ОМ"};
constexpr std::array kRegions = {"В ДОНЕЦЬКІЙ ОБЛ.",     "В ОДЕСЬКІЙ ОБЛАСТІ",    "В СУМСЬКІЙ ОБЛАСТІ",   "В М. КИЄВІ",
                                 "У ЛЬВІВСЬКІЙ ОБЛАСТІ", "В ХАРКІВСЬКІЙ ОБЛАСТІ", "В ПОЛТАВСЬКІЙ ОБЛАСТІ"};

constexpr std::array kCyrillic = {"А", "Б", "В", "Г", "Д", "Е", "Ж", "З", "И", "К", "Л", "М", "Н", "О",
                                  "П", "Р", "С", "Т", "У", "Ф", "Х", "Ц", "Ч", "Ш", "Щ", "Э", "Ю", "Я"};

std::string TwoDigits(std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

// The cell as it stands in the file: what has a comma is quoted.
std::string Cell(const std::string& text) { return text.find(',') == std::string::npos ? text : "\"" + text + "\""; }

}  // namespace

std::string UaRegister::Header() {
  return "brandmodel,producer,weapontype,weaponkind,weaponseries,weaponnumber,weaponcaliber,trunks,graduationyear,"
         "organunit,reasonsearch,insertdate,theftdate\n";
}

std::uint64_t UaRegister::Skewed(std::uint64_t bound) {
  std::uint64_t wide = rng_.Below(bound) + 1;
  return rng_.Below(wide);
}

std::string UaRegister::BrandModel() {
  if (Chance(1'083)) return "";
  std::string model = kModels[Skewed(kModels.size())];
  // The long tail: 3,297 spellings in all.
  if (Chance(12, 100)) model += kCyrillic[Skewed(kCyrillic.size())];
  if (Chance(2, 100)) model += std::to_string(1 + Skewed(60));
  return model;
}

std::string UaRegister::Series() {
  std::uint64_t part = rng_.Below(10'000);
  struct Share {
    std::uint64_t below;
    const char* series;
  };
  constexpr std::array kShares = {Share{4'518, ""},   Share{4'838, "KO"},      Share{5'098, "BI"},
                                  Share{5'268, "XK"}, Share{5'398, "A"},       Share{5'498, "ЛЯ"},
                                  Share{5'598, "Б"},  Share{5'628, "B\u0411"}, Share{5'638, "KI/M"}};
  for (const Share& share : kShares) {
    if (part < share.below) return share.series;
  }
  std::string series = kCyrillic[rng_.Below(kCyrillic.size())];
  if (Chance(85, 100)) series += kCyrillic[rng_.Below(kCyrillic.size())];
  if (Chance(17, 1'000)) series += kCyrillic[rng_.Below(kCyrillic.size())];
  return series;
}

std::string UaRegister::Number() {
  if (Chance(1)) return "";
  if (Chance(33)) return "387";
  std::uint64_t part = rng_.Below(1'000);
  std::uint64_t least = part < 30 ? 100 : part < 204 ? 1'000 : part < 604 ? 10'000 : part < 909 ? 100'000 : 1'000'000;
  std::string number = std::to_string(least + rng_.Below(9 * least));
  if (!Chance(3, 100)) return number;
  return std::string(1 + rng_.Below(2), '0') + number.substr(1);
}

std::string UaRegister::Calibre(const std::string& usual) {
  if (Chance(4'631)) return "";
  std::string calibre = usual;
  if (Chance(4, 100)) calibre += "X" + std::to_string(18 + Skewed(60));
  if (Chance(25, 100)) {
    if (std::size_t point = calibre.find('.'); point != std::string::npos) calibre[point] = ',';
  }
  return calibre;
}

std::string UaRegister::Trunks() {
  constexpr std::array kSlips = {"Ё", "Т", "Й", ",", "1`"};
  if (Chance(2, 1'000)) return kSlips[rng_.Below(kSlips.size())];
  constexpr std::array kUsual = {"1", "1", "1", "2", "2", "9", "", "23"};
  return kUsual[rng_.Below(kUsual.size())];
}

std::string UaRegister::Year(std::uint64_t last) {
  if (Chance(84'313)) return "";
  std::uint64_t year = last - Skewed(last - 1'918);
  if (Chance(2, 100)) return TwoDigits(year % 100);
  return std::to_string(year);
}

std::string UaRegister::Date(std::uint64_t year, bool with_time) {
  // One draw a statement: the order of draws within one is the compiler's.
  std::string date = std::to_string(year) + "-" + TwoDigits(1 + rng_.Below(12));
  date += "-" + TwoDigits(1 + rng_.Below(28));
  return with_time ? date + "T00:00:00" : date;
}

std::string UaRegister::MakeRow() {
  const Kind& kind = kKinds[Skewed(kKinds.size())];
  std::uint64_t stolen = 2'022 - Skewed(40);
  std::uint64_t entered = stolen + (Chance(15, 100) ? rng_.Below(2'023 - stolen) : 0);
  std::string producer = Chance(56'564) ? "" : Chance(70, 100) ? "ВІТЧИЗНЯНЕ" : "ІНОЗЕМНЕ";
  bool with_time = !Chance(5, 100);
  std::string theft = Date(stolen, with_time);
  if (Chance(600)) theft = "0" + theft.substr(1);
  bool loss = Chance(384'711);
  bool small = Chance(5, 1'000);
  const char* reason = loss ? (small ? "Втрата" : "ВТРАТА") : (small ? "Викрадення" : "ВИКРАДЕННЯ");
  std::string office = kOffices[rng_.Below(kOffices.size())];
  office += std::string(" ГУНП ") + kRegions[rng_.Below(kRegions.size())];
  std::string row = BrandModel();
  auto add = [&row](const std::string& cell) { row += "," + Cell(cell); };
  add(producer);
  add(kind.type);
  add(kind.kind);
  add(Series());
  add(Number());
  add(Calibre(kind.calibre));
  add(Trunks());
  add(Year(stolen));
  add(office);
  add(reason);
  add(Date(entered, with_time));
  add(theft);
  return row + "\n";
}

std::string UaRegister::Next() {
  if (!recent_.empty() && Chance(698)) return recent_[rng_.Below(recent_.size())];
  std::string row = MakeRow();
  if (recent_.size() < kRecentMax)
    recent_.push_back(row);
  else
    recent_[rng_.Below(kRecentMax)] = row;
  return row;
}

}  // namespace proofmark::tools
