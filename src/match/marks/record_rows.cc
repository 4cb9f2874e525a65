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

 private:
  const char* at_;
};

}  // namespace

// A row: handled, described, how many numbers, their patterns, the id, the register's number, and of each number what
// else was told.
class RecordRows::Bytes {
 public:
  std::uint32_t Put(const std::string& row) {
    const std::size_t size = (row.size() + kStep - 1) / kStep * kStep;
    if (used_ + size > blocks_.size() * kBlock) Grow(size);
    std::memcpy(blocks_[used_ / kBlock] + used_ % kBlock, row.data(), row.size());
    const std::size_t at = used_;
    used_ += size;
    return static_cast<std::uint32_t>(at / kStep);
  }

  Reading At(std::uint32_t row) const {
    const std::size_t at = static_cast<std::size_t>(places[row]) * kStep;
    return Reading(blocks_[at / kBlock] + at % kBlock);
  }

  // Behind the patterns.
  Reading AtId(std::uint32_t row, std::size_t& numbers) const {
    Reading reading = At(row);
    reading.Number();
    reading.Number();
    numbers = reading.Number();
    for (std::size_t i = 0; i < numbers; ++i) reading.Text();
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
      reading.Bytes(sizeof(base::Ulid));
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

  std::size_t bytes() const { return blocks_.size() * kBlock + places.capacity() * sizeof(std::uint32_t); }

  std::vector<std::uint32_t> places;      // by row, in steps
  std::vector<std::string> names = {""};  // fronts of ids, kinds, positions

 private:
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
  std::size_t numbers = 0;
  Reading reading = bytes->AtId(row, numbers);
  return (*this)(std::string_view(bytes->TakeId(reading)));
}

bool RecordRows::EqualId::operator()(std::string_view id, std::uint32_t row) const {
  std::size_t numbers = 0;
  Reading reading = bytes->AtId(row, numbers);
  return bytes->TakeId(reading) == id;
}

bool RecordRows::EqualId::operator()(std::uint32_t one, std::uint32_t other) const {
  if (one == other) return true;
  std::size_t numbers = 0;
  Reading reading = bytes->AtId(one, numbers);
  return (*this)(std::string_view(bytes->TakeId(reading)), other);
}

RecordRows::RecordRows()
    : bytes_(std::make_unique<Bytes>()), by_id_(0, HashOfId{bytes_.get()}, EqualId{bytes_.get()}) {}
RecordRows::RecordRows(RecordRows&&) noexcept = default;
RecordRows& RecordRows::operator=(RecordRows&&) noexcept = default;
RecordRows::~RecordRows() = default;

std::uint32_t RecordRows::Add(const Told& told) {
  PM_ASSERT(size() < kRowsMax);
  const auto row = static_cast<std::uint32_t>(size());
  bytes_->places.push_back(bytes_->Put(bytes_->RowOf(told)));
  by_id_.insert(row);
  return row;
}

void RecordRows::Replace(std::uint32_t row, const Told& told) {
  bytes_->places[row] = bytes_->Put(bytes_->RowOf(told));
}

std::size_t RecordRows::size() const { return bytes_->places.size(); }

std::uint32_t RecordRows::Handled(std::uint32_t row) const { return bytes_->At(row).Small(); }

std::uint32_t RecordRows::Described(std::uint32_t row) const {
  Reading reading = bytes_->At(row);
  reading.Number();
  return reading.Small();
}

bool RecordRows::HasNumbers(std::uint32_t row) const {
  Reading reading = bytes_->At(row);
  reading.Number();
  reading.Number();
  return reading.Number() > 0;
}

void RecordRows::Patterns(std::uint32_t row, std::vector<Pattern>& out) const {
  Reading reading = bytes_->At(row);
  reading.Number();
  reading.Number();
  out.clear();
  for (std::uint64_t left = reading.Number(); left > 0; --left) out.push_back(Pattern::OfBytes(reading.Text()));
}

std::string RecordRows::Id(std::uint32_t row) const {
  std::size_t numbers = 0;
  Reading reading = bytes_->AtId(row, numbers);
  return bytes_->TakeId(reading);
}

std::string RecordRows::SourceId(std::uint32_t row) const {
  std::size_t numbers = 0;
  Reading reading = bytes_->AtId(row, numbers);
  Bytes::PassId(reading);
  return std::string(reading.Text());
}

std::vector<IndexedNumber> RecordRows::Numbers(std::uint32_t row) const {
  std::vector<Pattern> patterns;
  Patterns(row, patterns);
  std::size_t numbers = 0;
  Reading reading = bytes_->AtId(row, numbers);
  Bytes::PassId(reading);
  reading.Text();
  std::vector<IndexedNumber> out;
  for (Pattern& pattern : patterns) {
    IndexedNumber number{.pattern = std::move(pattern), .text = {}, .kind = bytes_->names[reading.Small()]};
    for (std::uint64_t left = reading.Number(); left > 0; --left) {
      number.positions.push_back(bytes_->names[reading.Small()]);
    }
    number.text = reading.Number() == 0 ? number.pattern.ToText() : std::string(reading.Text());
    out.push_back(std::move(number));
  }
  return out;
}

std::optional<std::uint32_t> RecordRows::Find(std::string_view id) const {
  auto found = by_id_.find(id);
  return found == by_id_.end() ? std::nullopt : std::optional(*found);
}

std::size_t RecordRows::bytes() const { return bytes_->bytes() + by_id_.bucket_count() * (sizeof(std::uint32_t) + 1); }

}  // namespace proofmark::match
