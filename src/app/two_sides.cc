// SPDX-License-Identifier: Apache-2.0
#include "app/two_sides.h"

#include <algorithm>
#include <chrono>
#include <limits>
#include <utility>
#include <vector>

#include "app/sameness.h"
#include "trace/reactions.h"

namespace proofmark::app {

using base::Result;

namespace {

std::optional<base::PartialDate> DateOf(const std::optional<std::int32_t>& day) {
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{*day}}};
  return base::PartialDate{static_cast<std::int16_t>(static_cast<int>(date.year())),
                           static_cast<std::int8_t>(static_cast<unsigned>(date.month())),
                           static_cast<std::int8_t>(static_cast<unsigned>(date.day()))};
}

trace::CustodyEvent EventOf(const std::string& owner, const store::LifeRow& row) {
  trace::CustodyEvent event;
  event.id = model::ThingId{owner, "event", row.id}.ToText();
  event.record = model::ThingId{owner, "item", row.record}.ToText();
  event.owner = owner;
  event.kind = row.kind;
  event.happened = {DateOf(row.from_day), DateOf(row.to_day)};
  event.recorded_at.ms = row.id.Milliseconds();
  return event;
}

}  // namespace

void SideReader::Tell(const std::string& owner, const store::StoredLife& life) {
  trace::CustodyEvent event = EventOf(owner, life.row);
  if (trace::SideOf(event.kind)) seqs_.emplace(event.id, life.seq);
  events_[event.record].push_back(std::move(event));
}

Result<void> SideReader::ReadLife(std::size_t row) {
  if (!read_.insert(row).second) return {};
  PM_ASSIGN(const model::ThingId id, model::ThingId::Parse(all_.Id(row)));
  auto record = store_.ReadRecord(everything_, id);
  if (!record.ok() && record.error().code == base::Code::kNotFound) return {};
  PM_TRY(record);
  for (const store::StoredLife& one : record->life) {
    if (one.stands) Tell(id.owner, one);
  }
  return {};
}

Result<void> SideReader::Add(std::span<const std::size_t> rows) {
  for (const std::size_t row : rows) {
    if (!added_.insert(row).second) continue;
    const std::string owner = all_.OwnerCode(row);
    for (const std::size_t one : all_.RowsOfWeapon(row, everything_)) {
      if (all_.OwnerCode(one) == owner) PM_TRY(ReadLife(one));
    }
    Place(row);
  }
  return {};
}

Result<void> SideReader::AddAll() {
  PM_ASSIGN(std::vector<store::Authority> authorities, store_.Authorities());
  for (const store::Authority& authority : authorities) {
    PM_ASSIGN(std::vector<store::StoredLife> life,
              store_.LifeSince(everything_, authority.code, 0, std::numeric_limits<std::int64_t>::max()));
    for (const store::StoredLife& one : life) Tell(authority.code, one);
  }
  for (std::size_t row = 0; row < all_.size(); ++row) Place(row);
  return {};
}

// What the owner of a row tells of the weapon, on all records that links join to it.
std::vector<trace::CustodyEvent> SideReader::OfWeapon(std::size_t row) const {
  std::vector<trace::CustodyEvent> out;
  const std::string owner = all_.OwnerCode(row);
  for (std::size_t one : all_.RowsOfWeapon(row, everything_)) {
    if (all_.OwnerCode(one) != owner) continue;
    auto of_record = events_.find(all_.Id(one));
    if (of_record != events_.end()) out.insert(out.end(), of_record->second.begin(), of_record->second.end());
  }
  return out;
}

void SideReader::Put(SideRecords& side, std::size_t row, const std::optional<std::string>& event) {
  if (!event) return;
  side.event_of.emplace(all_.Id(row), *event);
  side.index.Add(IndexedAgain(all_.At(row)));
  sides_.seq_of.emplace(*event, seqs_.at(*event));
}

// On the sides that what was read of it puts it on.
void SideReader::Place(std::size_t row) {
  const std::string record = all_.Id(row);
  auto of_record = events_.find(record);
  if (of_record == events_.end() || !all_.HasNumbers(row)) return;
  Put(sides_.in_hand, row, trace::InHandBy(record, of_record->second));
  const bool reported = std::any_of(of_record->second.begin(), of_record->second.end(), [](const auto& event) {
    return trace::SideOf(event.kind) == trace::Side::kLookedFor;
  });
  if (!reported) return;
  Put(sides_.looked_for, row, trace::LookedForBy(words_, all_.OwnerCode(row), record, OfWeapon(row)));
}

}  // namespace proofmark::app
