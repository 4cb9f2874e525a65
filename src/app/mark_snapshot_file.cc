// SPDX-License-Identifier: Apache-2.0
#include "app/mark_snapshot_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "base/json.h"
#include "base/program.h"
#include "match/marks/mark_snapshot.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr const char* kEnding = ".marks";
constexpr std::size_t kDigestShown = 8;  // hexadecimal digits in a file's name

Error OfAnother(const std::string& what) { return {Code::kPrecondition, what, "snapshot"}; }

std::string FolderOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

// A file that another user could have put there, or could write, says nothing.
Result<void> CheckWhose(const std::string& path) {
  struct stat file {};
  struct stat folder {};
  if (::lstat(path.c_str(), &file) != 0) return Error{Code::kNotFound, path + ": there is none", "snapshot"};
  const bool known =
      file.st_uid == ::geteuid() || (::stat(FolderOf(path).c_str(), &folder) == 0 && file.st_uid == folder.st_uid);
  if (S_ISREG(file.st_mode) && known && (file.st_mode & (S_IWGRP | S_IWOTH)) == 0) return {};
  return Error{Code::kForbidden, path + ": is not a file that this user alone can write", "snapshot"};
}

// What the classes of an owner up to a number say.
std::string DigestOf(const std::vector<store::HandlingClass>& classes, std::int64_t owner, std::int64_t most) {
  std::map<std::int64_t, std::string> said;
  for (const store::HandlingClass& one : classes) {
    if (one.owner == owner && one.number <= most)
      said[one.number] = base::JsonLine(model::HandlingToJson(one.handling));
  }
  std::string all;
  for (const auto& [number, text] : said) all += std::to_string(number) + ":" + text + "\n";
  return base::ToHex(base::View(base::Sha256(all)));
}

std::int64_t MostOf(const std::vector<store::HandlingClass>& classes, std::int64_t owner) {
  std::int64_t most = 0;
  for (const store::HandlingClass& one : classes) {
    if (one.owner == owner) most = std::max(most, one.number);
  }
  return most;
}

std::string KeyOf(const store::Authority& authority) { return base::ToHex(base::View(authority.public_key)); }

Result<std::string> RootOf(store::Store& store, const std::string& owner, std::int64_t size) {
  PM_ASSIGN(const base::Digest root, store.RootAt(owner, store::Stream::kRecord, size));
  return base::ToHex(base::View(root));
}

// A line of "logs": whether this database has that log, as far as it was read.
Result<void> CheckLog(store::Store& store, const std::vector<store::HandlingClass>& classes, const Json& log) {
  const auto code = log.at("code").get<std::string>();
  const auto reach = log.at("reach").get<std::int64_t>();
  auto authority = store.FindAuthority(code);
  if (!authority.ok() || authority->owner != log.at("owner").get<std::int64_t>() ||
      KeyOf(*authority) != log.at("key")) {
    return OfAnother("it is of another database: its authority " + code + " is not the one that is kept here");
  }
  PM_ASSIGN(const std::int64_t there, store.LogSize(code, store::Stream::kRecord));
  if (reach > there) {
    return OfAnother("it has read " + std::to_string(reach) + " events of " + code + "; the log has " +
                     std::to_string(there));
  }
  PM_ASSIGN(const std::string root, RootOf(store, code, reach));
  if (root != log.at("root")) return OfAnother("it is of another log of " + code);
  if (DigestOf(classes, authority->owner, log.at("classes").get<std::int64_t>()) != log.at("classes_sha256")) {
    return OfAnother("the handling classes of " + code + " are others");
  }
  return {};
}

}  // namespace

std::string MarkSnapshotFile::PathFor(const std::string& url, const std::string& folder) {
  const bool server = store::IsPostgresUrl(url);
  if (folder.empty()) return server ? "" : url.substr(url.find(':') + 1) + kEnding;
  // By the database's place, never by its user or password.
  std::string place = url.substr(url.find(':') + 1);
  if (server) place = place.substr(0, place.find('?'));
  if (const std::size_t at = place.rfind('@'); server && at != std::string::npos) place = place.substr(at + 1);
  std::string name = place.substr(std::min(place.rfind('/') + 1, place.size()));
  for (char& c : name) {
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '-';
  }
  return folder + "/" + name + "-" + base::ToHex(base::View(base::Sha256(place))).substr(0, kDigestShown) + kEnding;
}

MarkSnapshotFile::MarkSnapshotFile(std::string path, std::string vocabulary)
    : path_(base::ProgramId().empty() ? "" : std::move(path)), vocabulary_(std::move(vocabulary)) {}

Result<std::string> MarkSnapshotFile::TextOf(store::Store& store, const MarksRead& read) const {
  PM_ASSIGN(const std::vector<store::HandlingClass> classes, store.HandlingClasses());
  Json logs = Json::array();
  for (const auto& [code, size] : read.sizes) {
    PM_ASSIGN(const store::Authority authority, store.FindAuthority(code));
    const auto found = read.reach.find(code);
    const std::int64_t reach = found == read.reach.end() ? size : std::max(size, found->second);
    PM_ASSIGN(std::string root, RootOf(store, code, reach));
    const std::int64_t most = MostOf(classes, authority.owner);
    logs.push_back({{"code", code},
                    {"owner", authority.owner},
                    {"key", KeyOf(authority)},
                    {"size", size},
                    {"reach", reach},
                    {"root", std::move(root)},
                    {"classes", most},
                    {"classes_sha256", DigestOf(classes, authority.owner, most)}});
  }
  return base::JsonLine({{"program", base::ProgramId()},
                         {"vocabulary", vocabulary_},
                         {"rows_made", read.rows_made},
                         {"logs", std::move(logs)}});
}

Result<MarksRead> MarkSnapshotFile::ReadOf(store::Store& store, std::string_view text) const {
  PM_ASSIGN(const Json of, base::ParseJson(text));
  PM_ASSIGN(const std::string rows_made, store.RowsMade());
  MarksRead read;
  try {
    if (of.at("program") != base::ProgramId()) return OfAnother("another build of the program made it");
    if (of.at("vocabulary") != vocabulary_) return OfAnother("it was made with other tables of data/");
    if (of.at("rows_made") != rows_made) return OfAnother("the rows of the database were made anew since");
    PM_ASSIGN(const std::vector<store::HandlingClass> classes, store.HandlingClasses());
    read.rows_made = rows_made;
    for (const Json& log : of.at("logs")) {
      PM_TRY(CheckLog(store, classes, log));
      read.sizes[log.at("code")] = log.at("size");
      read.reach[log.at("code")] = log.at("reach");
    }
  } catch (const Json::exception& error) {
    return Error{Code::kCorrupt, std::string("what it is of cannot be read: ") + error.what(), "snapshot"};
  }
  return read;
}

Result<MarkSnapshotFile::Found> MarkSnapshotFile::Open(store::Store& store) const {
  // What cannot be removed (in a folder that may not be written) is never believed.
  (void)base::RemoveUnfinished(path_).ok();
  PM_TRY(CheckWhose(path_));
  PM_ASSIGN(const match::MarkSnapshot snapshot, match::MarkSnapshot::Open(path_));
  PM_ASSIGN(MarksRead read, ReadOf(store, snapshot.of()));
  PM_ASSIGN(match::MarkIndex index, snapshot.Index());
  return Found{std::move(index), std::move(read)};
}

Result<void> MarkSnapshotFile::Save(store::Store& store, const match::MarkIndex& index, const MarksRead& read,
                                    const std::atomic<bool>* stop) const {
  PM_ASSIGN(const std::string text, TextOf(store, read));
  return match::SaveMarkSnapshot(index, text, path_, stop);
}

Result<void> MarkSnapshotFile::Remove() const {
  if (!is_kept()) return {};
  PM_TRY(base::RemoveUnfinished(path_));
  return base::RemoveFileDurably(path_);
}

}  // namespace proofmark::app
