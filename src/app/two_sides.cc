// SPDX-License-Identifier: Apache-2.0
#include "app/two_sides.h"

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

using EventsOf = std::unordered_map<std::string, std::vector<trace::CustodyEvent>>;  // by record

// What the owner of a row tells of the weapon, on all records that links join to it.
std::vector<trace::CustodyEvent> OfWeapon(const match::MarkIndex& all, std::size_t row, const EventsOf& events,
                                          const store::View& everything) {
  std::vector<trace::CustodyEvent> out;
  const std::string owner = all.OwnerCode(row);
  for (std::size_t one : all.RowsOfWeapon(row, everything)) {
    if (all.OwnerCode(one) != owner) continue;
    auto of_record = events.find(all.Id(one));
    if (of_record != events.end()) out.insert(out.end(), of_record->second.begin(), of_record->second.end());
  }
  return out;
}

}  // namespace

Result<TwoSides> ReadTwoSides(store::Store& store, const store::View& everything, const vocab::Vocabulary& words,
                              const match::MarkIndex& all) {
  TwoSides sides;
  EventsOf events;
  std::unordered_map<std::string, std::int64_t> seqs;
  PM_ASSIGN(std::vector<store::Authority> authorities, store.Authorities());
  for (const store::Authority& authority : authorities) {
    PM_ASSIGN(std::vector<store::StoredLife> life,
              store.LifeSince(everything, authority.code, 0, std::numeric_limits<std::int64_t>::max()));
    for (const store::StoredLife& one : life) {
      trace::CustodyEvent event = EventOf(authority.code, one.row);
      if (trace::SideOf(event.kind)) seqs.emplace(event.id, one.seq);
      events[event.record].push_back(std::move(event));
    }
  }
  auto put = [&](SideRecords& side, std::size_t row, const std::optional<std::string>& event) {
    if (!event) return;
    side.event_of.emplace(all.Id(row), *event);
    side.index.Add(IndexedAgain(all.At(row)));
    sides.seq_of.emplace(*event, seqs.at(*event));
  };
  for (std::size_t row = 0; row < all.size(); ++row) {
    const std::string record = all.Id(row);
    auto of_record = events.find(record);
    if (of_record == events.end() || !all.HasNumbers(row)) continue;
    put(sides.in_hand, row, trace::InHandBy(record, of_record->second));
    const bool reported = std::any_of(of_record->second.begin(), of_record->second.end(), [](const auto& event) {
      return trace::SideOf(event.kind) == trace::Side::kLookedFor;
    });
    if (!reported) continue;
    put(sides.looked_for, row,
        trace::LookedForBy(words, all.OwnerCode(row), record, OfWeapon(all, row, events, everything)));
  }
  return sides;
}

}  // namespace proofmark::app
