// SPDX-License-Identifier: Apache-2.0
// Writing a snapshot: section after section, with no more in memory than four to six bytes a record.
#include <algorithm>
#include <utility>
#include <vector>

#include "match/image/image_writer.h"
#include "match/image/packed_bytes.h"
#include "match/marks/id_table.h"
#include "match/marks/mark_snapshot.h"
#include "match/marks/mark_snapshot_runs.h"

namespace proofmark::match {

using base::Result;

namespace {

constexpr std::size_t kBytesAtOnce = std::size_t{1} << 16;

void Begin(ImageWriter& writer, MarkSection section) { writer.Begin(static_cast<std::size_t>(section)); }

// The rows one behind the other, and where each begins: what replaced rows left is gone.
void PutRows(ImageWriter& writer, const RecordRows& rows) {
  std::vector<std::uint32_t> places;
  places.reserve(rows.size());
  Begin(writer, MarkSection::kRows);
  std::size_t end = 0;
  std::string some;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    places.push_back(static_cast<std::uint32_t>((end + some.size()) / kRowStep));
    some += rows.BytesOf(row);
    some.append((kRowStep - some.size() % kRowStep) % kRowStep, '\0');
    if (some.size() < kBytesAtOnce && row + 1 < rows.size()) continue;
    writer.PutBytes(some);
    end += some.size();
    some.clear();
  }
  Begin(writer, MarkSection::kPlaces);
  writer.Put(std::span<const std::uint32_t>(places));
  Begin(writer, MarkSection::kDescribed);
  for (const std::span<const std::uint32_t> described : rows.Described()) writer.Put(described);
  Begin(writer, MarkSection::kNames);
  std::string names;
  PutNumber(names, rows.names().size());
  for (const std::string& name : rows.names()) PutText(names, name);
  writer.PutBytes(names);
}

void PutIds(ImageWriter& writer, const RecordRows& rows) {
  Begin(writer, MarkSection::kById);
  const auto places =
      IdTableOf(static_cast<std::uint32_t>(rows.size()), [&](std::uint32_t row) { return HashOfId(rows.Id(row)); });
  writer.Put(std::span<const std::uint32_t>(places));
}

void PutDescriptions(ImageWriter& writer, const MarkIndex& index) {
  std::string words;
  for (std::size_t field = 0; field < kFields; ++field) {
    const auto of = static_cast<Field>(field);
    PutNumber(words, index.said(of));
    for (std::uint32_t said = 0; said < index.said(of); ++said) {
      PutText(words, index.Words(of, said).code);
      PutText(words, index.Words(of, said).text);
    }
  }
  Begin(writer, MarkSection::kWords);
  writer.PutBytes(words);
  Begin(writer, MarkSection::kDescriptions);
  std::vector<MarkIndex::Said> said;
  for (std::size_t i = 0; i < index.descriptions(); ++i) said.push_back(index.Description(i));
  writer.Put(std::span<const MarkIndex::Said>(said));
  std::string classes;
  PutNumber(classes, index.classes().size());
  for (std::size_t i = 0; i < index.classes().size(); ++i) {
    const MarkIndex::Class& one = index.classes()[i];
    PutNumber(classes, static_cast<std::uint64_t>(one.owner));
    PutNumber(classes, static_cast<std::uint64_t>(one.handling_class));
    PutNumber(classes, static_cast<std::uint64_t>(index.records()[i]));
    PutText(classes, one.owner_code);
  }
  Begin(writer, MarkSection::kClasses);
  writer.PutBytes(classes);
}

// Each array of all runs, one behind the other.
void PutRuns(ImageWriter& writer, const std::vector<NumberRun>& runs) {
  Begin(writer, MarkSection::kRuns);
  for (const NumberRun& run : runs) {
    const RunSizes sizes = RunSizes::Of(run.parts());
    writer.Put(std::span(&sizes, 1));
  }
  const auto put = [&](MarkSection section, auto array) {
    Begin(writer, section);
    for (const NumberRun& run : runs) {
      const auto& entries = run.parts().*array;
      writer.PutBytes({reinterpret_cast<const char*>(entries.data()), entries.size() * sizeof(entries[0])});
    }
  };
  put(MarkSection::kSymbols, &NumberRun::Parts::symbols);
  put(MarkSection::kKeyBegins, &NumberRun::Parts::key_begins);
  put(MarkSection::kRowBegins, &NumberRun::Parts::row_begins);
  put(MarkSection::kNumberRows, &NumberRun::Parts::rows);
  put(MarkSection::kByEnd, &NumberRun::Parts::by_end);
  put(MarkSection::kReversed, &NumberRun::Parts::reversed);
  put(MarkSection::kReversedBegins, &NumberRun::Parts::reversed_begins);
  put(MarkSection::kForward, &NumberRun::Parts::forward);
  put(MarkSection::kBackward, &NumberRun::Parts::backward);
}

}  // namespace

Result<void> SaveMarkSnapshot(const MarkIndex& index, std::string_view of, const std::string& path,
                              const std::atomic<bool>* stop) {
  if (of.size() > kSnapshotOfMax) {
    return base::Error{base::Code::kTooLarge, "what the snapshot is of: more than a MiB", "snapshot"};
  }
  PM_ASSIGN(ImageWriter writer, ImageWriter::Create(path, kMarkSections, sizeof(MarkHeader), stop));
  Begin(writer, MarkSection::kOf);
  writer.PutBytes(of);
  PutRows(writer, index.rows());
  PutIds(writer, index.rows());
  PutDescriptions(writer, index);
  const std::vector<NumberRun> runs = index.numbers().Runs();
  PutRuns(writer, runs);
  MarkHeader header;
  PM_ASSIGN(const std::vector<ImageSection> sections, writer.EndWithSums());
  std::copy(sections.begin(), sections.end(), header.sections.begin());
  header.bytes = writer.bytes();
  header.records = index.size();
  for (const NumberRun& run : runs) header.numbers += run.entries();
  SealHeader(header, kMarkForm);
  return writer.Keep({reinterpret_cast<const char*>(&header), sizeof(header)});
}

}  // namespace proofmark::match
