// SPDX-License-Identifier: Apache-2.0
// A small data folder for tests: every table with few rows, each of which a test may replace.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "vocab/vocabulary.h"

namespace proofmark::vocab {

inline std::string WithHeader(const std::string& rows) {
  return "# source: a test\n# as_of: 2026\n# licence: Apache-2.0\n" + rows;
}

// Lives in a folder of its own, which is removed with it.
class SmallFolder {
 public:
  SmallFolder();
  ~SmallFolder();
  SmallFolder(const SmallFolder&) = delete;
  SmallFolder& operator=(const SmallFolder&) = delete;

  // The whole file, or its rows under three good header lines.
  void Write(const std::string& file, const std::string& bytes);
  void WriteRows(const std::string& file, const std::string& rows) { Write(file, WithHeader(rows)); }
  void Remove(const std::string& file);
  base::Result<Vocabulary> Load() const { return Vocabulary::Load(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace proofmark::vocab
