// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace proofmark::base {
namespace {

Error SystemError(const std::string& what, const std::string& path) {
  if (errno == ENOSPC || errno == EDQUOT) {
    return Error{Code::kUnavailable, path + ": the disk is full; make room and repeat", ""};
  }
  Code code = errno == ENOENT                     ? Code::kNotFound
              : errno == EACCES || errno == EPERM ? Code::kForbidden
                                                  : Code::kUnavailable;
  return Error{code, path + ": " + what + ": " + std::strerror(errno), ""};
}

Error TooLarge(const std::string& path, std::uint64_t bytes_max) {
  return Error{Code::kTooLarge, path + ": larger than " + std::to_string(bytes_max) + " bytes", ""};
}

// Closes a file descriptor at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { Close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  bool Close() {
    int fd = Release();
    return fd < 0 || ::close(fd) == 0;
  }
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Result<std::string> ReadAll(int fd, const std::string& path, std::uint64_t bytes_max) {
  std::string out;
  char block[1 << 16];
  for (;;) {
    ssize_t n = ::read(fd, block, sizeof block);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return SystemError("cannot be read", path);
    if (n == 0) return out;
    out.append(block, static_cast<std::size_t>(n));
    if (out.size() > bytes_max) return TooLarge(path, bytes_max);
  }
}

WriteWatch* write_watch = nullptr;

// False where a test refuses the step; errno says as what.
bool May(WriteWatch::Step step, const std::string& path) {
  int refusal = write_watch == nullptr ? 0 : write_watch->Before(step, path);
  if (refusal == 0) return true;
  errno = refusal;
  return false;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

}  // namespace

Result<MappedFile> MappedFile::Open(const std::string& path, std::uint64_t bytes_max) {
  MappedFile out;
  if (path == "-") {
    PM_ASSIGN(out.owned_, ReadAll(STDIN_FILENO, "standard input", bytes_max));
    return out;
  }
  Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (fd.get() < 0 || ::fstat(fd.get(), &status) != 0) return SystemError("cannot be opened", path);
  if (S_ISDIR(status.st_mode)) return Error{Code::kInvalid, path + ": is a folder; name a file", ""};
  if (!S_ISREG(status.st_mode)) {
    PM_ASSIGN(out.owned_, ReadAll(fd.get(), path, bytes_max));
    return out;
  }
  if (static_cast<std::uint64_t>(status.st_size) > bytes_max) return TooLarge(path, bytes_max);
  if (status.st_size == 0) return out;
  void* address = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (address == MAP_FAILED) return SystemError("cannot be mapped", path);
  out.fd_ = fd.Release();
  out.mapped_ = static_cast<const char*>(address);
  out.size_ = static_cast<std::size_t>(status.st_size);
  return out;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      mapped_(std::exchange(other.mapped_, nullptr)),
      size_(other.size_),
      owned_(std::move(other.owned_)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(fd_, other.fd_);
  std::swap(mapped_, other.mapped_);
  std::swap(size_, other.size_);
  std::swap(owned_, other.owned_);
  return *this;
}

MappedFile::~MappedFile() {
  if (mapped_ != nullptr) ::munmap(const_cast<char*>(mapped_), size_);
  if (fd_ >= 0) ::close(fd_);
}

bool MappedFile::Read(std::uint64_t offset, char* to, std::size_t size) const {
  const std::string_view all = bytes();
  if (offset > all.size() || size > all.size() - offset) return false;
  if (mapped_ == nullptr) {
    std::copy_n(all.data() + offset, size, to);
    return true;
  }
  while (size > 0) {
    const ssize_t n = ::pread(fd_, to, size, static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    to += n;
    offset += static_cast<std::uint64_t>(n);
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

Result<std::string> ReadFile(const std::string& path, std::uint64_t bytes_max) {
  PM_ASSIGN(MappedFile file, MappedFile::Open(path, bytes_max));
  return std::string(file.bytes());
}

namespace {

// A name is durable when its folder is.
Result<void> SyncFolderOf(const std::string& path) {
  std::size_t slash = path.rfind('/');
  std::string folder = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (fd.get() < 0 || !May(WriteWatch::Step::kSyncFolder, folder) || ::fsync(fd.get()) != 0) {
    return SystemError("cannot be synced", folder);
  }
  return {};
}

Result<void> WriteAndSync(const std::string& path, std::string_view bytes, unsigned mode) {
  if (!May(WriteWatch::Step::kCreate, path)) return SystemError("cannot be written", path);
  Descriptor fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, static_cast<mode_t>(mode)));
  if (fd.get() < 0) return SystemError("cannot be written", path);
  // An older file of that name may have had other rights.
  if (::fchmod(fd.get(), static_cast<mode_t>(mode)) != 0) return SystemError("its rights cannot be set", path);
  if (!May(WriteWatch::Step::kWrite, path) || !WriteAll(fd.get(), bytes) || !May(WriteWatch::Step::kSync, path) ||
      ::fsync(fd.get()) != 0 || !fd.Close()) {
    return SystemError("cannot be written", path);
  }
  return {};
}

}  // namespace

void SetWriteWatch(WriteWatch* watch) { write_watch = watch; }

Result<void> WriteFileDurably(const std::string& path, std::string_view bytes, unsigned mode) {
  std::string beside = path + ".new";
  Result<void> written = WriteAndSync(beside, bytes, mode);
  if (written.ok() && (!May(WriteWatch::Step::kRename, path) || ::rename(beside.c_str(), path.c_str()) != 0)) {
    written = SystemError("cannot be replaced", path);
  }
  if (!written.ok()) {
    ::unlink(beside.c_str());  // on a full disk, half a file would only take room
    return written;
  }
  return SyncFolderOf(path);
}

namespace {

// The file under this name as it is opened, for one program alone: locked, and still the one that bears the name. -1
// where another program has it; then errno is EWOULDBLOCK.
int OpenAlone(const std::string& path, int flags, unsigned mode) {
  for (;;) {
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, static_cast<mode_t>(mode));
    if (fd < 0) return fd;
    struct stat opened {};
    struct stat named {};
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0 || ::fstat(fd, &opened) != 0) {
      const int why = errno;
      ::close(fd);
      errno = why;
      return -1;
    }
    // Whoever had it before may have renamed or removed it since it was opened here.
    const bool same = ::lstat(path.c_str(), &named) == 0 && named.st_ino == opened.st_ino;
    if (same && named.st_dev == opened.st_dev) return fd;
    ::close(fd);
  }
}

std::string Unfinished(const std::string& path) { return path + ".new"; }

}  // namespace

Result<DurableFile> DurableFile::Create(const std::string& path, unsigned mode) {
  const std::string beside = Unfinished(path);
  if (!May(WriteWatch::Step::kCreate, beside)) return SystemError("cannot be written", beside);
  const int fd = OpenAlone(beside, O_RDWR | O_CREAT, mode);
  if (fd < 0 && errno == EWOULDBLOCK) {
    return Error{Code::kConflict, path + ": another program writes it at the moment", ""};
  }
  if (fd < 0) return SystemError("cannot be written", beside);
  DurableFile out(path, fd);
  if (::ftruncate(fd, 0) != 0 || ::fchmod(fd, static_cast<mode_t>(mode)) != 0) {
    return SystemError("cannot be written", beside);
  }
  return out;
}

DurableFile::DurableFile(DurableFile&& other) noexcept
    : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)), written_(other.written_) {}

// Removed while it is still locked: what bears the name behind that is another program's.
DurableFile::~DurableFile() {
  if (fd_ < 0) return;
  ::unlink(Unfinished(path_).c_str());
  ::close(fd_);
}

Result<void> DurableFile::Write(std::string_view bytes) {
  PM_TRY(WriteAt(written_, bytes));
  written_ += bytes.size();
  return {};
}

Result<void> DurableFile::WriteAt(std::uint64_t offset, std::string_view bytes) {
  const std::string beside = Unfinished(path_);
  if (!May(WriteWatch::Step::kWrite, beside)) return SystemError("cannot be written", beside);
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return SystemError("cannot be written", beside);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<void> DurableFile::Keep() {
  const std::string beside = Unfinished(path_);
  if (!May(WriteWatch::Step::kSync, beside) || ::fsync(fd_) != 0) return SystemError("cannot be written", beside);
  if (!May(WriteWatch::Step::kRename, path_) || ::rename(beside.c_str(), path_.c_str()) != 0) {
    return SystemError("cannot be replaced", path_);
  }
  ::close(std::exchange(fd_, -1));
  return SyncFolderOf(path_);
}

Result<void> RemoveUnfinished(const std::string& path) {
  const std::string beside = Unfinished(path);
  const int fd = OpenAlone(beside, O_RDWR, 0);
  if (fd < 0 && (errno == ENOENT || errno == EWOULDBLOCK)) return {};
  if (fd < 0) return SystemError("cannot be removed", beside);
  const Descriptor held(fd);
  if (!May(WriteWatch::Step::kRemove, beside) || ::unlink(beside.c_str()) != 0) {
    return SystemError("cannot be removed", beside);
  }
  return {};
}

Result<void> RemoveFileDurably(const std::string& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return {};
  if (!May(WriteWatch::Step::kRemove, path) || ::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return SystemError("cannot be removed", path);
  }
  return SyncFolderOf(path);
}

Result<void> MakePrivateFolder(const std::string& path) {
  struct stat status {};
  if (May(WriteWatch::Step::kMakeFolder, path) && ::mkdir(path.c_str(), 0700) == 0) {
    Result<void> synced = SyncFolderOf(path);
    if (!synced.ok()) ::rmdir(path.c_str());  // or the next try would take it for durable
    return synced;
  }
  if (errno == EEXIST && ::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return {};
    errno = ENOTDIR;
  }
  return SystemError("the folder cannot be made", path);
}

}  // namespace proofmark::base
