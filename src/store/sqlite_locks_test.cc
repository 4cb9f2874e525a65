// SPDX-License-Identifier: Apache-2.0
// A process that has the database open holds its locks, whatever else of it opens the same file: another process sees
// them, and leaves the log of SQLite where it is.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "store/engine.h"

namespace proofmark::store {
namespace {

// Whether another process finds a lock on the file.
bool OthersSeeALock(const std::string& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    const bool asked = fd >= 0 && ::fcntl(fd, F_GETLK, &lock) == 0;
    ::_exit(!asked ? 2 : lock.l_type == F_UNLCK ? 1 : 0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) != 2);
  return WEXITSTATUS(status) == 0;
}

TEST(SqliteLocksTest, ASecondConnectionTakesNoLockOfTheFirstAway) {
  std::string pattern = ::testing::TempDir() + "proofmark-locks-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  const std::string path = pattern + "/proofmark.db";
  {
    auto first = OpenSqlite(path, WhereMissing::kMake);
    ASSERT_TRUE(first.ok());
    ASSERT_TRUE((*first)
                    ->Query("SELECT count(*) FROM sqlite_master", {}, [](const Row&) { return base::Result<void>{}; })
                    .ok());
    ASSERT_TRUE(OthersSeeALock(path));
    {
      auto second = OpenSqlite(path, WhereMissing::kMake);
      ASSERT_TRUE(second.ok());
      EXPECT_TRUE(OthersSeeALock(path)) << "opening";
    }
    EXPECT_TRUE(OthersSeeALock(path)) << "closing";
  }
  EXPECT_FALSE(OthersSeeALock(path));
  std::filesystem::remove_all(pattern);
}

}  // namespace
}  // namespace proofmark::store
