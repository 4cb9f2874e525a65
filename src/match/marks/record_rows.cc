// SPDX-License-Identifier: Apache-2.0
#include "match/marks/record_rows.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/ulid.h"

namespace proofmark::match {

namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::size_t kStep = 8;  // rows begin at multiples of it, so that 32 bits tell where
constexpr std::size_t kUlidText = 26;

void PutNumber(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

void PutText(std::string& out, std::string_view text) {
  PutNumber(out, text.size());
  out += text;
}

// Goes through a row from its beginning. The rows are of this program's own making.
class Reading {
 public:
  explicit Reading(const char* at) : at_(at) {}

  std::uint64_t Number() {
    std::uint64_t out = 0;
    for (unsigned shift = 0;; shift += 7) {
      const auto byte = static_cast<std::uint8_t>(*at_++);
      out |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) return out;
    }
  }
  std::uint32_t Small() { return static_cast<std::uint32_t>(Number()); }
  std::string_view Bytes(std::size_t size) {
    const char* begin = at_;
    at_ += size;
    return {begin, size};
  }
  std::string_view Text() { return Bytes(static_cast<std::size_t>(Number())); }
  const char* at() const { return at_; }

 private:
  const char* at_;
};

}  // namespace

// A row: handled, described, how many numbers, their patterns, the id, the register's number, and of each number what
// else was told.
class RecordRows::Bytes {
 public:
  std::uint32_t Put(const std::string& row) {
    const std::size_t size = Rounded(row.size());
    if (used_ + size > blocks_.size() * kBlock) Grow(size);
    std::memcpy(At(used_), row.data(), row.size());
    const std::size_t at = used_;
    used_ += size;
    return static_cast<std::uint32_t>(at / kStep);
  }

  void Replace(std::size_t row, const std::string& bytes) {
    if (Rounded(bytes.size()) > Rounded(SizeOf(row))) {
      places[row] = Put(bytes);
    } else {
      std::memcpy(At(kStep * places[row]), bytes.data(), bytes.size());
    }
  }

  Reading AtRow(std::size_t row) const { return Reading(At(kStep * places[row])); }
  Reading AtDescribed(std::size_t row) const {
    Reading reading = AtRow(row);
    reading.Number();
    return reading;
  }
  Reading AtPatterns(std::size_t row) const {
    Reading reading = AtDescribed(row);
    reading.Number();
    return reading;
  }
  Reading AtId(std::size_t row) const {
    Reading reading = AtPatterns(row);
    for (std::uint64_t left = reading.Number(); left > 0; --left) reading.Text();
    return reading;
  }

  std::string TakeId(Reading& reading) const {
    const std::uint32_t front = reading.Small();
    if (front == 0) return std::string(reading.Text());
    base::Ulid ulid;
    std::memcpy(ulid.bytes.data(), reading.Bytes(ulid.bytes.size()).data(), ulid.bytes.size());
    return names[front] + ulid.ToText();
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
    PutNumber(out, told.described);
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
    IndexedNumber number{.pattern = std::move(pattern), .text = {}, .kind = names[reading.Small()]};
    for (std::uint64_t left = reading.Number(); left > 0; --left) number.positions.push_back(names[reading.Small()]);
    number.text = reading.Number() == 0 ? number.pattern.ToText() : std::string(reading.Text());
    return number;
  }

  std::size_t bytes() const { return blocks_.size() * kBlock + places.capacity() * sizeof(std::uint32_t); }

  std::vector<std::uint32_t> places;      // by row, in steps
  std::vector<std::string> names = {""};  // fronts of ids, kinds, positions

 private:
  static std::size_t Rounded(std::size_t size) { return (size + kStep - 1) / kStep * kStep; }

  char* At(std::size_t place) const { return blocks_[place / kBlock] + place % kBlock; }

  std::size_t SizeOf(std::size_t row) const {
    const std::uint64_t numbers = AtPatterns(row).Number();
    Reading reading = AtId(row);
    PassId(reading);
    reading.Text();
    for (std::uint64_t left = numbers; left > 0; --left) {
      reading.Number();
      for (std::uint64_t positions = reading.Number(); positions > 0; --positions) reading.Number();
      if (reading.Number() != 0) reading.Text();
    }
    return static_cast<std::size_t>(reading.at() - At(kStep * places[row]));
  }

  // A row does not go over the end of a block, but for one that is longer than that: it has blocks of its own, side by
  // side.
  void Grow(std::size_t size) {
    const std::size_t blocks = (size + kBlock - 1) / kBlock;
    used_ = blocks_.size() * kBlock;
    PM_ASSERT(used_ + blocks * kBlock <= kRowBytesMax);
    owned_.push_back(std::make_unique_for_overwrite<char[]>(blocks * kBlock));
    for (std::size_t i = 0; i < blocks; ++i) blocks_.push_back(owned_.back().get() + i * kBlock);
  }

  std::vector<std::unique_ptr<char[]>> owned_;
  std::vector<char*> blocks_;
  std::size_t used_ = 0;
  std::unordered_map<std::string, std::uint32_t> number_of_ = {{"", 0}};
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

RecordRows::RecordRows()
    : bytes_(std::make_unique<Bytes>()), by_id_(0, HashOfId{bytes_.get()}, EqualId{bytes_.get()}) {}
RecordRows::RecordRows(RecordRows&&) noexcept = default;
RecordRows& RecordRows::operator=(RecordRows&&) noexcept = default;
RecordRows::~RecordRows() = default;

std::size_t RecordRows::Add(const Told& told) {
  PM_ASSERT(size() < kRowsMax);
  const std::size_t row = size();
  bytes_->places.push_back(bytes_->Put(bytes_->RowOf(told)));
  by_id_.insert(static_cast<std::uint32_t>(row));
  return row;
}

void RecordRows::Replace(std::size_t row, const Told& told) { bytes_->Replace(row, bytes_->RowOf(told)); }

std::size_t RecordRows::size() const { return bytes_->places.size(); }

std::uint32_t RecordRows::Handled(std::size_t row) const { return bytes_->AtRow(row).Small(); }

std::uint32_t RecordRows::Described(std::size_t row) const { return bytes_->AtDescribed(row).Small(); }

bool RecordRows::HasNumbers(std::size_t row) const { return bytes_->AtPatterns(row).Number() > 0; }

void RecordRows::Patterns(std::size_t row, std::vector<Pattern>& out) const {
  Reading reading = bytes_->AtPatterns(row);
  out.clear();
  for (std::uint64_t left = reading.Number(); left > 0; --left) out.push_back(Pattern::OfBytes(reading.Text()));
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
  auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional<std::size_t>(*found);
}

std::size_t RecordRows::bytes() const { return bytes_->bytes() + by_id_.bucket_count() * (sizeof(std::uint32_t) + 1); }

}  // namespace proofmark::match
