// SPDX-License-Identifier: Apache-2.0
#include "app/mark_searcher.h"

#include <algorithm>
#include <utility>

#include "match/marks/pattern.h"
#include "model/record.h"

namespace proofmark::app {

using base::Result;

namespace {

// Marks of other kinds are compared where they are numbers: "POLICIA MILITAR" is an owner, "PM 10423" may be read as
// the weapon's number.
constexpr std::size_t kDigitsOfANumber = 3;

bool IsNumber(const match::MarkReading& reading) {
  return std::count_if(reading.pattern.begin(), reading.pattern.end(), [](char c) { return c >= '0' && c <= '9'; }) >=
         static_cast<std::ptrdiff_t>(kDigitsOfANumber);
}

match::DescribedField FieldOf(const std::optional<std::string>& text, const std::optional<std::string>& code) {
  match::DescribedField field;
  if (code) field.code = *code;
  field.text = text ? *text : field.known();
  return field;
}

match::IndexedRecord Indexed(store::ScannedRecord&& scanned, const match::MarkReader& reader) {
  match::IndexedRecord out;
  out.id = scanned.id.ToText();
  out.owner_code = scanned.id.owner;
  out.owner = scanned.owner;
  out.handling_class = scanned.handling_class;
  out.source_id = std::move(scanned.source_id);
  const store::RecordRow& row = scanned.row;
  out.make = FieldOf(row.make_text, row.make);
  out.model = FieldOf(row.model_text, row.model);
  out.calibre = FieldOf(row.calibre_text, row.calibre);
  out.type = FieldOf({}, row.type);
  out.made_country = FieldOf({}, row.made_country);
  out.import_country = FieldOf({}, row.import_country);
  out.year = row.year.value_or("");
  for (const store::MarkRow& mark : scanned.marks) {
    std::vector<match::MarkReading> numbers = NumbersOf(reader, mark, out.type.known());
    std::move(numbers.begin(), numbers.end(), std::back_inserter(out.marks));
  }
  return out;
}

}  // namespace

std::vector<match::MarkReading> JoinedNumbers(const std::vector<match::MarkReading>& numbers) {
  std::vector<match::MarkReading> out;
  if (numbers.size() != 2 || !numbers[0].positions.empty() || !numbers[1].positions.empty()) return out;
  match::MarkReading joined = numbers[0];
  joined.pattern += numbers[1].pattern;
  joined.text += " " + numbers[1].text;
  // Too long for a number of one weapon: then they are two.
  if (match::Pattern::Parse(joined.pattern).ok()) out.push_back(std::move(joined));
  return out;
}

std::vector<match::MarkReading> NumbersOf(const match::MarkReader& reader, const store::MarkRow& mark,
                                          const std::string& type) {
  std::vector<match::MarkReading> out;
  if (mark.pattern) {
    // A person's reading goes before the program's.
    out.push_back({.text = mark.text, .pattern = *mark.pattern, .kind = mark.kind});
    return out;
  }
  match::FieldReading reading = reader.Read({.text = mark.text, .type = type});
  for (match::MarkReading& number : reading.serials) {
    if (mark.kind != "serial") number.kind = mark.kind;
    if (mark.kind == "serial" || IsNumber(number)) out.push_back(std::move(number));
  }
  if (mark.kind != "serial") return out;
  std::vector<match::MarkReading> joined = JoinedNumbers(out);
  std::move(joined.begin(), joined.end(), std::back_inserter(out));
  if (mark.parts.size() == 2 && !mark.parts[0].empty() && !mark.parts[1].empty()) {
    // A series behind its number, as some stamp it.
    match::FieldReading turned = reader.Read({.text = mark.parts[1] + mark.parts[0], .type = type});
    std::move(turned.serials.begin(), turned.serials.end(), std::back_inserter(out));
  }
  return out;
}

Result<std::unique_ptr<MarkSearcher>> MarkSearcher::Make(const vocab::Vocabulary& words) {
  PM_ASSIGN(match::MarkReader reader, match::MarkReader::Make(words));
  PM_ASSIGN(match::MatchTables tables, match::MatchTables::Make(words));
  return std::unique_ptr<MarkSearcher>(new MarkSearcher(std::move(reader), std::move(tables)));
}

namespace {

Result<std::map<std::string, std::int64_t>> SizesOf(store::Store& store) {
  PM_ASSIGN(std::vector<store::Authority> authorities, store.Authorities());
  std::map<std::string, std::int64_t> sizes;
  for (const store::Authority& one : authorities) {
    PM_ASSIGN(sizes[one.code], store.LogSize(one.code, store::Stream::kRecord));
  }
  return sizes;
}

bool IsOfLinks(const std::string& kind) { return kind == "linked" || kind == "unlinked" || kind == "link_rejected"; }

}  // namespace

Result<std::int64_t> MarkSearcher::Lag(store::Store& store) {
  PM_ASSIGN(Sizes sizes, SizesOf(store));
  std::shared_lock lock(mutex_);
  std::int64_t lag = 0;
  for (const auto& [owner, size] : sizes) {
    auto known = sizes_.find(owner);
    lag += size - (known == sizes_.end() ? 0 : known->second);
  }
  return lag;
}

Result<void> MarkSearcher::Refresh(store::Store& store, const Everything& everything) {
  PM_ASSIGN(Sizes sizes, SizesOf(store));
  {
    std::shared_lock lock(mutex_);
    if (sizes == sizes_) return {};
  }
  std::unique_lock lock(mutex_);
  if (sizes == sizes_) return {};
  PM_ASSIGN(store::View view, everything());
  PM_ASSIGN(bool taken, TakeIn(store, view, sizes));
  if (!taken) PM_TRY(ReadAll(store, view, sizes));
  PM_TRY(NoteTimes(store, view, sizes));
  sizes_ = std::move(sizes);
  return {};
}

// False where all has to be read anew.
Result<bool> MarkSearcher::TakeIn(store::Store& store, const store::View& everything, const Sizes& sizes) {
  std::map<std::string, std::string> touched;  // with the register's number that an event told, if one did
  std::int64_t events = 0;
  for (const auto& [owner, size] : sizes) {
    auto known = sizes_.find(owner);
    if (known == sizes_.end() || size < known->second) return false;
    events += size - known->second;
    if (events > kEventsTakenInMax) return false;
    for (std::int64_t seq = known->second; seq < size; ++seq) {
      PM_ASSIGN(store::StoredEvent read, store.ReadEvent(everything, owner, seq));
      if (IsOfLinks(read.event.kind)) return false;
      std::string& source_id = touched[read.event.subject];
      if (read.event.kind != "recorded" && read.event.kind != "corrected") continue;
      auto told = model::RecordFromJson(read.event.body, owner);
      if (told.ok() && told->origin) source_id = told->origin->source_id;
    }
  }
  for (const auto& [subject, source_id] : touched) {
    auto id = model::ThingId::Parse(subject);
    if (!id.ok() || id->kind != "item") continue;
    auto scanned = store.ScanRecord(everything, *id);
    if (!scanned.ok() && scanned.error().code == base::Code::kNotFound) continue;
    PM_TRY(scanned);
    const match::MarkIndex::Row* row = index_->Find(subject);
    scanned->source_id = row == nullptr ? source_id : row->record.source_id;
    index_->Put(Indexed(std::move(*scanned), reader_));
  }
  return true;
}

Result<void> MarkSearcher::ReadAll(store::Store& store, const store::View& everything, const Sizes& sizes) {
  auto index = std::make_unique<match::MarkIndex>();
  for (const auto& [owner, size] : sizes) {
    PM_TRY(store.ScanRecords(everything, owner,
                             [&](store::ScannedRecord record) { index->Add(Indexed(std::move(record), reader_)); }));
  }
  index->Settle();
  PM_ASSIGN(std::vector<store::StoredLink> links, store.Links(everything, ""));
  for (const store::StoredLink& link : links) {
    if (link.state == "confirmed") index->Join(link.record, link.other);
    if (link.state == "rejected") index->KeepApart(link.record, link.other);
  }
  index_ = std::move(index);
  return {};
}

Result<void> MarkSearcher::NoteTimes(store::Store& store, const store::View& everything, const Sizes& sizes) {
  for (const auto& [owner, size] : sizes) {
    if (size == 0) continue;
    PM_ASSIGN(store::StoredEvent newest, store.ReadEvent(everything, owner, size - 1));
    as_of_[owner] = newest.event.at;
  }
  return {};
}

}  // namespace proofmark::app
