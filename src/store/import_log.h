// SPDX-License-Identifier: Apache-2.0
// A LogImport takes in a bundle (docs/formats/bundle.md) of an authority whose key is here: the events that are missing
// are appended byte for byte, at their old places and times.
//
//   LogImport import(*store, {.bytes = file.bytes(), .name = "Civil Police of Rio de Janeiro"});
//   PM_ASSIGN(std::vector<ImportedLog> logs, import.Run(progress));
//
// So a restored log catches up, and so an authority moves to another database: it is made where it is not kept yet. The
// whole bundle is proved before anything is written (one hash an event in memory), and the log here must be its
// beginning. Events come in transactions of bounded size; meanwhile the log is closed, and an import that was cut off
// is ended by repeating it. What the events say was erased is destroyed. A log that has then all that was signed opens
// and signs.
// Errors, first that applies: kInvalid (no bundle), kCorrupt (it does not prove; a log here is damaged), kPrecondition
// (the key is not here), kConflict (another history), kTooLarge (events of one command), those of Store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ledger/bundle.h"
#include "store/audit.h"
#include "store/store.h"

namespace proofmark::store {

inline constexpr std::size_t kImportEvents = 5'000;  // of one transaction; more where one command made them
inline constexpr std::size_t kImportBytes = 16U << 20;

struct BundleToImport {
  std::string_view bytes;
  std::string name;  // of an authority that is made; its code where empty
};

struct ImportedLog {
  std::string log;
  std::int64_t before = 0;     // events that were here
  std::int64_t size = 0;       // and are here now
  std::int64_t sealed = 0;     // parts to which the events that came commit
  std::int64_t parts = 0;      // parts that were stored; the others were erased, or are not in the bundle
  std::string closed_because;  // empty where the log is open
  std::string note;            // signed behind the import, where it is open
};

class LogImport {
 public:
  LogImport(Store& store, BundleToImport bundle) : store_(store), bundle_(std::move(bundle)) {}
  base::Result<std::vector<ImportedLog>> Run(const Progress& progress);

 private:
  struct Section;

  base::Result<void> Prove(const Progress& progress);
  base::Result<void> FindAuthorities();
  base::Result<void> MakeAuthority(const std::string& code, const ledger::PublicKey& key);
  base::Result<void> TakeLogs(const Progress& progress);
  base::Result<void> Line(std::optional<Section>& section, std::string_view line);
  base::Result<Section> Begin(std::string_view head);
  base::Result<void> Event(Section& section, std::string_view bytes);
  base::Result<void> MeetHere(Section& section);
  base::Result<void> Sealed(Section& section, std::string_view line);
  base::Result<void> WriteEvents(Section& section);
  base::Result<void> WriteParts(Section& section);
  base::Result<void> End(Section& section);
  base::Result<void> Conclude();
  base::Result<void> InTransaction(std::int64_t owner, const std::function<base::Result<void>()>& work);

  Store& store_;
  BundleToImport bundle_;
  std::vector<ledger::BundleLog> found_;  // in the bundle, in order
  std::vector<ImportedLog> imported_;
  std::vector<std::string> owners_;
};

}  // namespace proofmark::store
