// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_reader.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "match/marks/field_parts.h"
#include "match/marks/field_remarks.h"
#include "match/marks/remark_terms.h"
#include "match/marks/spelled_number.h"

namespace proofmark::match {
namespace {

constexpr std::string_view kCutRemark = "text cut off at 512 bytes";

// What most fields hold: capitals and digits, nothing else.
bool IsPlainNumber(std::string_view text) {
  bool digit = false;
  bool zeros = true;
  for (char c : text) {
    if (!IsLetter(c) && !IsDigit(c)) return false;
    digit |= IsDigit(c);
    zeros &= c == '0';
  }
  return digit && !zeros;
}

// A word that a register has for such a text must be heard; X in a row may be unread.
bool NeedsWords(std::string_view text) {
  std::size_t letters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    letters = IsLetter(text[i]) ? letters + 1 : 0;
    const bool behind_digits = letters == kSeriesLettersMax && i + 1 > letters;  // "50533CANO"
    if (letters > kSeriesLettersMax || behind_digits) return true;
  }
  return text.find("XXX") != std::string_view::npos;
}

Legibility LegibilityOf(const Number& number) { return number.HasUnread() ? Legibility::kPartial : Legibility::kClear; }

// With no number to read: a stated cause wins over "there is none", that over "nobody knows"; between two of them
// joined by "or" nobody knows.
FieldState StateOfWords(const FieldParts& parts) {
  const bool gone = parts.Says(Means::kRemoved) || parts.Says(Means::kIllegible) || parts.Says(Means::kTampered) ||
                    parts.Says(Means::kRestamped) || parts.Says(Means::kPartial);
  const bool absent = parts.Says(Means::kAbsent);
  const bool unknown = parts.Says(Means::kUnknown);
  const int states = static_cast<int>(gone) + static_cast<int>(absent) + static_cast<int>(unknown);
  if (parts.Says(Means::kOr) && states > 1) return FieldState::kUnknown;
  if (gone) return FieldState::kObliterated;
  return absent ? FieldState::kAbsent : FieldState::kUnknown;
}

FieldState StateOf(const FieldParts& parts) {
  bool altered = false;
  bool clear = false;
  bool restored = false;
  bool partial = false;
  for (const Number& number : parts.found.numbers) {
    if (number.mention || number.kind != "serial") continue;
    altered |= number.treatment == Treatment::kAltered;
    bool whole = !number.HasUnread();
    restored |= whole && number.treatment == Treatment::kRestored;
    clear |= whole && number.treatment != Treatment::kRestored;
    partial |= !whole;
  }
  if (altered) return FieldState::kAltered;
  if (clear) return FieldState::kClear;
  if (restored) return FieldState::kRestored;
  return partial ? FieldState::kPartial : StateOfWords(parts);
}

}  // namespace

struct MarkReader::Terms {
  RemarkTerms remarks;
  vocab::Vocabulary words;
};

MarkReader::MarkReader(std::unique_ptr<Terms> terms) : terms_(std::move(terms)) {}
MarkReader::MarkReader(MarkReader&&) noexcept = default;
MarkReader& MarkReader::operator=(MarkReader&&) noexcept = default;
MarkReader::~MarkReader() = default;

base::Result<MarkReader> MarkReader::Make(const vocab::Vocabulary& words) {
  PM_ASSIGN(RemarkTerms remarks, RemarkTerms::Make(words));
  return MarkReader(std::make_unique<Terms>(Terms{std::move(remarks), words}));
}

namespace {

// `ferrolho` and the words like it: the slide of a pistol, the bolt of a long weapon.
std::string_view SlideOrBolt(const vocab::Vocabulary& words, std::string_view type) {
  constexpr std::array kBoltClasses = {"rifles-and-carbines", "sub-machine-guns", "assault-rifles",
                                       "light-machine-guns",  "machine-guns",     "smooth-bore"};
  if (type.ends_with("pistol") && type != "signal-pistol" && type != "shotgun-pistol") return "slide";
  const vocab::Code* code = words.List("item_types").Find(type);
  if (code == nullptr) return "slide_or_bolt";
  auto kind = code->more.find("class");
  bool bolt = kind != code->more.end() && std::ranges::find(kBoltClasses, kind->second) != kBoltClasses.end();
  return bolt ? "bolt" : "slide_or_bolt";
}

FieldReading Conclude(const FieldParts& parts) {
  FieldReading out;
  out.state = StateOf(parts);
  for (const Number& number : parts.found.numbers) {
    if (number.mention) continue;
    out.serials.push_back({TextOf(parts, number), number.Pattern(), number.kind, number.positions, LegibilityOf(number),
                           number.treatment});
  }
  out.remarks = RemarksOf(parts);
  return out;
}

}  // namespace

FieldReading MarkReader::Read(const FieldText& field) const {
  const std::string_view text = base::Beginning(field.text, kFieldTextMax);
  if (IsPlainNumber(text) && !NeedsWords(text)) {
    FieldReading plain{FieldState::kClear, {{std::string(text), std::string(text)}}, {}};
    // A short one may be the name of a model or calibre.
    if (text.size() > 8 || std::ranges::none_of(text, IsLetter)) return plain;
  }
  FieldParts parts = TakeApart(text, terms_->remarks, terms_->words, field.language);
  ReadXs(parts);
  TellKinds(parts, terms_->words);
  FillGaps(parts);
  bool none = std::ranges::all_of(parts.found.numbers, [](const Number& number) { return number.mention; });
  if (none) {
    if (std::optional<Number> spelled = SpelledNumber(parts)) parts.found.numbers.push_back(*std::move(spelled));
  }
  Attach(parts, SlideOrBolt(terms_->words, field.type));
  FieldReading out = Conclude(parts);
  if (text.size() < field.text.size()) out.remarks.emplace_back(kCutRemark);
  return out;
}

}  // namespace proofmark::match
