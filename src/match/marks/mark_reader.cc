// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_reader.h"

#include <utility>

#include "base/text.h"

namespace proofmark::match {

struct MarkReader::Terms {};

MarkReader::MarkReader(std::unique_ptr<Terms> terms) : terms_(std::move(terms)) {}
MarkReader::MarkReader(MarkReader&&) noexcept = default;
MarkReader& MarkReader::operator=(MarkReader&&) noexcept = default;
MarkReader::~MarkReader() = default;

base::Result<MarkReader> MarkReader::Make(const vocab::Vocabulary&) { return MarkReader(std::make_unique<Terms>()); }

FieldReading MarkReader::Read(const FieldText& field) const {
  FieldReading out;
  MarkReading one;
  for (char c : base::LookupKey(field.text)) {
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '?') one.pattern += c;
  }
  one.text = base::Trim(field.text);
  if (one.pattern.empty()) return out;
  out.state = FieldState::kClear;
  out.serials.push_back(one);
  return out;
}

}  // namespace proofmark::match
