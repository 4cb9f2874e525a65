// SPDX-License-Identifier: Apache-2.0
#include "people/action.h"

#include <algorithm>

#include "base/text.h"
#include "model/account.h"
#include "model/approval.h"

namespace proofmark::people {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Error Bad(std::string_view key, const std::string& why) {
  return Error{Code::kInvalid, "order." + std::string(key) + ": " + why, std::string(key)};
}

bool IsCode(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool HasDigit(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

template <typename Fits>
bool AllOf(std::string_view list, Fits fits) {
  while (true) {
    const std::size_t end = std::min(list.find(','), list.size());
    if (!fits(list.substr(0, end))) return false;
    if (end == list.size()) return true;
    list.remove_prefix(end + 1);
  }
}

Result<void> CheckText(const OrderKey& key, const std::string& text) {
  switch (key.holds) {
    case OrderText::kAccount:
    case OrderText::kThing: {
      auto id = model::ThingId::Parse(text);
      const bool good = id.ok() && (key.holds == OrderText::kThing || id->kind == model::kUserKind);
      if (good) return {};
      return Bad(key.name,
                 "give the identifier " +
                     std::string(key.holds == OrderText::kThing ? "of the thing" : "of an account, OWNER.user.ULID"));
    }
    case OrderText::kRole:
    case OrderText::kPart:
    case OrderText::kGround:
    case OrderText::kCode:
      return IsCode(text) ? Result<void>() : Bad(key.name, "must be a code");
    case OrderText::kCodes:
      return AllOf(text, IsCode) ? Result<void>() : Bad(key.name, "give codes, with a comma between two");
    case OrderText::kAuthorities:
      return AllOf(text, [](std::string_view one) { return model::CheckAuthorityCode(std::string(one)).ok(); })
                 ? Result<void>()
                 : Bad(key.name, "give the codes of authorities, like BR-RJ, with a comma between two");
    case OrderText::kDay:
      return model::ParseDay(text).ok() ? Result<void>() : Bad(key.name, "give a day like 2031-02-01");
    case OrderText::kReference:
    case OrderText::kCase:
      if (base::Printable(text) == text && HasDigit(text)) return {};
      return Bad(key.name, "give the number of the order or case, like 4 Js 112/30; a name must not stand in the log");
  }
  return Bad(key.name, "is unknown");
}

}  // namespace

const std::vector<ActionRow>& AllActions() {
  static const std::vector<ActionRow> rows = {
      {Action::kGrantRole,
       "grant_role",
       "an account gets a role",
       {{"account", OrderText::kAccount}, {"role", OrderText::kRole}}},
      {Action::kOverrideRetention,
       "override_retention",
       "sealed parts are destroyed before their time",
       {{"what", OrderText::kThing},
        {"ground", OrderText::kGround},
        {"part", OrderText::kPart, false},
        {"reference", OrderText::kReference, false}}},
      {Action::kWithdrawReport,
       "withdraw_report",
       "a report of theft, loss or search is taken back",
       {{"event", OrderText::kThing}}},
      {Action::kWidenHandling,
       "widen_handling",
       "more may see a record than now, or may pass it on",
       {{"record", OrderText::kThing},
        {"codes", OrderText::kCodes},
        {"releasable_to", OrderText::kAuthorities, false},
        {"onward", OrderText::kCode},
        {"review_at", OrderText::kDay, false},
        {"expires_at", OrderText::kDay, false}}},
      {Action::kReleaseHolder,
       "release_holder",
       "the asker may read the name of a record's holder",
       {{"record", OrderText::kThing}, {"case", OrderText::kCase}, {"until", OrderText::kDay}}},
  };
  return rows;
}

const ActionRow& Describe(Action action) {
  return *std::find_if(AllActions().begin(), AllActions().end(),
                       [&](const ActionRow& row) { return row.action == action; });
}

std::optional<Action> ActionFromCode(std::string_view code) {
  for (const ActionRow& row : AllActions()) {
    if (row.code == code) return row.action;
  }
  return {};
}

Result<void> CheckOrder(Action action, const Json& order) {
  const ActionRow& row = Describe(action);
  if (!order.is_object()) return Bad("", "must be an object");
  for (const OrderKey& key : row.keys) {
    auto found = order.find(std::string(key.name));
    if (found == order.end()) {
      if (key.required) return Bad(key.name, "is missing");
      continue;
    }
    if (!found->is_string()) return Bad(key.name, "must be text");
    const auto& text = found->get_ref<const std::string&>();
    if (text.size() > model::kOrderTextMax || !base::IsUtf8(text)) return Bad(key.name, "is too long, or no text");
    PM_TRY(CheckText(key, text));
  }
  for (const auto& [name, value] : order.items()) {
    const bool known =
        std::any_of(row.keys.begin(), row.keys.end(), [&](const OrderKey& key) { return key.name == name; });
    if (!known) return Bad(base::Printable(name), "is no key of " + std::string(row.code));
  }
  return {};
}

std::string AboutWhom(Action action, const Json& order) {
  for (const OrderKey& key : Describe(action).keys) {
    if (key.holds != OrderText::kAccount) continue;
    auto found = order.find(std::string(key.name));
    if (found != order.end() && found->is_string()) return found->get<std::string>();
  }
  return "";
}

}  // namespace proofmark::people
