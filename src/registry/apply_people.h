// SPDX-License-Identifier: Apache-2.0
// What an event about people changes in the rows: accounts, their roles, approvals, released holders. Apply (apply.h)
// hands these kinds on.
//
//   account_opened, account_closed, account_reopened   an account and its state
//   role_granted, role_withdrawn                       a role that it has, or no longer
//   approval_asked, approval_given, approval_refused   what needs two persons
//   holder_released                                    who may read whose name until when
//
// Names of persons lie in sealed parts and are never looked at. Pure; safe from any thread.
#pragma once

#include "base/result.h"
#include "model/event.h"
#include "store/rows.h"

namespace proofmark::registry {

bool IsAboutPeople(const model::Event& event);
// Errors: kInvalid (a body that is not of its kind, a subject that is not its own), kTooLarge.
base::Result<store::Rows> ApplyPeople(const model::Event& event);

}  // namespace proofmark::registry
