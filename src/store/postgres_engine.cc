// SPDX-License-Identifier: Apache-2.0
// PostgreSQL behind the Engine, through libpqxx. Values travel as text, bytes as hexadecimal; new rows in bulk by COPY.
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <pqxx/pqxx>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/engine.h"
#include "store/postgres_values.h"
#include "store/schema.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr int kServerVersionMin = 150000;
constexpr int kConnectSeconds = 10;                         // for each attempt
constexpr std::chrono::milliseconds kReconnectFor{15'000};  // a server that restarts is waited for
constexpr std::chrono::milliseconds kReconnectEvery{100};
constexpr int kFetchRows = 2000;         // of a stream, at once
constexpr std::size_t kSendRows = 4000;  // gathered rows are sent from here on
constexpr std::size_t kCopyRowsMin = 6;  // fewer rows of a table go one by one: a COPY costs two round trips
constexpr std::size_t kColumnsMax = 20;

// For every connection: acknowledged means durable, whatever the server's default is, and nobody waits for ever (a
// shorter or longer wait is set in the URL: options=-c%20lock_timeout%3D5s).
constexpr const char* kSession =
    "SET synchronous_commit = on; SET client_min_messages = error; SET bytea_output = hex; "
    "SELECT set_config('lock_timeout', '60s', false) WHERE current_setting('lock_timeout') = '0'";

std::vector<std::string> SplitColumns(std::string_view columns) {
  std::vector<std::string> out;
  while (!columns.empty()) {
    std::size_t end = std::min(columns.find(", "), columns.size());
    out.emplace_back(columns.substr(0, end));
    columns.remove_prefix(std::min(end + 2, columns.size()));
  }
  return out;
}

// libpqxx takes the fields of a COPY as a tuple, so their number is one of the compiler's.
template <std::size_t N>
void CopyAs(pqxx::stream_to& stream, std::vector<std::vector<Cell>>& rows) {
  std::array<Cell, N> fields;
  for (std::vector<Cell>& row : rows) {
    std::move(row.begin(), row.end(), fields.begin());
    stream << fields;
  }
}

template <std::size_t... N>
void CopyRows(std::index_sequence<N...>, pqxx::stream_to& stream, std::vector<std::vector<Cell>>& rows) {
  const std::size_t columns = rows.front().size();
  ((columns == N + 1 ? CopyAs<N + 1>(stream, rows) : void()), ...);
}

// One connection, and what belongs to it.
struct Connection {
  explicit Connection(const std::string& url) : link(url), quiet(link), work(link) {}
  pqxx::connection link;
  pqxx::quiet_errorhandler quiet;  // errors come as exceptions; nothing is printed
  pqxx::nontransaction work;       // transactions are begun and ended by statements
  std::unordered_map<const char*, std::string> prepared;
};

class PostgresEngine : public Engine {
 public:
  explicit PostgresEngine(std::string url) : url_(std::move(url)) {}

  using Engine::Insert;
  using Engine::Query;
  using Engine::Run;
  using Engine::Stream;

  Result<void> Connect();
  Result<void> CheckServer();

  Result<void> Run(const char* sql, std::span<const Value> values) override {
    PM_TRY(SendRows());
    PM_TRY(Answered(sql, values));
    return {};
  }

  Result<void> Query(const char* sql, std::span<const Value> values, const RowFunction& each) override {
    PM_TRY(SendRows());
    PM_ASSIGN(pqxx::result answer, Answered(sql, values));
    return Each(answer, each);
  }

  Result<void> QueryOnce(const std::string& sql, std::initializer_list<Value> values,
                         const RowFunction& each) override {
    PM_TRY(SendRows());
    PM_ASSIGN(std::vector<Cell> cells, ToCells(std::span(values.begin(), values.size())));
    PM_ASSIGN(pqxx::result answer,
              Guarded([&] { return connection_->work.exec_params(sql, pqxx::prepare::make_dynamic_params(cells)); }));
    return Each(answer, each);
  }

  Result<void> Stream(const char* sql, std::span<const Value> values, const RowFunction& each) override;
  Result<void> Insert(const Target& target, std::span<const Value> values) override;
  Result<void> SendRows() override;

  Result<void> Script(const std::string& sql) override {
    bool undoes = sql.starts_with("ROLLBACK TO ");
    if (undoes) Forget();
    PM_TRY(SendRows());
    PM_TRY(Guarded([&] { return connection_->work.exec(sql); }));
    if (undoes) failed_ = false;
    return {};
  }

  Result<void> Begin() override { return BeginWith("BEGIN ISOLATION LEVEL READ COMMITTED"); }
  Result<void> BeginReading() override { return BeginWith("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); }
  Result<void> LockLogs(std::int64_t owner) override {
    return Run("SELECT size FROM log WHERE owner = $1 ORDER BY stream FOR UPDATE", {{Value(owner)}});
  }
  // Advisory, so that it is there before the tables are; it ends with the transaction.
  Result<void> LockSettings() override { return Run("SELECT pg_advisory_xact_lock(2370)"); }
  Result<void> Commit() override;
  void Rollback() override;
  bool MayBeRepeated() const override { return may_be_repeated_; }
  bool WasRenewed() override { return std::exchange(renewed_, false); }

  // What was deleted is unreadable because its key is gone; its bytes stay in the server's own log and copies until
  // they are recycled there (docs/operating/postgresql.md). The table's pages are cleaned here.
  Result<void> OverwriteDeleted() override { return Script("VACUUM sealed"); }

  Result<bool> IsEmpty() override {
    bool empty = true;
    PM_TRY(QueryOnce("SELECT count(*) FROM pg_class WHERE oid = to_regclass('setting')", {}, [&](const Row& row) {
      empty = row.Integer(0) == 0;
      return Result<void>{};
    }));
    return empty;
  }
  std::string Migration(int version) const override { return PostgresMigration(version); }

 private:
  struct Gathered {
    const Target* target;
    std::vector<std::vector<Cell>> rows;
  };

  void Forget() {
    gathered_.clear();
    gathered_rows_ = 0;
  }
  Result<void> Reconnect();
  Result<void> BeginWith(const char* sql);
  // Runs a statement of libpqxx, makes an error of what it throws, and keeps what the failure did to the transaction.
  template <typename Function>
  Result<pqxx::result> Guarded(Function function);
  Error Failed(const Error& error);
  Error Lost(const char* what);
  Result<pqxx::result> Answered(const char* sql, std::span<const Value> values);
  Result<pqxx::result> Answered(const char* key, const std::string& sql, const std::vector<Cell>& cells);
  Result<void> SendOf(Gathered& gathered);

  static Result<void> Each(const pqxx::result& answer, const RowFunction& each) {
    for (const auto& row : answer) PM_TRY(each(PostgresRow(row)));
    return {};
  }

  std::string url_;
  std::unique_ptr<Connection> connection_;  // nothing where it was lost
  bool in_transaction_ = false;
  bool failed_ = false;  // the transaction takes no statement until it is rolled back
  bool may_be_repeated_ = false;
  bool renewed_ = false;
  std::vector<Gathered> gathered_;
  std::size_t gathered_rows_ = 0;
  std::map<const Target*, std::string> inserts_;
  int cursors_ = 0;
};

Error PostgresEngine::Failed(const Error& error) {
  failed_ = in_transaction_;
  Forget();
  return error;
}

Error PostgresEngine::Lost(const char* what) {
  connection_.reset();
  return Failed({Code::kUnavailable,
                 "the connection to the database server was lost (" + FirstLine(what) +
                     "); repeat: what was carried out is not done twice",
                 "db"});
}

template <typename Function>
Result<pqxx::result> PostgresEngine::Guarded(Function function) {
  if (connection_ == nullptr) {
    if (in_transaction_)
      return Failed({Code::kUnavailable, "the connection to the database server was lost; repeat", "db"});
    PM_TRY(Reconnect());
  }
  try {
    may_be_repeated_ = false;
    return function();
  } catch (const pqxx::sql_error& error) {
    const std::string& state = error.sqlstate();
    if (state.starts_with("57P")) return Lost(error.what());  // the server shuts down, crashed, or starts
    return Failed(FromServer(error));
  } catch (const pqxx::statement_completion_unknown& error) {
    return Lost(error.what());
  } catch (const pqxx::transaction_rollback& error) {
    // A deadlock or a serialization failure: to libpqxx 6.4 these are no sql_error, and bear no SQLSTATE.
    may_be_repeated_ = true;
    return Failed({Code::kUnavailable, "another transaction was in the way; repeat: " + FirstLine(error.what()), ""});
  } catch (const pqxx::broken_connection& error) {
    return Lost(error.what());
  } catch (const std::exception& error) {
    // The client library lost track of what the server said: nothing on this connection can be trusted.
    return Lost(error.what());
  }
}

Result<void> PostgresEngine::Connect() {
  std::string url = url_;
  for (const std::string& parameter :
       {"connect_timeout=" + std::to_string(kConnectSeconds), std::string("tcp_user_timeout=60000")}) {
    if (url.find(parameter.substr(0, parameter.find('='))) != std::string::npos) continue;
    url += (url.find('?') == std::string::npos ? "?" : "&") + parameter;
  }
  try {
    connection_ = std::make_unique<Connection>(url);
    connection_->work.exec(kSession);
  } catch (const std::exception& error) {
    connection_.reset();
    return Error{Code::kUnavailable, "the database server does not let us in: " + FirstLine(error.what()), "db"};
  }
  return {};
}

Result<void> PostgresEngine::Reconnect() {
  auto until = std::chrono::steady_clock::now() + kReconnectFor;
  for (;;) {
    Result<void> connected = Connect();
    renewed_ = renewed_ || connected.ok();
    if (connected.ok() || std::chrono::steady_clock::now() >= until) return connected;
    std::this_thread::sleep_for(kReconnectEvery);
  }
}

Result<void> PostgresEngine::CheckServer() {
  auto setting = [&](const char* name) -> Result<std::string> {
    PM_ASSIGN(pqxx::result answer, Guarded([&] { return connection_->work.exec(std::string("SHOW ") + name); }));
    return std::string(answer[0][0].c_str());
  };
  if (connection_->link.server_version() < kServerVersionMin) {
    return Error{Code::kUnsupported, "the database server is older than PostgreSQL 15", "db"};
  }
  PM_ASSIGN(std::string encoding, setting("server_encoding"));
  if (encoding != "UTF8") {
    return Error{Code::kUnsupported,
                 "the database is in " + encoding + "; make one in UTF8: createdb -E UTF8 -T template0 NAME", "db"};
  }
  PM_ASSIGN(std::string fsync, setting("fsync"));
  if (fsync != "on") {
    return Error{Code::kUnsupported,
                 "the database server runs with fsync = " + fsync + ": what it acknowledges can be lost", "db"};
  }
  return {};
}

Result<pqxx::result> PostgresEngine::Answered(const char* key, const std::string& sql, const std::vector<Cell>& cells) {
  return Guarded([&] {
    std::string& name = connection_->prepared[key];
    if (name.empty()) {
      std::string fresh = "s" + std::to_string(connection_->prepared.size());
      connection_->link.prepare(fresh, sql);
      name = fresh;
    }
    return connection_->work.exec_prepared(name, pqxx::prepare::make_dynamic_params(cells));
  });
}

Result<pqxx::result> PostgresEngine::Answered(const char* sql, std::span<const Value> values) {
  PM_ASSIGN(std::vector<Cell> cells, ToCells(values));
  bool alone = !in_transaction_ && connection_ != nullptr;
  auto answer = Answered(sql, sql, cells);
  // A connection that died while nothing was going on: the same statement, once more, on a new one.
  if (!answer.ok() && alone && connection_ == nullptr) return Answered(sql, sql, cells);
  return answer;
}

Result<void> PostgresEngine::Stream(const char* sql, std::span<const Value> values, const RowFunction& each) {
  PM_ASSIGN(std::vector<Cell> cells, ToCells(values));
  PM_TRY(SendRows());
  bool own = !in_transaction_;
  if (own) PM_TRY(BeginReading());
  std::string cursor = "c" + std::to_string(++cursors_);
  auto stream = [&]() -> Result<void> {
    PM_TRY(Guarded([&] {
      return connection_->work.exec_params("DECLARE " + cursor + " NO SCROLL CURSOR FOR " + sql,
                                           pqxx::prepare::make_dynamic_params(cells));
    }));
    for (;;) {
      PM_TRY(SendRows());
      PM_ASSIGN(pqxx::result answer, Guarded([&] {
                  return connection_->work.exec("FETCH " + std::to_string(kFetchRows) + " FROM " + cursor);
                }));
      if (answer.empty()) break;
      PM_TRY(Each(answer, each));
    }
    PM_TRY(Guarded([&] { return connection_->work.exec("CLOSE " + cursor); }));
    return {};
  };
  Result<void> outcome = stream();
  if (own) Rollback();
  return outcome;
}

Result<void> PostgresEngine::Insert(const Target& target, std::span<const Value> values) {
  PM_ASSIGN(std::vector<Cell> cells, ToCells(values));
  PM_ASSERT(cells.size() <= kColumnsMax);
  auto found =
      std::find_if(gathered_.begin(), gathered_.end(), [&](const Gathered& one) { return one.target == &target; });
  if (found == gathered_.end()) found = gathered_.insert(found, Gathered{&target, {}});
  found->rows.push_back(std::move(cells));
  return ++gathered_rows_ >= kSendRows ? SendRows() : Result<void>{};
}

Result<void> PostgresEngine::SendRows() {
  if (gathered_rows_ == 0) return {};
  std::vector<Gathered> gathered = std::exchange(gathered_, {});
  gathered_rows_ = 0;
  for (Gathered& one : gathered) PM_TRY(SendOf(one));
  return {};
}

Result<void> PostgresEngine::SendOf(Gathered& gathered) {
  if (gathered.rows.size() < kCopyRowsMin) {
    std::string& sql = inserts_[gathered.target];
    if (sql.empty()) sql = InsertStatement(*gathered.target, gathered.rows.front().size());
    for (const std::vector<Cell>& row : gathered.rows) PM_TRY(Answered(sql.c_str(), sql, row));
    return {};
  }
  PM_TRY(Guarded([&] {
    pqxx::stream_to stream(connection_->work, gathered.target->table, SplitColumns(gathered.target->columns));
    CopyRows(std::make_index_sequence<kColumnsMax>{}, stream, gathered.rows);
    stream.complete();
    return pqxx::result{};
  }));
  return {};
}

Result<void> PostgresEngine::BeginWith(const char* sql) {
  auto begin = [&] { return Guarded([&] { return connection_->work.exec(sql); }); };
  bool connected = connection_ != nullptr;
  auto begun = begin();
  // It had died since it was last used. Where there was none, the server has been waited for already.
  if (!begun.ok() && connected && connection_ == nullptr) begun = begin();
  if (!begun.ok()) return begun.error();
  in_transaction_ = true;
  failed_ = false;
  return {};
}

Result<void> PostgresEngine::Commit() {
  PM_TRY(SendRows());
  // The server answers COMMIT of a failed transaction with a rollback and no error.
  if (failed_) return Error{Code::kUnavailable, "the database refused a part of it; nothing was written", ""};
  PM_TRY(Guarded([&] { return connection_->work.exec("COMMIT"); }));
  in_transaction_ = false;
  return {};
}

void PostgresEngine::Rollback() {
  Forget();
  bool again = may_be_repeated_;
  // Without a connection the server has rolled back by itself.
  if (in_transaction_ && connection_ != nullptr && !Guarded([&] { return connection_->work.exec("ROLLBACK"); }).ok()) {
    connection_.reset();
  }
  may_be_repeated_ = again;
  in_transaction_ = false;
  failed_ = false;
}

}  // namespace

Result<std::unique_ptr<Engine>> OpenPostgres(const std::string& url, WhereMissing where_missing) {
  PM_TRY(CheckPassword(url));
  auto engine = std::make_unique<PostgresEngine>(url);
  PM_TRY(engine->Connect());
  PM_TRY(engine->CheckServer());
  if (where_missing == WhereMissing::kRefuse) {
    PM_ASSIGN(bool empty, engine->IsEmpty());
    if (empty)
      return Error{Code::kNotFound,
                   "this database holds no authority's log; make one with proofmark init, or name another", "db"};
  }
  return std::unique_ptr<Engine>(std::move(engine));
}

}  // namespace proofmark::store
