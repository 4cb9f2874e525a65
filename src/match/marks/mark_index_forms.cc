// SPDX-License-Identifier: Apache-2.0
// How the numbers of an index are formed.
#include <algorithm>
#include <string>
#include <vector>

#include "match/marks/mark_index.h"

namespace proofmark::match {

NumberForms::Of MarkIndex::FormsGroup(std::size_t row) const {
  const Said& said = SaidBy(row);
  const auto code = [&](Field field) { return Words(field, said[static_cast<std::size_t>(field)]).known(); };
  return {.handled = rows_.Handled(row), .type = code(Field::kType), .make = code(Field::kMake)};
}

// Of a row that is sampled, once rows are counted. With twice as many rows as are to be counted, one in twice as many
// is.
void MarkIndex::CountForms(std::size_t row, int times) const {
  if (!forms_->counted || row % forms_->step != 0) return;
  if (size() > kFormRowsMax * forms_->step) {
    forms_->counted = false;
    return;
  }
  std::vector<Pattern> numbers;
  rows_.Patterns(row, numbers);
  const NumberForms::Of of = FormsGroup(row);
  for (const Pattern& number : numbers) forms_->counts.Count(of, number, times);
  forms_->known.clear();
}

void MarkIndex::CountAllForms() const {
  forms_->counts = {};
  forms_->known.clear();
  forms_->step = 1;
  while (size() > kFormRowsMax * forms_->step) forms_->step *= 2;
  forms_->counted = true;
  for (std::size_t row = 0; row < size(); row += forms_->step) CountForms(row, 1);
}

std::shared_ptr<const ContextShares> MarkIndex::FormsOf(const MatchTables& tables, const store::View& view,
                                                        const std::string& type, const std::string& make,
                                                        const std::unordered_set<std::size_t>& left_out) const {
  if (size() < static_cast<std::size_t>(kFormNumbersLeast)) return nullptr;
  const std::scoped_lock lock(forms_->mutex);
  if (!forms_->counted) CountAllForms();
  std::string asked = type + '\t' + make + '\t';
  const auto sees = [&](std::uint32_t handled) {
    return handled < classes_.size() && view.Sees(classes_[handled].owner, classes_[handled].handling_class);
  };
  for (std::uint32_t handled = 0; handled < classes_.size(); ++handled) asked += sees(handled) ? '1' : '0';
  NumberForms::LeftOut without;
  std::vector<Pattern> numbers;
  for (const std::size_t row : left_out) {
    if (row % forms_->step != 0) continue;
    rows_.Patterns(row, numbers);
    for (const Pattern& number : numbers) without.emplace_back(FormsGroup(row), number);
  }
  const auto made = [&] {
    ContextShares shares = forms_->counts.SharesOf(tables, sees, type, make, without);
    return shares.empty() ? nullptr : std::make_shared<const ContextShares>(std::move(shares));
  };
  if (!without.empty()) return made();
  if (forms_->tables != &tables) forms_->known.clear();
  forms_->tables = &tables;
  if (const auto known = forms_->known.find(asked); known != forms_->known.end()) return known->second;
  if (forms_->known.size() >= kFormGroupsMax) forms_->known.clear();
  return forms_->known[asked] = made();
}

}  // namespace proofmark::match
