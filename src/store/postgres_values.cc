// SPDX-License-Identifier: Apache-2.0
#include "store/postgres_values.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/bytes.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

// Types of the columns that the Store uses, as the server numbers them.
constexpr pqxx::oid kBytea = 17;
constexpr pqxx::oid kInt8 = 20;
constexpr pqxx::oid kInt4 = 23;

Result<Cell> ToCell(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return Cell{};
    case Value::Kind::kInteger:
      return Cell{false, std::to_string(value.integer())};
    case Value::Kind::kBlob:
      return Cell{false, "\\x" + base::ToHex(value.bytes())};
    case Value::Kind::kText:
      // The client library would end the text there and say nothing.
      if (value.bytes().find('\0') != std::string_view::npos) {
        return Error{Code::kInvalid, "a text holds a NUL character; the database cannot hold it", ""};
      }
      return Cell{false, std::string(value.bytes())};
  }
  return Cell{};
}

}  // namespace

Result<std::vector<Cell>> ToCells(std::span<const Value> values) {
  std::vector<Cell> cells;
  cells.reserve(values.size());
  for (const Value& value : values) {
    PM_ASSIGN(Cell cell, ToCell(value));
    cells.push_back(std::move(cell));
  }
  return cells;
}

std::string FirstLine(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  for (std::string_view front : {"ERROR:  ", "FATAL:  "}) {
    if (text.starts_with(front)) text.remove_prefix(front.size());
  }
  return std::string(text);
}

Result<void> CheckPassword(std::string_view url) {
  std::vector<std::string_view> secrets;
  std::size_t front = std::min(url.find("//"), url.size());
  std::string_view rest = url.substr(std::min(front + 2, url.size()));
  if (std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    std::string_view user = rest.substr(0, at);
    std::size_t colon = user.find(':');
    if (colon != std::string_view::npos) secrets.push_back(user.substr(colon + 1));
  }
  constexpr std::string_view kOption = "password=";
  if (std::size_t at = url.rfind(kOption); at != std::string_view::npos) {
    std::string_view value = url.substr(at + kOption.size());
    secrets.push_back(value.substr(0, value.find('&')));
  }
  for (std::string_view secret : secrets) {
    for (std::size_t i = 0; i < secret.size(); ++i) {
      auto c = static_cast<unsigned char>(secret[i]);
      bool encoded = c == '%' && base::FromHex(secret.substr(i + 1, 2)).ok() && i + 2 < secret.size();
      bool plain = std::isalnum(c) != 0 || std::string_view("-._~!$'()*+,;").find(secret[i]) != std::string_view::npos;
      if (encoded || plain) continue;
      return Error{Code::kInvalid,
                   "the password in the URL holds characters that a URL cannot; write them as %XX, or better put the "
                   "password into ~/.pgpass",
                   "db"};
    }
  }
  return {};
}

Error FromServer(const pqxx::sql_error& error) {
  const std::string& state = error.sqlstate();
  std::string text = FirstLine(error.what());
  if (state == "23505") return Error{Code::kConflict, "the database has this already: " + text, ""};
  if (state == "53100")
    return Error{Code::kUnavailable, "the disk of the database server is full; make room and repeat", ""};
  if (state == "55P03")
    return Error{Code::kUnavailable, "another program has held the database for too long; repeat", ""};
  if (state.starts_with("XX00"))
    return Error{Code::kCorrupt, "the database is damaged: " + text + "; restore a backup", ""};
  // To libpqxx 6.4 it bears no SQLSTATE.
  bool denied = dynamic_cast<const pqxx::insufficient_privilege*>(&error) != nullptr;
  if (denied || state == "25006") {
    return Error{Code::kUnavailable, "the database may not be written: " + text, ""};
  }
  if (state.starts_with("22")) return Error{Code::kInvalid, "the database cannot hold this: " + text, ""};
  return Error{Code::kUnavailable, "the database failed: " + text, ""};
}

Value::Kind PostgresRow::KindOf(int column) const {
  if (row_[column].is_null()) return Value::Kind::kNull;
  switch (row_[column].type()) {
    case kInt8:
    case kInt4:
      return Value::Kind::kInteger;
    case kBytea:
      return Value::Kind::kBlob;
    default:
      return Value::Kind::kText;
  }
}

std::int64_t PostgresRow::Integer(int column) const {
  std::string_view text = Text(column);
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string_view PostgresRow::Blob(int column) const {
  if (row_[column].type() != kBytea) return Text(column);
  std::optional<std::string>& bytes = bytes_[static_cast<std::size_t>(column)];
  if (!bytes) {
    std::string_view text = Text(column);
    auto decoded = base::FromHex(text.substr(std::min<std::size_t>(2, text.size())));
    bytes = decoded.ok() ? std::move(*decoded) : "";
  }
  return *bytes;
}

}  // namespace proofmark::store
