// SPDX-License-Identifier: Apache-2.0
// Apply says what one event changes in the rows of the register: the one way from the log to lists and searches.
//
//   PM_ASSIGN(store::Rows rows, Apply(words, event));   // of a `recorded` event: record, marks, register row
//
//   recorded            the record with its marks, its register row, its case
//                       of a case: its reference, its days
//   corrected           the same, written over; life events that it names no longer stand
//   step_done           a step of the protocol in a case
//   a life event        one step of the item's life, between its first and its last possible day
//   withdrawn           the event that it names no longer stands
//   erased              the part that is gone: {"seq": N, "part": "row", "ground": "expired", "rule": "R1"}
//   linked, unlinked, link_rejected   what a person holds of two records
//   hit_raised          a hit, a candidate; hit_compared, hit_confirmed ...: its state
//   alerted             what an owner was told
//   account_opened ...  what apply_people.h says of accounts, roles and approvals
//   accessed            nothing: it lies in the access log
//
// Sealed parts are never looked at, so an event with an erased part gives the same rows as before.
// The same rows for the same event, vocabulary and kProjectionVersion, for ever. Pure; safe from any thread.
#pragma once

#include "base/result.h"
#include "model/event.h"
#include "store/rows.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

// Errors: kInvalid (a kind that no table has, a body that is not of its kind, a subject that is no item), kTooLarge.
base::Result<store::Rows> Apply(const vocab::Vocabulary& words, const model::Event& event);

}  // namespace proofmark::registry
