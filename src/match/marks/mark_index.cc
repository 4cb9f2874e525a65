// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_index.h"

#include <algorithm>
#include <utility>

namespace proofmark::match {

namespace {

std::uint32_t Next(const auto& list) { return static_cast<std::uint32_t>(list.size()); }

}  // namespace

MarkIndex MarkIndex::Over(Parts parts) {
  MarkIndex out;
  out.image_ = std::move(parts.image);
  out.rows_ = RecordRows(std::move(parts.rows));
  out.numbers_ = NumberIndex::Of(std::move(parts.runs));
  out.words_ = std::move(parts.words);
  for (std::size_t field = 0; field < kFields; ++field) {
    for (std::uint32_t said = 1; said < out.words_[field].size(); ++said) {
      const DescribedField& one = out.words_[field][said];
      out.said_[field].try_emplace(one.code + '\t' + one.text, said);
    }
  }
  out.base_descriptions_ = parts.descriptions;
  out.classes_ = std::move(parts.classes);
  out.records_ = std::move(parts.records);
  for (std::uint32_t i = 0; i < out.classes_.size(); ++i) out.class_of_.try_emplace(out.classes_[i], i);
  return out;
}

MarkIndex MarkIndex::Frozen() {
  MarkIndex out;
  out.image_ = image_;
  out.rows_ = rows_.Frozen();
  out.numbers_ = numbers_;
  out.words_ = words_;
  out.base_descriptions_ = base_descriptions_;
  out.descriptions_ = descriptions_;
  out.classes_ = classes_;
  out.records_ = records_;
  return out;
}

std::uint32_t MarkIndex::Handled(const IndexedRecord& record) {
  const Class one{record.owner, record.handling_class, record.owner_code};
  auto [at, fresh] = class_of_.try_emplace(one, Next(classes_));
  if (fresh) {
    classes_.push_back(one);
    records_.push_back(0);
  }
  return at->second;
}

std::uint32_t MarkIndex::Described(const IndexedRecord& record) {
  const DescribedField year{.text = record.year};
  const std::array<const DescribedField*, kFields> fields = {
      &record.type, &record.make, &record.model, &record.calibre, &record.made_country, &record.import_country, &year};
  Said said{};
  for (std::size_t field = 0; field < kFields; ++field) {
    if (fields[field]->code.empty() && fields[field]->text.empty()) continue;
    auto [at, fresh] = said_[field].try_emplace(fields[field]->code + '\t' + fields[field]->text, Next(words_[field]));
    if (fresh) words_[field].push_back(*fields[field]);
    said[field] = at->second;
  }
  auto [at, fresh] = description_of_.try_emplace(said, static_cast<std::uint32_t>(descriptions()));
  if (fresh) descriptions_.push_back(said);
  return at->second;
}

RecordRows::Told MarkIndex::Tell(const IndexedRecord& record) {
  RecordRows::Told told{
      .id = record.id, .source_id = record.source_id, .handled = Handled(record), .described = Described(record)};
  for (const MarkReading& mark : record.marks) {
    if (told.numbers.size() == kRecordNumbersMax) break;
    auto pattern = Pattern::Parse(mark.pattern);
    if (!pattern.ok() || pattern->read() == 0) continue;
    const bool known = std::ranges::find(told.numbers, *pattern, &IndexedNumber::pattern) != told.numbers.end();
    if (!known) told.numbers.push_back({std::move(*pattern), mark.text, mark.kind, mark.positions});
  }
  return told;
}

void MarkIndex::AddNumbers(const RecordRows::Told& told, std::size_t row, const std::vector<Pattern>& before) {
  for (const IndexedNumber& number : told.numbers) {
    // A number that the row bore before is in the index already.
    if (std::ranges::find(before, number.pattern) == before.end())
      numbers_.Add(number.pattern, static_cast<std::uint32_t>(row));
  }
}

void MarkIndex::Add(const IndexedRecord& record) {
  const RecordRows::Told told = Tell(record);
  ++records_[told.handled];
  const std::size_t row = rows_.Add(told);
  AddNumbers(told, row, {});
  CountForms(row, 1);
}

void MarkIndex::Put(const IndexedRecord& record) {
  const std::optional<std::size_t> row = rows_.Find(record.id);
  if (!row) return Add(record);
  const RecordRows::Told told = Tell(record);
  if (const std::uint32_t before = rows_.Handled(*row); before < records_.size()) --records_[before];
  ++records_[told.handled];
  std::vector<Pattern> bore;
  rows_.Patterns(*row, bore);
  CountForms(*row, -1);
  rows_.Replace(*row, told);
  CountForms(*row, 1);
  AddNumbers(told, *row, bore);
}

std::map<std::string, std::int64_t> MarkIndex::Seen(const store::View& view) const {
  std::map<std::string, std::int64_t> out;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    const Class& of = classes_[i];
    if (records_[i] > 0 && view.Sees(of.owner, of.handling_class)) out[of.owner_code] += records_[i];
  }
  return out;
}

bool MarkIndex::Sees(const store::View& view, std::size_t row) const {
  const Class& of = ClassOf(row);
  return view.Sees(of.owner, of.handling_class);
}

bool MarkIndex::SeesAll(const store::View& view) const {
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    if (records_[i] > 0 && !view.Sees(classes_[i].owner, classes_[i].handling_class)) return false;
  }
  return true;
}

MarkIndex::Row MarkIndex::At(std::size_t row) const {
  const Class& of = ClassOf(row);
  const Said& said = SaidBy(row);
  auto words = [&](Field field) { return Words(field, said[static_cast<std::size_t>(field)]); };
  return {.record = {.id = Id(row),
                     .owner_code = of.owner_code,
                     .owner = of.owner,
                     .handling_class = of.handling_class,
                     .source_id = SourceId(row),
                     .make = words(Field::kMake),
                     .model = words(Field::kModel),
                     .calibre = words(Field::kCalibre),
                     .type = words(Field::kType),
                     .made_country = words(Field::kMadeCountry),
                     .import_country = words(Field::kImportCountry),
                     .year = words(Field::kYear).text},
          .numbers = rows_.Numbers(row)};
}

std::optional<MarkIndex::Row> MarkIndex::Find(const std::string& record) const {
  const std::optional<std::size_t> found = RowOf(record);
  return found ? std::optional(At(*found)) : std::nullopt;
}

namespace {

void Tie(std::unordered_map<std::size_t, std::vector<std::size_t>>& ties, const std::optional<std::size_t>& one,
         const std::optional<std::size_t>& other) {
  if (!one || !other) return;
  ties[*one].push_back(*other);
  ties[*other].push_back(*one);
}

}  // namespace

void MarkIndex::Join(const std::string& record, const std::string& other) { Tie(joined_, RowOf(record), RowOf(other)); }

void MarkIndex::KeepApart(const std::string& record, const std::string& other) {
  Tie(apart_, RowOf(record), RowOf(other));
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
      if (!Sees(view, other)) continue;
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
