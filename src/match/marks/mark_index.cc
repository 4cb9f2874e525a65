// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_index.h"

#include <algorithm>
#include <utility>

namespace proofmark::match {

namespace {

// What a field says: its code, or the spelling that no table has.
std::string SaidBy(const DescribedField& field) {
  if (field.code != "!unresolved") return field.code;
  return field.code + '\t' + field.text;
}

}  // namespace

void MarkIndex::Add(IndexedRecord record) {
  Row row;
  const std::array<std::string, kFields> says = {
      SaidBy(record.type),         SaidBy(record.make),           SaidBy(record.model), SaidBy(record.calibre),
      SaidBy(record.made_country), SaidBy(record.import_country), record.year};
  for (std::size_t field = 0; field < kFields; ++field) {
    if (says[field].empty()) continue;
    auto [at, fresh] = said_[field].try_emplace(says[field], static_cast<std::uint32_t>(said_[field].size() + 1));
    row.said[field] = at->second;
  }
  for (MarkReading& mark : record.marks) {
    if (row.numbers.size() == kRecordNumbersMax) break;
    auto pattern = Pattern::Parse(mark.pattern);
    if (!pattern.ok() || pattern->read() == 0) continue;
    const bool known = std::any_of(row.numbers.begin(), row.numbers.end(),
                                   [&](const IndexedNumber& one) { return one.pattern == *pattern; });
    if (!known) row.numbers.push_back({std::move(*pattern), std::move(mark.text), std::move(mark.kind)});
  }
  record.marks.clear();
  row.record = std::move(record);
  row_of_.emplace(row.record.id, rows_.size());
  rows_.push_back(std::move(row));
}

void MarkIndex::Join(const std::string& record, const std::string& other) {
  auto one = row_of_.find(record);
  auto two = row_of_.find(other);
  if (one == row_of_.end() || two == row_of_.end()) return;
  std::size_t kept = WeaponOf(one->second);
  std::size_t given_up = WeaponOf(two->second);
  if (kept == given_up) return;
  if (given_up < kept) std::swap(kept, given_up);
  std::vector<std::size_t>& rows = rows_of_weapon_[kept];
  if (rows.empty()) rows.push_back(kept);
  auto more = rows_of_weapon_.find(given_up);
  std::vector<std::size_t> moved = more == rows_of_weapon_.end() ? std::vector{given_up} : more->second;
  rows_of_weapon_.erase(given_up);
  std::vector<std::size_t>& into = rows_of_weapon_[kept];
  into.insert(into.end(), moved.begin(), moved.end());
  std::sort(into.begin(), into.end());
  for (std::size_t row : into) weapon_of_[row] = kept;
}

void MarkIndex::KeepApart(const std::string& record, const std::string& other) {
  auto one = row_of_.find(record);
  auto two = row_of_.find(other);
  if (one == row_of_.end() || two == row_of_.end()) return;
  apart_[one->second].push_back(two->second);
  apart_[two->second].push_back(one->second);
}

std::size_t MarkIndex::WeaponOf(std::size_t row) const {
  auto found = weapon_of_.find(row);
  return found == weapon_of_.end() ? row : found->second;
}

std::vector<std::size_t> MarkIndex::RowsOfWeapon(std::size_t weapon) const {
  auto found = rows_of_weapon_.find(weapon);
  return found == rows_of_weapon_.end() ? std::vector{weapon} : found->second;
}

bool MarkIndex::AreKeptApart(std::size_t row, std::size_t other) const {
  auto found = apart_.find(row);
  return found != apart_.end() && std::find(found->second.begin(), found->second.end(), other) != found->second.end();
}

const MarkIndex::Row* MarkIndex::Find(const std::string& record) const {
  auto found = row_of_.find(record);
  return found == row_of_.end() ? nullptr : &rows_[found->second];
}

}  // namespace proofmark::match
