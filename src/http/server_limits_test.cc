// SPDX-License-Identifier: Apache-2.0
// Abuse case 21: whoever is slow, silent or many does not keep others from being answered. What is asserted is that the
// others are answered, never how fast.
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "http/connection_count.h"
#include "http/server.h"
#include "http/test_connection.h"
#include "http/worker_pool.h"

namespace proofmark::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShort{150};

Response Hello(const Request&) { return {200, {{"Content-Type", "text/plain"}}, "hello"}; }

bool IsAnswered(std::uint16_t port) {
  TestConnection client(port);
  client.Send(GetOf("/", "Connection: close\r\n"));
  return client.ReadAnswer().status == 200;
}

// Holds answers until it is opened.
class Gate {
 public:
  ~Gate() { Open(); }
  Response Pass(const Request& request) {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return Hello(request);
  }
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool WaitForWaiting(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

// 200 slow clients, of whom each has begun a request and sends a byte of it now and then; the server has two threads.
TEST(ServerLimits, OthersAreAnsweredWhileManyTrickleTheirHeader) {
  Settings settings = PatientSettings();
  settings.worker_threads = 2;
  TestServer server(settings, Hello);
  std::vector<TestConnection> slow;
  for (int i = 0; i < 200; ++i) slow.emplace_back(server.port());
  std::string trickle = "GET / HTTP/1.1\r\nHost: here\r\nX: " + std::string(40, 'a');
  for (char c : trickle) {
    for (TestConnection& client : slow) ASSERT_TRUE(client.Send({&c, 1}));
    ASSERT_TRUE(IsAnswered(server.port()));
  }
  EXPECT_GE(server->open_connections(), 200U);
  for (TestConnection& client : slow) client.Send("\r\n\r\n");
  for (TestConnection& client : slow) ASSERT_EQ(client.ReadAnswer().status, 200);
}

TEST(ServerLimits, AHeaderThatTricklesIsCutOffAtItsTime) {
  Settings settings = PatientSettings();
  settings.header_timeout = kShort;
  TestServer server(settings, Hello);
  TestConnection client(server.port());
  client.Send("GET / HTTP/1.1\r\nHost: here\r\nX: ");
  // Others that come and go set the pace.
  while (server.troubles().empty() && client.Send("y")) (void)IsAnswered(server.port());
  Response response = client.ReadAnswer();
  EXPECT_EQ(response.status, 408);
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kHeaderTimeout));
}

TEST(ServerLimits, EachSlownessHasItsAnswer) {
  Settings settings = PatientSettings();
  settings.header_timeout = kShort;
  settings.body_timeout = kShort;
  settings.idle_timeout = kShort;
  TestServer server(settings, Hello);
  TestConnection silent(server.port());
  EXPECT_EQ(silent.ReadToEnd(), "");
  std::string reason;
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kHeaderTimeout, &reason));
  EXPECT_EQ(reason, "nothing was sent");

  TestConnection header(server.port());
  header.Send("GET / HT");
  EXPECT_EQ(header.ReadAnswer().status, 408);
  EXPECT_TRUE(header.ClosedByServer());

  TestConnection body(server.port());
  body.Send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhell");
  Response response = body.ReadAnswer();
  EXPECT_EQ(response.status, 408);
  EXPECT_NE(response.body.find("\"unavailable\""), std::string::npos);
  EXPECT_TRUE(body.ClosedByServer());
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kBodyTimeout));

  TestConnection idle(server.port());
  idle.Send(GetOf("/"));
  EXPECT_EQ(idle.ReadAnswer().status, 200);
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_TRUE(WaitUntil([&] { return server->open_connections() == 0; }));
  EXPECT_EQ(server.troubles().size(), 3U);  // to be idle is none
}

TEST(ServerLimits, WhoDoesNotReadIsCutOffAndOthersAreAnswered) {
  Settings settings = PatientSettings();
  settings.write_timeout = kShort;
  settings.worker_threads = 2;
  TestServer server(settings, [](const Request& request) {
    if (request.path != "/big") return Hello(request);
    return Response{200, {{"Content-Type", "application/octet-stream"}}, std::string(48U << 20, 'x')};
  });
  std::vector<TestConnection> lazy;
  for (int i = 0; i < 4; ++i) {
    lazy.emplace_back(server.port());
    lazy.back().Send(GetOf("/big"));
  }
  ASSERT_TRUE(IsAnswered(server.port()));
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kWriteTimeout));
  std::vector<Answered> answers = server.WaitForAnswers(5);
  ASSERT_EQ(answers.size(), 5U);
  for (const Answered& answered : answers) EXPECT_EQ(answered.sent, answered.path != "/big");
  EXPECT_TRUE(WaitUntil([&] { return server->open_connections() == 0; }));
}

TEST(ServerLimits, AReaderWhoIsSlowButReadsGetsItAll) {
  Settings settings = PatientSettings();
  constexpr std::size_t kBytes = 24U << 20;
  TestServer server(settings, [](const Request&) {
    return Response{200, {{"Content-Type", "application/octet-stream"}}, std::string(kBytes, 'x')};
  });
  TestConnection client(server.port());
  client.Send(GetOf("/"));
  EXPECT_EQ(client.ReadAnswer().body.size(), kBytes);
}

TEST(ServerLimits, IdleConnectionsUpToTheirNumberAndNoMore) {
  Settings settings = PatientSettings();
  settings.connections_max = 300;
  settings.connections_per_source_max = 300;
  TestServer server(settings, Hello);
  std::vector<TestConnection> idle;
  for (int i = 0; i < 300; ++i) idle.emplace_back(server.port());
  ASSERT_TRUE(WaitUntil([&] { return server->open_connections() == 300; }));
  TestConnection over(server.port(), "127.0.0.2");
  EXPECT_TRUE(over.ClosedByServer());
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kTooManyConnections));
  for (TestConnection& client : idle) {
    client.Send(GetOf("/"));
    ASSERT_EQ(client.ReadAnswer().status, 200);
  }
  idle.pop_back();
  EXPECT_TRUE(WaitUntil([&] { return server->open_connections() < 300; }));
  EXPECT_TRUE(IsAnswered(server.port()));
}

TEST(ServerLimits, OneSourceCannotTakeTheShareOfAnother) {
  Settings settings = PatientSettings();
  settings.connections_per_source_max = 10;
  TestServer server(settings, Hello);
  std::vector<TestConnection> many;
  for (int i = 0; i < 10; ++i) many.emplace_back(server.port(), "127.0.0.3");
  ASSERT_TRUE(WaitUntil([&] { return server->open_connections() == 10; }));
  TestConnection over(server.port(), "127.0.0.3");
  EXPECT_TRUE(over.ClosedByServer());
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kTooManyFromSource));
  EXPECT_EQ(server.troubles().at(0).peer.address, "127.0.0.3");
  EXPECT_TRUE(IsAnswered(server.port()));
}

TEST(ServerLimits, AFullQueueIs503AndTheConnectionGoesOn) {
  Settings settings = PatientSettings();
  settings.worker_threads = 1;
  settings.queue_max = 2;
  Gate gate;
  TestServer server(settings, [&](const Request& request) { return gate.Pass(request); });
  std::vector<TestConnection> clients;
  for (int i = 0; i < 3; ++i) {
    clients.emplace_back(server.port());
    clients.back().Send(GetOf("/"));
    if (i == 0) {
      ASSERT_TRUE(gate.WaitForWaiting(1));
    }
  }
  ASSERT_TRUE(WaitUntil([&] { return server->queued() == 2; }));
  EXPECT_EQ(server->answering(), 1U);
  TestConnection late(server.port());
  late.Send(GetOf("/"));
  Response busy = late.ReadAnswer();
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(FieldOf(busy, "retry-after"), "1");
  EXPECT_NE(busy.body.find("\"unavailable\""), std::string::npos);
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kQueueFull));
  gate.Open();
  for (TestConnection& client : clients) EXPECT_EQ(client.ReadAnswer().status, 200);
  late.Send(GetOf("/"));
  EXPECT_EQ(late.ReadAnswer().status, 200);
}

TEST(ServerLimits, BodiesTogetherHaveALimit) {
  Settings settings = PatientSettings();
  settings.body_bytes_max = 1'000'000;
  settings.bodies_bytes_max = 1'000'000;
  TestServer server(settings, Hello);
  const std::string head = "POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 600000\r\n\r\n";
  const std::string most(599'999, 'a');
  for (int i = 0; i < 3; ++i) {  // what was held is let go each time
    std::size_t before = server.troubles().size();
    TestConnection first(server.port());
    first.Send(head + most);
    TestConnection second(server.port());
    second.Send(head + most);
    // One of the two has no room; which, is a matter of their threads.
    ASSERT_TRUE(WaitUntil([&] { return server.troubles().size() > before; }));
    EXPECT_EQ(server.troubles().back().kind, TroubleKind::kBodiesFull);
    first.Send("a");
    second.Send("a");
    Response one = first.ReadAnswer();
    Response other = second.ReadAnswer();
    if (one.status == 200) std::swap(one, other);
    EXPECT_EQ(one.status, 503);
    EXPECT_EQ(FieldOf(one, "retry-after"), "1");
    EXPECT_TRUE(other.status == 200 || other.status == 503);
  }
  ASSERT_EQ(server.WaitForAnswers(6).size(), 6U);
  TestConnection alone(server.port());
  alone.Send(head + most + "a");
  EXPECT_EQ(alone.ReadAnswer().status, 200);
}

TEST(ServerDrain, FinishesWhatWasBegunAndClosesTheRest) {
  Gate gate;
  TestServer server(PatientSettings(), [&](const Request& request) {
    return request.path == "/wait" ? gate.Pass(request) : Hello(request);
  });
  std::uint16_t port = server.port();
  TestConnection idle(port);
  idle.Send(GetOf("/"));
  ASSERT_EQ(idle.ReadAnswer().status, 200);
  TestConnection fresh(port);
  TestConnection working(port);
  working.Send(GetOf("/wait"));
  ASSERT_TRUE(gate.WaitForWaiting(1));
  TestConnection halfway(port);
  halfway.Send("POST / HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  ASSERT_EQ(halfway.ReadAnswer().status, 100);  // so the server has read its head
  ASSERT_TRUE(WaitUntil([&] { return server->open_connections() == 4; }));

  std::size_t cut = 99;
  std::thread drain([&] { cut = server->Drain(kPatience); });
  EXPECT_EQ(idle.ReadToEnd(), "");
  EXPECT_EQ(fresh.ReadToEnd(), "");
  halfway.Send("hello");
  Response late = halfway.ReadAnswer();
  EXPECT_EQ(late.status, 200);
  EXPECT_EQ(FieldOf(late, "connection"), "close");
  gate.Open();
  Response answered = working.ReadAnswer();
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(FieldOf(answered, "connection"), "close");
  EXPECT_TRUE(working.ClosedByServer());
  EXPECT_TRUE(halfway.ClosedByServer());
  drain.join();
  EXPECT_EQ(cut, 0U);
  EXPECT_EQ(server->open_connections(), 0U);
  TestConnection after(port);
  EXPECT_FALSE(after.Send(GetOf("/")) && after.ReadAnswer().status != 0);
}

TEST(ServerDrain, CutsOffWhoDoesNotFinishInTime) {
  TestServer server(PatientSettings(), Hello);
  TestConnection halfway(server.port());
  halfway.Send("POST / HTTP/1.1\r\nHost: here\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  ASSERT_EQ(halfway.ReadAnswer().status, 100);
  EXPECT_EQ(server->Drain(kShort), 1U);
  EXPECT_TRUE(halfway.ClosedByServer());
  EXPECT_TRUE(WaitUntil([&] { return server->open_connections() == 0; }));
  EXPECT_EQ(server->Drain(kShort), 0U);
}

TEST(ServerDrain, EndsWithAnAnswerUnderWay) {
  Gate gate;
  auto server =
      std::make_unique<TestServer>(PatientSettings(), [&](const Request& request) { return gate.Pass(request); });
  TestConnection client(server->port());
  client.Send(GetOf("/"));
  ASSERT_TRUE(gate.WaitForWaiting(1));
  EXPECT_EQ((*server)->Drain(milliseconds(1)), 1U);
  std::thread end([&] { server->Stop(); });
  gate.Open();
  end.join();
  EXPECT_TRUE(client.ClosedByServer());
}

TEST(ConnectionCount, CountsInAllAndBySource) {
  ConnectionCount count(3, 2);
  using Entry = ConnectionCount::Entry;
  EXPECT_EQ(count.Enter("a"), Entry::kAdmitted);
  EXPECT_EQ(count.Enter("a"), Entry::kAdmitted);
  EXPECT_EQ(count.Enter("a"), Entry::kTooManyFromSource);
  EXPECT_EQ(count.Enter("b"), Entry::kAdmitted);
  EXPECT_EQ(count.Enter("c"), Entry::kTooMany);
  EXPECT_EQ(count.open(), 3U);
  count.Leave("a");
  EXPECT_EQ(count.Enter("a"), Entry::kAdmitted);
  count.Leave("a");
  count.Leave("a");
  count.Leave("b");
  EXPECT_EQ(count.open(), 0U);
  EXPECT_DEATH(count.Leave("b"), "");
}

TEST(ConnectionCount, AnAddressOfIpv6BelongsToItsNetwork) {
  EXPECT_EQ(SourceOf("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(SourceOf("2001:db8:0:1::7"), "20010db800000001");
  EXPECT_EQ(SourceOf("2001:db8:0:1:ffff::"), SourceOf("2001:db8:0:1::7"));
  EXPECT_NE(SourceOf("2001:db8:0:2::7"), SourceOf("2001:db8:0:1::7"));
  EXPECT_EQ(SourceOf("fe80::1%eth0"), SourceOf("fe80::2"));
}

TEST(WorkerPool, DoesWhatItTakesAndDropsTheRestAtItsEnd) {
  std::atomic<int> done{0};
  WorkerPool pool(4, 1000);
  for (int i = 0; i < 500; ++i) ASSERT_TRUE(pool.Offer([&] { ++done; }));
  EXPECT_TRUE(WaitUntil([&] { return done == 500; }));
  EXPECT_EQ(pool.queued(), 0U);
  pool.Stop();
  EXPECT_FALSE(pool.Offer([&] { ++done; }));
  EXPECT_EQ(done, 500);
}

}  // namespace
}  // namespace proofmark::http
