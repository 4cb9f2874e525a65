// SPDX-License-Identifier: Apache-2.0
#include "app/http/node_server.h"

#include <utility>

#include "app/http/observer.h"
#include "http/certificate.h"
#include "model/file.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr int kStandardError = 2;
constexpr int kServersBesideMax = 16;  // of one node on one machine

std::string TextOf(const http::Peer& peer) {
  const bool ipv6 = peer.address.find(':') != std::string::npos;
  return (ipv6 ? "[" + peer.address + "]" : peer.address) + ":" + std::to_string(peer.port);
}

// The counters, and nothing else.
http::Response MetricsAnswer(Metrics& metrics, const http::Request& request) {
  if (request.path != "/metrics" || (request.method != "GET" && request.method != "HEAD")) {
    return http::Refusal(request.ref, Error{Code::kNotFound, "GET /metrics is all that is here", "target"});
  }
  return {200, {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}}, metrics.Text()};
}

}  // namespace

Result<void> NodeServer::TakeCertificate(NodeServerSettings& settings) {
  http::ServerTls tls;
  if (settings.certificate.empty()) {
    const std::string& host = settings.listen.host;
    if (!host.starts_with("127.") && host != "::1") {
      return Error{Code::kInvalid,
                   host + ": on a network, name a certificate that its users believe: --certificate and --key",
                   "certificate"};
    }
    PM_ASSIGN(http::LoopbackCertificate made, http::LoopbackCertificateIn(proofmark_->store().keys().path()));
    settings.certificate = made.certificate_file;
    settings.key = made.key_file;
    fingerprint_ = made.fingerprint;
  }
  certificate_ = settings.certificate;
  key_file_ = settings.key;
  tls.certificate_file = settings.certificate;
  tls.key_file = settings.key;
  tls.client_ca_file = settings.client_ca;
  tls.crl_file = settings.client_crl;
  settings.limits.tls = std::move(tls);
  return {};
}

// Beside the keys, where no folder is named: each server of a node has one of its own.
Result<void> NodeServer::OpenImports(const NodeServerSettings& settings, base::Clock& clock, base::Rng& rng) {
  const std::string beside = proofmark_->store().keys().path() + ".imports";
  for (int i = 1;; ++i) {
    const std::string folder =
        !settings.import_folder.empty() ? settings.import_folder : beside + (i == 1 ? "" : "-" + std::to_string(i));
    auto opened = ImportDesk::Open(*proofmark_, clock, rng, folder, settings.imports);
    if (opened.ok()) {
      imports_ = std::move(*opened);
      return {};
    }
    const bool taken = opened.error().code == Code::kConflict;
    if (!taken || !settings.import_folder.empty() || i == kServersBesideMax) return opened.error();
  }
}

void NodeServer::KeepIndex(base::Clock& clock) {
  keeper_ = std::make_unique<IndexKeeper>(*proofmark_, [this, &clock](const base::Error& why) {
    log_->Write(base::LogLine(clock.Now(), base::LogLevel::kWarning, "index_noted")
                    .Text("what", "the snapshot of the index was not written: " + why.message));
  });
}

// What is looked up when somebody reads the counters.
void NodeServer::WatchNode() {
  metrics_.Watch({"proofmark_index_lag_events", "Events of the logs that the index has not taken in.", [this] {
                    auto lag = proofmark_->IndexLag();
                    return lag.ok() ? static_cast<double>(*lag) : -1;
                  }});
  metrics_.Watch({"proofmark_sessions_open", "Sessions that have not ended or run out.", [this] {
                    auto open = proofmark_->accounts().OpenSessions();
                    return open.ok() ? static_cast<double>(*open) : -1;
                  }});
  metrics_.Watch({"proofmark_connections_open", "Connections that are open.",
                  [this] { return static_cast<double>(server_->open_connections()); }});
  metrics_.Watch({"proofmark_queue_length", "Requests that wait for a thread.",
                  [this] { return static_cast<double>(server_->queued()); }});
  metrics_.Watch({"proofmark_requests_being_answered", "Requests that threads are at work on.",
                  [this] { return static_cast<double>(server_->answering()); }});
  metrics_.Watch({"proofmark_log_lines_lost", "Lines of the log that could not be written.",
                  [this] { return static_cast<double>(log_->lost()); }});
}

Result<std::unique_ptr<NodeServer>> NodeServer::Start(NodeServerSettings settings, base::Clock& clock, base::Rng& rng) {
  std::unique_ptr<NodeServer> out(new NodeServer());
  NodeServer& self = *out;
  if (settings.log.empty()) {
    self.log_ = std::make_unique<base::LogSink>(kStandardError);
  } else {
    PM_ASSIGN(self.log_, base::LogSink::Open(settings.log));
  }
  settings.node.observer = ObserverOf(self.metrics_, *self.log_, clock);
  PM_ASSIGN(self.proofmark_, Proofmark::Open(settings.node, clock, rng));
  self.proofmark_->accounts().ObserveLogIns(LogInObserver(self.metrics_, *self.log_, clock));
  PM_TRY(self.proofmark_->Warm());
  PM_TRY(self.TakeCertificate(settings));
  PM_TRY(self.OpenImports(settings, clock, rng));
  UiFiles ui = UiFiles::Built();
  if (!settings.ui_dir.empty()) {
    PM_ASSIGN(ui, UiFiles::FromFolder(settings.ui_dir));
  }
  self.service_ = std::make_unique<Service>(ServiceSettings{*self.proofmark_, *self.imports_, self.metrics_, *self.log_,
                                                            clock, settings.answer_floor, std::move(ui)});
  http::Settings limits = std::move(settings.limits);
  limits.host = settings.listen.host;
  limits.port = settings.listen.port;
  limits.body_bytes_max = kBodyBytesMax;
  limits.larger_bodies = {{"POST", "/v1/files", kFileOrderBytesMax + model::kFileBytesMax}};
  limits.on_trouble = [&self, &clock](const http::Trouble& trouble) {
    self.metrics_.Trouble(http::NameOf(trouble.kind));
    self.log_->Write(base::LogLine(clock.Now(), base::LogLevel::kWarning, "connection_trouble")
                         .Text("kind", http::NameOf(trouble.kind))
                         .Text("source", trouble.peer.address)
                         .Text("reason", trouble.reason));
  };
  PM_ASSIGN(self.server_,
            http::Server::Start(std::move(limits), [service = self.service_.get()](const http::Request& request) {
              return service->Answer(request);
            }));
  self.WatchNode();
  self.KeepIndex(clock);
  if (settings.metrics) {
    http::Settings plain;
    plain.host = settings.metrics->host;
    plain.port = settings.metrics->port;
    plain.worker_threads = 1;
    plain.io_threads = 1;
    PM_ASSIGN(self.metrics_server_, http::Server::Start(plain, [&self](const http::Request& request) {
                return MetricsAnswer(self.metrics_, request);
              }));
  }
  return out;
}

// The servers end first: they call what was made before them.
NodeServer::~NodeServer() {
  metrics_server_.reset();
  server_.reset();
}

std::string NodeServer::address() const { return TextOf(server_->address()); }
std::string NodeServer::metrics_address() const { return metrics_server_ ? TextOf(metrics_server_->address()) : ""; }
Result<void> NodeServer::Reload() { return server_->ReloadCertificate(); }
std::size_t NodeServer::Drain(std::chrono::milliseconds within) { return server_->Drain(within); }

}  // namespace proofmark::app::web
