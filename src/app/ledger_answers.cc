// SPDX-License-Identifier: Apache-2.0
// The ledger's questions, in the JSON that other programs rely on.
#include "app/proofmark.h"

namespace proofmark::app {

using base::Json;
using base::Result;

namespace {

Json BadJson(const std::vector<store::Finding>& found) {
  Json bad = Json::array();
  for (const store::Finding& one : found) bad.push_back({{"table", one.table}, {"seq", one.seq}, {"why", one.why}});
  return bad;
}

Json LogJson(const store::LogReport& log) {
  return {{"size", log.size},
          {"root", base::ToHex(base::View(log.root))},
          {"checkpoint", log.checkpoint.empty() ? Json(nullptr) : Json(log.checkpoint)},
          {"bad", BadJson(log.bad)},
          {"bad_count", log.bad_count}};
}

}  // namespace

Result<Json> Proofmark::Verify(const std::vector<std::string>& notes, const store::Progress& progress) {
  base::Instant start = clock_.Now();
  PM_ASSIGN(store::VerifyReport report, store::Audit(*store_).Verify(notes, progress));
  Json owners = Json::array();
  for (const store::LogReport& log : report.logs) {
    if (log.stream == store::Stream::kRecord) {
      owners.push_back(LogJson(log));
      owners.back()["owner"] = log.owner;
    } else {
      owners.back()["access"] = LogJson(log);  // the report gives an owner's two logs in this order
    }
  }
  return Json{{"ok", report.ok()},
              {"owners", std::move(owners)},
              {"database", {{"bad", BadJson(report.bad)}, {"bad_count", report.bad_count}}},
              {"events", report.events},
              {"seconds", static_cast<double>(clock_.Now().ms - start.ms) / 1000}};
}

Result<Json> Proofmark::Scrub(const ScrubOrder& order) {
  base::Instant start = clock_.Now();
  PM_ASSIGN(auto scrub, store::Scrub::Make(*store_, {order.events_per_second}));
  std::int64_t events = 0;
  std::int64_t rounds = 0;
  std::int64_t bad_count = 0;
  for (bool going = true; going;) {
    PM_ASSIGN(store::ScrubStep step, scrub->Step());
    for (const store::ScrubFinding& one : step.found) order.found(one);
    events += step.events;
    rounds += step.round_done ? 1 : 0;
    bad_count += std::ssize(step.found);
    // A database with little in it is not gone through without a rest.
    std::int64_t pause_ms = step.round_done ? std::max<std::int64_t>(step.pause_ms, 1000) : step.pause_ms;
    going = !(order.once && step.round_done) && order.pause(pause_ms);
  }
  return Json{{"ok", bad_count == 0},
              {"events", events},
              {"rounds", rounds},
              {"bad_count", bad_count},
              {"seconds", static_cast<double>(clock_.Now().ms - start.ms) / 1000}};
}

Result<ledger::InclusionProof> Proofmark::Prove(const std::string& authority, std::int64_t seq) {
  PM_ASSIGN(std::string owner, OnlyAuthority(authority));
  return store::Audit(*store_).Prove(owner, seq);
}

Result<std::string> Proofmark::Checkpoint(const std::string& authority) {
  PM_ASSIGN(std::vector<std::string> codes, Named(authority));
  std::string out;
  for (const std::string& code : codes) {
    PM_ASSIGN(std::string note, store_->SignCheckpoint(code, store::Stream::kRecord));
    out += (out.empty() ? "" : "\n") + note;
  }
  return out;
}

Result<void> Proofmark::Export(const Asking& asking, const std::string& authority, bool with_sealed,
                               const store::LineSink& sink) {
  PM_ASSIGN(std::vector<std::string> codes, Named(authority));
  PM_TRY(ViewFor(asking, Permission::kExportLog));
  for (const std::string& code : codes) {
    // A bundle shows a whole log: that is a reading, and is written down like any other.
    PM_ASSIGN(std::int64_t size, store_->LogSize(code, store::Stream::kRecord));
    store::Batch access;
    access.owner = code;
    access.accesses.push_back(AccessDraft(asking, code, "export", {}, size, with_sealed ? "with sealed parts" : ""));
    PM_TRY(store_->Append(std::move(access)));
    for (store::Stream stream : store::kStreams) {
      PM_TRY(store::Audit(*store_).Export(code, stream, with_sealed, sink));
    }
  }
  return {};
}

Result<Json> Proofmark::Rebuild(const std::string& authority) {
  base::Instant start = clock_.Now();
  PM_ASSIGN(std::vector<std::string> codes, Named(authority));
  Json owners = Json::array();
  std::int64_t events = 0;
  for (const std::string& code : codes) {
    PM_ASSIGN(store::RebuildReport report, store::Audit(*store_).Rebuild(code));
    owners.push_back({{"owner", code}, {"events", report.events}, {"changed", report.changed}});
    events += report.events;
  }
  PM_ASSIGN(std::int64_t swept, store::Audit(*store_).SweepOrphanKeys());
  return Json{{"owners", std::move(owners)},
              {"events", events},
              {"orphan_keys_removed", swept},
              {"seconds", static_cast<double>(clock_.Now().ms - start.ms) / 1000}};
}

}  // namespace proofmark::app
