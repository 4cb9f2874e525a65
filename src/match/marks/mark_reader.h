// SPDX-License-Identifier: Apache-2.0
// A MarkReader understands serial fields as registers and officers write them: numbers, and what is said of them.
//
//   PM_ASSIGN(MarkReader reader, MarkReader::Make(words));
//   FieldReading reading = reader.Read({.text = "AZB786 (cano) AZB247 (ferrolho)", .type = "pistol"});
//
// The vocabulary of remarks is data/remark_terms.csv. A remark is never read as a serial, and no readable number is
// ever lost in a remark. The same reading for the same text and vocabulary. Safe from any thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "match/marks/reading.h"
#include "vocab/vocabulary.h"

namespace proofmark::match {

inline constexpr std::size_t kFieldTextMax = 512;  // bytes; what is longer is cut, and said so in a remark

struct FieldText {
  std::string_view text;
  std::string_view type{};      // a code of item_types; empty where nobody said
  std::string_view language{};  // "pt"; empty: all languages
};

class MarkReader {
 public:
  // Errors: kInvalid (a row of remark_terms that means nothing known).
  static base::Result<MarkReader> Make(const vocab::Vocabulary& words);
  MarkReader(MarkReader&&) noexcept;
  MarkReader& operator=(MarkReader&&) noexcept;
  ~MarkReader();

  FieldReading Read(const FieldText& field) const;

 private:
  struct Terms;
  explicit MarkReader(std::unique_ptr<Terms> terms);
  std::unique_ptr<Terms> terms_;
};

}  // namespace proofmark::match
