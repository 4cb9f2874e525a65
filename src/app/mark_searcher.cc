// SPDX-License-Identifier: Apache-2.0
#include "app/mark_searcher.h"

#include <algorithm>
#include <utility>

#include "match/marks/pattern.h"

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
  field.text = text ? *text : field.resolved() ? field.code : "";
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
    std::vector<match::MarkReading> numbers = NumbersOf(reader, mark, out.type.resolved() ? out.type.code : "");
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

Result<void> MarkSearcher::Refresh(store::Store& store, const store::View& everything) {
  PM_ASSIGN(std::vector<store::Authority> authorities, store.Authorities());
  std::map<std::string, std::int64_t> sizes;
  for (const store::Authority& one : authorities) {
    PM_ASSIGN(sizes[one.code], store.LogSize(one.code, store::Stream::kRecord));
  }
  std::unique_lock lock = Lock();
  if (sizes == sizes_) return {};
  auto index = std::make_unique<match::MarkIndex>();
  for (const store::Authority& one : authorities) {
    PM_TRY(store.ScanRecords(everything, one.code,
                             [&](store::ScannedRecord record) { index->Add(Indexed(std::move(record), reader_)); }));
  }
  PM_ASSIGN(std::vector<store::StoredLink> links, store.Links(everything, ""));
  for (const store::StoredLink& link : links) {
    if (link.state == "confirmed") index->Join(link.record, link.other);
    if (link.state == "rejected") index->KeepApart(link.record, link.other);
  }
  for (const auto& [owner, size] : sizes) {
    if (size == 0) continue;
    PM_ASSIGN(store::StoredEvent newest, store.ReadEvent(everything, owner, size - 1));
    as_of_[owner] = newest.event.at;
  }
  index_ = std::move(index);
  sizes_ = std::move(sizes);
  return {};
}

}  // namespace proofmark::app
