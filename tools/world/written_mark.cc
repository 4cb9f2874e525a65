// SPDX-License-Identifier: Apache-2.0
#include "tools/world/written_mark.h"

#include <algorithm>
#include <array>
#include <utility>

namespace proofmark::world {
namespace {

struct Words {
  const char* restored;
  const char* remarked_before;  // around the number that now shows
  const char* remarked_after;
  std::array<const char*, 2> gone;
  const char* absent;
  const char* frame;
  const char* slide;
  const char* barrel;
};

const Words& In(Language language) {
  static constexpr Words kEnglish = {" (restored)",      "",      " (re-stamped)", {"obliterated", "filed off"},
                                     "no serial number", "frame", "slide",         "barrel"};
  static constexpr Words kFrench = {" (restauré)", "",         " (refrappé)", {"meulé", "effacé"},
                                    "sans numéro", "carcasse", "culasse",     "canon"};
  static constexpr Words kSpanish = {" (restaurado)", "",        " (remarcado)", {"limado", "borrado"},
                                     "sin número",    "armazón", "corredera",    "cañón"};
  static constexpr Words kPortuguese = {" revelado",  "remarcado para ", "",         {"suprimido", "raspado"},
                                        "sem número", "armação",         "ferrolho", "cano"};
  static constexpr Words kGerman = {
      " (sichtbar gemacht)", "",           " (umgeschlagen)", {"ausgeschliffen", "unkenntlich"},
      "ohne Nummer",         "Griffstück", "Verschluss",      "Lauf"};
  static constexpr Words kRussian = {" (восстановлен)", "",      " (перебит)", {"спилен", "уничтожен"},
                                     "без номера",      "рамка", "затвор",     "ствол"};
  switch (language) {
    case Language::kEnglish:
      return kEnglish;
    case Language::kFrench:
      return kFrench;
    case Language::kSpanish:
      return kSpanish;
    case Language::kPortuguese:
      return kPortuguese;
    case Language::kGerman:
      return kGerman;
    case Language::kRussian:
      return kRussian;
  }
  return kEnglish;
}

std::string Unread(std::string serial, Chance& chance) {
  std::uint64_t part = chance.Below(100);
  char sign = part < 89 ? '?' : part < 98 ? '*' : '_';
  for (int i = chance.Between(1, 2); i > 0; --i) serial[chance.Below(serial.size())] = sign;
  return serial;
}

// Another number of the same form.
std::string Restamped(std::string serial, Chance& chance) {
  for (char& sign : serial) {
    if (sign >= '0' && sign <= '9' && chance.Percent(60)) sign = static_cast<char>('0' + chance.Below(10));
  }
  return serial;
}

}  // namespace

std::string Misread(const std::string& serial, Chance& chance) {
  constexpr std::array kSlips = {std::pair{'0', 'O'}, std::pair{'1', 'I'}, std::pair{'8', 'B'}, std::pair{'5', 'S'},
                                 std::pair{'O', '0'}, std::pair{'I', '1'}, std::pair{'B', '8'}, std::pair{'S', '5'}};
  std::string read = serial;
  std::size_t start = chance.Below(read.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    char& sign = read[(start + i) % read.size()];
    const auto* slip = std::find_if(kSlips.begin(), kSlips.end(), [&](const auto& pair) { return pair.first == sign; });
    if (slip == kSlips.end()) continue;
    sign = slip->second;
    return read;
  }
  for (std::size_t i = read.size() - 1; i > 0; --i) {
    if (read[i] == read[i - 1]) continue;
    std::swap(read[i], read[i - 1]);
    return read;
  }
  return read;
}

std::string WriteMark(const MarkToWrite& mark, Language language, Chance& chance) {
  const Words& words = In(language);
  switch (mark.damage) {
    case Damage::kClear:
    case Damage::kWrongMake:
    case Damage::kBareNumber:
      return mark.serial;
    case Damage::kMisread:
      return Misread(mark.serial, chance);
    case Damage::kNoPrefix:
      return mark.serial.substr(mark.prefix.size());
    case Damage::kUnread:
      return Unread(mark.serial, chance);
    case Damage::kRestored:
      return mark.serial + words.restored;
    case Damage::kObliterated:
      return chance.Pick(words.gone);
    case Damage::kRemarked:
      return words.remarked_before + Restamped(mark.serial, chance) + words.remarked_after;
    case Damage::kMixed:
      break;
  }
  std::string text = mark.serial + " (" + words.frame + ") " + mark.slide + " (" + words.slide + ")";
  if (!mark.barrel.empty()) text += " " + mark.barrel + " (" + words.barrel + ")";
  return text;
}

std::string InCyrillic(const std::string& serial) {
  struct Letter {
    char latin;
    const char* cyrillic;
  };
  static constexpr std::array kLetters = {Letter{'A', "А"}, Letter{'B', "В"}, Letter{'C', "С"}, Letter{'E', "Е"},
                                          Letter{'H', "Н"}, Letter{'K', "К"}, Letter{'M', "М"}, Letter{'O', "О"},
                                          Letter{'P', "Р"}, Letter{'T', "Т"}, Letter{'X', "Х"}, Letter{'Y', "У"}};
  std::string out;
  for (char sign : serial) {
    const auto* letter =
        std::find_if(kLetters.begin(), kLetters.end(), [&](const Letter& l) { return l.latin == sign; });
    out += letter == kLetters.end() ? std::string(1, sign) : letter->cyrillic;
  }
  return out;
}

std::string NoNumber(Language language) { return In(language).absent; }

std::string TypeWord(const std::string& type, Language language) {
  struct Row {
    const char* type;
    std::array<const char*, 6> words;  // in the order of Language
  };
  static constexpr std::array kRows = {
      Row{"pistol", {"Pistol", "Pistolet", "Pistola", "PISTOLA", "Pistole", "ПИСТОЛЕТ"}},
      Row{"revolver", {"Revolver", "Revolver", "Revólver", "REVOLVER", "Revolver", "РЕВОЛЬВЕР"}},
      Row{"rifle", {"Rifle", "Fusil", "Fusil", "FUZIL", "Rifle", "ВИНТОВКА"}},
      Row{"submachine gun", {"SMG", "SMG", "Subfusil", "SUBMETRALHADORA", "SMG", "ПИСТОЛЕТ-ПУЛЕМЕТ"}},
      Row{"home-made", {"Homemade", "Artesanal", "Artesanal", "ARMA DE FOGO ARTESANAL", "Homemade", "САМОДЕЛЬНОЕ"}},
  };
  for (const Row& row : kRows) {
    if (row.type == type) return row.words[static_cast<std::size_t>(language)];
  }
  return type;
}

}  // namespace proofmark::world
