// SPDX-License-Identifier: Apache-2.0
// The ImportDesk takes registers from a network: it keeps what was uploaded for its uploader alone and for a while,
// says what can be seen in it, checks a mapping on it, and takes its clean rows in.
//
//   PM_ASSIGN(auto desk, ImportDesk::Open(*proofmark, clock, rng, folder, limits));
//   PM_ASSIGN(Json begun, desk->Begin(asking, "register.csv", 3'498'124));   // {"import": "01J9...", "state": ...}
//   PM_ASSIGN(begun, desk->Take(asking, id, 0, bytes));                      // part after part
//   PM_ASSIGN(Json seen, desk->Understand(asking, id, {}));                  // columns, rows, a proposal
//   PM_ASSIGN(begun, desk->Check(asking, id, mapping));                      // "waiting"; Show tells how far it is
//   PM_ASSIGN(begun, desk->Import(asking, id));
//
// Checks and imports run one after the other in a thread of the desk, never in one that answers. docs/reference/
// imports.md has the states and limits. Another person's upload is not there. Errors of all: kForbidden (permission,
// purpose), kNotFound, then those named. Safe from any thread.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "app/proofmark.h"
#include "app/upload_folder.h"
#include "base/json.h"
#include "base/ulid.h"
#include "registry/register_outline.h"

namespace proofmark::app {

inline constexpr std::size_t kImportNameMax = 200;        // bytes of a file's name
inline constexpr std::size_t kImportFaultsListed = 1000;  // further ones stand in the errors file alone
inline constexpr std::int64_t kImportSweepSeconds = 60;   // how often uploads that have had their time are looked for

struct ImportLimits {
  std::uint64_t file_bytes_max = std::uint64_t{64} << 20;
  std::uint64_t kept_bytes_max = std::uint64_t{1} << 30;  // of all that are kept, as they were announced
  std::size_t files_per_person_max = 4;
  std::size_t waiting_max = 16;
  std::int64_t kept_minutes = 12 * 60;  // from the last time that somebody did something with it
};

// How a file is written, where a person knows better than the guess.
struct FormWish {
  std::optional<std::string> format{};
  std::optional<std::string> delimiter{};
  std::optional<std::string> encoding{};
  std::optional<std::string> sheet{};
};

// A file to take away: its bytes and its name, which is the program's.
struct ImportFile {
  std::string name;
  std::string type;
  std::string bytes;
};

class ImportDesk {
 public:
  // The folder is made, or what uploads left in it is removed. Errors: those of UploadFolder::Open.
  static base::Result<std::unique_ptr<ImportDesk>> Open(Proofmark& proofmark, base::Clock& clock, base::Rng& rng,
                                                        const std::string& folder, const ImportLimits& limits);
  // Cancels what is being worked on, behind its batch, and removes all files.
  ~ImportDesk();

  // Announces a file. Errors: kInvalid (name, bytes), kTooLarge, kTooMany (of this person), kUnavailable (no room).
  base::Result<base::Json> Begin(const Asking& asking, const std::string& name, std::uint64_t bytes);
  // The part that begins at byte `at`. kConflict where another part is due, kTooLarge past what was announced.
  base::Result<base::Json> Take(const Asking& asking, const std::string& id, std::uint64_t at, std::string_view bytes);
  base::Result<base::Json> List(const Asking& asking);
  base::Result<base::Json> Show(const Asking& asking, const std::string& id);
  // kPrecondition before it has arrived whole, kInvalid (the wish; the file).
  base::Result<base::Json> Understand(const Asking& asking, const std::string& id, const FormWish& wish);
  // A dry run with this mapping, as soon as its turn comes. kInvalid where the mapping is none, with the place.
  base::Result<base::Json> Check(const Asking& asking, const std::string& id, const base::Json& mapping);
  // Takes the clean rows in by the mapping that was checked. Repeated, it answers how far it is; after kCancelled or a
  // failure it goes on. kPrecondition without a check.
  base::Result<base::Json> Import(const Asking& asking, const std::string& id);
  base::Result<base::Json> Cancel(const Asking& asking, const std::string& id);
  base::Result<base::Json> Discard(const Asking& asking, const std::string& id);
  // {"faults": [{"line", "column", "value", "reason"}], "count", "complete"}
  base::Result<base::Json> Faults(const Asking& asking, const std::string& id);
  // "errors", "rejected" or "mapping".
  base::Result<ImportFile> File(const Asking& asking, const std::string& id, const std::string& what);

 private:
  enum class State { kUploading, kReady, kWaiting, kWorking, kChecked, kImported, kCancelled, kFailed };
  enum class Task { kNone, kCheck, kImport };
  struct Upload {
    std::string id;
    std::string person;
    std::string name;
    std::uint64_t bytes = 0;
    std::uint64_t received = 0;
    bool taking = false;  // a part is being written
    bool gone = false;    // discarded while it was worked on
    base::Instant kept_until;
    State state = State::kUploading;
    Task task = Task::kNone;
    Asking asking;  // of the task
    registry::RegisterFormat format = registry::RegisterFormat::kCsv;
    base::Json mapping = nullptr;
    base::Json result = nullptr;
    base::Json faults = base::Json::array();
    std::optional<base::Error> error;
    std::atomic<bool> cancelled{false};
    std::atomic<std::int64_t> done{0};
    std::atomic<std::int64_t> of{0};
  };
  using Held = std::shared_ptr<Upload>;

  ImportDesk(Proofmark& proofmark, base::Clock& clock, base::Rng& rng, const ImportLimits& limits)
      : proofmark_(proofmark), clock_(clock), ids_(clock, rng), limits_(limits) {}
  static std::string_view CodeOf(State state);

  // Those below are called with mutex_ held.
  base::Result<Held> Find(const Asking& asking, const std::string& id);
  base::Result<void> CheckRoom(const Asking& asking, std::uint64_t bytes) const;
  base::Result<void> Enqueue(const Asking& asking, const Held& upload, Task task);
  void Touch(Upload& upload) const;
  void Sweep();
  void RemoveFiles(const Upload& upload) const;
  base::Json ToJson(const Upload& upload) const;
  std::size_t Ahead(const Upload& upload) const;

  static base::Result<void> Require(const Asking& asking);
  base::Result<void> RequireWithPurpose(const Asking& asking) const;
  std::string PathOf(const Upload& upload, const char* what) const;
  void Work();
  void Finish(Upload& upload, base::Result<base::Json> outcome);
  base::Result<base::Json> RunTask(Upload& upload);

  Proofmark& proofmark_;
  base::Clock& clock_;
  base::UlidMaker ids_;
  const ImportLimits limits_;
  std::unique_ptr<UploadFolder> folder_;
  std::mutex understanding_;  // one file at a time: what it holds in memory is bounded
  std::mutex mutex_;
  std::condition_variable wakes_;
  bool ends_ = false;
  std::map<std::string, Held> uploads_;
  std::deque<Held> waiting_;
  Held working_;
  std::thread worker_;
};

}  // namespace proofmark::app
