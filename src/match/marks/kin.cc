// SPDX-License-Identifier: Apache-2.0
#include "match/marks/kin.h"

#include <string_view>

namespace proofmark::match {

namespace {

// Whether a blank-parted list of codes holds one of another list, or the code itself.
bool Holds(const std::string& list, std::string_view code) {
  std::size_t at = 0;
  while ((at = list.find(code, at)) != std::string::npos) {
    const bool starts = at == 0 || list[at - 1] == ' ';
    const std::size_t end = at + code.size();
    if (starts && (end == list.size() || list[end] == ' ')) return true;
    ++at;
  }
  return false;
}

const std::string& More(const vocab::Vocabulary& words, std::string_view list, const std::string& code,
                        const char* column) {
  static const std::string kNothing;
  const vocab::Code* row = words.List(list).Find(code);
  return row == nullptr ? kNothing : row->more.at(column);
}

}  // namespace

bool AreOneFamily(const vocab::Vocabulary& words, const std::string& calibre, const std::string& other) {
  return Holds(More(words, "calibres", calibre, "family"), other) ||
         Holds(More(words, "calibres", other, "family"), calibre);
}

bool AreOneMaker(const vocab::Vocabulary& words, const std::string& make, const std::string& other) {
  const std::string& maker = More(words, "makes", make, "maker");
  const std::string& other_maker = More(words, "makes", other, "maker");
  return maker == other || other_maker == make || (!maker.empty() && maker == other_maker);
}

bool AreOneClass(const vocab::Vocabulary& words, const std::string& type, const std::string& other) {
  return More(words, "item_types", type, "class") == More(words, "item_types", other, "class");
}

bool IsDesign(const vocab::Vocabulary& words, const std::string& make) {
  return More(words, "makes", make, "kind") == "design";
}

}  // namespace proofmark::match
