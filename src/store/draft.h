// SPDX-License-Identifier: Apache-2.0
// Where a draft begins: the head that every event has, with an id and a nonce of its own.
//
//   Draft draft = NewDraft({.owner = "BR-RJ", .actor = "staff:7", .kind = "linked", .subject = record, .command = key,
//                           .handling = handling}, ids);
//   draft.event.body = ...;
//
// Pure: chance comes from `ids`, first the id, then the nonce.
#pragma once

#include <optional>
#include <string>

#include "base/ulid.h"
#include "model/event.h"
#include "store/store.h"

namespace proofmark::store {

struct DraftHead {
  std::string owner;  // in whose log it is written
  std::string actor;
  std::string kind;
  std::string subject;
  std::string command;  // idempotency key
  model::Handling handling;
  std::optional<std::string> vocabulary{};
};

Draft NewDraft(DraftHead head, const base::IdSource& ids);

}  // namespace proofmark::store
