// SPDX-License-Identifier: Apache-2.0
#include "match/marks/record_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/ulid.h"
#include "match/image/packed_bytes.h"
#include "match/marks/id_table.h"

namespace proofmark::match {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
// Rows begin at multiples of kRowStep, so that 32 bits tell where.
constexpr std::size_t kUlidText = 26;

using Reading = PackedReading;

}  // namespace

// A row: handled, how many numbers, their patterns, the id, the register's number, and of each number what
// else was told.
class RecordRows::Bytes {
 public:
  Bytes() : number_of_({{"", 0}}) {}
  // The places are copied, so that a row of the base can be replaced.
  explicit Bytes(RowParts base)
      : places(base.places.begin(), base.places.end()),
        names(std::move(base.names)),
        base_described_(base.described),
        base_(base.bytes.substr(0, base.bytes.size() / kRowStep * kRowStep)) {
    for (std::size_t i = 0; i < names.size(); ++i) number_of_.try_emplace(names[i], static_cast<std::uint32_t>(i));
  }

  std::uint32_t Put(const std::string& row) {
    const std::size_t size = Rounded(row.size());
    if (used_ + size > blocks_.size() * kBlock) Grow(size);
    std::memcpy(blocks_[used_ / kBlock] + used_ % kBlock, row.data(), row.size());
    const std::size_t at = base_.size() + used_;
    used_ += size;
    return static_cast<std::uint32_t>(at / kRowStep);
  }

  void Replace(std::size_t row, const std::string& bytes) {
    const std::size_t at = kRowStep * places[row];
    if (at < base_.size() + frozen_ || Rounded(bytes.size()) > Rounded(SizeOf(row))) {
      places[row] = Put(bytes);
    } else {
      const std::size_t own = at - base_.size();
      std::memcpy(blocks_[own / kBlock] + own % kBlock, bytes.data(), bytes.size());
    }
  }

  // What is there now is written over by neither.
  std::unique_ptr<Bytes> Frozen() {
    frozen_ = used_;
    auto out = std::make_unique<Bytes>();
    out->places = places;
    out->names = names;
    out->base_described_ = base_described_;
    out->described_ = described_;
    out->base_ = base_;
    out->owned_ = owned_;
    out->blocks_ = blocks_;
    out->used_ = out->frozen_ = used_;
    return out;
  }

  std::string_view BytesOf(std::size_t row) const { return {At(kRowStep * places[row]), SizeOf(row)}; }

  void Fetch(std::size_t row) const { __builtin_prefetch(At(kRowStep * places[row])); }

  Reading AtRow(std::size_t row) const {
    const std::size_t at = kRowStep * places[row];
    return {At(at), at < base_.size() ? base_.size() - at : kNoEnd};
  }
  Reading AtPatterns(std::size_t row) const {
    Reading reading = AtRow(row);
    reading.Number();
    return reading;
  }
  Reading AtId(std::size_t row) const {
    Reading reading = AtPatterns(row);
    for (std::uint64_t left = reading.Count(); left > 0; --left) reading.Text();
    return reading;
  }

  std::string TakeId(Reading& reading) const {
    const std::uint32_t front = reading.Small();
    if (front == 0) return std::string(reading.Text());
    base::Ulid ulid;
    const std::string_view bytes = reading.Bytes(ulid.bytes.size());
    std::copy(bytes.begin(), bytes.end(), ulid.bytes.begin());
    return Name(front) + ulid.ToText();
  }

  static void PassId(Reading& reading) {
    if (reading.Number() == 0) {
      reading.Text();
    } else {
      reading.Bytes(base::Ulid{}.bytes.size());
    }
  }

  // "BR-RJ.item.01J9...": what all records of an owner share as a number, the rest as it is.
  void PutId(std::string& out, const std::string& id) {
    const std::size_t front = id.size() < kUlidText ? 0 : id.size() - kUlidText;
    const auto ulid = base::Ulid::Parse(std::string_view(id).substr(front));
    if (front == 0 || !ulid.ok()) {
      PutNumber(out, 0);
      return PutText(out, id);
    }
    PutNumber(out, NameOf(id.substr(0, front)));
    out += base::View(ulid->bytes);
  }

  // From 1.
  std::uint32_t NameOf(const std::string& name) {
    auto [at, fresh] = number_of_.try_emplace(name, static_cast<std::uint32_t>(names.size()));
    if (fresh) names.push_back(name);
    return at->second;
  }

  std::string RowOf(const Told& told) {
    std::string out;
    PutNumber(out, told.handled);
    PutNumber(out, told.numbers.size());
    for (const IndexedNumber& number : told.numbers) PutText(out, number.pattern.ToBytes());
    PutId(out, told.id);
    PutText(out, told.source_id);
    for (const IndexedNumber& number : told.numbers) {
      PutNumber(out, NameOf(number.kind));
      PutNumber(out, number.positions.size());
      for (const std::string& position : number.positions) PutNumber(out, NameOf(position));
      const bool as_it_reads = number.text == number.pattern.ToText();
      PutNumber(out, as_it_reads ? 0 : 1);
      if (!as_it_reads) PutText(out, number.text);
    }
    return out;
  }

  // Behind the patterns, the id and the register's number.
  IndexedNumber TakeNumber(Reading& reading, Pattern pattern) const {
    IndexedNumber number{.pattern = std::move(pattern), .text = {}, .kind = Name(reading.Small())};
    for (std::uint64_t left = reading.Count(); left > 0; --left) number.positions.push_back(Name(reading.Small()));
    number.text = reading.Number() == 0 ? number.pattern.ToText() : std::string(reading.Text());
    return number;
  }

  std::uint32_t Described(std::size_t row) const {
    const std::size_t of_base = base_described_.size();
    return row < of_base ? base_described_[row] : described_[row - of_base];
  }
  std::array<std::span<const std::uint32_t>, 2> Described() const { return {base_described_, described_}; }
  // Of a row, or of the next one. The first that is altered in the base takes all of them out of it.
  void Describe(std::size_t row, std::uint32_t description) {
    if (row < base_described_.size()) {
      if (base_described_[row] == description) return;
      described_.insert(described_.begin(), base_described_.begin(), base_described_.end());
      base_described_ = {};
    }
    const std::size_t at = row - base_described_.size();
    if (at == described_.size()) described_.push_back(description);
    described_[at] = description;
  }

  std::size_t bytes() const {
    return base_.size() + base_described_.size_bytes() + blocks_.size() * kBlock +
           (places.capacity() + described_.capacity()) * sizeof(std::uint32_t);
  }

  std::vector<std::uint32_t> places;      // by row, in steps
  std::vector<std::string> names = {""};  // fronts of ids, kinds, positions

 private:
  static std::size_t Rounded(std::size_t size) { return (size + kRowStep - 1) / kRowStep * kRowStep; }

  const char* At(std::size_t place) const {
    if (place < base_.size()) return base_.data() + place;
    return blocks_[(place - base_.size()) / kBlock] + (place - base_.size()) % kBlock;
  }

  const std::string& Name(std::uint32_t number) const { return names[number < names.size() ? number : 0]; }

  std::size_t SizeOf(std::size_t row) const {
    const std::uint64_t numbers = AtPatterns(row).Count();
    Reading reading = AtId(row);
    PassId(reading);
    reading.Text();
    for (std::uint64_t left = numbers; left > 0; --left) {
      reading.Number();
      for (std::uint64_t positions = reading.Count(); positions > 0; --positions) reading.Number();
      if (reading.Number() != 0) reading.Text();
    }
    return static_cast<std::size_t>(reading.at() - At(kRowStep * places[row]));
  }

  // A row does not go over the end of a block, but for one that is longer than that: it has blocks of its own, side by
  // side.
  void Grow(std::size_t size) {
    const std::size_t blocks = (size + kBlock - 1) / kBlock;
    used_ = blocks_.size() * kBlock;
    PM_ASSERT(base_.size() + used_ + blocks * kBlock <= kRowBytesMax);
    owned_.push_back(std::make_shared_for_overwrite<char[]>(blocks * kBlock));
    for (std::size_t i = 0; i < blocks; ++i) blocks_.push_back(owned_.back().get() + i * kBlock);
  }

  std::span<const std::uint32_t> base_described_;
  std::vector<std::uint32_t> described_;  // of the rows behind these
  std::string_view base_;
  std::vector<std::shared_ptr<char[]>> owned_;
  std::vector<char*> blocks_;  // behind the base
  std::size_t used_ = 0;       // of the blocks
  std::size_t frozen_ = 0;     // of them, what is read elsewhere and stays as it is
  std::unordered_map<std::string, std::uint32_t> number_of_;
};

std::size_t RecordRows::HashOfId::operator()(std::uint32_t row) const {
  Reading reading = bytes->AtId(row);
  return (*this)(std::string_view(bytes->TakeId(reading)));
}

bool RecordRows::EqualId::operator()(std::string_view id, std::uint32_t row) const {
  Reading reading = bytes->AtId(row);
  return bytes->TakeId(reading) == id;
}

bool RecordRows::EqualId::operator()(std::uint32_t one, std::uint32_t other) const {
  if (one == other) return true;
  Reading reading = bytes->AtId(one);
  return (*this)(std::string_view(bytes->TakeId(reading)), other);
}

RecordRows::RecordRows(std::unique_ptr<Bytes> bytes)
    : bytes_(std::move(bytes)), by_id_(0, HashOfId{bytes_.get()}, EqualId{bytes_.get()}) {}
RecordRows::RecordRows() : RecordRows(std::make_unique<Bytes>()) {}
RecordRows::RecordRows(RowParts base) : RecordRows(std::make_unique<Bytes>(base)) { base_by_id_ = base.by_id; }
RecordRows::RecordRows(RecordRows&&) noexcept = default;
RecordRows& RecordRows::operator=(RecordRows&&) noexcept = default;
RecordRows::~RecordRows() = default;

std::size_t RecordRows::Add(const Told& told) {
  PM_ASSERT(size() < kRowsMax);
  const std::size_t row = size();
  bytes_->Describe(row, told.described);
  bytes_->places.push_back(bytes_->Put(bytes_->RowOf(told)));
  by_id_.insert(static_cast<std::uint32_t>(row));
  return row;
}

void RecordRows::Replace(std::size_t row, const Told& told) {
  bytes_->Describe(row, told.described);
  bytes_->Replace(row, bytes_->RowOf(told));
}

std::size_t RecordRows::size() const { return bytes_->places.size(); }

std::uint32_t RecordRows::Handled(std::size_t row) const { return bytes_->AtRow(row).Small(); }

std::uint32_t RecordRows::Described(std::size_t row) const { return bytes_->Described(row); }

std::array<std::span<const std::uint32_t>, 2> RecordRows::Described() const { return bytes_->Described(); }

void RecordRows::Fetch(std::size_t row) const { bytes_->Fetch(row); }

bool RecordRows::HasNumbers(std::size_t row) const { return bytes_->AtPatterns(row).Number() > 0; }

void RecordRows::Patterns(std::size_t row, std::vector<Pattern>& out) const {
  Reading reading = bytes_->AtPatterns(row);
  out.clear();
  for (std::uint64_t left = reading.Count(); left > 0; --left) {
    std::optional<Pattern> pattern = Pattern::OfBytes(reading.Text());
    if (!pattern) return;
    out.push_back(std::move(*pattern));
  }
}

std::string RecordRows::Id(std::size_t row) const {
  Reading reading = bytes_->AtId(row);
  return bytes_->TakeId(reading);
}

std::string RecordRows::SourceId(std::size_t row) const {
  Reading reading = bytes_->AtId(row);
  Bytes::PassId(reading);
  return std::string(reading.Text());
}

std::vector<IndexedNumber> RecordRows::Numbers(std::size_t row) const {
  std::vector<Pattern> patterns;
  Patterns(row, patterns);
  Reading reading = bytes_->AtId(row);
  Bytes::PassId(reading);
  reading.Text();
  std::vector<IndexedNumber> out;
  for (Pattern& pattern : patterns) out.push_back(bytes_->TakeNumber(reading, std::move(pattern)));
  return out;
}

std::optional<std::size_t> RecordRows::Find(std::string_view id) const {
  const std::optional<std::uint32_t> of_base =
      FindInIdTable(base_by_id_, match::HashOfId(id), [&](std::uint32_t row) { return row < size() && Id(row) == id; });
  if (of_base) return *of_base;
  auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional<std::size_t>(*found);
}

RecordRows RecordRows::Frozen() { return RecordRows(bytes_->Frozen()); }

std::string_view RecordRows::BytesOf(std::size_t row) const { return bytes_->BytesOf(row); }

const std::vector<std::string>& RecordRows::names() const { return bytes_->names; }

std::string RecordRows::FaultOf(const RowParts& base) {
  if (base.names.empty() || !base.names.front().empty()) return "its names";
  if (base.bytes.size() > kRowBytesMax || base.bytes.size() % kRowStep != 0) return "the size of its rows";
  if (base.described.size() != base.places.size()) return "how many of its rows are described";
  const std::uint64_t end = base.bytes.size() / kRowStep;
  std::uint32_t most = 0;
  const std::uint32_t* at = base.places.data();
  for (std::size_t row = 0; row < base.places.size(); ++row) most = std::max(most, at[row]);
  return !base.places.empty() && most >= end ? "where a row begins" : "";
}

std::size_t RecordRows::bytes() const { return bytes_->bytes() + by_id_.bucket_count() * (sizeof(std::uint32_t) + 1); }

}  // namespace proofmark::match
