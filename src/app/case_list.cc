// SPDX-License-Identifier: Apache-2.0
// The list of cases, newest first, a page at a time behind a cursor of the reader's own.
#include <algorithm>

#include "app/proofmark.h"
#include "model/case.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::int64_t kRecordsCountedMax = 200;

// How many steps of the protocol nobody has done.
std::int64_t StepsOpen(const vocab::Vocabulary& words, const std::vector<store::StoredStep>& steps) {
  const auto& all = words.List("protocol_steps").all();
  return std::count_if(all.begin(), all.end(), [&](const vocab::Code& one) {
    return one.until.empty() && std::none_of(steps.begin(), steps.end(),
                                             [&](const store::StoredStep& step) { return step.row.step == one.code; });
  });
}

}  // namespace

Result<Json> Proofmark::CaseLine(const store::View& view, const store::StoredCase& one) {
  PM_ASSIGN(store::StoredEvent content, store_->ReadEvent(view, one.id.owner, one.content_seq));
  PM_ASSIGN(model::Case said, model::CaseFromJson(content.event.body));
  PM_ASSIGN(std::vector<store::StoredStep> steps, store_->StepsOf(view, one.id));
  PM_ASSIGN(std::vector<std::int64_t> files, store_->FilesOf(view, one.id));
  PM_ASSIGN(std::vector<model::ThingId> records, store_->FindByCase(view, said.reference, kRecordsCountedMax));
  return Json{
      {"case", one.id.ToText()},
      {"owner", one.id.owner},
      {"reference", said.reference},
      {"date", {{"from", base::OrNull(content.event.happened.from)}, {"to", base::OrNull(content.event.happened.to)}}},
      {"offence", base::OrNull(said.offence)},
      {"terrorism", base::OrNull(said.terrorism)},
      {"recorded_at", content.event.at.ToText()},
      {"records", records.size()},
      {"steps_open", StepsOpen(words_, steps)},
      {"files", files.size()}};
}

Result<Json> Proofmark::CasesAfter(const Asking& asking, const std::string& text, const std::string& cursor,
                                   std::int64_t limit) {
  PM_TRY(ViewFor(asking, Permission::kReadRecord));  // refuses before anything else
  PM_TRY(CheckPageLimit(limit));
  if (text.size() > model::kCaseReferenceMax) {
    return Error{Code::kTooLarge, "text: more than " + std::to_string(model::kCaseReferenceMax) + " bytes", "text"};
  }
  PM_ASSIGN(std::vector<std::string> owners, Named(""));
  PM_ASSIGN(CursorScope scope, ScopeOf(asking, "cases " + text, owners));
  std::optional<base::Ulid> before;
  if (!cursor.empty()) {
    PM_ASSIGN(std::string position, ReadCursor(scope, cursor));
    PM_ASSIGN(before, base::Ulid::Parse(position));
  }
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadRecord));
  // One more than fits says whether there is a next page.
  PM_ASSIGN(std::vector<store::StoredCase> found, store_->ListCases(view, before, text, limit + 1));
  const bool more = std::ssize(found) > limit;
  if (more) found.pop_back();
  Json cases = Json::array();
  std::vector<model::ThingId> shown;
  for (const store::StoredCase& one : found) {
    PM_ASSIGN(Json line, CaseLine(view, one));
    cases.push_back(std::move(line));
    shown.push_back(one.id);
  }
  PM_TRY(RecordAccess(asking, "list_cases", shown, text));
  Json next = nullptr;
  if (more) next = WriteCursor(scope, found.back().id.ulid.ToText(), rng_);
  return Json{{"cases", std::move(cases)}, {"next", std::move(next)}};
}

}  // namespace proofmark::app
