// SPDX-License-Identifier: Apache-2.0
// A bundle is a log in a file: what an auditor checks without a database and without us.
//
// One line each, in this order, each in the canonical spelling (ledger/canonical.h); several logs may follow one
// another (docs/formats/bundle.md):
//   {"bundle":1,"checkpoint":NOTE,"epoch":1,"key":VKEY,"log":"BR-RJ","size":27758}      the head
//   {"hashes":BASE64,"level":0,"tile":0,"width":256}                                    tiles, level by level
//   {"actor":...}                                                                       events: their canonical bytes
//   {"sealed":{"ciphertext":BASE64,"part":"row","salt":HEX,"seq":7}}                    where they were asked for
//   {"end":"BR-RJ"}
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "ledger/checkpoint.h"
#include "ledger/tree.h"

namespace proofmark::ledger {

inline constexpr std::size_t kBundleLineMax = 2U << 20;
inline constexpr std::size_t kBundleFindingsMax = 1000;  // kept; the rest is counted
inline constexpr std::size_t kBundleLogsMax = 1000;

// Lines of a bundle, without the line end.
std::string BundleHead(const Checkpoint& checkpoint, std::string_view note, const PublicKey& key);
std::string BundleTile(int level, std::int64_t index, const std::vector<Digest>& hashes);
std::string BundleSealed(std::int64_t seq, std::string_view part, std::string_view salt, std::string_view ciphertext);
std::string BundleEnd(std::string_view log);

struct BundleFinding {
  std::string log;
  std::int64_t line = 0;  // of the file, from 1
  std::int64_t seq = -1;  // -1 where the finding is not about an event
  std::string why;
  std::size_t log_number = 0;  // place in logs(), from 1; 0 where no log is open

  bool operator==(const BundleFinding&) const = default;
};

// What a checked log of a bundle is.
struct BundleLog {
  std::string log;
  Checkpoint checkpoint;  // as the head claims; proved where the log has no finding
  PublicKey key{};
  std::int64_t events = 0;
  std::int64_t sealed = 0;
  std::int64_t findings = 0;  // all of them, also those past kBundleFindingsMax
};

// Takes a bundle line by line and proves it: events canonical, owner and seq as they must be, leaves as in the tiles,
// tiles as in the root, root as signed, sealed parts as committed. Goes on behind a finding. Memory: one hash a leaf
// and one a sealed part. Keys that the auditor got by another way are compared with the bundle's own; where there are
// none, the bundle proves only that it agrees with the key in its own head. One thread at a time.
class BundleChecker {
 public:
  explicit BundleChecker(std::vector<VerifierKey> trusted) : trusted_(std::move(trusted)) {}

  void Line(std::string_view line);  // without its line feed
  void Finish();                     // once, behind the last line

  // The first kBundleFindingsMax of them; findings_total() counts on.
  const std::vector<BundleFinding>& findings() const { return findings_; }
  std::int64_t findings_total() const { return findings_total_; }
  // Empty where no line was the head of a log: the file is not a bundle.
  const std::vector<BundleLog>& logs() const { return logs_; }

 private:
  void Dispatch(std::string_view bytes, const base::Json& value);
  void Head(const base::Json& head);
  void CheckKey(const base::Json& head);
  void Tile(const base::Json& tile);
  void TilesDone();
  void Event(std::string_view bytes, const base::Json& event);
  bool Place(std::int64_t seq);
  void KeepCommitments(std::int64_t seq, const base::Json& event);
  void Sealed(const base::Json& line);
  void End(const base::Json& end);
  void Close();
  void Find(std::int64_t seq, std::string why);

  BundleLog& Log() { return logs_.back(); }

  std::vector<VerifierKey> trusted_;
  std::vector<BundleFinding> findings_;
  std::int64_t findings_total_ = 0;
  std::vector<BundleLog> logs_;
  std::int64_t line_ = 0;
  // Of the open log:
  bool open_ = false;                       // between a head and its end
  bool sized_ = false;                      // the head's checkpoint could be read
  bool tiles_whole_ = true;                 // no tile so far was missing or out of place
  bool tiles_done_ = false;                 // the first event has come
  bool events_whole_ = true;                // no event so far was missing or out of place
  std::vector<std::vector<Digest>> tiles_;  // stored hashes by tile level
  Frontier frontier_;                       // of the events as they came
  std::int64_t next_seq_ = 0;
  bool sealed_begun_ = false;        // behind the last event
  std::vector<Digest> commitments_;  // one hash for each (seq, part, commitment) of the events; then sorted
  std::vector<bool> opened_;         // which of them had their sealed part
};

}  // namespace proofmark::ledger
