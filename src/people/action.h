// SPDX-License-Identifier: Apache-2.0
// An Action is something that needs two persons: one asks for it, another one approves it, and it is done with that.
//
//   PM_TRY(CheckOrder(Action::kGrantRole, {{"account", id}, {"role", "supervisor"}}));
//   AboutWhom(Action::kGrantRole, order);          // the account that the order is about
//
// What each order must say is one table (action.cc), described in docs/concepts/two_persons.md. An order holds
// identifiers, codes and days, and never a person's name. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace proofmark::people {

enum class Action {
  kGrantRole,          // an account gets a role
  kOverrideRetention,  // sealed parts are destroyed before their time
  kWithdrawReport,     // a report of theft, loss or search is taken back
  kWidenHandling,      // more may see a record than now, or may pass it on
  kReleaseHolder,      // the asker may read the name of one record's holder, for one case, until a day
};

// What a key of an order holds.
// Lists are one text, their entries between commas.
enum class OrderText { kAccount, kRole, kThing, kPart, kGround, kReference, kDay, kCase, kCode, kCodes, kAuthorities };

struct OrderKey {
  std::string_view name;
  OrderText holds;
  bool required = true;
};

struct ActionRow {
  Action action;
  std::string_view code;
  std::string_view sentence;
  std::vector<OrderKey> keys;
};

const std::vector<ActionRow>& AllActions();
const ActionRow& Describe(Action action);
std::optional<Action> ActionFromCode(std::string_view code);

// Errors, first that applies: kInvalid (a key that is missing, unknown, no text or not of its form; the field names
// it).
base::Result<void> CheckOrder(Action action, const base::Json& order);
// The account that an order is about: it cannot approve it. Empty where it is about none.
std::string AboutWhom(Action action, const base::Json& order);

}  // namespace proofmark::people
