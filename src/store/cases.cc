// SPDX-License-Identifier: Apache-2.0
// Reading cases and commands.
#include <algorithm>

#include "base/text.h"
#include "store/row_values.h"
#include "store/store.h"

namespace proofmark::store {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr const char* kByReference =
    "SELECT case_id, class, first_seq, content_seq, reference, from_day, to_day, terrorism FROM case_file "
    "WHERE owner = $1 AND reference = $2 ORDER BY case_id";
constexpr const char* kById =
    "SELECT case_id, class, first_seq, content_seq, reference, from_day, to_day, terrorism FROM case_file "
    "WHERE owner = $1 AND case_id = $2";

constexpr const char* kNewestFirst =
    "SELECT case_id, class, first_seq, content_seq, reference, from_day, to_day, terrorism FROM case_file "
    "WHERE owner = $1 AND case_id < $2";
constexpr std::int64_t kCasesAtOnce = 512;
constexpr base::Ulid kBehindAll{
    {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

bool Holds(const std::string& reference, const std::string& wanted) {
  return wanted.empty() || base::LookupKey(reference).find(wanted) != std::string::npos;
}

Result<StoredCase> CaseOf(const Row& row, const std::string& owner) {
  PM_ASSIGN(base::Ulid id, ToUlid(row.Blob(0)));
  StoredCase out{{owner, "case", id}, row.Integer(2), row.Integer(3), {id, std::string(row.Text(4))}};
  out.row.from_day = OptionalDay(row, 5);
  out.row.to_day = OptionalDay(row, 6);
  if (!row.IsNull(7)) out.row.terrorism = row.Integer(7) != 0;
  return out;
}

}  // namespace

Result<std::vector<StoredCase>> Store::FindCases(const View& view, const std::string& reference) {
  std::vector<StoredCase> out;
  if (!base::IsUtf8(reference)) return out;  // no stored text is like it
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  for (const Authority& authority : authorities) {
    PM_TRY(reader_->Query(kByReference, {authority.owner, Value::Text(reference)}, [&](const Row& row) -> Result<void> {
      if (!view.Sees(authority.owner, row.Integer(1))) return {};
      PM_ASSIGN(StoredCase one, CaseOf(row, authority.code));
      out.push_back(std::move(one));
      return {};
    }));
  }
  return out;
}

Result<StoredCase> Store::ReadCase(const View& view, const model::ThingId& id) {
  Error not_there{Code::kNotFound, "there is no case " + id.ToText() + ", or it is not for this reader", "case"};
  auto authority = FindAuthority(id.owner);
  if (!authority.ok() || id.kind != "case") return not_there;
  std::lock_guard lock(read_mutex_);
  std::optional<StoredCase> found;
  PM_TRY(reader_->Query(kById, {authority->owner, Value::Blob(base::View(id.ulid.bytes))},
                        [&](const Row& row) -> Result<void> {
                          if (!view.Sees(authority->owner, row.Integer(1))) return {};
                          PM_ASSIGN(found, CaseOf(row, id.owner));
                          return {};
                        }));
  if (!found) return not_there;
  return *found;
}

Result<std::vector<StoredCase>> Store::ListCases(const View& view, const std::optional<base::Ulid>& before,
                                                 const std::string& text, std::int64_t limit) {
  std::vector<StoredCase> out;
  if (!base::IsUtf8(text)) return out;  // no stored text is like it
  const std::string wanted = base::LookupKey(text);
  PM_ASSIGN(std::vector<Authority> authorities, Authorities());
  std::lock_guard lock(read_mutex_);
  for (const Authority& authority : authorities) {
    const std::string sql = std::string(kNewestFirst) + view.SqlCondition(authority.owner) +
                            " ORDER BY case_id DESC LIMIT " + std::to_string(kCasesAtOnce);
    std::optional<base::Ulid> behind = before.value_or(kBehindAll);
    for (std::int64_t found = 0; behind && found < limit;) {
      std::int64_t rows = 0;
      base::Ulid last;
      PM_TRY(reader_->QueryOnce(sql, {authority.owner, Value::Blob(base::View(behind->bytes))},
                                [&](const Row& row) -> Result<void> {
                                  PM_ASSIGN(StoredCase one, CaseOf(row, authority.code));
                                  last = one.id.ulid;
                                  ++rows;
                                  if (found >= limit || !Holds(one.row.reference, wanted)) return {};
                                  ++found;
                                  out.push_back(std::move(one));
                                  return {};
                                }));
      behind = rows == kCasesAtOnce ? std::optional(last) : std::nullopt;
    }
  }
  std::sort(out.begin(), out.end(),
            [](const StoredCase& a, const StoredCase& b) { return b.id.ulid.bytes < a.id.ulid.bytes; });
  if (std::ssize(out) > limit) out.resize(static_cast<std::size_t>(limit));
  return out;
}

Result<std::vector<StoredStep>> Store::StepsOf(const View& view, const model::ThingId& id) {
  PM_ASSIGN(Authority authority, FindAuthority(id.owner));
  std::lock_guard lock(read_mutex_);
  std::vector<StoredStep> out;
  PM_TRY(reader_->Query(
      "SELECT seq, class, step, done_day, done_by, exhibit FROM case_step WHERE owner = $1 AND case_id = $2 "
      "ORDER BY seq",
      {authority.owner, Value::Blob(base::View(id.ulid.bytes))}, [&](const Row& row) -> Result<void> {
        if (!view.Sees(authority.owner, row.Integer(1))) return {};
        out.push_back(
            {row.Integer(0),
             {id.ulid, std::string(row.Text(2)), std::string(row.Text(4)), OptionalDay(row, 3), OptionalText(row, 5)}});
        return {};
      }));
  return out;
}

Result<std::optional<Appended>> Store::FindCommand(const std::string& owner, const std::string& command) {
  PM_ASSIGN(Authority authority, FindAuthority(owner));
  std::lock_guard lock(read_mutex_);
  std::optional<Appended> found;
  PM_TRY(reader_->Query("SELECT seq, events FROM command WHERE owner = $1 AND command = $2",
                        {authority.owner, Value::Text(command)}, [&](const Row& row) {
                          found = Appended{row.Integer(0), row.Integer(1), {}, true};
                          return Result<void>{};
                        }));
  return found;
}

}  // namespace proofmark::store
