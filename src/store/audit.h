// SPDX-License-Identifier: Apache-2.0
// An Audit answers for whole logs: are they what was signed, where are they not, and how does an outsider check it.
// For the administrator and the auditor; it shows no record to anybody, so it takes no View.
//
//   Audit audit(*store);
//   PM_ASSIGN(VerifyReport report, audit.Verify({}, progress));
//   for (const LogReport& log : report.logs) for (const Finding& bad : log.bad) Print(bad.table, bad.seq, bad.why);
//
// Errors: those of Store. Damage is not an error but a finding.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "ledger/inclusion_proof.h"
#include "store/store.h"

namespace proofmark::store {

inline constexpr std::size_t kFindingsKept = 100;  // of one log; all are counted

struct Finding {
  std::string table;
  std::int64_t seq = -1;  // the first sequence number at fault; -1 where it is not about one
  std::string why;
};

// Adds a finding to those kept: the kFindingsKept lowest sequence numbers, whatever order they come in.
void KeepFinding(std::vector<Finding>& kept, Finding finding);

struct LogReport {
  std::string owner;
  Stream stream = Stream::kRecord;
  std::int64_t size = 0;
  base::Digest root{};
  std::string checkpoint;  // the last signed note; empty where nothing was signed
  std::vector<Finding> bad;
  std::int64_t bad_count = 0;
};

struct VerifyReport {
  std::vector<LogReport> logs;
  std::vector<Finding> bad;  // of the database as a whole: files, tables, settings, authorities
  std::int64_t bad_count = 0;
  std::int64_t events = 0;  // read, of all logs
  bool ok() const;
  void Find(Finding finding) {
    ++bad_count;
    KeepFinding(bad, std::move(finding));
  }
};

// What belongs to no log: rows that do not follow from events against their digests, and rows of nobody.
base::Result<void> CheckTables(Engine& engine, const std::vector<Authority>& authorities, VerifyReport& report);

struct RebuildReport {
  std::string owner;
  std::int64_t events = 0;
  bool changed = false;  // the rows were not what the log says
};

using Progress = std::function<void(std::int64_t done, std::int64_t of)>;
using LineSink = std::function<base::Result<void>(const std::string& line)>;

class Audit {
 public:
  explicit Audit(Store& store) : store_(store) {}

  // Every event against its leaf, every tile against the events, every checkpoint (the database's, the key folder's,
  // and the notes given) against the tree, every sealed part against its commitment and its key, every row against what
  // the events say, every other row against its digest, and the files against the database's own check.
  base::Result<VerifyReport> Verify(const std::vector<std::string>& notes, const Progress& progress);
  base::Result<ledger::InclusionProof> Prove(const std::string& owner, std::int64_t seq);
  // The bundle of one log (docs/formats/bundle.md), signed as of now; sealed parts where asked for.
  base::Result<void> Export(const std::string& owner, Stream stream, bool with_sealed, const LineSink& sink);
  // The rows of one owner anew from the log; compares them with what was there.
  base::Result<RebuildReport> Rebuild(const std::string& owner);
  // Keys of events that never came. How many were removed.
  base::Result<std::int64_t> SweepOrphanKeys();

 private:
  base::Result<void> CheckFiles(const std::vector<Authority>& authorities, VerifyReport& report);

  Store& store_;
};

}  // namespace proofmark::store
