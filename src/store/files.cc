// SPDX-License-Identifier: Apache-2.0
// Which files were attached to a thing; what each is, its event tells.
#include "store/row_values.h"
#include "store/store.h"

namespace proofmark::store {

using base::Result;

// A file of a record is for whoever sees the record, and then as its row says; a case's as it was written.
Result<std::vector<std::int64_t>> Store::FilesOf(const View& view, const model::ThingId& thing) {
  PM_ASSIGN(Authority authority, FindAuthority(thing.owner));
  const Value id = Value::Blob(base::View(thing.ulid.bytes));
  std::vector<std::int64_t> out;
  std::lock_guard lock(read_mutex_);
  PM_TRY(
      reader_->Query("SELECT seq, class, (SELECT r.class FROM record r WHERE r.owner = attached_file.owner AND "
                     "r.record = attached_file.thing) FROM attached_file WHERE owner = $1 AND thing = $2 ORDER BY seq",
                     {authority.owner, id}, [&](const Row& row) {
                       if (SeesBelonging(view, authority.owner, row, 1, 2)) out.push_back(row.Integer(0));
                       return Result<void>{};
                     }));
  return out;
}

}  // namespace proofmark::store
