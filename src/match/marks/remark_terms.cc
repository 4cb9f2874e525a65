// SPDX-License-Identifier: Apache-2.0
#include "match/marks/remark_terms.h"

#include <algorithm>
#include <array>
#include <bit>
#include <iterator>
#include <optional>

#include "match/marks/folded_text.h"
#include "vocab/table.h"

namespace proofmark::match {
namespace {

constexpr std::size_t kMisspeltLetters = 6;      // one letter may be wrong
constexpr std::size_t kMisspeltLongLetters = 9;  // two may
constexpr std::size_t kBeginningLetters = 4;
constexpr std::size_t kWordLettersMax = 40;

constexpr std::pair<std::string_view, Means> kMeanings[] = {
    {"absent", Means::kAbsent},
    {"and", Means::kAnd},
    {"between", Means::kBetween},
    {"calibre", Means::kCalibre},
    {"count", Means::kCount},
    {"digits", Means::kDigits},
    {"document", Means::kDocument},
    {"filler", Means::kFiller},
    {"first", Means::kFirst},
    {"has", Means::kHas},
    {"illegible", Means::kIllegible},
    {"is", Means::kIs},
    {"kind", Means::kKind},
    {"label", Means::kLabel},
    {"last", Means::kLast},
    {"legible", Means::kLegible},
    {"middle", Means::kMiddle},
    {"no", Means::kNo},
    {"not", Means::kNot},
    {"nth", Means::kNth},
    {"object", Means::kObject},
    {"only", Means::kOnly},
    {"or", Means::kOr},
    {"original", Means::kOriginal},
    {"owner", Means::kOwner},
    {"partial", Means::kPartial},
    {"position", Means::kPosition},
    {"quantity", Means::kQuantity},
    {"recorded", Means::kRecorded},
    {"removed", Means::kRemoved},
    {"rest", Means::kRest},
    {"restamped", Means::kRestamped},
    {"restored", Means::kRestored},
    {"seen", Means::kSeen},
    {"tampered", Means::kTampered},
    {"to", Means::kTo},
    {"unknown", Means::kUnknown},
    {"without", Means::kWithout},
};

std::optional<Means> MeansFromText(std::string_view text) {
  const auto* at =
      std::find_if(std::begin(kMeanings), std::end(kMeanings), [&](const auto& row) { return row.first == text; });
  if (at == std::end(kMeanings)) return std::nullopt;
  return at->second;
}

bool IsSmallNumber(std::string_view text) {
  return !text.empty() && text.size() <= 2 && std::all_of(text.begin(), text.end(), IsDigit);
}

bool IsGoodValue(Means means, const std::string& value, const vocab::Vocabulary& words) {
  switch (means) {
    case Means::kPosition:
      return words.List("mark_positions").Find(value) != nullptr;
    case Means::kKind:
      return words.List("mark_kinds").Find(value) != nullptr;
    case Means::kCount:
    case Means::kNth:
      return IsSmallNumber(value);
    case Means::kFirst:
    case Means::kLast:
    case Means::kMiddle:
      return value.empty() || value == "many" || value == "part";
    case Means::kIs:
      return value.empty() || value == "may";
    case Means::kDigits:
    case Means::kRest:
      return value.empty() || value == "many";
    default:
      return value.empty();
  }
}

std::uint32_t LettersOf(std::string_view word) {
  std::uint32_t letters = 0;
  for (char c : word) {
    if (IsLetter(c)) letters |= 1U << static_cast<unsigned>(c - 'A');
  }
  return letters;
}

bool CountsIn(const Term& term, std::string_view key, Place place) {
  if (key.size() > kShortLetters) return true;
  if (term.foreign != place.foreign) return false;
  return place.language.empty() || term.language.empty() || term.language == place.language;
}

// "não cons" may become "não consta" or "não constatado": not recorded, not seen, and nobody knows either way.
bool SayTheSame(Means left, Means right) {
  auto plain = [](Means means) { return means == Means::kRecorded ? Means::kSeen : means; };
  return plain(left) == plain(right);
}

bool IsForeign(std::string_view text) {
  FoldedText folded(text);
  return std::ranges::any_of(folded.glyphs(), [](const Glyph& glyph) { return glyph.foreign; });
}

}  // namespace

int EditDistance(std::string_view left, std::string_view right, int most) {
  if (left.size() > kWordLettersMax || right.size() > kWordLettersMax) return most + 1;
  std::array<std::array<int, kWordLettersMax + 1>, 3> rows{};  // the row two before, the one before, this one
  for (std::size_t j = 0; j <= right.size(); ++j) rows[1][j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::array<int, kWordLettersMax + 1>& now = rows[2];
    now[0] = static_cast<int>(i);
    int best = now[0];
    for (std::size_t j = 1; j <= right.size(); ++j) {
      int replaced = rows[1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
      now[j] = std::min({replaced, rows[1][j] + 1, now[j - 1] + 1});
      bool exchanged = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
      if (exchanged) now[j] = std::min(now[j], rows[0][j - 2] + 1);
      best = std::min(best, now[j]);
    }
    if (best > most) return most + 1;
    rows[0] = rows[1];
    rows[1] = rows[2];
  }
  return std::min(rows[1][right.size()], most + 1);
}

base::Result<RemarkTerms> RemarkTerms::Make(const vocab::Vocabulary& words) {
  const vocab::Table& table = words.Rows("remark_terms");  // text,language,means,value,n,source
  RemarkTerms out;
  for (const vocab::TableRow& row : table.rows) {
    std::string key = TermKey(row.cells[0]);
    std::optional<Means> means = MeansFromText(row.cells[2]);
    if (key.empty()) return vocab::RowError(table.file, row.line, "a term without letters", "text");
    if (!means) return vocab::RowError(table.file, row.line, "\"" + row.cells[2] + "\" is no meaning", "means");
    if (!IsGoodValue(*means, row.cells[3], words)) {
      return vocab::RowError(table.file, row.line, "\"" + row.cells[3] + "\" says nothing here", "value");
    }
    Term term{*means, row.cells[3], row.cells[1], 1U + static_cast<std::size_t>(std::ranges::count(key, ' ')),
              IsForeign(row.cells[0])};
    if (term.words > kTermWordsMax) return vocab::RowError(table.file, row.line, "a term of too many words", "text");
    std::size_t& most = out.words_from_[key.substr(0, key.find(' '))];
    most = std::max(most, term.words);
    if (term.words == 1 && key.size() >= kMisspeltLetters) out.longs_.push_back({key, LettersOf(key), term});
    out.ordered_.emplace_back(key, term);
    out.terms_[std::move(key)].push_back(std::move(term));
  }
  std::ranges::stable_sort(out.ordered_, {}, [](const auto& pair) { return pair.first; });
  return out;
}

const Term* RemarkTerms::Find(std::string_view key, Place place) const {
  auto found = terms_.find(key);
  if (found == terms_.end()) return nullptr;
  const Term* first = nullptr;
  for (const Term& term : found->second) {
    if (!CountsIn(term, key, place)) continue;
    if (!place.language.empty() && term.language == place.language) return &term;
    if (first == nullptr) first = &term;
  }
  return first;
}

const Term* RemarkTerms::FindMisspelt(std::string_view word) const {
  if (word.size() < kMisspeltLetters || word.size() > kWordLettersMax) return nullptr;
  int most = word.size() >= kMisspeltLongLetters ? 2 : 1;
  const std::uint32_t letters = LettersOf(word);
  const Term* nearest = nullptr;
  for (const Long& known : longs_) {
    std::size_t apart = std::max(word.size(), known.key.size()) - std::min(word.size(), known.key.size());
    if (apart > static_cast<std::size_t>(most)) continue;
    // Each wrong letter changes at most two of the letters that a word has.
    if (std::popcount(letters ^ known.letters) > 2 * most) continue;
    int distance = EditDistance(word, known.key, most);
    if (distance > most) continue;
    nearest = &known.term;
    most = distance - 1;
    if (most < 0) break;
  }
  return nearest;
}

const Term* RemarkTerms::FindBeginning(std::string_view key, Place place) const {
  if (key.size() < kBeginningLetters) return nullptr;
  auto at = std::lower_bound(ordered_.begin(), ordered_.end(), key,
                             [](const auto& pair, std::string_view wanted) { return pair.first < wanted; });
  const Term* first = nullptr;
  for (; at != ordered_.end() && at->first.starts_with(key); ++at) {
    if (!CountsIn(at->second, at->first, place)) continue;
    if (first != nullptr && !SayTheSame(first->means, at->second.means)) return nullptr;
    if (first == nullptr) first = &at->second;
  }
  return first;
}

std::size_t RemarkTerms::WordsFrom(std::string_view first_word) const {
  auto found = words_from_.find(first_word);
  return found == words_from_.end() ? 0 : found->second;
}

}  // namespace proofmark::match
