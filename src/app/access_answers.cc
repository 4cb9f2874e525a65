// SPDX-License-Identifier: Apache-2.0
// Who saw what and why, of the own authority's things, out of its access log.
#include <algorithm>
#include <charconv>
#include <limits>

#include "app/proofmark.h"
#include "model/record.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

// What the sealed part says besides the words of the question: for which case, and the reason where one was asked for.
Json Told(const Json& sealed, const char* key) { return sealed.contains(key) ? sealed[key] : Json(nullptr); }

bool Speaks(const model::Access& access, const model::Event& event, const AccessQuestion& question) {
  if (!question.actor.empty()) return event.actor == question.actor;
  return std::find(access.shown.begin(), access.shown.end(), question.record) != access.shown.end();
}

}  // namespace

// The words of the question stay sealed: they may name somebody, and it is not they that are audited.
Result<Json> Proofmark::AccessJson(const store::View& view, const store::StoredEvent& entry) {
  const model::Event& event = entry.event;
  PM_ASSIGN(model::Access access, model::AccessFromJson(event.body));
  PM_ASSIGN(std::optional<std::string> text, store_->OpenPart(view, entry, "query"));
  Json sealed = Json::object();
  if (text) {
    PM_ASSIGN(sealed, base::ParseJson(*text));
  }
  return Json{{"seq", event.seq},
              {"at", event.at.ToText()},
              {"actor", event.actor},
              {"action", access.action},
              {"purpose", event.handling.purpose},
              {"basis", event.handling.legal_basis},
              {"case", Told(sealed, "case")},
              {"reason", Told(sealed, "reason")},
              {"erased", !text.has_value()},
              {"shown", access.shown},
              {"count", access.count},
              {"leaf", base::ToHex(base::View(entry.leaf))}};
}

// Whoever audits need not see the record: that it is there is told of those of the own authority alone.
Result<Json> Proofmark::AccessesAfter(const Asking& asking, const AccessQuestion& question, const std::string& cursor,
                                      std::int64_t limit) {
  PM_TRY(ViewFor(asking, Permission::kReadAccesses));  // refuses before anything else
  PM_TRY(CheckPageLimit(limit));
  if (question.record.empty() == question.actor.empty()) {
    return Error{Code::kInvalid, "name a record or an actor, one of the two", "record"};
  }
  PM_ASSIGN(store::View everything, ViewOfEverything());
  std::string owner = asking.actor.authority;
  std::vector<model::ThingId> shown;
  bool there = true;
  if (!question.record.empty()) {
    auto thing = model::ThingId::Parse(question.record);
    there = thing.ok() && (asking.actor.Is(Role::kConsole) || thing->owner == owner) &&
            (store_->ReadRecord(everything, *thing).ok() || store_->ReadCase(everything, *thing).ok());
    if (there) owner = thing->owner;
    if (there) shown.push_back(*thing);
  } else if (asking.actor.Is(Role::kConsole)) {
    PM_ASSIGN(owner, OnlyAuthority(""));
  }
  PM_TRY(RecordAccess(asking, "accesses", shown, question.record + question.actor));
  if (!there) {
    return Error{Code::kNotFound, "there is no " + question.record + ", or it is not for this reader", "record"};
  }
  PM_ASSIGN(CursorScope scope, ScopeOf(asking, "accesses " + question.record + " " + question.actor, {owner}));
  std::int64_t before = std::numeric_limits<std::int64_t>::max();
  if (!cursor.empty()) {
    PM_ASSIGN(std::string position, ReadCursor(scope, cursor));
    std::from_chars(position.data(), position.data() + position.size(), before);
  }
  const std::string text = question.actor.empty() ? Quoted(question.record) : "\"actor\":" + Quoted(question.actor);
  Json listed = Json::array();
  bool more = true;
  while (more && std::ssize(listed) < limit) {
    const std::int64_t room = limit - std::ssize(listed);
    PM_ASSIGN(std::vector<store::StoredEvent> page, store_->AccessesNaming(owner, text, before, room + 1));
    more = std::ssize(page) > room;
    if (more) page.pop_back();
    for (const store::StoredEvent& entry : page) {
      before = entry.event.seq;
      if (entry.event.kind != "accessed") continue;
      PM_ASSIGN(model::Access access, model::AccessFromJson(entry.event.body));
      if (!Speaks(access, entry.event, question)) continue;
      PM_ASSIGN(Json json, AccessJson(everything, entry));
      listed.push_back(std::move(json));
    }
  }
  const std::string next = more ? WriteCursor(scope, std::to_string(before), rng_) : "";
  return Json{{"accesses", std::move(listed)}, {"next", more ? Json(next) : Json(nullptr)}};
}

}  // namespace proofmark::app
