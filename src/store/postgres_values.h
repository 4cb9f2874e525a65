// SPDX-License-Identifier: Apache-2.0
// How values and errors cross between the Engine and PostgreSQL: values go as text, bytes as hexadecimal, and come back
// the same way; an error's class is told by its SQLSTATE. For postgres_engine.cc only. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <pqxx/pqxx>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/engine.h"

namespace proofmark::store {

// A value as the server takes it.
struct Cell {
  bool null = true;
  std::string text;
};

}  // namespace proofmark::store

namespace pqxx {

template <>
struct string_traits<proofmark::store::Cell> {
  static constexpr const char* name() noexcept { return "cell"; }
  static constexpr bool has_null() noexcept { return true; }
  static bool is_null(const proofmark::store::Cell& cell) { return cell.null; }
  static std::string to_string(const proofmark::store::Cell& cell) { return cell.text; }
};

}  // namespace pqxx

namespace proofmark::store {

// Errors: kInvalid (a NUL character in a text: the server's client would end the text there and say nothing).
base::Result<std::vector<Cell>> ToCells(std::span<const Value> values);

// What the server's error means here. Of a message, its first line.
base::Error FromServer(const pqxx::sql_error& error);
std::string FirstLine(std::string_view text);

// kInvalid where a password in the URL is not encoded as URLs want it: the client library would take a piece of it for
// a host or a number, and name that piece in its error.
base::Result<void> CheckPassword(std::string_view url);

class PostgresRow : public Row {
 public:
  explicit PostgresRow(pqxx::row row) : row_(std::move(row)), bytes_(row_.size()) {}
  Value::Kind KindOf(int column) const override;
  std::int64_t Integer(int column) const override;
  std::string_view Text(int column) const override { return {row_[column].c_str(), row_[column].size()}; }
  std::string_view Blob(int column) const override;
  int columns() const override { return static_cast<int>(row_.size()); }

 private:
  pqxx::row row_;
  mutable std::vector<std::optional<std::string>> bytes_;  // decoded when asked for
};

}  // namespace proofmark::store
