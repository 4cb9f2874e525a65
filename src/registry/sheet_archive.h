// SPDX-License-Identifier: Apache-2.0
// A SheetArchive is the zip file that an xlsx workbook is: its parts by name, each read as a stream and never to a
// disk.
//
//   PM_ASSIGN(SheetArchive archive, SheetArchive::Open(bytes));
//   PM_TRY(archive.Read("xl/workbook.xml", [&](std::string_view piece) { return xml.Take(piece); }));
//
// A file from outside may be made to harm whoever opens it, so its directory is read here byte by byte first, and what
// no spreadsheet program writes is refused: ZIP64, encryption, other methods than deflate, names that lead elsewhere,
// doubled names, links, parts that overlap, sizes that cannot be. Only then does libzip see it, and must have read the
// same. What comes out of a part is counted against what the directory declares. An archive in it is never opened.
// Follows APPNOTE 6.3.9. The bytes must outlive the archive. One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace proofmark::registry {

inline constexpr std::size_t kArchivePartsMax = 4096;
inline constexpr std::uint64_t kArchivePartBytesMax = std::uint64_t{512} << 20;  // expanded
inline constexpr std::uint64_t kArchiveBytesMax = std::uint64_t{1} << 30;        // all parts, expanded
// A part may expand so many times, beyond its first megabytes: sheets of numbers come to 30 or 40 times.
inline constexpr std::uint64_t kArchiveRatioMax = 200;
inline constexpr std::uint64_t kArchiveRatioFree = std::uint64_t{4} << 20;

class SheetArchive {
 public:
  // Errors, first that applies: kUnsupported (no zip; an old or protected workbook; ZIP64), kTooLarge (parts, sizes,
  // ratio), kInvalid (anything else that is refused).
  static base::Result<SheetArchive> Open(std::string_view bytes);
  SheetArchive(SheetArchive&&) noexcept;
  SheetArchive& operator=(SheetArchive&&) noexcept;
  ~SheetArchive();

  bool Has(const std::string& part) const { return parts_.contains(part); }
  // Hands the content of a part out in pieces until it is at its end or `take` says false. Errors: kInvalid (there is
  // no such part, or it does not expand to what was declared), and what `take` came to.
  base::Result<void> Read(const std::string& part,
                          const std::function<base::Result<bool>(std::string_view)>& take) const;

 private:
  struct Part {
    std::uint64_t index = 0;
    std::uint64_t expanded = 0;  // as declared
  };
  struct Zip;  // of the library
  SheetArchive();
  base::Result<void> OpenZip(std::string_view bytes);

  std::map<std::string, Part> parts_;
  std::unique_ptr<Zip> zip_;
};

}  // namespace proofmark::registry
