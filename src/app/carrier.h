// SPDX-License-Identifier: Apache-2.0
// A Carrier carries out one command: it reads the order, decides on the state as it is, appends, lets reactions follow.
//
//   return Carrier(proofmark, asking, order).Run();
//
// What was decided on an older state is decided anew: If-Match and every rule are held against the very state that the
// events are appended to. The first event of a command bears `request`, a digest of the order keyed with the owner's
// secret: so the same key with another order is known, and nobody who reads the log learns an order by guessing.
// Used once, by one thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/proofmark.h"
#include "registry/decide_case.h"
#include "registry/decide_item.h"

namespace proofmark::app {

class Carrier {
 public:
  using Drafts = base::Result<std::vector<store::Draft>>;
  // What is decided on the state that the view shows: asked again where another writer was faster.
  using Decide = std::function<Drafts(const store::View&)>;
  enum class IfMatch { kNone, kMay, kMust };

  Carrier(Proofmark& proofmark, const Asking& asking, const CommandOrder& order)
      : proofmark_(proofmark), store_(proofmark.store()), asking_(asking), order_(order) {}
  base::Result<base::Json> Run();

  // Each reads the order of one command, names what it is about in the access log, and says what to decide.
  base::Result<Decide> RecordRecovery();
  base::Result<Decide> ReportTheft() { return Report("stolen"); }
  base::Result<Decide> ReportLoss() { return Report("lost"); }
  base::Result<Decide> RecordTransfer();
  base::Result<Decide> CorrectItem();
  base::Result<Decide> NarrowHandling();
  base::Result<Decide> RecordCase();
  base::Result<Decide> CorrectCase();
  base::Result<Decide> RecordStep();
  base::Result<Decide> AttachFile();
  base::Result<Decide> WithdrawReport();
  base::Result<Decide> CompareHit() { return OfHit(trace::HitAct::kCompare); }
  base::Result<Decide> ConfirmHit() { return OfHit(trace::HitAct::kConfirm); }
  base::Result<Decide> RejectHit() { return OfHit(trace::HitAct::kReject); }
  base::Result<Decide> InconclusiveHit() { return OfHit(trace::HitAct::kInconclusive); }
  base::Result<Decide> Link() { return OfPair(trace::LinkAct::kConfirm); }
  base::Result<Decide> RejectLink() { return OfPair(trace::LinkAct::kReject); }
  base::Result<Decide> Unlink() { return OfPair(trace::LinkAct::kUndo); }

 private:
  base::Result<void> CheckKey() const;
  base::Result<void> CheckShape(IfMatch rule) const;
  base::Result<void> SettleWho();
  base::Result<void> NameRequest();
  // The first outcome of this key. kConflict where it was given for another order.
  base::Result<std::optional<store::Appended>> FindDone();
  base::Result<store::Appended> Append(const Decide& decide);
  base::Result<base::Json> Answer(const store::Appended& done, base::Json reactions);
  base::Result<std::optional<std::string>> CaseOfRecord(const store::View& view, const base::Json& body);

  base::Result<Decide> Report(const std::string& kind);
  base::Result<Decide> OfHit(trace::HitAct act);
  base::Result<Decide> OfPair(trace::LinkAct act);

  registry::OrderContext Context() const;
  registry::CommandSetting Setting(const model::Handling& handling) const;
  trace::DecisionSetting VerdictSetting(const model::Handling& handling) const;
  // As the order says, or as what it is about: a new thing is its owner's alone.
  model::Handling HandlingOf(const registry::HandlingOrder& order) const;
  static base::Result<void> CheckPatterns(const registry::ItemOrder& what);
  base::Result<void> CheckMatch(std::int64_t content_seq) const;
  // Who looks at what, written down before it is told.
  base::Result<void> NoteAccess(const std::vector<model::ThingId>& shown, const std::string& query);
  // The owner's record that a text names.
  base::Result<model::ThingId> OwnRecord(const std::string& text);
  base::Result<void> CheckOwn(const std::string& owner, const std::string& thing, const char* field) const;
  Drafts DecideLife(const store::View& view, const model::ThingId& record, const registry::LifeOrder& life,
                    const registry::HandlingOrder& handling);
  base::Result<std::optional<store::StoredCase>> CaseOf(const store::View& view, const std::string& reference);
  // The owner's case that a text names, by its reference or its identifier. kNotFound also where it is hidden.
  base::Result<model::ThingId> OwnCase(const std::string& text);
  base::Result<std::optional<registry::CaseOnFile>> CaseOnFile(const store::View& view, const std::string& reference);
  base::Result<registry::CaseOnFile> ReadCase(const store::View& view, const store::StoredCase& stored);
  base::Result<registry::RecordOnFile> ReadRecord(const store::View& view, const store::StoredRecord& stored);

  Proofmark& proofmark_;
  store::Store& store_;
  const Asking& asking_;
  const CommandOrder& order_;
  Permission permission_{};
  std::string owner_;
  std::string actor_;    // who is named in the events
  std::string command_;  // the idempotency key as the log has it
  std::string request_;
};

}  // namespace proofmark::app
