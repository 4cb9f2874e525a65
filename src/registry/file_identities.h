// SPDX-License-Identifier: Apache-2.0
// FileIdentities are the ids of one file and how often each stands there: gathered in a first pass, asked in a second.
//
//   FileIdentities ids;
//   for (each row without a fault) ids.Add(reading.source_id, reading.content, row.line);
//   ids.Finish();
//   Occurrence here = ids.Find(reading.source_id, reading.content, row.line);
//
// 40 bytes a row until Finish, then only the ids that stand more than once. One thread at a time while adding.
#pragma once

#include <cstdint>
#include <deque>
#include <string_view>
#include <vector>

#include "registry/read_row.h"

namespace proofmark::registry {

// One row among the rows of its file that have the same id.
struct Occurrence {
  std::int64_t distinct_contents_in_file = 1;
  bool first_of_its_content = true;  // no earlier row of the file is wholly equal
};

class FileIdentities {
 public:
  void Add(std::string_view source_id, const RowContent& content, std::int64_t line);
  // Once, behind the last Add.
  void Finish();
  Occurrence Find(std::string_view source_id, const RowContent& content, std::int64_t line) const;

  // Ids that stand there with more than one content.
  std::int64_t ambiguous() const { return ambiguous_; }

 private:
  struct Entry {
    RowContent id;
    RowContent content;
    std::int64_t line;  // the first of its content behind Finish
  };
  struct Repeated : Entry {
    std::int64_t distinct;
  };
  static RowContent Name(std::string_view source_id);

  std::deque<Entry> rows_;          // before Finish
  std::vector<Repeated> repeated_;  // by id, content
  std::int64_t ambiguous_ = 0;
};

}  // namespace proofmark::registry
