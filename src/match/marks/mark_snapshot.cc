// SPDX-License-Identifier: Apache-2.0
#include "match/marks/mark_snapshot.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "match/image/image_sums.h"
#include "match/image/packed_bytes.h"
#include "match/marks/mark_snapshot_runs.h"

namespace proofmark::match {

using base::Error;
using base::Result;

namespace {

// Takes an image apart. What does not fit leaves through a Result before it is used.
class Cutting {
 public:
  Cutting(std::string_view image, const MarkHeader& header) : image_(image), header_(header) {}

  template <typename T>
  std::span<const T> Take(MarkSection section) const {
    return TakeSection<T>(image_, header_.sections[static_cast<std::size_t>(section)]);
  }
  std::string_view Text(MarkSection section) const {
    const auto bytes = Take<char>(section);
    return {bytes.data(), bytes.size()};
  }
  PackedReading Packed(MarkSection section) const {
    const std::string_view bytes = Text(section);
    return {bytes.data(), bytes.size()};
  }

  bool SumsAgree(const ImageMemory& memory) const {
    const std::size_t begin = AlignedInImage(sizeof(MarkHeader));
    std::uint64_t end = begin;
    for (std::size_t i = 0; i + 1 < kMarkSections; ++i) {
      end = std::max(end, header_.sections[i].begin + header_.sections[i].bytes);
    }
    if (end > image_.size()) return false;
    return match::SumsAgree(
        end - begin, Take<std::uint64_t>(MarkSection::kSums),
        [&](std::size_t offset, std::span<char> to) { return memory.Read(begin + offset, to.data(), to.size()); });
  }

  Result<RowParts> Rows() const {
    RowParts out;
    out.places = Take<std::uint32_t>(MarkSection::kPlaces);
    out.described = Take<std::uint32_t>(MarkSection::kDescribed);
    out.bytes = Text(MarkSection::kRows);
    out.by_id = Take<std::uint32_t>(MarkSection::kById);
    PackedReading names = Packed(MarkSection::kNames);
    for (std::uint64_t left = names.Count(); left > 0; --left) out.names.emplace_back(names.Text());
    if (out.places.size() != header_.records || out.places.size() > kRowsMax) return DamagedImage("its records");
    if (const std::string fault = RecordRows::FaultOf(out); !fault.empty()) return DamagedImage(fault);
    return out;
  }

  Result<std::vector<NumberRun>> Runs() const {
    const auto all = Take<RunSizes>(MarkSection::kRuns);
    if (all.size() > kSnapshotRunsMax) return DamagedImage("its runs");
    NumberRun::Parts left{.symbols = Text(MarkSection::kSymbols),
                          .key_begins = Take<std::uint32_t>(MarkSection::kKeyBegins),
                          .row_begins = Take<std::uint32_t>(MarkSection::kRowBegins),
                          .rows = Take<std::uint32_t>(MarkSection::kNumberRows),
                          .by_end = Take<std::uint32_t>(MarkSection::kByEnd),
                          .reversed = Text(MarkSection::kReversed),
                          .reversed_begins = Take<std::uint32_t>(MarkSection::kReversedBegins),
                          .forward = Take<NumberRun::Node>(MarkSection::kForward),
                          .backward = Take<NumberRun::Node>(MarkSection::kBackward)};
    std::vector<NumberRun> out;
    for (const RunSizes& sizes : all) {
      NumberRun::Parts one;
      bool fits = CutOff(left.symbols, sizes.symbols, one.symbols) && sizes.numbers < kRowsMax;
      fits = fits && CutOff(left.key_begins, sizes.numbers + 1, one.key_begins);
      fits = fits && CutOff(left.row_begins, sizes.numbers + 1, one.row_begins);
      fits = fits && CutOff(left.rows, sizes.rows, one.rows);
      fits = fits && CutOff(left.by_end, sizes.numbers, one.by_end);
      fits = fits && CutOff(left.reversed, sizes.reversed, one.reversed);
      fits = fits && CutOff(left.reversed_begins, sizes.numbers + 1, one.reversed_begins);
      fits = fits && CutOff(left.forward, sizes.forward, one.forward);
      fits = fits && CutOff(left.backward, sizes.backward, one.backward);
      if (!fits) return DamagedImage("a run of numbers");
      if (const std::string fault = NumberRun::FaultOf(one, header_.records); !fault.empty()) {
        return DamagedImage(fault);
      }
      out.push_back(NumberRun::Over(one));
    }
    return out;
  }

  // Words, descriptions, classes.
  Result<void> Say(MarkIndex::Parts& parts) const {
    PackedReading words = Packed(MarkSection::kWords);
    for (std::vector<DescribedField>& of : parts.words) {
      for (std::uint64_t left = words.Count(); left > 0; --left) {
        std::string code(words.Text());
        of.push_back({.text = std::string(words.Text()), .code = std::move(code)});
      }
      if (of.empty() || !of[0].code.empty() || !of[0].text.empty()) return DamagedImage("its words");
    }
    parts.descriptions = Take<MarkIndex::Said>(MarkSection::kDescriptions);
    for (const MarkIndex::Said& said : parts.descriptions) {
      for (std::size_t field = 0; field < kFields; ++field) {
        if (said[field] >= parts.words[field].size()) return DamagedImage("a description");
      }
    }
    PackedReading classes = Packed(MarkSection::kClasses);
    std::uint64_t records = 0;
    for (std::uint64_t left = classes.Count(); left > 0; --left) {
      MarkIndex::Class one;
      one.owner = static_cast<std::int64_t>(classes.Number());
      one.handling_class = static_cast<std::int64_t>(classes.Number());
      const std::uint64_t of_class = classes.Number();
      one.owner_code = classes.Text();
      if (of_class > header_.records) return DamagedImage("its classes");
      records += of_class;
      parts.records.push_back(static_cast<std::int64_t>(of_class));
      parts.classes.push_back(std::move(one));
    }
    if (records != header_.records) return DamagedImage("how many records there are of each class");
    return {};
  }

 private:
  template <typename Array>
  static bool CutOff(Array& left, std::uint64_t entries, Array& out) {
    if (entries > left.size()) return false;
    out = Array(left.data(), static_cast<std::size_t>(entries));
    left = Array(left.data() + entries, left.size() - static_cast<std::size_t>(entries));
    return true;
  }

  std::string_view image_;
  const MarkHeader& header_;
};

}  // namespace

Result<MarkSnapshot> MarkSnapshot::Open(const std::string& path) {
  PM_ASSIGN(ImageMemory image, ImageMemory::Map(path));
  return Of(std::move(image));
}

Result<MarkSnapshot> MarkSnapshot::Of(ImageMemory image) {
  PM_ASSIGN(const MarkHeader header, HeaderOf<kMarkSections>(image.bytes(), kMarkForm));
  const ImageSection& of = header.sections[static_cast<std::size_t>(MarkSection::kOf)];
  if (of.bytes > kSnapshotOfMax) return DamagedImage("what it is of");
  PM_TRY(VerifySections(image.bytes(), std::span(&of, 1)));
  return MarkSnapshot(std::make_shared<const ImageMemory>(std::move(image)), header);
}

std::string_view MarkSnapshot::of() const { return Cutting(image_->bytes(), header_).Text(MarkSection::kOf); }

Result<MarkIndex> MarkSnapshot::Index() const {
  const Cutting cutting(image_->bytes(), header_);
  if (!cutting.SumsAgree(*image_)) return DamagedImage("some of it is not what was written");
  MarkIndex::Parts parts;
  parts.image = image_;
  PM_ASSIGN(parts.rows, cutting.Rows());
  PM_ASSIGN(parts.runs, cutting.Runs());
  PM_TRY(cutting.Say(parts));
  return MarkIndex::Over(std::move(parts));
}

Result<void> MarkSnapshot::Verify() const { return VerifySections(image_->bytes(), header_.sections); }

}  // namespace proofmark::match
