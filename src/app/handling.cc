// SPDX-License-Identifier: Apache-2.0
// Who may see a record, changed: narrowed by one person, widened by two (approvals.cc plans that one).
#include <algorithm>

#include "app/carrier.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

void SortOnce(std::vector<std::string>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

Result<store::Draft> Proofmark::DraftHandling(const store::View& view, const HandlingWish& wish,
                                              registry::CommandSetting setting) {
  using enum registry::HandlingAct;
  PM_ASSIGN(model::Handling now, store_->HandlingOf(view, wish.record));
  setting.handling = wish.handling;
  setting.handling.purpose = now.purpose;
  setting.handling.legal_basis = now.legal_basis;
  for (model::Handling* one : {&now, &setting.handling}) {
    SortOnce(one->codes);
    SortOnce(one->releasable_to);
  }
  if (setting.handling == now) {
    return Error{Code::kPrecondition, "the record is handled just so already", "handling"};
  }
  const bool narrower = AccessPolicy::IsWithin(setting.handling, now);
  if (wish.act == kNarrow && !narrower) {
    return Error{Code::kForbidden,
                 "this would let somebody see it, pass it on or keep it longer who may not now; that takes two "
                 "persons: ask for widen_handling with POST /v1/approvals",
                 "handling"};
  }
  if (wish.act == kWiden && narrower) {
    return Error{Code::kPrecondition, "nobody would see more by it; one person does that: narrow_handling", "handling"};
  }
  std::lock_guard lock(ids_mutex_);
  return registry::DecideHandling(wish.act, wish.record.ulid, wish.reason, setting, {ids_, rng_});
}

Result<Carrier::Decide> Carrier::NarrowHandling() {
  PM_ASSIGN(registry::NarrowingOrder order, registry::ReadNarrowingOrder(Context(), order_.body));
  PM_ASSIGN(model::ThingId record, OwnRecord(order.record));
  return Decide([this, order, record](const store::View& now) -> Drafts {
    PM_ASSIGN(store::Draft draft,
              proofmark_.DraftHandling(now, {registry::HandlingAct::kNarrow, record, order.handling, order.reason},
                                       Setting({})));
    std::vector<store::Draft> drafts;
    drafts.push_back(std::move(draft));
    return drafts;
  });
}

}  // namespace proofmark::app
