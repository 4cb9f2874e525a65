// SPDX-License-Identifier: Apache-2.0
// A DamagedNode is a small database with everything in it, kept in memory as bytes, of which copies are put on disk,
// damaged, opened and verified.
//
//   DamagedNode node(folder);
//   ASSERT_TRUE(node.Make().ok());
//   node.Put({"node.db", 4711, 0x10});                        // a fresh copy with one byte flipped
//   std::string outcome = node.Outcome();                     // "refused", "found: TABLE" or "" where all is well
//
// For tests; one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "app/proofmark.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"
#include "store/audit.h"
#include "store/store.h"
#include "tests/test_database.h"
#include "vocab/vocabulary.h"

namespace proofmark {

struct Flip {
  std::string file;  // of the node's folder
  std::size_t offset = 0;
  char with = 0;  // the byte is XORed with it
};

class DamagedNode {
 public:
  // With a server's database, its state is kept there, and the files are the keys alone.
  explicit DamagedNode(std::string folder, testing::TestDatabase* server = nullptr)
      : folder_(std::move(folder)), server_(server) {}

  // Two authorities with records, corrections, sealed and erased parts, hits, alerts, links, people and import runs;
  // closed.
  base::Result<void> Make();
  // Takes the files as they are now for the good ones, with what lies in a write-ahead log.
  void Keep();
  // The good files anew, and nothing else.
  void Put();
  void Put(const Flip& flip);

  base::Result<std::unique_ptr<store::Store>> Open();
  base::Result<store::VerifyReport> Verify();
  std::string Outcome();
  // Appends `count` batches, each signed.
  base::Result<void> Grow(store::Store& store, int count, bool sign);

  const std::string& Good(const std::string& file) const { return files_.at(file); }
  std::string Path(const std::string& file) const { return folder_ + "/" + file; }
  // All rows of all tables in order of their keys, with the kind of each value; an error's text where it cannot be
  // read. Read from a copy, so that nothing is changed by it.
  std::string Dump(const std::string& file, const std::string& bytes);
  std::string DumpAsItIs(const std::string& file);

 private:
  std::string Url() const { return server_ != nullptr ? server_->url() : "sqlite:" + Path("node.db"); }
  base::Result<void> Fill();
  base::Result<void> AddPeople(app::Proofmark& app, const model::ThingId& record);
  store::Draft NewDraft(const std::string& kind, const std::string& subject);

  std::string folder_;
  testing::TestDatabase* server_;
  std::map<std::string, std::string> files_;  // by path from the folder
  base::FakeClock clock_{*base::Instant::Parse("2026-11-24T00:00:00.000Z")};
  base::SeededRng rng_{2370};
  base::UlidMaker ids_{clock_, rng_};
  std::unique_ptr<vocab::Vocabulary> words_;
};

}  // namespace proofmark
