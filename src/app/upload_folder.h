// SPDX-License-Identifier: Apache-2.0
// An UploadFolder holds files for a while that are one person's and nobody else's: what was uploaded and is not taken
// in yet. One process at a time has it; what an earlier one left there is removed when it is opened.
//
//   PM_ASSIGN(auto folder, UploadFolder::Open(keys + ".imports"));
//   PM_TRY(folder->Append("01J9....register", 0, bytes));
//   folder->Remove("01J9....register");
//
// Mode 0700, its files 0600. Names are the program's own, never a client's: letters, digits, "." and "_". Its files are
// no evidence and are not synced: what a power cut takes is uploaded again. Safe from any thread, for different names.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::app {

class UploadFolder {
 public:
  // Errors: kConflict (another process has it), kForbidden, kUnavailable (it cannot be made, or what is left in it not
  // removed), kInvalid (there is a file of that name, or a link).
  static base::Result<std::unique_ptr<UploadFolder>> Open(const std::string& path);
  ~UploadFolder();
  UploadFolder(const UploadFolder&) = delete;
  UploadFolder& operator=(const UploadFolder&) = delete;

  // Puts bytes at the end of a file that is `at` bytes long; at 0 it is made. Errors: kPrecondition (another length),
  // kUnavailable (the disk).
  base::Result<void> Append(const std::string& name, std::uint64_t at, std::string_view bytes) const;
  void Remove(const std::string& name) const;
  std::string PathOf(const std::string& name) const;

 private:
  explicit UploadFolder(std::string path) : path_(std::move(path)) {}
  void RemoveAll() const;

  std::string path_;
  int lock_ = -1;
};

}  // namespace proofmark::app
