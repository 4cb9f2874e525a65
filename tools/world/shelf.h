// SPDX-License-Identifier: Apache-2.0
// A Shelf holds the open files of all books and writes each weapon's rows into them, as a stream.
//
//   PM_ASSIGN(Shelf shelf, Shelf::Open(folder));
//   shelf.Write(life);
//   PM_TRY(shelf.Close());
//
// Errors: kUnavailable (a file cannot be made or written). One thread at a time.
#pragma once

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "base/result.h"
#include "tools/world/life.h"

namespace proofmark::world {

class Shelf {
 public:
  static base::Result<Shelf> Open(const std::string& folder);

  // One row in each book that tells a step of the life.
  void Write(const Life& life);
  base::Result<void> Close();

 private:
  struct FileCloser {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct OpenBook {
    std::string path;
    std::unique_ptr<std::FILE, FileCloser> file;
    std::string pending;
    bool failed = false;
  };
  void Flush(OpenBook& book);

  std::array<OpenBook, kBooks> books_;
};

// The row of a book that tells of a life, with its line end.
std::string RowOf(Book book, const Life& life);
std::string HeaderOf(Book book);  // empty in jsonl

}  // namespace proofmark::world
