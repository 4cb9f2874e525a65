// SPDX-License-Identifier: Apache-2.0
#include "app/upload_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "base/assert.h"
#include "base/file.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr const char* kLockName = ".lock";

Error Failed(const std::string& path, const char* what) {
  const Code code = errno == EACCES || errno == EPERM ? Code::kForbidden : Code::kUnavailable;
  return Error{code, path + ": " + what + ": " + std::strerror(errno), ""};
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
  });
}

// As uploads are named: an identifier of 26 letters and digits, a dot, what it is.
bool IsUploadName(std::string_view name) {
  constexpr std::size_t kIdentifier = 26;
  return IsPlainName(name) && name.size() > kIdentifier + 1 && name.find('.') == kIdentifier;
}

// Closes a file at the end of its scope.
struct OpenFile {
  explicit OpenFile(int fd) : fd(fd) {}
  ~OpenFile() {
    if (fd >= 0) ::close(fd);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd;
};

}  // namespace

Result<std::unique_ptr<UploadFolder>> UploadFolder::Open(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) {
    PM_TRY(base::MakePrivateFolder(path));
  } else if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid()) {
    return Error{Code::kInvalid, path + ": must be a folder of the service's own user; name another place", ""};
  } else if (::chmod(path.c_str(), 0700) != 0) {
    return Failed(path, "cannot be made private");
  }
  std::unique_ptr<UploadFolder> out(new UploadFolder(path));
  out->lock_ = ::open((path + "/" + kLockName).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out->lock_ < 0) return Failed(path, "cannot be used");
  if (::flock(out->lock_, LOCK_EX | LOCK_NB) != 0) {
    return Error{Code::kConflict, path + ": another process of this node has it; name another place", ""};
  }
  out->RemoveAll();
  return out;
}

UploadFolder::~UploadFolder() {
  if (lock_ < 0) return;
  RemoveAll();
  ::close(lock_);
}

// Only what uploads left: somebody may have named a folder that holds other things.
void UploadFolder::RemoveAll() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(path_, ignored)) {
    if (IsUploadName(entry.path().filename().string())) ::unlink(entry.path().c_str());
  }
}

std::string UploadFolder::PathOf(const std::string& name) const {
  PM_ASSERT(IsPlainName(name));
  return path_ + "/" + name;
}

Result<void> UploadFolder::Append(const std::string& name, std::uint64_t at, std::string_view bytes) const {
  const std::string path = PathOf(name);
  const int flags = O_WRONLY | O_CLOEXEC | O_NOFOLLOW | (at == 0 ? O_CREAT | O_EXCL : 0);
  OpenFile file(::open(path.c_str(), flags, 0600));
  if (file.fd < 0) return Failed(path, "cannot be opened");
  struct stat status {};
  if (::fstat(file.fd, &status) != 0) return Failed(path, "cannot be opened");
  if (static_cast<std::uint64_t>(status.st_size) != at) {
    return Error{Code::kPrecondition, path + ": is " + std::to_string(status.st_size) + " bytes long", ""};
  }
  for (std::uint64_t to = at; !bytes.empty();) {
    const ssize_t n = ::pwrite(file.fd, bytes.data(), bytes.size(), static_cast<off_t>(to));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const Error error = Failed(path, "cannot be written");
      // Half a part would stand before the next try.
      if (at == 0) {
        ::unlink(path.c_str());
      } else if (::ftruncate(file.fd, static_cast<off_t>(at)) != 0) {
        ::unlink(path.c_str());
      }
      return error;
    }
    to += static_cast<std::uint64_t>(n);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

void UploadFolder::Remove(const std::string& name) const { ::unlink(PathOf(name).c_str()); }

}  // namespace proofmark::app
