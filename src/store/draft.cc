// SPDX-License-Identifier: Apache-2.0
#include "store/draft.h"

#include <utility>

namespace proofmark::store {

Draft NewDraft(DraftHead head, const base::IdSource& ids) {
  Draft draft;
  model::Event& event = draft.event;
  event.id = ids.ulids.Make();
  event.owner = std::move(head.owner);
  event.actor = std::move(head.actor);
  event.kind = std::move(head.kind);
  event.subject = std::move(head.subject);
  event.command = std::move(head.command);
  event.handling = std::move(head.handling);
  event.vocabulary = std::move(head.vocabulary);
  event.nonce = ids.rng.Bytes<16>();
  return draft;
}

}  // namespace proofmark::store
