// SPDX-License-Identifier: Apache-2.0
// A folder of a measurement's own below $TMPDIR, gone with its object. Its path is empty where none can be made.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

namespace proofmark::app {

class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "proofmark-scratch-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~ScratchFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace proofmark::app
