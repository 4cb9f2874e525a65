// SPDX-License-Identifier: Apache-2.0
#include "store/import_log.h"

#include <algorithm>

#include "base/json.h"
#include "ledger/sealed.h"
#include "store/row_digest.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::int64_t kProgressLines = 1000;

// The lines of a text, without their line feeds, until one is refused.
Result<void> EachLine(std::string_view text, const Progress& progress,
                      const std::function<Result<void>(std::string_view)>& each) {
  const auto of = static_cast<std::int64_t>(text.size());
  for (std::int64_t number = 0; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    PM_TRY(each(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (progress && (number % kProgressLines == 0 || text.empty())) progress(of - std::ssize(text), of);
  }
  return {};
}

struct PartToStore {
  std::int64_t seq = 0;
  std::string part;
  std::string salt;
  std::string ciphertext;
};

}  // namespace

// One log of the bundle while it is read.
struct LogImport::Section {
  ledger::BundleLog claim;
  std::string note;
  Authority authority;
  Stream stream = Stream::kRecord;
  ledger::Frontier frontier{};  // of the bundle's events so far
  std::int64_t here = 0;        // events of this log in the database
  ImportedLog report{};
  std::vector<model::Event> events{};  // to be appended
  std::vector<std::string> bodies{};
  std::vector<PartToStore> parts{};
  std::size_t bytes = 0;

  LogKey key() const { return {authority.owner, stream}; }
};

Result<std::vector<ImportedLog>> LogImport::Run(const Progress& progress) {
  PM_TRY(Prove(progress));
  std::lock_guard lock(store_.write_mutex_);
  PM_TRY(FindAuthorities());
  PM_TRY(TakeLogs(progress));
  PM_TRY(Conclude());
  return std::move(imported_);
}

Result<void> LogImport::Prove(const Progress& progress) {
  ledger::BundleChecker checker({});
  PM_TRY(EachLine(bundle_.bytes, progress, [&](std::string_view line) {
    checker.Line(line);
    return Result<void>{};
  }));
  checker.Finish();
  found_ = checker.logs();
  if (found_.empty()) return Error{Code::kInvalid, "this is not a bundle; see proofmark ledger export", "file"};
  if (checker.findings_total() == 0) return {};
  const ledger::BundleFinding& first = checker.findings().front();
  return Error{
      Code::kCorrupt,
      "the bundle does not prove, and nothing was written: line " + std::to_string(first.line) + ": " + first.why,
      "file"};
}

// A log that we cannot sign for is not ours to write.
Result<void> LogImport::FindAuthorities() {
  for (const ledger::BundleLog& log : found_) {
    const std::string code = OwnerOf(log.log);
    auto known = store_.FindAuthority(code);
    if (!known.ok()) PM_TRY(MakeAuthority(code, log.key));
    PM_ASSIGN(Authority authority, store_.FindAuthority(code));
    if (authority.public_key != log.key) {
      return Error{Code::kConflict,
                   "the bundle of " + log.log + " is signed by another key than that of " + code + " here", "file"};
    }
    if (std::find(owners_.begin(), owners_.end(), code) == owners_.end()) owners_.push_back(code);
  }
  return {};
}

Result<void> LogImport::MakeAuthority(const std::string& code, const ledger::PublicKey& key) {
  PM_TRY(model::CheckAuthorityCode(code));
  auto signer = store_.keys_.OpenSigner(code);
  if (!signer.ok() || (*signer)->public_key() != key) {
    return Error{Code::kPrecondition,
                 "the signing key of " + code + " is not in " + store_.keys_.path() +
                     ": only its owner writes a log. Name the folder with --keys",
                 "keys"};
  }
  std::int64_t epochs[] = {1, 1};
  for (const ledger::BundleLog& log : found_) {
    if (OwnerOf(log.log) != code) continue;
    PM_ASSIGN(epochs[static_cast<int>(StreamOf(log.log))], ledger::EpochOf(log.checkpoint));
  }
  PM_TRY(store_.keys_.AddVerifierKeys(code, key, epochs[0], epochs[1]));
  Authority authority{0, code, bundle_.name.empty() ? code : bundle_.name, key};
  PM_ASSIGN(authority.owner, store_.InsertAuthority(authority, epochs[0], epochs[1]));
  store_.authorities_[code] = authority;
  return store_.Reconsider(code);
}

Result<void> LogImport::TakeLogs(const Progress& progress) {
  std::optional<Section> section;
  return EachLine(bundle_.bytes, progress, [&](std::string_view line) { return Line(section, line); });
}

// The lines are proved; here they are only told apart. An event's first key is never one of the others'.
Result<void> LogImport::Line(std::optional<Section>& section, std::string_view line) {
  if (line.starts_with("{\"bundle\":")) {
    PM_ASSIGN(section, Begin(line));
    return {};
  }
  if (!section) return Error{Code::kCorrupt, "the bundle was changed while it was read", "file"};
  if (line.starts_with("{\"hashes\":")) return {};
  if (line.starts_with("{\"sealed\":{")) return Sealed(*section, line);
  if (!line.starts_with("{\"end\":")) return Event(*section, line);
  PM_TRY(End(*section));
  section.reset();
  return {};
}

Result<LogImport::Section> LogImport::Begin(std::string_view head) {
  if (imported_.size() >= found_.size())
    return Error{Code::kCorrupt, "the bundle was changed while it was read", "file"};
  Section section;
  section.claim = found_[imported_.size()];
  section.stream = StreamOf(section.claim.log);
  PM_ASSIGN(Json json, base::ParseJson(head, {.bytes_max = ledger::kBundleLineMax}));
  section.note = json["checkpoint"].get<std::string>();
  PM_ASSIGN(section.authority, store_.FindAuthority(OwnerOf(section.claim.log)));
  PM_ASSIGN(Store::OpenLog * log, store_.Current(section.key()));
  if (!log->closed_because.empty() && !log->waits) {
    return Error{Code::kCorrupt, log->closed_because + "; it takes nothing in", "authority"};
  }
  PM_ASSIGN(std::string backup, Setting(*store_.writer_, kBackupMade));
  if (!backup.empty()) return Error{Code::kPrecondition, log->closed_because, "db"};
  section.here = log->writer.size();
  section.report = {section.claim.log, section.here, section.here, 0, 0, "", ""};
  PM_TRY(MeetHere(section));
  return section;
}

// Where the bundle's events so far are as many as are here, they must be the same; and where they are all of the
// bundle's, the beginning of those here.
Result<void> LogImport::MeetHere(Section& section) {
  const std::int64_t size = section.frontier.size();
  const std::int64_t meet = std::min(section.here, section.claim.checkpoint.size);
  if (size != meet) return {};
  PM_ASSIGN(ledger::Digest root, ledger::RootAt(TileReader(*store_.writer_, section.key()), meet));
  if (root != section.frontier.Root()) {
    return Error{Code::kConflict,
                 "the bundle tells another history of " + section.claim.log + " than the " +
                     std::to_string(section.here) + " events here; nothing of it was written",
                 "file"};
  }
  if (section.claim.checkpoint.size <= section.here) return {};
  // From here on the log is behind what it was signed with, and stays closed until it has everything.
  PM_ASSIGN(auto last, store_.keys_.LastSigned(section.claim.log, section.authority.public_key));
  PM_ASSIGN(bool later, last ? ledger::IsLater(section.claim.checkpoint, *last) : Result<bool>(true));
  if (later) {
    PM_TRY(store_.keys_.KeepSigned(section.claim.log, section.note, section.authority.public_key));
  }
  return {};
}

Result<void> LogImport::Event(Section& section, std::string_view bytes) {
  const std::int64_t seq = section.frontier.size();
  section.frontier.Add(ledger::LeafHash(bytes));
  if (seq < section.here) return MeetHere(section);
  auto event = model::Decode(bytes);
  if (!event.ok()) return base::Within("event " + std::to_string(seq), event.error());
  // Events of one command stay together: their number is what a repeated command answers.
  const bool goes_on = !section.events.empty() && section.events.back().command == event->command;
  if (goes_on && section.events.size() >= kBatchEventsMax + kImportEvents) {
    return Error{
        Code::kTooLarge,
        "event " + std::to_string(seq) + ": more than " + std::to_string(kBatchEventsMax) + " events of one command",
        "file"};
  }
  if (!goes_on && (section.events.size() >= kImportEvents || section.bytes >= kImportBytes)) {
    PM_TRY(WriteEvents(section));
  }
  section.bytes += bytes.size();
  section.report.sealed += std::ssize(event->sealed);
  section.events.push_back(std::move(*event));
  section.bodies.emplace_back(bytes);
  return {};
}

Result<void> LogImport::InTransaction(std::int64_t owner, const std::function<Result<void>()>& work) {
  Engine& engine = *store_.writer_;
  Result<void> outcome = store::InTransaction(engine, [&]() -> Result<void> {
    PM_TRY(engine.LockLogs(owner));
    PM_TRY(work());
    return engine.SendRows();
  });
  if (outcome.ok()) return outcome;
  store_.ForgetUncommitted();
  store_.ReloadLogs();
  return outcome;
}

Result<void> LogImport::WriteEvents(Section& section) {
  if (section.events.empty()) return {};
  Batch batch;  // only for its commands
  Result<void> written = InTransaction(section.authority.owner, [&]() -> Result<void> {
    PM_ASSIGN(Store::OpenLog * log, store_.Current(section.key()));
    const std::int64_t first = log->writer.size();
    if (first != section.events.front().seq) {
      return Error{Code::kConflict, section.claim.log + " has grown meanwhile; repeat the import", ""};
    }
    log->waits = true;
    log->closed_because = "an import into " + section.claim.log + " is not ended";
    PM_TRY(
        SetSetting(*store_.writer_, "importing:" + section.claim.log, std::to_string(section.claim.checkpoint.size)));
    for (std::size_t i = 0; i < section.events.size(); ++i) {
      auto leaf = store_.WriteEvent(section.key(), *log, section.events[i], section.bodies[i]);
      if (!leaf.ok()) return base::Within("event " + std::to_string(section.events[i].seq), leaf.error());
      batch.drafts.push_back({std::move(section.events[i]), {}, std::nullopt});
    }
    PM_TRY(log->writer.Flush(*store_.writer_));
    if (section.stream == Stream::kRecord) PM_TRY(store_.WriteCommands(section.authority.owner, batch, first));
    section.report.size = log->writer.size();
    return {};
  });
  section.events.clear();
  section.bodies.clear();
  section.bytes = 0;
  return written;
}

// What the event commits to, proved before. A part that was erased, here or by its key, does not come back.
Result<void> LogImport::Sealed(Section& section, std::string_view line) {
  PM_TRY(WriteEvents(section));
  PM_ASSIGN(Json json, base::ParseJson(line, {.bytes_max = ledger::kBundleLineMax}));
  const Json& sealed = json["sealed"];
  PartToStore part{sealed["seq"].get<std::int64_t>(), sealed["part"].get<std::string>(), {}, {}};
  PM_ASSIGN(part.salt, base::FromHex(sealed["salt"].get<std::string>()));
  PM_ASSIGN(part.ciphertext, base::FromBase64(sealed["ciphertext"].get<std::string>()));
  section.bytes += part.ciphertext.size();
  section.parts.push_back(std::move(part));
  if (section.parts.size() < kImportEvents && section.bytes < kImportBytes) return {};
  return WriteParts(section);
}

Result<void> LogImport::WriteParts(Section& section) {
  Engine& engine = *store_.writer_;
  const std::int64_t owner = section.authority.owner;
  const auto stream = static_cast<int>(section.stream);
  std::int64_t stored = 0;
  PM_TRY(InTransaction(owner, [&]() -> Result<void> {
    for (const PartToStore& part : section.parts) {
      base::Ulid event;
      PM_ASSIGN(bool there,
                IsThere(engine, "SELECT 1 FROM sealed WHERE owner = $1 AND stream = $2 AND seq = $3 AND part = $4",
                        {owner, stream, part.seq, Value::Text(part.part)}));
      PM_ASSIGN(bool erased_here,
                IsThere(engine, "SELECT 1 FROM erased_part WHERE owner = $1 AND stream = $2 AND seq = $3 AND part = $4",
                        {owner, stream, part.seq, Value::Text(part.part)}));
      PM_TRY(engine.Query("SELECT id FROM event WHERE owner = $1 AND stream = $2 AND seq = $3",
                          {owner, stream, part.seq}, [&](const Row& row) -> Result<void> {
                            PM_ASSIGN(event.bytes, base::ToArray<16>(row.Blob(0)));
                            return {};
                          }));
      PM_ASSIGN(bool erased, store_.key_store_->Erased(section.authority.code, event, part.part));
      if (there || erased_here || erased) continue;
      PM_TRY(store_.WriteSealed(section.key(), part.seq, part.part, part.salt, part.ciphertext));
      ++stored;
    }
    return {};
  }));
  section.report.parts += stored;
  section.parts.clear();
  section.bytes = 0;
  return {};
}

Result<void> LogImport::End(Section& section) {
  PM_TRY(WriteEvents(section));
  PM_TRY(WriteParts(section));
  if (section.frontier.Root() != section.claim.checkpoint.root) {
    return Error{Code::kCorrupt, "the bundle was changed while it was read", "file"};
  }
  PM_TRY(InTransaction(section.authority.owner, [&]() -> Result<void> {
    Engine& engine = *store_.writer_;
    const LogKey key = section.key();
    PM_ASSIGN(LogHead head, ReadLogHead(engine, key));
    PM_ASSIGN(std::int64_t epoch, ledger::EpochOf(section.claim.checkpoint));
    head.epoch = std::max(head.epoch, epoch);
    PM_TRY(WriteLogHead(engine, key, head));
    if (section.claim.checkpoint.size <= head.size) {
      PM_TRY(store_.WriteNote(key, section.claim.checkpoint.size, section.note));
    }
    // Its signed note says how far the log had gone, as a checkpoint given to the restore does.
    PM_ASSIGN(std::string unproved, Setting(engine, "unproved:" + section.claim.log));
    if (unproved.empty() || section.claim.checkpoint.size < section.here) return {};
    return PutSetting(engine, "unproved:" + section.claim.log, "");
  }));
  imported_.push_back(std::move(section.report));
  return {};
}

// Erasures of all logs, then the logs may open.
Result<void> LogImport::Conclude() {
  if (imported_.size() != found_.size()) {
    return Error{Code::kCorrupt, "the bundle was changed while it was read", "file"};
  }
  for (const std::string& owner : owners_) PM_TRY(store_.DestroyErasedKeys(owner));
  PM_TRY(store_.FinishErasures());
  for (const ImportedLog& log : imported_) {
    PM_ASSIGN(std::string importing, Setting(*store_.writer_, "importing:" + log.log));
    if (importing.empty()) continue;
    PM_ASSIGN(Authority authority, store_.FindAuthority(OwnerOf(log.log)));
    PM_TRY(InTransaction(authority.owner, [&] { return SetSetting(*store_.writer_, "importing:" + log.log, ""); }));
  }
  for (const std::string& owner : owners_) PM_TRY(store_.Reconsider(owner));
  for (ImportedLog& log : imported_) {
    PM_ASSIGN(log.closed_because, store_.WhyClosed(OwnerOf(log.log), StreamOf(log.log)));
    if (!log.closed_because.empty()) continue;
    PM_ASSIGN(log.note, store_.SignCheckpoint(OwnerOf(log.log), StreamOf(log.log)));
  }
  return {};
}

}  // namespace proofmark::store
