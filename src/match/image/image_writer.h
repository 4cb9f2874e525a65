// SPDX-License-Identifier: Apache-2.0
// An ImageWriter writes an image of flat arrays into a file, section after section, without holding it in memory: the
// last section is the sums of all before it, and the header comes at the end.
//
//   PM_ASSIGN(auto writer, ImageWriter::Create("node.db.marks", kSections, head_bytes));
//   writer.Begin(Section::kPlaces);                 // in the order of the sections
//   writer.Put(places);  writer.PutBytes(more);
//   PM_ASSIGN(auto sections, writer.EndWithSums()); // the header's
//   PM_TRY(writer.Keep(head));                      // written, synced, renamed; nobody sees it before
//
// Mode 0600. Errors are kept until EndWithSums: those of base::DurableFile; kCancelled once `stop` is set, which is
// looked at with each MiB. One thread at a time.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "match/image/image_header.h"
#include "match/image/image_sums.h"

namespace proofmark::match {

class ImageWriter {
 public:
  static base::Result<ImageWriter> Create(const std::string& path, std::size_t sections, std::size_t head_bytes,
                                          const std::atomic<bool>* stop = nullptr);

  // Ends the section before it. Sections that are left out are empty.
  void Begin(std::size_t section);
  void PutBytes(std::string_view bytes);
  template <typename T>
  void Put(std::span<const T> entries) {
    PutBytes({reinterpret_cast<const char*>(entries.data()), entries.size_bytes()});
  }

  base::Result<std::vector<ImageSection>> EndWithSums();
  std::uint64_t bytes() const { return end_; }
  base::Result<void> Keep(std::string_view head);

 private:
  ImageWriter(base::DurableFile file, std::size_t sections, std::size_t head_bytes, const std::atomic<bool>* stop);
  void End();
  void Flush();

  base::DurableFile file_;
  std::size_t head_bytes_;
  std::vector<ImageSection> sections_;
  std::size_t section_ = 0;
  std::uint64_t end_ = 0;  // of what was put
  std::string pending_;    // not yet in the file
  std::unique_ptr<base::Sha256Stream> digest_;
  ImageSums sums_;
  base::Result<void> outcome_;
  const std::atomic<bool>* stop_;
};

}  // namespace proofmark::match
