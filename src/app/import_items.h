// SPDX-License-Identifier: Apache-2.0
// An Importer takes one register in: reads it twice, decides row by row, appends a batch of rows at a time.
//
// The first pass finds every rejected row and every id that stands twice, and writes the errors file, so that file and
// counts are the same whether the run was cut off or not. The second pass appends; each batch carries where the run
// stands in the same transaction, so a run that was killed goes on behind the last row that is durable.
// Used once, by one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/proofmark.h"
#include "base/file.h"
#include "registry/decide_import.h"
#include "registry/file_identities.h"
#include "registry/import_events.h"
#include "registry/mapping.h"
#include "registry/read_row.h"
#include "registry/register_reader.h"

namespace proofmark::app {

inline constexpr std::uint64_t kRegisterBytesMax = std::uint64_t{8} << 30;
inline constexpr std::uint64_t kMappingBytesMax = 1U << 20;
inline constexpr std::size_t kWarningsShown = 20;
inline constexpr std::size_t kSpellingsListed = 10;
inline constexpr std::int64_t kRowsBetweenQuestions = 1000;  // whether it is cancelled
inline constexpr int kConflictsMax = 100;                    // batches decided anew because another writer was faster

// What whoever waits for an import from afar wants besides.
struct ImportWatch {
  std::string rejected{};             // file for the rejected rows as they stand; none where empty
  std::size_t faults_listed = 10;     // of the result; the errors file has all
  std::string shown_as{};             // the file's name in messages; its path where empty
  std::function<bool()> cancelled{};  // asked between batches; what was committed until then stays
  std::function<void()> committed{};  // behind each batch that was
};

class Importer {
 public:
  Importer(Proofmark& proofmark, Asking asking, const ImportOrder& order, const store::Progress& progress,
           ImportWatch watch = {})
      : proofmark_(proofmark),
        asking_(std::move(asking)),
        order_(order),
        progress_(progress),
        watch_(std::move(watch)) {}

  // As Proofmark::ImportItems, reactions included. Also kForbidden into another authority's log, or for a purpose for
  // which the asker does not see his own records: they would be taken in twice. kCancelled where the watch says so:
  // repeated, it goes on.
  base::Result<base::Json> Run();

 private:
  base::Result<base::Json> TakeIn();
  // What has been done of the run; saved with each batch.
  struct State {
    std::int64_t rows = 0;  // rows of the file behind us, rejected ones too
    std::int64_t imported = 0;
    std::int64_t corrected = 0;
    std::int64_t duplicates = 0;
    std::int64_t warned = 0;
    std::int64_t unresolved_make = 0;
    std::int64_t unresolved_model = 0;
    std::int64_t unresolved_calibre = 0;
  };
  struct Row {
    std::int64_t line = 0;
    registry::RowReading reading;
  };

  base::Result<void> CheckAsker();
  base::Result<void> CheckCancelled() const;
  base::Result<void> OpenInputs();
  base::Result<void> FirstPass();
  base::Result<void> WriteErrors(const std::string& errors, const std::string& rejected) const;
  base::Result<void> RecordCheck();
  base::Result<void> Resume();
  base::Result<void> SecondPass();
  base::Result<void> TakeBatch(std::vector<Row>& rows, std::int64_t rows_behind, bool last);
  base::Result<void> DecideRow(const store::View& view, const Row& row, State& state,
                               std::vector<store::Draft>& drafts);
  base::Result<std::vector<store::RegisterEntry>> Entries(const store::View& view, const registry::RowReading& reading);
  base::Result<std::vector<registry::PreviousLife>> PreviousLife(const store::View& view, const base::Ulid& record);
  registry::EventSetting Setting(std::int64_t line) const;
  void Count(const Row& row, registry::RowOutcome outcome, State& state);
  void Warn(const Row& row, registry::RowWarning warning, State& state);
  base::Json StateJson(const State& state) const;
  base::Json Result(double seconds) const;

  Proofmark& proofmark_;
  Asking asking_;
  const ImportOrder& order_;
  const store::Progress& progress_;
  const ImportWatch watch_;

  std::string owner_;
  std::optional<registry::Mapping> mapping_;
  std::optional<base::MappedFile> file_;
  std::optional<registry::RegisterReader> reader_;
  std::optional<registry::RowReader> rows_;
  std::string file_digest_;
  base::Digest run_digest_{};
  std::string run_;
  bool resumed_ = false;

  registry::FileIdentities identities_;
  std::int64_t rows_in_file_ = 0;
  std::int64_t rejected_ = 0;
  std::int64_t fault_count_ = 0;  // a row may have several
  base::Json faults_ = base::Json::array();
  base::Json warnings_ = base::Json::array();
  std::map<std::string, std::map<std::string, std::int64_t>> unresolved_;  // field, spelling, rows
  State state_;
  // What this run has decided and the database does not show yet: the batch at hand, in a dry run everything.
  std::unordered_map<std::string, std::vector<store::RegisterEntry>> decided_;
};

}  // namespace proofmark::app
