// SPDX-License-Identifier: Apache-2.0
#include "registry/file_identities.h"

#include <sodium.h>

#include <algorithm>
#include <tuple>

#include "base/assert.h"

namespace proofmark::registry {

// Ids differ in length; 16 bytes of a hash do not, and two ids with one hash will not be met.
RowContent FileIdentities::Name(std::string_view source_id) {
  RowContent out;
  PM_ASSERT(crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(source_id.data()),
                               source_id.size(), nullptr, 0) == 0);
  return out;
}

void FileIdentities::Add(std::string_view source_id, const RowContent& content, std::int64_t line) {
  rows_.push_back({Name(source_id), content, line});
}

void FileIdentities::Finish() {
  std::sort(rows_.begin(), rows_.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.id, a.content, a.line) < std::tie(b.id, b.content, b.line);
  });
  for (std::size_t start = 0, end = 0; start < rows_.size(); start = end) {
    while (end < rows_.size() && rows_[end].id == rows_[start].id) ++end;
    if (end - start == 1) continue;
    std::size_t first = repeated_.size();
    for (std::size_t i = start; i < end; ++i) {
      if (i == start || rows_[i].content != rows_[i - 1].content) repeated_.push_back({rows_[i], 0});
    }
    auto distinct = static_cast<std::int64_t>(repeated_.size() - first);
    for (std::size_t i = first; i < repeated_.size(); ++i) repeated_[i].distinct = distinct;
    if (distinct > 1) ++ambiguous_;
  }
  rows_.clear();
  rows_.shrink_to_fit();
}

// Cost: the logarithm of the rows that repeat an id, also where a whole file has one id.
Occurrence FileIdentities::Find(std::string_view source_id, const RowContent& content, std::int64_t line) const {
  RowContent id = Name(source_id);
  auto at =
      std::lower_bound(repeated_.begin(), repeated_.end(), std::tie(id, content),
                       [](const Repeated& entry, const auto& key) { return std::tie(entry.id, entry.content) < key; });
  if (at == repeated_.end() || at->id != id || at->content != content) return {};
  return {at->distinct, at->line >= line};
}

}  // namespace proofmark::registry
