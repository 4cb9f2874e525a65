// SPDX-License-Identifier: Apache-2.0
#include "trace/decision.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "model/ids.h"
#include "model/record.h"

namespace proofmark::trace {

using base::Code;
using base::Error;
using base::Result;

namespace {

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// "staff:4711", "expert:BR-0231", or an account: "BR-RJ.user.ULID". An id without any digit would be a name.
bool NamesAPerson(std::string_view by) {
  if (auto account = model::ThingId::Parse(by); account.ok() && account->kind == "user") return true;
  const std::size_t colon = by.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view kind = by.substr(0, colon);
  const std::string_view id = by.substr(colon + 1);
  auto in_id = [](char c) {
    return IsLower(c) || IsDigit(c) || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
  };
  return std::all_of(kind.begin(), kind.end(), IsLower) && std::all_of(id.begin(), id.end(), in_id) &&
         std::any_of(id.begin(), id.end(), IsDigit);
}

Result<void> CheckPerson(const std::string& by) {
  if (by.empty()) return Error{Code::kInvalid, "a named person decides: say who, by a staff id like staff:4711", "by"};
  if (by.size() > model::kActorMax) {
    return Error{Code::kTooLarge, "by: at most " + std::to_string(model::kActorMax) + " characters", "by"};
  }
  if (by.starts_with("console:")) {
    return Error{Code::kInvalid, "by: an account of the console is nobody in person; give a staff id like staff:4711",
                 "by"};
  }
  if (NamesAPerson(by)) return {};
  return Error{Code::kInvalid,
               "by: give an opaque staff id like staff:4711 (letters, a colon, an id with a digit); a person's name "
               "must not stand in the log",
               "by"};
}

}  // namespace

Result<void> CheckDecision(const Decision& decision) {
  PM_TRY(CheckPerson(decision.by));
  if (decision.reason.size() > model::kFieldTextMax) {
    return Error{Code::kTooLarge,
                 "reason: " + std::to_string(decision.reason.size()) + " bytes; at most " +
                     std::to_string(model::kFieldTextMax) + "; what is longer belongs into the note",
                 "reason"};
  }
  if (decision.note.size() > kNoteMax) {
    return Error{Code::kTooLarge, "note: at most " + std::to_string(kNoteMax) + " bytes", "note"};
  }
  if (base::Trim(decision.reason).empty()) {
    return Error{Code::kInvalid, "reason: a decision without its reason helps nobody; say what was compared", "reason"};
  }
  if (!base::IsUtf8(decision.reason) || !base::IsUtf8(decision.note)) {
    return Error{Code::kInvalid, "reason or note: not UTF-8", "reason"};
  }
  return {};
}

store::Draft DecisionDraft(const Decision& decision, const DecisionSetting& setting, const registry::IdSource& ids,
                           std::string kind, std::string subject, base::Json body, WithNote with_note) {
  store::Draft draft;
  model::Event& event = draft.event;
  event.id = ids.ulids.Make();
  event.owner = setting.owner;
  event.actor = decision.by;
  event.kind = std::move(kind);
  event.subject = std::move(subject);
  event.handling = setting.handling;
  event.command = setting.command;
  event.vocabulary = setting.vocabulary;
  event.nonce = ids.rng.Bytes<16>();
  event.body = std::move(body);
  if (with_note == WithNote::kYes && !decision.note.empty()) {
    draft.sealed.push_back({"notes", base::JsonLine({{"note", decision.note}})});
  }
  return draft;
}

}  // namespace proofmark::trace
