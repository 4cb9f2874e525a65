// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_index.h"

#include <algorithm>
#include <utility>

namespace proofmark::match {

namespace {

// What a field says: its code and its spelling, with which a spelling that no table has is compared.
std::string SaidBy(const DescribedField& field) {
  if (field.code.empty()) return "";
  return field.code + '\t' + field.text;
}

}  // namespace

MarkIndex::Row MarkIndex::RowOf(IndexedRecord record) {
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
    if (!known)
      row.numbers.push_back(
          {std::move(*pattern), std::move(mark.text), std::move(mark.kind), std::move(mark.positions)});
  }
  record.marks.clear();
  row.record = std::move(record);
  return row;
}

void MarkIndex::Add(IndexedRecord record) {
  Row row = RowOf(std::move(record));
  row_of_.emplace(row.record.id, rows_.size());
  rows_.emplace_back();
  Place(rows_.size() - 1, std::move(row));
}

void MarkIndex::Put(IndexedRecord record) {
  auto known = row_of_.find(record.id);
  if (known == row_of_.end()) return Add(std::move(record));
  const IndexedRecord& before = rows_[known->second].record;
  --records_[{before.owner, before.handling_class, before.owner_code}];
  Place(known->second, RowOf(std::move(record)));
}

void MarkIndex::Place(std::size_t at, Row row) {
  ++records_[{row.record.owner, row.record.handling_class, row.record.owner_code}];
  for (const IndexedNumber& number : row.numbers) {
    // A number that the row bore before is in the index already.
    const auto& before = rows_[at].numbers;
    const bool known = std::any_of(before.begin(), before.end(),
                                   [&](const IndexedNumber& one) { return one.pattern == number.pattern; });
    if (!known) numbers_.Add(number.pattern, static_cast<std::uint32_t>(at));
  }
  rows_[at] = std::move(row);
}

std::map<std::string, std::int64_t> MarkIndex::Seen(const store::View& view) const {
  std::map<std::string, std::int64_t> out;
  for (const auto& [of, records] : records_) {
    if (records > 0 && view.Sees(of.owner, of.handling_class)) out[of.owner_code] += records;
  }
  return out;
}

void MarkIndex::Join(const std::string& record, const std::string& other) {
  auto one = row_of_.find(record);
  auto two = row_of_.find(other);
  if (one == row_of_.end() || two == row_of_.end()) return;
  joined_[one->second].push_back(two->second);
  joined_[two->second].push_back(one->second);
}

void MarkIndex::KeepApart(const std::string& record, const std::string& other) {
  auto one = row_of_.find(record);
  auto two = row_of_.find(other);
  if (one == row_of_.end() || two == row_of_.end()) return;
  apart_[one->second].push_back(two->second);
  apart_[two->second].push_back(one->second);
}

void MarkIndex::ForgetLinks() {
  joined_.clear();
  apart_.clear();
}

std::vector<std::size_t> MarkIndex::RowsOfWeapon(std::size_t row, const store::View& view) const {
  std::vector<std::size_t> found = {row};
  for (std::size_t at = 0; at < found.size(); ++at) {
    auto joined = joined_.find(found[at]);
    if (joined == joined_.end()) continue;
    for (std::size_t other : joined->second) {
      const IndexedRecord& record = rows_[other].record;
      if (!view.Sees(record.owner, record.handling_class)) continue;
      if (std::find(found.begin(), found.end(), other) == found.end()) found.push_back(other);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool MarkIndex::AreKeptApart(std::size_t row, std::size_t other) const {
  auto found = apart_.find(row);
  return found != apart_.end() && std::find(found->second.begin(), found->second.end(), other) != found->second.end();
}

const MarkIndex::Row* MarkIndex::Find(const std::string& record) const {
  auto found = row_of_.find(record);
  return found == row_of_.end() ? nullptr : &rows_[found->second];
}

MarkReading ReadingOf(const IndexedNumber& number) {
  return {.text = number.text, .pattern = number.pattern.ToText(), .kind = number.kind, .positions = number.positions};
}

std::vector<const IndexedNumber*> PrincipalNumbers(const std::vector<IndexedNumber>& numbers) {
  std::vector<const IndexedNumber*> all;
  for (const IndexedNumber& number : numbers) {
    for (const std::string& position : number.positions) {
      if (position == "frame" || position == "receiver") return {&number};
    }
    all.push_back(&number);
  }
  return all;
}

}  // namespace proofmark::match
