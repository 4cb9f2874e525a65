// SPDX-License-Identifier: Apache-2.0
#include "registry/sheet_archive.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/text.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Result;

// APPNOTE 4.3.16, 4.3.12, 4.3.7: signatures, and the bytes of each record without its names.
constexpr std::uint32_t kEndSignature = 0x06054B50;
constexpr std::uint32_t kEntrySignature = 0x02014B50;
constexpr std::uint32_t kLocalSignature = 0x04034B50;
constexpr std::uint32_t kLocator64Signature = 0x07064B50;
constexpr std::size_t kEndBytes = 22;
constexpr std::size_t kEntryBytes = 46;
constexpr std::size_t kLocalBytes = 30;
constexpr std::size_t kLocator64Bytes = 20;
constexpr std::uint16_t kIs64Size = 0xFFFF;
constexpr std::uint32_t kIs64Offset = 0xFFFFFFFF;
constexpr std::uint16_t kEncryptedFlag = 1;
constexpr std::uint16_t kStored = 0;
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint32_t kLinkMode = 0120000;
constexpr std::uint32_t kKindOfMode = 0170000;
constexpr std::size_t kPartNameMax = 512;
constexpr std::size_t kPieceBytes = 64U << 10;
constexpr std::string_view kOldWorkbook = "\xD0\xCF\x11\xE0";  // OLE2: .xls, or an encrypted .xlsx

Error Refused(const std::string& why) {
  return Error{Code::kInvalid, "the workbook is damaged or made up: " + why, ""};
}
Error TooLarge(const std::string& why) { return Error{Code::kTooLarge, "the workbook is refused: " + why, ""}; }

// Numbers of a record, least byte first.
class Record {
 public:
  explicit Record(std::string_view bytes) : bytes_(bytes) {}
  std::uint16_t Two(std::size_t at) const { return static_cast<std::uint16_t>(Number(at, 2)); }
  std::uint32_t Four(std::size_t at) const { return static_cast<std::uint32_t>(Number(at, 4)); }

 private:
  std::uint64_t Number(std::size_t at, std::size_t length) const {
    std::uint64_t out = 0;
    for (std::size_t i = length; i-- > 0;) out = out << 8 | static_cast<unsigned char>(bytes_[at + i]);
    return out;
  }
  std::string_view bytes_;
};

struct Directory {
  std::string_view bytes;
  std::size_t entries = 0;
  std::size_t begin = 0;  // in the file
};

struct Entry {
  std::string name;
  std::uint64_t packed = 0;
  std::uint64_t expanded = 0;
  std::uint64_t begin = 0;  // of its local record
  std::uint64_t end = 0;    // at least
};

// Where the directory stands. The record of its end is the last of the file, without a comment: so there is one place
// where it can be, for us and for every other reader.
Result<Directory> FindDirectory(std::string_view bytes) {
  if (bytes.starts_with(kOldWorkbook)) {
    return Error{Code::kUnsupported,
                 "this is an old workbook (.xls) or one with a password; save it as .xlsx without a password", ""};
  }
  if (bytes.size() < kEndBytes || Record(bytes).Four(0) != kLocalSignature) {
    return Error{Code::kUnsupported, "this is no xlsx workbook", ""};
  }
  const std::size_t end_at = bytes.size() - kEndBytes;
  const Record end(bytes.substr(end_at));
  if (end.Four(0) != kEndSignature || end.Two(20) != 0) return Refused("its directory does not stand at its end");
  const std::size_t entries = end.Two(10);
  const std::size_t size = end.Four(12);
  const std::size_t begin = end.Four(16);
  const bool located64 =
      end_at >= kLocator64Bytes && Record(bytes.substr(end_at - kLocator64Bytes)).Four(0) == kLocator64Signature;
  if (located64 || entries == kIs64Size || size == kIs64Offset || begin == kIs64Offset) {
    return Error{Code::kUnsupported, "the workbook is written in ZIP64; save it anew with a spreadsheet program", ""};
  }
  if (end.Two(4) != 0 || end.Two(6) != 0 || end.Two(8) != entries) return Refused("it is cut into several files");
  if (entries > kArchivePartsMax) {
    return TooLarge(std::to_string(entries) + " parts; at most " + std::to_string(kArchivePartsMax));
  }
  if (begin > end_at || size != end_at - begin) return Refused("its directory is not where it should be");
  return Directory{bytes.substr(begin, size), entries, begin};
}

bool IsPlainName(const std::string& name) {
  if (name.empty() || name.size() > kPartNameMax || name.front() == '/' || !base::IsUtf8(name)) return false;
  if (name.find('\0') != std::string::npos || name.find('\\') != std::string::npos ||
      name.find(':') != std::string::npos) {
    return false;
  }
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    const std::string_view segment = std::string_view(name).substr(at, end - at);
    if (segment == "." || segment == ".." || (segment.empty() && end != name.size())) return false;
    at = end + 1;
  }
  return true;
}

Result<Entry> EntryOf(std::string_view directory, std::size_t begin_of_directory, std::size_t& at) {
  if (directory.size() - at < kEntryBytes) return Refused("its directory is cut off");
  const Record record(directory.substr(at));
  if (record.Four(0) != kEntrySignature) return Refused("its directory holds something else");
  Entry entry;
  entry.packed = record.Four(20);
  entry.expanded = record.Four(24);
  const std::size_t name_bytes = record.Two(28);
  const std::size_t whole = kEntryBytes + name_bytes + record.Two(30) + record.Two(32);
  entry.begin = record.Four(42);
  if (directory.size() - at < whole) return Refused("its directory is cut off");
  entry.name = std::string(directory.substr(at + kEntryBytes, name_bytes));
  at += whole;
  if (entry.packed == kIs64Offset || entry.expanded == kIs64Offset || entry.begin == kIs64Offset) {
    return Error{Code::kUnsupported, "the workbook is written in ZIP64; save it anew with a spreadsheet program", ""};
  }
  if ((record.Two(8) & kEncryptedFlag) != 0)
    return Error{Code::kUnsupported, "the workbook has a password; save it without", ""};
  if (record.Two(10) != kStored && record.Two(10) != kDeflated) return Refused("a part is packed in an unusual way");
  if ((record.Four(38) >> 16 & kKindOfMode) == kLinkMode) return Refused("a part is a link");
  if (!IsPlainName(entry.name)) return Refused("the name of a part leads elsewhere");
  entry.end = entry.begin + kLocalBytes + name_bytes + entry.packed;
  if (entry.end > begin_of_directory) return Refused("a part reaches into the directory");
  return entry;
}

Result<void> CheckSizes(const std::vector<Entry>& entries) {
  std::uint64_t all = 0;
  for (const Entry& entry : entries) {
    all += entry.expanded;
    if (entry.expanded > kArchivePartBytesMax || all > kArchiveBytesMax) {
      return TooLarge("it expands to more than " + std::to_string(kArchivePartBytesMax >> 20) +
                      " MiB; cut the sheet into several files");
    }
    if (entry.expanded > kArchiveRatioFree && entry.expanded / kArchiveRatioMax > entry.packed) {
      return TooLarge("a part expands to more than " + std::to_string(kArchiveRatioMax) + " times its size");
    }
  }
  return {};
}

Result<void> CheckPlaces(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.begin < b.begin; });
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (entries[i].begin < entries[i - 1].end) return Refused("its parts overlap");
  }
  return {};
}

}  // namespace

struct SheetArchive::Zip {
  ~Zip() {
    if (archive != nullptr) zip_discard(archive);
  }
  zip_t* archive = nullptr;
};

SheetArchive::SheetArchive() : zip_(std::make_unique<Zip>()) {}
SheetArchive::SheetArchive(SheetArchive&&) noexcept = default;
SheetArchive& SheetArchive::operator=(SheetArchive&&) noexcept = default;
SheetArchive::~SheetArchive() = default;

Result<SheetArchive> SheetArchive::Open(std::string_view bytes) {
  PM_ASSIGN(Directory directory, FindDirectory(bytes));
  std::vector<Entry> entries;
  std::map<std::string, bool> seen;
  std::size_t at = 0;
  for (std::size_t i = 0; i < directory.entries; ++i) {
    PM_ASSIGN(Entry entry, EntryOf(directory.bytes, directory.begin, at));
    if (!seen.emplace(base::AsciiLower(entry.name), true).second) return Refused("two parts have one name");
    entries.push_back(std::move(entry));
  }
  if (at != directory.bytes.size()) return Refused("its directory holds something else");
  PM_TRY(CheckSizes(entries));
  PM_TRY(CheckPlaces(entries));
  SheetArchive out;
  for (std::size_t i = 0; i < entries.size(); ++i) out.parts_[entries[i].name] = {i, entries[i].expanded};
  PM_TRY(out.OpenZip(bytes));
  return out;
}

// Two readers of one directory, ours and the library's: they must have read the same.
Result<void> SheetArchive::OpenZip(std::string_view bytes) {
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  if (source == nullptr) return Error{Code::kUnavailable, "there is no memory to open the workbook", ""};
  zip_->archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  if (zip_->archive == nullptr) {
    zip_source_free(source);
    return Refused("it cannot be opened");
  }
  if (zip_get_num_entries(zip_->archive, 0) != static_cast<zip_int64_t>(parts_.size())) {
    return Refused("its directory can be read in two ways");
  }
  for (const auto& [name, part] : parts_) {
    zip_stat_t told{};
    const bool same = zip_stat_index(zip_->archive, part.index, ZIP_FL_ENC_RAW, &told) == 0 &&
                      (told.valid & ZIP_STAT_SIZE) != 0 && told.size == part.expanded;
    const char* raw = zip_get_name(zip_->archive, part.index, ZIP_FL_ENC_RAW);
    if (!same || raw == nullptr || name != raw) return Refused("its directory can be read in two ways");
  }
  return {};
}

Result<void> SheetArchive::Read(const std::string& part,
                                const std::function<Result<bool>(std::string_view)>& take) const {
  const auto found = parts_.find(part);
  if (found == parts_.end()) return Refused("the part " + base::Printable(part) + " is missing");
  zip_file_t* file = zip_fopen_index(zip_->archive, found->second.index, 0);
  if (file == nullptr) return Refused("the part " + base::Printable(part) + " cannot be read");
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> closes(file, zip_fclose);
  std::array<char, kPieceBytes> piece;
  std::uint64_t counted = 0;
  for (;;) {
    const zip_int64_t n = zip_fread(file, piece.data(), piece.size());
    if (n < 0) return Refused("the part " + base::Printable(part) + " does not expand");
    counted += static_cast<std::uint64_t>(n);
    if (counted > found->second.expanded || (n == 0 && counted != found->second.expanded)) {
      return Refused("the part " + base::Printable(part) + " is of another size than it says");
    }
    if (n == 0) return {};
    PM_ASSIGN(bool goes_on, take({piece.data(), static_cast<std::size_t>(n)}));
    if (!goes_on) return {};
  }
}

}  // namespace proofmark::registry
