// SPDX-License-Identifier: Apache-2.0
// The UiFiles are the pages of the web interface (web/), as a browser is given them: built into the program, or read
// from a folder while they are worked on.
//
//   PM_ASSIGN(UiFiles files, UiFiles::FromFolder("build/web"));
//   if (UiFiles::Serves(request.path)) return files.Answer(request);
//
// They hold no record and are given to anybody; what they ask for is the service's. A path without a file is the page
// itself, so that an address of the interface can be kept and sent; a missing file with an ending is not found.
// Each answer says what a browser may load and run: nothing but these files, and no script as text.
// Read-only after it is made: safe from any thread.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace proofmark::app::web {

inline constexpr std::uint64_t kUiFileBytesMax = 16U << 20;

// One file; `gzip` and `brotli` are empty where they save nothing. What they point to outlives the program's use.
struct UiFile {
  std::string_view path;  // "/assets/index-4f2a.js"
  std::string_view etag;  // quoted
  bool immutable = false;
  std::string_view plain;
  std::string_view gzip;
  std::string_view brotli;
};

class UiFiles {
 public:
  UiFiles() = default;
  UiFiles(UiFiles&&) = default;  // never copied: files of a folder point to what is held beside them
  UiFiles& operator=(UiFiles&&) = default;
  // Those of the program; none where it was built without them.
  static UiFiles Built();
  // Every file of a folder, as it is now. Errors: kNotFound (no folder, or no index.html in it), kTooLarge,
  // kUnavailable.
  static base::Result<UiFiles> FromFolder(const std::string& folder);

  bool empty() const { return files_.empty(); }
  // Whether a path is the interface's: whatever is not the service's own.
  static bool Serves(std::string_view path);
  http::Response Answer(const http::Request& request) const;

 private:
  struct Held {
    std::string etag;
    std::string plain;
  };
  const UiFile* Find(std::string_view path) const;

  std::map<std::string, UiFile, std::less<>> files_;
  std::map<std::string, Held> held_;  // what the files of a folder point to
};

}  // namespace proofmark::app::web
