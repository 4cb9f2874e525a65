// SPDX-License-Identifier: Apache-2.0
#include "store/schema.h"

#include <charconv>

#include "store/engine.h"
#include "store/row_digest.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

// The words of types are SQLite's; PostgresMigration says the same in PostgreSQL's.
// Every key begins with the owner, a small integer, so that the tables distribute by owner as they are. Keys are in
// the order in which rows arrive (sequence numbers, ULIDs), so that bulk inserts go to the right edge of each tree.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE authority (
  owner INTEGER NOT NULL PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  public_key BLOB NOT NULL);
CREATE TABLE log (
  owner INTEGER NOT NULL, stream INTEGER NOT NULL,
  epoch INTEGER NOT NULL, size INTEGER NOT NULL,
  PRIMARY KEY (owner, stream)) WITHOUT ROWID;
CREATE TABLE event (
  owner INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL,
  id BLOB NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY (owner, stream, seq));
CREATE UNIQUE INDEX event_by_id ON event (owner, id);
CREATE TABLE tile (
  owner INTEGER NOT NULL, stream INTEGER NOT NULL, level INTEGER NOT NULL, tile INTEGER NOT NULL,
  hashes BLOB NOT NULL,
  PRIMARY KEY (owner, stream, level, tile));
CREATE TABLE checkpoint (
  owner INTEGER NOT NULL, stream INTEGER NOT NULL, size INTEGER NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (owner, stream, size)) WITHOUT ROWID;
CREATE TABLE sealed (
  owner INTEGER NOT NULL, stream INTEGER NOT NULL, seq INTEGER NOT NULL, part TEXT NOT NULL,
  salt BLOB NOT NULL, ciphertext BLOB NOT NULL,
  PRIMARY KEY (owner, stream, seq, part)) WITHOUT ROWID;
CREATE TABLE command (
  owner INTEGER NOT NULL, command TEXT NOT NULL,
  seq INTEGER NOT NULL, events INTEGER NOT NULL,
  PRIMARY KEY (owner, command)) WITHOUT ROWID;
CREATE TABLE handling_class (
  owner INTEGER NOT NULL, class INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (owner, class), UNIQUE (owner, body)) WITHOUT ROWID;
CREATE TABLE import_run (
  owner INTEGER NOT NULL, run TEXT NOT NULL,
  digest BLOB NOT NULL, state TEXT NOT NULL, done INTEGER NOT NULL,
  PRIMARY KEY (owner, run)) WITHOUT ROWID;
CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE record (
  owner INTEGER NOT NULL, record BLOB NOT NULL,
  class INTEGER NOT NULL, first_seq INTEGER NOT NULL, content_seq INTEGER NOT NULL,
  type TEXT, make TEXT, model TEXT, calibre TEXT, made_country TEXT, import_country TEXT, year TEXT, case_ref TEXT,
  PRIMARY KEY (owner, record)) WITHOUT ROWID;
CREATE TABLE mark (
  owner INTEGER NOT NULL, record BLOB NOT NULL, n INTEGER NOT NULL,
  kind TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (owner, record, n)) WITHOUT ROWID;
CREATE TABLE life (
  owner INTEGER NOT NULL, record BLOB NOT NULL, seq INTEGER NOT NULL,
  class INTEGER NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, from_day INTEGER, to_day INTEGER,
  stands INTEGER NOT NULL,
  PRIMARY KEY (owner, record, seq)) WITHOUT ROWID;
CREATE TABLE register_row (
  owner INTEGER NOT NULL, source TEXT NOT NULL, source_id TEXT NOT NULL, record BLOB NOT NULL,
  content BLOB NOT NULL, as_of TEXT,
  PRIMARY KEY (owner, source, source_id, record)) WITHOUT ROWID;
CREATE TABLE case_item (
  owner INTEGER NOT NULL, case_ref TEXT NOT NULL, record BLOB NOT NULL,
  PRIMARY KEY (owner, case_ref, record)) WITHOUT ROWID;
CREATE TABLE erased_part (
  owner INTEGER NOT NULL, seq INTEGER NOT NULL, part TEXT NOT NULL, by_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, seq, part)) WITHOUT ROWID;
)sql";

// What a search compares besides codes, and what persons decided about records. All rows are projected anew after it.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE record ADD COLUMN make_text TEXT;
ALTER TABLE record ADD COLUMN model_text TEXT;
ALTER TABLE record ADD COLUMN calibre_text TEXT;
ALTER TABLE mark ADD COLUMN parts TEXT;
ALTER TABLE mark ADD COLUMN pattern TEXT;
CREATE INDEX life_by_seq ON life (owner, seq);
CREATE TABLE link (
  owner INTEGER NOT NULL, record BLOB NOT NULL, other TEXT NOT NULL,
  class INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (owner, record, other)) WITHOUT ROWID;
CREATE INDEX link_by_other ON link (other);
CREATE TABLE hit (
  owner INTEGER NOT NULL, hit BLOB NOT NULL,
  class INTEGER NOT NULL, record TEXT NOT NULL, event TEXT NOT NULL, other TEXT NOT NULL, other_event TEXT NOT NULL,
  probability INTEGER NOT NULL, raised_seq INTEGER NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY (owner, hit)) WITHOUT ROWID;
CREATE INDEX hit_by_event ON hit (event);
CREATE INDEX hit_by_other_event ON hit (other_event);
CREATE TABLE alert (
  owner INTEGER NOT NULL, seq INTEGER NOT NULL,
  class INTEGER NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL, other TEXT NOT NULL, hit TEXT NOT NULL,
  PRIMARY KEY (owner, seq)) WITHOUT ROWID;
)sql";

// What does not follow from the log bears a digest; an erased part may be one of the access log. The rows of
// erased_part are projected anew after it.
constexpr const char* kVersion3 = R"sql(
ALTER TABLE authority ADD COLUMN row_digest BLOB;
ALTER TABLE log ADD COLUMN checkpoints INTEGER NOT NULL DEFAULT 0;
ALTER TABLE log ADD COLUMN row_digest BLOB;
ALTER TABLE import_run ADD COLUMN row_digest BLOB;
ALTER TABLE setting ADD COLUMN row_digest BLOB;
UPDATE log SET checkpoints =
  (SELECT count(*) FROM checkpoint c WHERE c.owner = log.owner AND c.stream = log.stream);
DROP TABLE erased_part;
CREATE TABLE erased_part (
  owner INTEGER NOT NULL, stream INTEGER NOT NULL DEFAULT 0, seq INTEGER NOT NULL, part TEXT NOT NULL,
  by_seq INTEGER NOT NULL,
  PRIMARY KEY (owner, stream, seq, part)) WITHOUT ROWID;
)sql";

// What owners say of their cases, and which steps of the protocol were done in them.
constexpr const char* kVersion4Cases = R"sql(
CREATE TABLE case_file (
  owner INTEGER NOT NULL, case_id BLOB NOT NULL,
  class INTEGER NOT NULL, first_seq INTEGER NOT NULL, content_seq INTEGER NOT NULL,
  reference TEXT NOT NULL, from_day INTEGER, to_day INTEGER, terrorism INTEGER,
  PRIMARY KEY (owner, case_id)) WITHOUT ROWID;
CREATE INDEX case_file_by_reference ON case_file (owner, reference);
CREATE TABLE case_step (
  owner INTEGER NOT NULL, case_id BLOB NOT NULL, seq INTEGER NOT NULL,
  class INTEGER NOT NULL, step TEXT NOT NULL, done_day INTEGER, done_by TEXT NOT NULL, exhibit TEXT,
  PRIMARY KEY (owner, case_id, seq)) WITHOUT ROWID;
)sql";

// People: accounts, roles and approvals follow from the log; credentials, sessions, tokens, certificates and counts of
// failed log-ins do not, and bear digests.
constexpr const char* kVersion4People = R"sql(
CREATE TABLE account (
  owner INTEGER NOT NULL, account BLOB NOT NULL,
  class INTEGER NOT NULL, login TEXT NOT NULL, state TEXT NOT NULL, opened_seq INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (owner, account)) WITHOUT ROWID;
CREATE TABLE account_role (
  owner INTEGER NOT NULL, account BLOB NOT NULL, role TEXT NOT NULL,
  class INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (owner, account, role)) WITHOUT ROWID;
CREATE TABLE approval (
  owner INTEGER NOT NULL, approval BLOB NOT NULL,
  class INTEGER NOT NULL, action TEXT NOT NULL, order_text TEXT NOT NULL, reason TEXT NOT NULL,
  asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL, asked_seq INTEGER NOT NULL,
  state TEXT NOT NULL, decided_by TEXT, seq INTEGER NOT NULL,
  PRIMARY KEY (owner, approval)) WITHOUT ROWID;
CREATE TABLE holder_release (
  owner INTEGER NOT NULL, record BLOB NOT NULL, account BLOB NOT NULL,
  class INTEGER NOT NULL, until_day INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (owner, record, account)) WITHOUT ROWID;
CREATE INDEX holder_release_by_account ON holder_release (owner, account);
CREATE TABLE credential (
  owner INTEGER NOT NULL, account BLOB NOT NULL,
  login TEXT NOT NULL, password TEXT NOT NULL, totp BLOB NOT NULL, totp_next BLOB, totp_step INTEGER NOT NULL,
  must_change INTEGER NOT NULL, row_digest BLOB,
  PRIMARY KEY (owner, account)) WITHOUT ROWID;
CREATE UNIQUE INDEX credential_by_login ON credential (login);
CREATE TABLE session (
  owner INTEGER NOT NULL, token BLOB NOT NULL,
  account BLOB NOT NULL, made INTEGER NOT NULL, last_used INTEGER NOT NULL, expires INTEGER NOT NULL,
  how TEXT NOT NULL, source TEXT NOT NULL, row_digest BLOB,
  PRIMARY KEY (owner, token)) WITHOUT ROWID;
CREATE UNIQUE INDEX session_by_token ON session (token);
CREATE TABLE api_token (
  owner INTEGER NOT NULL, token BLOB NOT NULL,
  account BLOB NOT NULL, label TEXT NOT NULL, made_by TEXT NOT NULL, made INTEGER NOT NULL, expires INTEGER NOT NULL,
  last_day INTEGER NOT NULL, revoked INTEGER NOT NULL, row_digest BLOB,
  PRIMARY KEY (owner, token)) WITHOUT ROWID;
CREATE UNIQUE INDEX api_token_by_token ON api_token (token);
CREATE TABLE certificate (
  owner INTEGER NOT NULL, fingerprint BLOB NOT NULL,
  account BLOB NOT NULL, added_by TEXT NOT NULL, made INTEGER NOT NULL, revoked INTEGER NOT NULL, row_digest BLOB,
  PRIMARY KEY (owner, fingerprint)) WITHOUT ROWID;
CREATE UNIQUE INDEX certificate_by_fingerprint ON certificate (fingerprint);
CREATE TABLE throttle (
  owner INTEGER NOT NULL, name BLOB NOT NULL,
  failures INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, locked_until INTEGER NOT NULL,
  row_digest BLOB,
  PRIMARY KEY (owner, name)) WITHOUT ROWID;
)sql";

// Files that were attached to records and cases: which event tells each.
constexpr const char* kVersion5 = R"sql(
CREATE TABLE attached_file (
  owner INTEGER NOT NULL, thing BLOB NOT NULL, seq INTEGER NOT NULL,
  class INTEGER NOT NULL,
  PRIMARY KEY (owner, thing, seq)) WITHOUT ROWID;
)sql";

}  // namespace

std::string SqliteMigration(int version) {
  switch (version) {
    case 1:
      return kVersion1;
    case 2:
      return kVersion2;
    case 3:
      return kVersion3;
    case 4:
      return std::string(kVersion4People) + kVersion4Cases;
    case 5:
      return kVersion5;
    default:
      return "";
  }
}

std::string PostgresMigration(int version) {
  std::string sql = SqliteMigration(version);
  auto replace = [&](std::string_view word, std::string_view by) {
    for (std::size_t at = 0; (at = sql.find(word, at)) != std::string::npos; at += by.size()) {
      sql.replace(at, word.size(), by);
    }
  };
  replace(" INTEGER", " BIGINT");
  replace(" BLOB", " BYTEA");
  replace(" TEXT", " TEXT COLLATE \"C\"");  // in order of bytes, as SQLite compares
  replace(" WITHOUT ROWID", "");
  // The one function that PostgreSQL spells otherwise.
  if (version == 1) {
    sql +=
        "CREATE FUNCTION instr(bytea, bytea) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        "AS 'SELECT position($2 IN $1)';";
  }
  return sql;
}

Result<std::string> Setting(Engine& engine, const std::string& name) {
  std::string value;
  bool intact = true;
  PM_TRY(engine.Query("SELECT name, value, row_digest FROM setting WHERE name = $1", {Value::Text(name)},
                      [&](const Row& row) {
                        value = row.Text(1);
                        intact = BearsItsDigest("setting", row);
                        return Result<void>{};
                      }));
  if (intact) return value;
  return Error{Code::kCorrupt, "the setting \"" + name + "\" is not what was written; restore a backup", "db"};
}

Result<void> PutSetting(Engine& engine, const std::string& name, const std::string& value) {
  base::Digest digest = RowDigest("setting", {Value::Text(name), Value::Text(value)});
  return engine.Run(
      "INSERT INTO setting (name, value, row_digest) VALUES ($1, $2, $3) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value, row_digest = excluded.row_digest",
      {Value::Text(name), Value::Text(value), Value::Blob(base::View(digest))});
}

Result<void> SetSetting(Engine& engine, const std::string& name, const std::string& value) {
  PM_TRY(engine.LockSettings());
  PM_ASSIGN(bool there, IsThere(engine, "SELECT 1 FROM setting WHERE name = $1", {Value::Text(name)}));
  PM_TRY(PutSetting(engine, name, value));
  if (there) return {};
  return CountRow(engine, "setting");
}

namespace {

constexpr int kFirstWithDigests = 3;

Result<int> SchemaVersion(Engine& engine) {
  PM_ASSIGN(bool empty, engine.IsEmpty());
  if (empty) return 0;
  // Older tables have no digests, so the version is read before it is proved.
  std::string text;
  PM_TRY(engine.Query("SELECT value FROM setting WHERE name = 'schema'", {}, [&](const Row& row) {
    text = row.Text(0);
    return Result<void>{};
  }));
  int version = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (error != std::errc() || end != text.data() + text.size() || version < 1) {
    return Error{Code::kCorrupt, "the database does not say which version it is; restore a backup", "db"};
  }
  if (version >= kFirstWithDigests && version <= kSchemaVersion) PM_TRY(Setting(engine, "schema"));
  return version;
}

Result<void> MigrateFrom(Engine& engine, int version) {
  while (version < kSchemaVersion) {
    ++version;
    PM_TRY(engine.Script(engine.Migration(version)));
    if (version == kFirstWithDigests) PM_TRY(FillRowDigests(engine));
    if (version > kFirstWithDigests) PM_TRY(CountNewTables(engine, version));
  }
  return SetSetting(engine, "schema", std::to_string(version));
}

}  // namespace

Result<void> Migrate(Engine& engine) {
  PM_ASSIGN(int before, SchemaVersion(engine));
  if (before == kSchemaVersion) return {};
  return InTransaction(engine, [&]() -> Result<void> {
    // Read again behind the lock: another process may have migrated meanwhile.
    PM_TRY(engine.LockSettings());
    PM_ASSIGN(int version, SchemaVersion(engine));
    if (version <= kSchemaVersion) return MigrateFrom(engine, version);
    return Error{Code::kUnsupported,
                 "the database was made by a newer version of this program (schema " + std::to_string(version) +
                     "); use that version",
                 "db"};
  });
}

}  // namespace proofmark::store
