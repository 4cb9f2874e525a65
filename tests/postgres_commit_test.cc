// SPDX-License-Identifier: Apache-2.0
// The connection dies in the middle of COMMIT, and the server's disk is full.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "base/file.h"
#include "tests/postgres_node.h"

namespace proofmark::testing {
namespace {

using base::Code;

constexpr int kCommitsInDoubt = 20;
constexpr std::string_view kCommit("COMMIT\0", 7);  // and not READ COMMITTED

// Stands between program and server and forwards bytes, until it is armed: then the next COMMIT goes to the server or
// not, and its answer comes back never.
class Proxy {
 public:
  enum class Cut { kNowhere, kBeforeCommit, kBehindCommit };

  explicit Proxy(const std::string& folder) : folder_(folder) {
    std::filesystem::create_directory(folder_);
    std::filesystem::permissions(folder_, std::filesystem::perms::all);
    listening_ = Socket(folder_, [](int fd, const sockaddr* address, socklen_t size) {
      return ::bind(fd, address, size) == 0 && ::listen(fd, 16) == 0;
    });
    accepting_ = std::thread([this] { Accept(); });
  }
  ~Proxy() {
    ended_ = true;
    accepting_.join();
    for (std::thread& one : forwarding_) one.join();
    ::close(listening_);
  }
  void Arm(Cut cut) { cut_ = cut; }
  int cuts() const { return cuts_; }

 private:
  static int Socket(const std::string& folder, bool (*use)(int, const sockaddr*, socklen_t)) {
    int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (folder + "/.s.PGSQL.5432").copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_TRUE(use(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address)) << folder;
    return fd;
  }
  void Accept() {
    while (!ended_) {
      pollfd waiting{listening_, POLLIN, 0};
      if (::poll(&waiting, 1, 20) <= 0) continue;
      int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
      forwarding_.emplace_back([this, client] { Forward(client); });
    }
  }
  void Forward(int client) {
    int server = Socket(SharedCluster().folder(), [](int fd, const sockaddr* address, socklen_t size) {
      return ::connect(fd, address, size) == 0;
    });
    char block[65536];
    bool silent = false;  // the answer to a COMMIT is waited for, and kept back
    for (bool open = true; open && !ended_;) {
      pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
      if (::poll(ends, 2, 20) <= 0) continue;
      for (int i = 0; i < 2 && open; ++i) {
        if (ends[i].revents == 0) continue;
        ssize_t size = ::read(ends[i].fd, block, sizeof block);
        bool commit = i == 0 && size > 0 &&
                      std::string_view(block, static_cast<std::size_t>(size)).find(kCommit) != std::string_view::npos;
        Cut cut = commit ? cut_.exchange(Cut::kNowhere) : Cut::kNowhere;
        if (cut != Cut::kNowhere) ++cuts_;
        open = size > 0 && cut != Cut::kBeforeCommit && !(silent && i == 1);
        silent = silent || cut == Cut::kBehindCommit;
        if (open) open = ::send(ends[1 - i].fd, block, static_cast<std::size_t>(size), MSG_NOSIGNAL) == size;
      }
    }
    ::close(client);
    ::close(server);
  }

  std::string folder_;
  int listening_ = -1;
  std::atomic<bool> ended_ = false;
  std::atomic<Cut> cut_ = Cut::kNowhere;
  std::atomic<int> cuts_ = 0;
  std::thread accepting_;
  std::vector<std::thread> forwarding_;
};

TEST(CommitInDoubt, WhoHeardNothingAsksAgainAndIsToldTheFirstOutcome) {
  PostgresNode node;
  std::string pattern = "/tmp/pm-proxy-XXXXXX";
  ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
  {
    Proxy proxy(pattern + "/s");
    std::string url = node.database().url();
    url.replace(url.find("host=") + 5, std::string::npos, pattern + "/s");
    auto app = node.Open(url);
    ASSERT_TRUE(app->Init("AA", "AA").ok());
    std::int64_t size = 0;
    for (int i = 0; i < kCommitsInDoubt; ++i) {
      const bool carried_out = i % 4 != 3;
      const int count = 1 + i % 5;
      const std::string command = "doubt" + std::to_string(i);
      proxy.Arm(carried_out ? Proxy::Cut::kBehindCommit : Proxy::Cut::kBeforeCommit);
      auto unheard = app->store().Append(node.Records("AA", command, count));
      ASSERT_FALSE(unheard.ok()) << "acknowledged, and nobody knew";
      EXPECT_EQ(unheard.error().code, Code::kUnavailable) << unheard.error().message;
      EXPECT_NE(unheard.error().message.find("repeat"), std::string::npos) << unheard.error().message;
      EXPECT_EQ(proxy.cuts(), i + 1);
      auto again = app->store().Append(node.Records("AA", command, count));
      ASSERT_TRUE(again.ok()) << again.error().message;
      EXPECT_EQ(again->repeated, carried_out);
      EXPECT_EQ(again->first_seq, size);
      EXPECT_EQ(again->events, count);
      size += count;
      EXPECT_EQ(*app->store().LogSize("AA", store::Stream::kRecord), size);
    }
    EXPECT_EQ(node.Ask("SELECT count(*) FROM event WHERE stream = 0"), size);
    auto report = app->Verify({}, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
    std::printf("%d commits in doubt\n", proxy.cuts());
  }
  std::filesystem::remove_all(pattern);
}

// The tables alone lie on the small disk: a server that cannot write its own log stops, which is a restart.
class FullServerDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = "/tmp/pm-small-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    place_ = pattern;
    if (::mount("none", place_.c_str(), "tmpfs", 0, "size=24m") != 0) {
      std::filesystem::remove(place_);
      GTEST_SKIP() << "a small disk needs the right to mount one";
    }
    mounted_ = true;
    struct stat owner {};
    ASSERT_EQ(::stat((SharedCluster().folder() + "/cluster").c_str(), &owner), 0);
    ASSERT_EQ(::chown(place_.c_str(), owner.st_uid, owner.st_gid), 0);
    SharedCluster().Run("CREATE TABLESPACE small LOCATION '" + place_ + "'");
    SharedCluster().Run("ALTER DATABASE " + node_.database().name() + " SET TABLESPACE small");
  }
  void TearDown() override {
    if (!mounted_) return;
    node_.database().Remove();
    SharedCluster().Run("DROP TABLESPACE small");
    ::umount(place_.c_str());
    std::filesystem::remove(place_);
  }
  PostgresNode node_;
  std::string place_;
  bool mounted_ = false;
};

TEST_F(FullServerDisk, IsNamedAndReadingGoesOnAndWritingComesBackWithTheRoom) {
  auto app = node_.Open();
  ASSERT_TRUE(app->Init("AA", "AA").ok());
  ASSERT_TRUE(base::WriteFileDurably(place_ + "/ballast", std::string(4 << 20, 'b'), 0600).ok());
  std::int64_t size = 0;
  base::Result<store::Appended> done = store::Appended{};
  for (int i = 0; i < 1000 && done.ok(); ++i) {
    done = app->store().Append(node_.Records("AA", "fill" + std::to_string(i), 20, 4000));
    if (done.ok()) size += done->events;
  }
  ASSERT_FALSE(done.ok()) << "the disk never filled";
  EXPECT_EQ(done.error().code, Code::kUnavailable);
  EXPECT_EQ(done.error().message, "the disk of the database server is full; make room and repeat");
  EXPECT_EQ(*app->store().LogSize("AA", store::Stream::kRecord), size);
  EXPECT_EQ(*app->store().WhyClosed("AA", store::Stream::kRecord), "");
  auto report = app->Verify({}, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
  std::filesystem::remove(place_ + "/ballast");
  const std::string command = "fill" + std::to_string(size / 20);
  auto again = app->store().Append(node_.Records("AA", command, 20, 4000));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_FALSE(again->repeated);
  EXPECT_EQ(again->first_seq, size);
  report = app->Verify({}, nullptr);
  ASSERT_TRUE(report.ok()) << report.error().message;
  EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
  std::printf("full behind %lld events\n", static_cast<long long>(size));
}

}  // namespace
}  // namespace proofmark::testing
