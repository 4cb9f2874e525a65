// SPDX-License-Identifier: Apache-2.0
#include "app/http/bench_service.h"

#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>
#include <utility>

#include "app/bench_flat_register.h"
#include "app/bench_records.h"
#include "app/http/node_server.h"
#include "app/scratch_folder.h"
#include "http/client.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using std::chrono::steady_clock;

namespace {

constexpr int kClients = 32;
constexpr int kSlowClients = 200;
constexpr int kLogIns = 10;
constexpr int kByNameTimes = 300;
constexpr std::size_t kQuestionsMax = 100'000;  // different ones
constexpr const char* kHiddenOwner = "YY-BENCH";
constexpr std::int64_t kNeverTooMany = 1'000'000'000;
const Asking kConsole{ActorFromText("console:0"), {"training", "benchmark", "national_law"}};

// What one measurement gives: each question's latency, and what the clients cost.
struct Measured {
  std::vector<double> millis;
  double seconds = 0;
  double client_cpu = 0;
  std::int64_t failed = 0;

  double Rate() const { return static_cast<double>(millis.size()) / seconds; }
  double At(double share) const {
    if (millis.empty()) return 0;
    return millis[static_cast<std::size_t>(share * static_cast<double>(millis.size() - 1))];
  }
  Json ToJson() const {
    return {{"rate", Rate()},
            {"p50_ms", At(0.5)},
            {"p99_ms", At(0.99)},
            {"max_ms", At(1.0)},
            {"client_cpu_share", client_cpu / seconds},
            {"failed", failed}};
  }
};

double ThreadSeconds() {
  rusage used{};
  ::getrusage(RUSAGE_THREAD, &used);
  auto of = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

using Questions = std::vector<http::Question>;

// Clients that ask for `seconds`: as fast as answers come where `rate` is 0, else each question at its time.
Measured Ask(const http::ClientSettings& server, const Questions& questions, double rate, double seconds) {
  std::vector<Measured> parts(kClients);
  std::atomic<std::int64_t> next{0};
  const auto start = steady_clock::now();
  const auto end = start + std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<std::thread> threads;
  for (Measured& part : parts) {
    threads.emplace_back([&] {
      const double before = ThreadSeconds();
      http::Client client(server);
      for (;;) {
        const std::int64_t n = next++;
        auto due = steady_clock::now();
        if (rate > 0) {
          due = start + std::chrono::duration_cast<steady_clock::duration>(
                            std::chrono::duration<double>(static_cast<double>(n) / rate));
          std::this_thread::sleep_until(due);
        }
        if (due >= end) break;
        auto answer = client.Send(questions[static_cast<std::size_t>(n) % questions.size()]);
        if (!answer.ok() || answer->status != 200) ++part.failed;
        part.millis.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - due).count());
      }
      part.client_cpu = ThreadSeconds() - before;
    });
  }
  for (std::thread& thread : threads) thread.join();
  Measured all;
  all.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  for (Measured& part : parts) {
    all.millis.insert(all.millis.end(), part.millis.begin(), part.millis.end());
    all.client_cpu += part.client_cpu;
    all.failed += part.failed;
  }
  std::sort(all.millis.begin(), all.millis.end());
  return all;
}

// Connections that send a byte now and then, and connect again when they are closed.
class SlowClients {
 public:
  explicit SlowClients(std::uint16_t port) : thread_([this, port] { Run(port); }) {}
  ~SlowClients() {
    stop_ = true;
    thread_.join();
  }

 private:
  static int Connect(std::uint16_t port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return descriptor;
  }
  void Run(std::uint16_t port) {
    std::vector<int> open;
    for (int i = 0; i < kSlowClients; ++i) open.push_back(Connect(port));
    while (!stop_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
      for (int& descriptor : open) {
        const char byte = 0x16;  // as a handshake begins
        if (::send(descriptor, &byte, 1, MSG_NOSIGNAL) == 1) continue;
        ::close(descriptor);
        descriptor = Connect(port);
      }
    }
    for (int descriptor : open) ::close(descriptor);
  }

  std::atomic<bool> stop_{false};
  std::thread thread_;
};

http::ClientSettings ClientFor(const std::string& address, const std::string& ca_file) {
  http::ClientSettings out;
  out.host = "127.0.0.1";
  out.port = static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  out.tls = http::ClientTls{.ca_file = ca_file};
  return out;
}

Result<std::optional<FlatRegister>> ShapesOf(const BenchServiceOrder& order) {
  if (order.shapes_files.empty()) return std::optional<FlatRegister>();
  PM_ASSIGN(FlatRegister shapes, FlatRegister::OfFiles(order.shapes_files));
  return std::optional<FlatRegister>(std::move(shapes));
}

Result<void> Fill(Proofmark& node, const BenchServiceOrder& order, base::Clock& clock) {
  PM_TRY(node.Init(kBenchOwner, "benchmark"));
  if (!order.register_file.empty()) {
    Asking importing = kConsole;
    importing.purpose.purpose = "import_of_records";
    PM_TRY(node.ImportItems(importing, {order.register_file, order.mapping, kBenchOwner, "", false},
                            [](std::int64_t, std::int64_t) {}));
    return {};
  }
  PM_ASSIGN(const auto shapes, ShapesOf(order));
  RecordMaker maker(clock, 1, shapes ? &*shapes : nullptr);
  for (std::int64_t n = 0; n < order.records;) {
    store::Batch batch;
    batch.owner = kBenchOwner;
    for (; n < order.records && batch.drafts.size() < kBenchBatchEvents; ++n) maker.Make(n, batch.drafts);
    PM_TRY(node.store().Append(std::move(batch)));
  }
  // An import would have looked for what follows from them, while nobody looks for anything.
  PM_ASSIGN(const std::int64_t events, node.store().LogSize(kBenchOwner, store::Stream::kRecord));
  return node.store().SetReacted(kBenchOwner, events);
}

// An officer of the benchmark's own, as a program.
Result<std::string> TokenFor(Proofmark& node) {
  Accounts& accounts = node.accounts();
  PM_ASSIGN(OpenedAccount opened, accounts.OpenAccount(kConsole, {kBenchOwner, "bench", "Benchmark"}));
  PM_TRY(accounts.GrantRole(kConsole, opened.id, "tracing_officer", "benchmark"));
  return accounts.MakeApiTokenFor(kConsole, opened.id, "benchmark", 1);
}

std::vector<http::NamedValue> FieldsFor(const std::string& token) {
  return {{"Authorization", "Bearer " + token},
          {"Proofmark-Purpose", "trace"},
          {"Proofmark-Case", "benchmark"},
          {"Proofmark-Basis", "national_law"},
          {"Proofmark-Reason", "benchmark"}};
}

Json QuestionAbout(const match::MarkIndex::Row& row, const FlatRegister* damages, base::SeededRng& rng) {
  const std::string& number = row.numbers[0].text;
  if (damages == nullptr) return {{"serial", number}};
  Json out = {{"serial", damages->Ask("misread", {number, {}}, rng).pattern}};
  const match::IndexedRecord& record = row.record;
  for (const auto& [name, field] :
       {std::pair{"type", &record.type}, {"make", &record.make}, {"calibre", &record.calibre}}) {
    if (!field->text.empty()) out[name] = field->text;
  }
  return out;
}

// About records in no order, some twice.
Result<Questions> QuestionsFor(Proofmark& node, const std::string& token, const FlatRegister* damages) {
  PM_ASSIGN(Proofmark::Searching searching, node.SearchAsNode());
  const match::MarkIndex& index = searching.searcher->index();
  std::vector<std::size_t> with_number;
  for (std::size_t at = 0; at < index.size(); ++at) {
    if (index.HasNumbers(at)) with_number.push_back(at);
  }
  if (with_number.empty()) return Error{Code::kPrecondition, "no record of the register bears a number", "register"};
  base::SeededRng rng(7);
  Questions out;
  for (std::size_t i = 0; i < std::min(with_number.size(), kQuestionsMax); ++i) {
    const match::MarkIndex::Row row = index.At(with_number[static_cast<std::size_t>(rng.Below(with_number.size()))]);
    http::Question question{"POST", "/v1/trace", {}, QuestionAbout(row, damages, rng).dump()};
    question.fields = FieldsFor(token);
    question.fields.push_back({"Content-Type", "application/json"});
    out.push_back(std::move(question));
  }
  return out;
}

Result<std::size_t> RecordsOf(Proofmark& node) {
  PM_ASSIGN(Proofmark::Searching searching, node.SearchAsNode());
  return searching.searcher->index().size();
}

// One refused log-in after the other: each costs a whole hash, as a right one does.
double MillisOfLogIn(Proofmark& node) {
  const auto start = steady_clock::now();
  for (int i = 0; i < kLogIns; ++i)
    (void)node.accounts().LogIn({"nobody" + std::to_string(i), "wrong", "000000", "::1"});
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count() / kLogIns;
}

// From a command's answer on one server to the answer of another one that has it.
Result<double> MillisToOther(NodeServer& first, const NodeServerSettings& settings, base::Clock& clock,
                             base::Rng& rng) {
  PM_ASSIGN(auto second, NodeServer::Start(settings, clock, rng));
  RecordMaker maker(clock, 2);
  PM_ASSIGN(store::Appended done, first.proofmark().store().Append(maker.Command(1)));
  if (done.events == 0) return Error{Code::kInternal, "the command wrote nothing", ""};
  const auto start = steady_clock::now();
  Asking asking = kConsole;
  PM_TRY(second->proofmark().Trace(asking, {{"serial", "K1"}, {"make", "TAURUS"}}, {1}));
  PM_ASSIGN(std::int64_t lag, second->proofmark().IndexLag());
  if (lag != 0) return Error{Code::kInternal, "the second server is behind after its answer", ""};
  return std::chrono::duration<double, std::milli>(steady_clock::now() - start).count();
}

// Asks for one thing that is hidden and for one that is not there, in turn, and compares how long each takes.
Result<Json> HiddenBesideMissing(Proofmark& node, const http::ClientSettings& server, const std::string& token) {
  const Json order = {{"item", {{"make", "TAURUS"}}},
                      {"marks", Json::array({{{"kind", "serial"}, {"text", "K700001"}}})},
                      {"date", "2026-01-01"},
                      {"handling", {{"codes", {"owner_only"}}, {"onward", "none"}}}};
  PM_TRY(node.Init(kHiddenOwner, "another authority"));
  PM_ASSIGN(Json carried, node.Carry(kConsole, {"report_loss", order, "benchmark-1", "", kHiddenOwner, "staff:1"}));
  const std::string hidden = carried["record"];
  std::string missing = hidden;
  missing.back() = missing.back() == '0' ? '1' : '0';
  http::Client client(server);
  Measured there;
  Measured not_there;
  for (int i = 0; i < kByNameTimes; ++i) {
    for (auto* one : {&there, &not_there}) {
      http::Question question{"GET", "/v1/items/" + (one == &there ? hidden : missing), FieldsFor(token), ""};
      const auto start = steady_clock::now();
      PM_ASSIGN(http::Response answer, client.Send(question));
      if (answer.status != 404) return Error{Code::kInternal, "what is hidden was shown", ""};
      one->millis.push_back(std::chrono::duration<double, std::milli>(steady_clock::now() - start).count());
    }
  }
  for (auto* one : {&there, &not_there}) std::sort(one->millis.begin(), one->millis.end());
  return Json{{"hidden_p50_ms", there.At(0.5)},
              {"missing_p50_ms", not_there.At(0.5)},
              {"hidden_p99_ms", there.At(0.99)},
              {"missing_p99_ms", not_there.At(0.99)},
              {"times", kByNameTimes}};
}

}  // namespace

Result<Json> BenchService(const BenchServiceOrder& order) {
  const ScratchFolder folder;
  if (folder.path().empty()) return Error{Code::kUnavailable, "no folder for the benchmark can be made", ""};
  base::SystemClock clock;
  base::SystemRng rng;
  NodeServerSettings settings;
  settings.node.db = "sqlite:" + folder.path() + "/node.db";
  settings.node.data = order.data_folder;
  settings.node.limits.questions_per_hour = kNeverTooMany;
  settings.log = folder.path() + "/requests.log";
  {
    PM_ASSIGN(auto node, Proofmark::Open(settings.node, clock, rng));
    PM_TRY(Fill(*node, order, clock));
  }
  PM_ASSIGN(auto server, NodeServer::Start(settings, clock, rng));
  PM_ASSIGN(std::string token, TokenFor(server->proofmark()));
  PM_ASSIGN(const std::size_t records, RecordsOf(server->proofmark()));
  PM_ASSIGN(const auto shapes, ShapesOf(order));
  PM_ASSIGN(Questions questions,
            QuestionsFor(server->proofmark(), token, order.misread && shapes ? &*shapes : nullptr));
  const http::ClientSettings client = ClientFor(server->address(), server->certificate());
  http::Client one(client);
  PM_ASSIGN(http::Response example, one.Send(questions[0]));
  if (example.status != 200) return Error{Code::kInternal, "a trace is refused: " + example.body, ""};

  http::Settings bare_settings;
  bare_settings.tls = http::ServerTls{.certificate_file = server->certificate(), .key_file = server->key_file()};
  PM_ASSIGN(auto bare, http::Server::Start(bare_settings, [body = example.body](const http::Request&) {
              return http::Response{200, {{"Content-Type", "application/json"}}, body};
            }));
  http::ClientSettings to_bare = client;
  to_bare.port = bare->address().port;

  const auto seconds = static_cast<double>(order.seconds);
  const Measured most = Ask(client, questions, 0, seconds);
  const Measured bare_most = Ask(to_bare, questions, 0, seconds);
  const double rate = most.Rate() / 2;
  const Measured open = Ask(client, questions, rate, seconds);
  const Measured bare_open = Ask(to_bare, questions, rate, seconds);
  Measured beside_slow;
  {
    SlowClients slow(client.port);
    std::this_thread::sleep_for(std::chrono::milliseconds(500));
    beside_slow = Ask(client, questions, rate, seconds);
  }
  PM_ASSIGN(Json by_name, HiddenBesideMissing(server->proofmark(), client, token));
  PM_ASSIGN(double to_other, MillisToOther(*server, settings, clock, rng));
  return Json{{"records", records},
              {"misread", order.misread},
              {"answer_bytes", example.body.size()},
              {"clients", kClients},
              {"most", most.ToJson()},
              {"bare_most", bare_most.ToJson()},
              {"ratio", most.Rate() / bare_most.Rate()},
              {"half", open.ToJson()},
              {"bare_half", bare_open.ToJson()},
              {"half_beside_slow_clients", beside_slow.ToJson()},
              {"slow_clients", kSlowClients},
              {"by_name", std::move(by_name)},
              {"log_in_ms", MillisOfLogIn(server->proofmark())},
              {"other_server_ms", to_other}};
}

void PrintBenchService(const Json& result) {
  std::printf("%lld records, numbers %s, answers of %lld bytes, %lld clients over TLS\n",
              result["records"].get<long long>(), result["misread"].get<bool>() ? "misread" : "as they stand",
              result["answer_bytes"].get<long long>(), result["clients"].get<long long>());
  std::printf("%-34s %10s %9s %9s %9s %8s\n", "", "answers/s", "p50 ms", "p99 ms", "max ms", "clients");
  for (const auto& [name, what] : {std::pair{"most", "traces, as many as go"},
                                   {"bare_most", "bare answers, as many as go"},
                                   {"half", "traces at half the rate"},
                                   {"bare_half", "bare answers at that rate"},
                                   {"half_beside_slow_clients", "traces beside 200 slow clients"}}) {
    const Json& one = result[name];
    std::printf("%-34s %10.0f %9.2f %9.2f %9.2f %7.0f%%\n", what, one["rate"].get<double>(),
                one["p50_ms"].get<double>(), one["p99_ms"].get<double>(), one["max_ms"].get<double>(),
                100 * one["client_cpu_share"].get<double>());
    if (one["failed"].get<long long>() > 0) std::printf("   %lld failed\n", one["failed"].get<long long>());
  }
  std::printf("traces to bare answers: %.4f; clients: share of one core that their threads took\n",
              result["ratio"].get<double>());
  const Json& by_name = result["by_name"];
  std::printf("a thing by its name: hidden %.2f ms (p99 %.2f), not there %.2f ms (p99 %.2f)\n",
              by_name["hidden_p50_ms"].get<double>(), by_name["hidden_p99_ms"].get<double>(),
              by_name["missing_p50_ms"].get<double>(), by_name["missing_p99_ms"].get<double>());
  std::printf("a log-in: %.1f ms; another server has what this one wrote with its next answer: %.1f ms\n",
              result["log_in_ms"].get<double>(), result["other_server_ms"].get<double>());
}

}  // namespace proofmark::app::web
