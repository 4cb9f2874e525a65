// SPDX-License-Identifier: Apache-2.0
// An order is what a person sends to change the register: one JSON object, read whole or refused whole.
//
//   PM_ASSIGN(RecoveryOrder order, ReadRecoveryOrder({words, today}, body));
//   PM_ASSIGN(auto drafts, DecideRecovery(order, case_on_file, setting, ids));        // decide_item.h
//
// Follows docs/reference/commands.md. A key that is not known is refused by its name: who owns a record, who acts and
// with which role is never taken from an order. Nothing has a default but the kind of a recovery. Pure.
// Errors, first that applies: kTooLarge (a limit), kInvalid; the field is named with its path, "marks[2].kind".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "model/case.h"
#include "model/event.h"
#include "model/record.h"
#include "registry/order_fields.h"

namespace proofmark::registry {

inline constexpr std::size_t kNotesMax = 65'536;  // bytes
inline constexpr std::size_t kStepsMax = 64;      // of one order
inline constexpr std::size_t kReasonMax = model::kFieldTextMax;

// What is said of an item: its description and its marks, as somebody saw them.
struct ItemOrder {
  model::Description item;
  std::vector<model::Mark> marks;
};

// One thing that happened to it.
struct LifeOrder {
  std::string kind;  // a life event
  base::PartialDate date;
  std::optional<std::string> place{};
  std::optional<std::string> from_party{};
  std::optional<std::string> to_party{};
  std::optional<std::string> document{};
  std::optional<std::string> notes{};
};

struct StepOrder {
  model::StepDone done;
  base::PartialDate day;
  std::optional<std::string> note{};
};

// Who may see it, as far as the order says: purpose and legal basis are the asker's, not the order's.
using HandlingOrder = std::optional<model::Handling>;

struct RecoveryOrder {
  model::Case one;
  ItemOrder what;
  LifeOrder life;
  std::vector<StepOrder> steps;
  HandlingOrder handling;
};

// A theft or a loss: of a record that is there, or of one that is made.
struct ReportOrder {
  std::optional<std::string> record;  // an identifier, or a register's own number
  std::optional<ItemOrder> what;
  LifeOrder life;
  HandlingOrder handling;
};

struct TransferOrder {
  std::string record;
  LifeOrder life;
  HandlingOrder handling;
};

struct CorrectionOrder {
  std::string record;
  ItemOrder what;
  std::string reason;
};

// Fewer than now are to see a record, or to pass it on.
struct NarrowingOrder {
  std::string record;
  model::Handling handling;
  std::string reason;
};

struct CaseOrder {
  model::Case one;
  HandlingOrder handling;
  std::string reason;  // of a correction
};

struct CaseStepOrder {
  std::string what;  // the case, by its reference or identifier
  StepOrder step;
  HandlingOrder handling;
};

// What a named person decides of a thing: a report, a hit, a pair of records.
struct VerdictOrder {
  std::string subject;
  std::string other;  // of a link
  std::string reason;
  std::string note;
};

base::Result<RecoveryOrder> ReadRecoveryOrder(const OrderContext& context, const base::Json& body);
// `kind` is stolen or lost.
base::Result<ReportOrder> ReadReportOrder(const OrderContext& context, const std::string& kind, const base::Json& body);
base::Result<TransferOrder> ReadTransferOrder(const OrderContext& context, const base::Json& body);
base::Result<CorrectionOrder> ReadCorrectionOrder(const OrderContext& context, const base::Json& body);
base::Result<NarrowingOrder> ReadNarrowingOrder(const OrderContext& context, const base::Json& body);
// {"codes", "releasable_to", "onward", "review_at", "expires_at"}: purpose and legal basis are not the order's.
base::Result<model::Handling> ReadHandlingOrder(const OrderContext& context, const base::Json& json);
enum class CaseAct { kRecord, kCorrect };
base::Result<CaseOrder> ReadCaseOrder(const OrderContext& context, CaseAct act, const base::Json& body);
base::Result<CaseStepOrder> ReadCaseStepOrder(const OrderContext& context, const base::Json& body);
// {SUBJECT, "reason", "note"?}; with `other` where a pair is meant. `subjects` are the keys of which one is there.
base::Result<VerdictOrder> ReadVerdictOrder(const std::vector<std::string>& subjects, bool of_two,
                                            const base::Json& body);

}  // namespace proofmark::registry
