// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "app/cli/commands.h"
#include "app/http/node_server.h"

namespace proofmark::app::cli {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// How long requests that were begun are waited for when the server is told to stop.
constexpr std::chrono::seconds kDrainTime{20};
constexpr int kImportMibMax = 1024;

struct ServeWords {
  std::string listen = "127.0.0.1:8443";
  std::string metrics = "127.0.0.1:9464";
  std::string certificate;
  std::string key;
  std::string client_ca;
  std::string client_crl;
  std::string log;
  std::string ui_dir;
  std::string import_folder;
  std::int64_t import_mib = static_cast<std::int64_t>(ImportLimits{}.file_bytes_max >> 20);
  std::int64_t questions_per_hour = QueryWatch::Limits{}.questions_per_hour;
};

// "127.0.0.1:8443", "[::1]:8443".
Result<web::Place> PlaceOf(const std::string& text, const char* option) {
  const std::size_t colon = text.rfind(':');
  const Error wrong{Code::kInvalid, std::string("--") + option + " \"" + text + "\": write ADDRESS:PORT", option};
  if (colon == std::string::npos || colon == 0) return wrong;
  web::Place out;
  out.host = text.substr(0, colon);
  if (out.host.front() == '[' && out.host.back() == ']') out.host = out.host.substr(1, out.host.size() - 2);
  const char* first = text.data() + colon + 1;
  const char* last = text.data() + text.size();
  auto [end, error] = std::from_chars(first, last, out.port);
  if (error != std::errc() || end != last) return wrong;
  return out;
}

Result<web::NodeServerSettings> SettingsOf(Console& console, const ServeWords& words) {
  web::NodeServerSettings out;
  out.node = console.Places();
  out.node.where_missing = store::WhereMissing::kRefuse;
  out.node.limits.questions_per_hour = words.questions_per_hour;
  PM_ASSIGN(out.listen, PlaceOf(words.listen, "listen"));
  if (words.metrics != "off") {
    PM_ASSIGN(out.metrics, PlaceOf(words.metrics, "metrics"));
  }
  if (words.certificate.empty() != words.key.empty()) {
    return Error{Code::kInvalid, "--certificate and --key go together", "certificate"};
  }
  out.certificate = words.certificate;
  out.key = words.key;
  out.client_ca = words.client_ca;
  out.client_crl = words.client_crl;
  out.log = words.log;
  out.ui_dir = words.ui_dir;
  out.import_folder = words.import_folder;
  out.imports.file_bytes_max = static_cast<std::uint64_t>(words.import_mib) << 20;
  out.imports.kept_bytes_max = std::max(out.imports.kept_bytes_max, 4 * out.imports.file_bytes_max);
  return out;
}

void Announce(const Console& console, const web::NodeServer& server) {
  const Json json = {
      {"address", server.address()}, {"metrics", server.metrics_address()}, {"fingerprint", server.fingerprint()}};
  console.Answer(json, [](const Json& one) {
    std::printf("https://%s/ is served; Ctrl-C stops it\n", one["address"].get<std::string>().c_str());
    const std::string fingerprint = one["fingerprint"];
    if (!fingerprint.empty()) {
      std::printf("its certificate was made for this machine, SHA-256 %s\n", fingerprint.c_str());
    }
    const std::string metrics = one["metrics"];
    if (!metrics.empty()) std::printf("counters: http://%s/metrics\n", metrics.c_str());
  });
  std::fflush(stdout);
}

Result<void> Serve(Console& console, const ServeWords& words) {
  PM_ASSIGN(web::NodeServerSettings settings, SettingsOf(console, words));
  // Blocked before any thread is made, so that this one alone hears them.
  sigset_t signals;
  sigemptyset(&signals);
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  PM_ASSIGN(std::unique_ptr<web::NodeServer> server,
            web::NodeServer::Start(std::move(settings), console.clock(), console.rng()));
  Announce(console, *server);
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    if (Result<void> reloaded = server->Reload(); !reloaded.ok()) {
      std::fprintf(stderr, "the certificate is still the old one: %s\n", reloaded.error().message.c_str());
    }
  }
  const std::size_t cut_off = server->Drain(kDrainTime);
  if (!console.common.quiet && cut_off > 0) {
    std::fprintf(stderr, "%zu connections were cut off before their answer\n", cut_off);
  }
  return {};
}

}  // namespace

void AddServe(CLI::App& app, Console& console) {
  auto words = std::make_shared<ServeWords>();
  CLI::App* serve = app.add_subcommand("serve", "serve the database over HTTPS (docs/operating/service.md)");
  serve->add_option("--listen", words->listen, "address and port")->capture_default_str();
  serve->add_option("--metrics", words->metrics, "address and port of the counters, without TLS; \"off\" for none")
      ->capture_default_str();
  serve->add_option("--certificate", words->certificate, "PEM file; one for this machine is made where none is named");
  serve->add_option("--key", words->key, "PEM file of its private key");
  serve->add_option("--client-ca", words->client_ca, "PEM file: log-in by a client certificate of these authorities");
  serve->add_option("--client-crl", words->client_crl, "PEM file: which of those certificates are revoked");
  serve->add_option("--log", words->log, "file to which a line is written for each request (default: standard error)");
  serve->add_option("--ui-dir", words->ui_dir, "folder with the web interface, in place of the one in the program");
  serve->add_option("--import-folder", words->import_folder,
                    "folder for uploads that are to be imported; what an earlier run left of them is removed "
                    "(default: beside the keys)");
  serve->add_option("--import-mib", words->import_mib, "largest file that may be uploaded, in MiB")
      ->check(CLI::Range(1, kImportMibMax))
      ->capture_default_str();
  serve->add_option("--questions-per-hour", words->questions_per_hour, "of one person")->capture_default_str();
  serve->callback([&console, words] {
    Result<void> done = Serve(console, *words);
    if (!done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
