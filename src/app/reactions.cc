// SPDX-License-Identifier: Apache-2.0
#include "app/reactions.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "model/hit.h"

namespace proofmark::app {

using base::Code;
using base::Result;

namespace {

// The side that is new is compared with the other side alone first; what comes near is then judged by a search of the
// whole node that starts from the record in hand, so that a hit is the same whichever of the two came first. Far below
// what is put before a person.
constexpr double kScreenLeast = 0.005;

std::vector<std::size_t> RowsOf(const match::MarkIndex& all, const std::vector<Same>& same) {
  std::vector<std::size_t> out;
  for (const Same& one : same) {
    if (const std::optional<std::size_t> row = all.RowOf(one.record.record)) out.push_back(*row);
  }
  return out;
}

}  // namespace

Result<Reactor::Reacted> Reactor::CatchUp() {
  for (int round = 0; round < kReactionRoundsMax; ++round) {
    PM_ASSIGN(bool more, ReadSpans());
    if (!more) break;
    // A View does not see handlings that came up after it was made: each step looks anew.
    PM_ASSIGN(store::View before, proofmark_.ViewOfEverything());
    PM_TRY(WithdrawHits(before));
    PM_TRY(RaiseHits(before));
    PM_ASSIGN(store::View after, proofmark_.ViewOfEverything());
    PM_TRY(TellOwners(after));
    for (const auto& [owner, span] : spans_) PM_TRY(store_.SetReacted(owner, span.to));
  }
  return done_;
}

Result<bool> Reactor::ReadSpans() {
  bool more = false;
  PM_ASSIGN(std::vector<store::Authority> authorities, store_.Authorities());
  for (const store::Authority& one : authorities) {
    Span span;
    PM_ASSIGN(span.from, store_.Reacted(one.code));
    PM_ASSIGN(span.to, store_.LogSize(one.code, store::Stream::kRecord));
    more = more || span.from < span.to;
    spans_[one.code] = span;
  }
  return more;
}

// Where nobody looks for anything, a register of a hundred thousand seizures costs no search.
Result<bool> Reactor::BothSidesAreThere(const store::View& view) {
  std::set<trace::Side> there;
  for (const auto& [owner, span] : spans_) {
    PM_ASSIGN(std::set<std::string> kinds, store_.KindsOfLife(view, owner));
    for (const std::string& kind : kinds) {
      if (auto side = trace::SideOf(kind)) there.insert(*side);
    }
  }
  return there.size() == 2;
}

// Records of which something new is told.
Result<std::set<std::string>> Reactor::Touched(const store::View& view) {
  std::set<std::string> out;
  for (const auto& [owner, span] : spans_) {
    if (span.from == span.to) continue;
    PM_ASSIGN(std::vector<store::StoredLife> life,
              store_.LifeSince(view, owner, span.from, std::numeric_limits<std::int64_t>::max()));
    for (const store::StoredLife& one : life) {
      if (trace::SideOf(one.row.kind)) out.insert(model::ThingId{owner, "item", one.row.record}.ToText());
    }
    PM_ASSIGN(std::vector<base::Ulid> corrected, store_.CorrectedSince(view, owner, span.from));
    for (const base::Ulid& record : corrected) out.insert(model::ThingId{owner, "item", record}.ToText());
  }
  return out;
}

Result<void> Reactor::WithdrawHits(const store::View& view) {
  PM_ASSIGN(std::vector<store::StoredHit> hits, store_.Hits(view, ""));
  for (const store::StoredHit& hit : hits) {
    if (hit.row.state == "withdrawn") continue;
    for (const auto& [record, event] :
         {std::pair(&hit.row.record, &hit.row.event), std::pair(&hit.row.other, &hit.row.other_event)}) {
      PM_ASSIGN(model::ThingId id, model::ThingId::Parse(*record));
      PM_ASSIGN(store::StoredRecord stored, store_.ReadRecord(view, id));
      const bool stands = std::any_of(stored.life.begin(), stored.life.end(), [&](const store::StoredLife& one) {
        return one.stands && model::ThingId{id.owner, "event", one.row.id}.ToText() == *event;
      });
      if (stands) continue;
      PM_TRY(WithdrawHit(view, hit, *event));
      break;
    }
  }
  return {};
}

Result<void> Reactor::WithdrawHit(const store::View& view, const store::StoredHit& hit, const std::string& event) {
  PM_ASSIGN(model::ThingId id, model::ThingId::Parse(event));
  PM_ASSIGN(store::StoredLife life, store_.FindLife(view, id));
  const Span& span = spans_[id.owner];
  PM_ASSIGN(std::vector<store::StoredEvent> naming,
            store_.EventsNaming(view, id.owner, event, std::max(span.from, life.seq + 1), span.to - 1));
  if (naming.empty()) {
    PM_ASSIGN(naming, store_.EventsNaming(view, id.owner, event, life.seq + 1, span.to - 1));
  }
  auto ended = std::find_if(naming.begin(), naming.end(), [](const store::StoredEvent& one) {
    return one.event.kind == "withdrawn" || one.event.kind == "corrected";
  });
  PM_ASSIGN(store::StoredEvent latest, store_.ReadEvent(view, hit.owner, hit.seq));
  base::Digest cause = latest.leaf;
  std::string why = id.owner + ": " + life.row.kind + " (" + event + ") no longer stands";
  if (ended != naming.end()) {
    cause = ended->leaf;
    why += ended->event.kind == "withdrawn" ? "; it was taken back" : "; it was corrected";
  }
  std::unique_lock lock(proofmark_.ids_mutex_);
  const registry::IdSource ids{proofmark_.ids_, proofmark_.rng_};
  store::Draft draft =
      trace::HitWithdrawn(hit.id, why, cause, {hit.owner, latest.event.handling, proofmark_.words_.version()}, ids);
  lock.unlock();
  PM_ASSIGN(std::int64_t written, Append(hit.owner, {std::move(draft)}));
  done_.withdrawn += written;
  return {};
}

Result<void> Reactor::RaiseHits(const store::View& view) {
  PM_ASSIGN(std::set<std::string> touched, Touched(view));
  if (touched.empty()) return {};
  if (touched.size() > kTouchedFewMax) {
    PM_ASSIGN(bool both, BothSidesAreThere(view));
    if (!both) return {};
  }
  PM_ASSIGN(std::vector<trace::Match> matches, FindMatches(view, touched));
  return Raise(view, matches);
}

// The records in hand that have to ask: those touched, and those that a touched report may be of.
Result<std::set<std::string>> Reactor::RecordsToAsk(const store::View& view, const TwoSides& sides,
                                                    const std::set<std::string>& touched) {
  std::set<std::string> out;
  std::vector<std::string> reports;
  for (const std::string& record : touched) {
    if (sides.in_hand.event_of.contains(record)) out.insert(record);
    if (sides.looked_for.event_of.contains(record)) reports.push_back(record);
  }
  if (reports.size() >= sides.in_hand.index.size()) {
    for (const auto& [record, event] : sides.in_hand.event_of) out.insert(record);
    return out;
  }
  for (const std::string& record : reports) {
    PM_ASSIGN(std::vector<std::string> near,
              Near(view, sides.in_hand.index, *sides.looked_for.index.Find(record), match::kNearMax));
    out.insert(near.begin(), near.end());
  }
  return out;
}

// Records of a side, or of all, that may be the row's weapon, or a part of it, for all that these alone tell.
Result<std::vector<std::string>> Reactor::Near(const store::View& view, const match::MarkIndex& side,
                                               const match::MarkIndex::Row& row, std::size_t most) {
  std::vector<std::string> out;
  const MarkSearcher& searcher = *proofmark_.searcher_;
  // As if a record were alone: sixteen guns of one number are each a sixteenth of the answer.
  const double prior = match::MarkQuery{}.prior_present / static_cast<double>(searcher.index().size());
  const double least = std::log2(kScreenLeast / prior);
  for (const match::MarkQuery& query : QuestionsOf(row)) {
    PM_ASSIGN(std::vector<match::NearRecord> near,
              match::SearchNear(side, view, proofmark_.words_, searcher.tables(), query, least, most));
    for (const match::NearRecord& one : near) out.push_back(one.record);
  }
  return out;
}

// Of few records that were touched: they themselves, and all that come near them, with what puts these on a side. False
// where they are not few, or more come near than can be read one by one.
Result<bool> Reactor::ReadSidesNear(const store::View& view, const match::MarkIndex& all,
                                    const std::set<std::string>& touched, SideReader& reader) {
  if (touched.size() > kTouchedFewMax) return false;
  std::set<std::size_t> rows;
  for (const std::string& record : touched) {
    const std::optional<std::size_t> row = all.RowOf(record);
    if (!row) continue;
    rows.insert(*row);
    if (!all.HasNumbers(*row)) continue;
    PM_ASSIGN(std::vector<std::string> near, Near(view, all, all.At(*row), kNearReadMax));
    if (near.size() >= kNearReadMax) return false;
    for (const std::string& one : near) rows.insert(*all.RowOf(one));
  }
  PM_TRY(reader.Add(std::vector<std::size_t>(rows.begin(), rows.end())));
  return true;
}

Result<std::vector<trace::Match>> Reactor::FindMatches(const store::View& view, const std::set<std::string>& touched) {
  std::vector<trace::Match> out;
  PM_ASSIGN(MarkSearcher * searcher, proofmark_.Searcher());
  const auto lock = searcher->Lock();
  const match::MarkIndex& all = searcher->index();
  SideReader reader(store_, view, proofmark_.words_, all);
  PM_ASSIGN(const bool few, ReadSidesNear(view, all, touched, reader));
  if (!few) PM_TRY(reader.AddAll());
  const TwoSides& sides = reader.sides();
  if (sides.looked_for.index.size() == 0 || sides.in_hand.index.size() == 0) return out;
  PM_ASSIGN(std::set<std::string> ask, RecordsToAsk(view, sides, touched));
  PM_ASSIGN(auto apart, KeptApart(view));
  SameSearch search{all, view, proofmark_.words_, searcher->tables()};
  search.prior = match::MarkQuery{}.prior_present;
  search.least = searcher->tables().Weight("hit_least");
  for (const std::string& record : ask) {
    const match::MarkIndex::Row row = *sides.in_hand.index.Find(record);
    // What a touched report is near has been found already.
    if (!few || touched.contains(record)) {
      PM_ASSIGN(std::vector<std::string> near, Near(view, sides.looked_for.index, row, match::kNearMax));
      if (near.empty()) continue;
    }
    search.leave_out = apart[record];
    PM_ASSIGN(std::vector<Same> same, FindSame(search, row));
    if (few) PM_TRY(reader.Add(RowsOf(all, same)));
    for (Same& one : same) {
      PM_TRY(TakeMatch(view, sides, touched.contains(record), record, std::move(one), out));
    }
  }
  return out;
}

// Same weapon, and looked for. The newer of the two brought them together.
Result<void> Reactor::TakeMatch(const store::View& view, const TwoSides& sides, bool by_find, const std::string& record,
                                Same same, std::vector<trace::Match>& out) {
  auto report = sides.looked_for.event_of.find(same.record.record);
  if (report == sides.looked_for.event_of.end()) return {};
  const std::string& event = sides.in_hand.event_of.at(record);
  PM_ASSIGN(model::ThingId newer, model::ThingId::Parse(by_find ? event : report->second));
  PM_ASSIGN(store::StoredEvent cause,
            store_.ReadEvent(view, newer.owner, sides.seq_of.at(by_find ? event : report->second)));
  out.push_back({record, event, same.record.record, report->second, same.record.probability, same.score,
                 std::move(same.evidence), cause.leaf});
  return {};
}

// What a person has said not to be one weapon is not proposed again, and does not weigh against what may be.
Result<std::map<std::string, std::vector<std::string>>> Reactor::KeptApart(const store::View& view) {
  std::map<std::string, std::vector<std::string>> out;
  PM_ASSIGN(std::vector<store::StoredLink> links, store_.Links(view, ""));
  for (const store::StoredLink& link : links) {
    if (link.state != "rejected") continue;
    out[link.record].push_back(link.other);
    out[link.other].push_back(link.record);
  }
  return out;
}

// A pair of records about which a hit was raised is before a person, or was: it is not raised again, whatever more is
// told of the two, unless that hit was withdrawn. The same two events are never raised twice.
Result<void> Reactor::Raise(const store::View& view, const std::vector<trace::Match>& matches) {
  if (matches.empty()) return {};
  PM_ASSIGN(std::vector<store::StoredHit> hits, store_.Hits(view, ""));
  std::set<Pair> records;
  std::set<Pair> events;
  for (const store::StoredHit& hit : hits) {
    events.emplace(hit.row.event, hit.row.other_event);
    if (hit.row.state != "withdrawn") records.emplace(hit.row.record, hit.row.other);
  }
  std::map<std::string, std::vector<store::Draft>> drafts;
  for (const trace::Match& match : matches) {
    if (events.contains({match.event, match.other_event}) || records.contains({match.record, match.other})) continue;
    if (!events.emplace(match.event, match.other_event).second) continue;
    PM_ASSIGN(model::ThingId record, model::ThingId::Parse(match.record));
    PM_ASSIGN(store::StoredRecord stored, store_.ReadRecord(view, record));
    PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(view, record.owner, stored.content_seq));
    std::lock_guard lock(proofmark_.ids_mutex_);
    const registry::IdSource ids{proofmark_.ids_, proofmark_.rng_};
    drafts[record.owner].push_back(
        trace::HitRaised(match, {record.owner, content.event.handling, proofmark_.words_.version()}, ids));
  }
  for (auto& [owner, of_owner] : drafts) {
    PM_ASSIGN(std::int64_t written, Append(owner, std::move(of_owner)));
    done_.raised += written;
  }
  return {};
}

Result<void> Reactor::TellOwners(const store::View& view) {
  PM_ASSIGN(std::vector<store::StoredHit> hits, store_.Hits(view, ""));
  if (hits.empty()) return {};
  std::map<std::string, std::string> told;  // by hit
  for (const auto& [owner, span] : spans_) {
    PM_ASSIGN(std::vector<store::StoredAlert> alerts,
              store_.Alerts(view, owner, 0, std::numeric_limits<std::int64_t>::max()));
    for (const store::StoredAlert& alert : alerts) told[alert.row.hit] = alert.row.kind;
  }
  for (const store::StoredHit& hit : hits) PM_TRY(TellOwner(view, hit, told[hit.id]));
  return {};
}

Result<void> Reactor::TellOwner(const store::View& view, const store::StoredHit& hit, const std::string& told) {
  PM_ASSIGN(model::ThingId other, model::ThingId::Parse(hit.row.other));
  if (other.owner == hit.owner) return {};  // its own list of hits says it
  PM_ASSIGN(model::ThingId report, model::ThingId::Parse(hit.row.other_event));
  PM_ASSIGN(store::StoredRecord record, store_.ReadRecord(view, other));
  auto life = std::find_if(record.life.begin(), record.life.end(),
                           [&](const store::StoredLife& one) { return one.row.id == report.ulid; });
  if (life == record.life.end()) return {};
  PM_ASSIGN(store::StoredEvent said, store_.ReadEvent(view, other.owner, life->seq));
  const std::vector<std::string>& codes = said.event.handling.codes;
  const bool asks = std::find(codes.begin(), codes.end(), "possible_match") != codes.end();
  std::optional<std::string> kind = trace::NextAlert({hit.row.state, asks, told});
  if (!kind) return {};
  PM_ASSIGN(store::StoredEvent latest, store_.ReadEvent(view, hit.owner, hit.seq));
  std::unique_lock lock(proofmark_.ids_mutex_);
  const registry::IdSource ids{proofmark_.ids_, proofmark_.rng_};
  store::Draft draft = trace::Alerted({*kind, hit.row.other, hit.row.record, hit.id, latest.leaf},
                                      {other.owner, said.event.handling, proofmark_.words_.version()}, ids);
  lock.unlock();
  PM_ASSIGN(std::int64_t written, Append(other.owner, {std::move(draft)}));
  done_.alerted += written;
  return {};
}

// Together, in one commit; one by one where another process has said some of it meanwhile.
Result<std::int64_t> Reactor::Append(const std::string& owner, std::vector<store::Draft> drafts) {
  std::int64_t written = 0;
  for (std::size_t at = 0; at < drafts.size(); at += kDerivedBatch) {
    const auto begin = drafts.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = drafts.begin() + static_cast<std::ptrdiff_t>(std::min(at + kDerivedBatch, drafts.size()));
    store::Batch batch;
    batch.owner = owner;
    batch.drafts.assign(begin, end);
    auto together = store_.Append(std::move(batch));
    if (together.ok()) {
      written += together->repeated ? 0 : end - begin;
      continue;
    }
    if (together.error().code != Code::kConflict || end - begin == 1) return together.error();
    for (auto one = begin; one != end; ++one) {
      store::Batch single;
      single.owner = owner;
      single.drafts = {*one};
      PM_ASSIGN(store::Appended appended, store_.Append(std::move(single)));
      written += appended.repeated ? 0 : 1;
    }
  }
  return written;
}

}  // namespace proofmark::app
