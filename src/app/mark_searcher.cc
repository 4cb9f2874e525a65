// SPDX-License-Identifier: Apache-2.0
#include "app/mark_searcher.h"

#include <algorithm>
#include <chrono>
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

Result<std::unique_ptr<MarkSearcher>> MarkSearcher::Make(const vocab::Vocabulary& words, MarkKeeping keeping) {
  PM_ASSIGN(match::MarkReader reader, match::MarkReader::Make(words));
  PM_ASSIGN(match::MatchTables tables, match::MatchTables::Make(words));
  MarkSnapshotFile snapshot(keeping.path, words.version());
  return std::unique_ptr<MarkSearcher>(
      new MarkSearcher(std::move(reader), std::move(tables), std::move(snapshot), std::move(keeping)));
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

void TakeLinks(match::MarkIndex& index, const std::vector<store::StoredLink>& links) {
  for (const store::StoredLink& link : links) {
    if (link.state == "confirmed") index.Join(link.record, link.other);
    if (link.state == "rejected") index.KeepApart(link.record, link.other);
  }
}

// When the newest event of each log was recorded.
using Times = std::map<std::string, base::Instant>;

Result<Times> TimesOf(store::Store& store, const store::View& everything,
                      const std::map<std::string, std::int64_t>& sizes) {
  Times times;
  for (const auto& [owner, size] : sizes) {
    if (size == 0) continue;
    PM_ASSIGN(store::StoredEvent newest, store.ReadEvent(everything, owner, size - 1));
    times[owner] = newest.event.at;
  }
  return times;
}

// How long the turn is waited for before it is looked whether to wait on.
constexpr auto kTurnPause = std::chrono::milliseconds(2);
constexpr std::int64_t kRecordsAnEvent = 20;  // as long as it takes to read one event's record by itself

// Tells others, as long as it lives, that they need not wait.
class Much {
 public:
  Much(std::atomic<bool>& flag, bool much) : flag_(flag) { flag_ = much; }
  ~Much() { flag_ = false; }
  Much(const Much&) = delete;
  Much& operator=(const Much&) = delete;

 private:
  std::atomic<bool>& flag_;
};

}  // namespace

Result<std::int64_t> MarkSearcher::Lag(store::Store& store) {
  PM_ASSIGN(Sizes sizes, SizesOf(store));
  std::shared_lock lock(mutex_);
  std::int64_t lag = 0;
  for (const auto& [owner, size] : sizes) {
    lag += size - ReadOf(owner);
  }
  return lag;
}

bool MarkSearcher::Covers(const Sizes& sizes) {
  std::shared_lock lock(mutex_);
  return std::all_of(sizes.begin(), sizes.end(), [&](const auto& one) { return ReadOf(one.first) >= one.second; });
}

bool MarkSearcher::TakeTurn(std::unique_lock<std::timed_mutex>& turn, Wait wait) const {
  while (!turn.try_lock_for(kTurnPause)) {
    if (reads_much_ && wait == Wait::kNotForMuch) return false;
  }
  return true;
}

Result<void> MarkSearcher::Refresh(store::Store& store, const Everything& everything, Wait wait) {
  PM_ASSIGN(Sizes wanted, SizesOf(store));
  if (Covers(wanted)) return {};
  std::unique_lock turn(refreshing_, std::defer_lock);
  if (!TakeTurn(turn, wait)) return {};
  PM_TRY(BeginFromSnapshot(store, everything));
  // While one waits for the turn, another one has read on.
  MarksRead read;
  PM_ASSIGN(read.sizes, SizesOf(store));
  PM_ASSIGN(read.rows_made, store.RowsMade());
  const std::int64_t events = EventsBeyond(read.sizes);
  if (events == 0) return {};
  const auto records = static_cast<std::int64_t>(index_->size());
  const bool anew = events < 0 || events > std::max(kEventsTakenInMin, records / kRecordsAnEvent) ||
                    read.rows_made != read_.rows_made;
  const Much much(reads_much_, records > 0 && (anew || events > kEventsWaitedForMax));
  PM_ASSIGN(store::View view, everything());
  if (anew) return TakeAll(store, view, std::move(read));
  PM_TRY(TakeNews(store, view, std::move(read)));
  unsaved_ += events;
  return {};
}

Result<void> MarkSearcher::TakeAll(store::Store& store, const store::View& everything, MarksRead read) {
  PM_ASSIGN(Times times, TimesOf(store, everything, read.sizes));
  PM_ASSIGN(auto index, ReadAll(store, everything, read.sizes));
  PM_ASSIGN(read.reach, SizesOf(store));
  is_saved_ = false;
  ++anew_;
  std::unique_lock lock(mutex_);
  index_.swap(index);
  read_ = std::move(read);
  as_of_ = std::move(times);
  lock.unlock();  // the index before is taken apart without the lock
  // One that is of something else, and that no other will take the place of. Where it cannot be removed it stays
  // unused.
  if (std::exchange(is_useless_, false) && static_cast<std::int64_t>(index_->size()) < keeping_.records_min) {
    (void)snapshot_.Remove().ok();
  }
  return {};
}

Result<void> MarkSearcher::TakeNews(store::Store& store, const store::View& everything, MarksRead read) {
  PM_ASSIGN(Times times, TimesOf(store, everything, read.sizes));
  PM_ASSIGN(News news, ReadNews(store, everything, read.sizes));
  std::vector<store::StoredLink> links;
  if (news.links) {
    PM_ASSIGN(links, store.Links(everything, ""));
  }
  PM_ASSIGN(read.reach, SizesOf(store));
  std::unique_lock lock(mutex_);
  PutIn(std::move(news), links);
  read_ = std::move(read);
  as_of_ = std::move(times);
  return {};
}

Result<void> MarkSearcher::BeginFromSnapshot(store::Store& store, const Everything& everything) {
  if (std::exchange(begun_, true) || !snapshot_.is_kept()) return {};
  auto found = snapshot_.Open(store);
  if (!found.ok()) {
    const base::Code code = found.error().code;
    is_useless_ = code != base::Code::kNotFound && code != base::Code::kForbidden;
    if (code != base::Code::kNotFound && keeping_.note) {
      keeping_.note("the snapshot of the index " + snapshot_.path() +
                    " is not used, all records are read anew: " + found.error().message);
    }
    return {};
  }
  PM_ASSIGN(store::View view, everything());
  PM_ASSIGN(Times times, TimesOf(store, view, found->read.sizes));
  PM_ASSIGN(std::vector<store::StoredLink> links, store.Links(view, ""));
  TakeLinks(found->index, links);
  is_saved_ = true;
  std::unique_lock lock(mutex_);
  *index_ = std::move(found->index);
  read_ = std::move(found->read);
  as_of_ = std::move(times);
  return {};
}

bool MarkSearcher::IsDue() const {
  const auto records = static_cast<std::int64_t>(index_->size());
  if (!snapshot_.is_kept() || records < keeping_.records_min || records == 0) return false;
  return !is_saved_ || unsaved_ >= std::max(kSnapshotEventsMin, records / kRecordsASnapshotEvent);
}

Result<bool> MarkSearcher::SaveIfDue(store::Store& store, const std::atomic<bool>* stop) {
  const std::unique_lock saving(saving_, std::try_to_lock);
  if (!saving) return false;
  std::unique_lock turn(refreshing_);
  if (!IsDue()) return false;
  // Rows that were made anew meanwhile: what was read of them before is for nobody else.
  PM_ASSIGN(const std::string rows_made, store.RowsMade());
  if (rows_made != read_.rows_made) return false;
  const match::MarkIndex frozen = index_->Frozen();
  const MarksRead read = read_;
  const std::int64_t events = unsaved_;
  const std::int64_t anew = anew_;
  turn.unlock();
  PM_TRY(snapshot_.Save(store, frozen, read, stop));
  turn.lock();
  unsaved_ -= events;
  is_saved_ = anew == anew_;  // else all was read anew while it was written
  return true;
}

std::int64_t MarkSearcher::ReadOf(const std::string& owner) const {
  auto known = read_.sizes.find(owner);
  return known == read_.sizes.end() ? 0 : known->second;
}

std::int64_t MarkSearcher::EventsBeyond(const Sizes& sizes) const {
  if (read_.sizes.empty()) return -1;
  std::int64_t events = 0;
  for (const auto& [owner, size] : sizes) {
    if (size < ReadOf(owner)) return -1;
    events += size - ReadOf(owner);
  }
  return events;
}

Result<MarkSearcher::News> MarkSearcher::ReadNews(store::Store& store, const store::View& everything,
                                                  const Sizes& sizes) const {
  News news;
  std::map<std::string, std::string> touched;  // with the register's number that an event told, if one did
  for (const auto& [owner, size] : sizes) {
    for (std::int64_t seq = ReadOf(owner); seq < size; ++seq) {
      PM_ASSIGN(store::StoredEvent read, store.ReadEvent(everything, owner, seq));
      news.links = news.links || IsOfLinks(read.event.kind);
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
    const std::optional<std::size_t> row = index_->RowOf(subject);
    scanned->source_id = row ? index_->SourceId(*row) : source_id;
    news.records.push_back(Indexed(std::move(*scanned), reader_));
  }
  return news;
}

void MarkSearcher::PutIn(News news, const std::vector<store::StoredLink>& links) {
  for (const match::IndexedRecord& record : news.records) index_->Put(record);
  if (!news.links) return;
  index_->ForgetLinks();
  TakeLinks(*index_, links);
}

Result<std::unique_ptr<match::MarkIndex>> MarkSearcher::ReadAll(store::Store& store, const store::View& everything,
                                                                const Sizes& sizes) const {
  auto index = std::make_unique<match::MarkIndex>();
  for (const auto& [owner, size] : sizes) {
    PM_TRY(store.ScanRecords(everything, owner,
                             [&](store::ScannedRecord record) { index->Add(Indexed(std::move(record), reader_)); }));
  }
  index->Settle();
  PM_ASSIGN(std::vector<store::StoredLink> links, store.Links(everything, ""));
  TakeLinks(*index, links);
  return index;
}

}  // namespace proofmark::app
