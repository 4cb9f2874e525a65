// SPDX-License-Identifier: Apache-2.0
// A NodeServer is a node on a network: the database opened, the service behind TLS, its counters on a listener of their
// own, its log. `proofmark serve`, tests and benchmarks start it alike.
//
//   PM_ASSIGN(auto server, NodeServer::Start({.node = {.db = "sqlite:node.db"}, .listen = {"127.0.0.1", 0}}, clock,
//   rng)); server->address();      // "127.0.0.1:40123" server->Drain(std::chrono::seconds(20));
//
// Where no certificate is named, one for this machine is made in the folder of keys, and used again later.
// Errors of Start: those of Proofmark::Open and of http::Server::Start. Safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/http/metrics.h"
#include "app/http/service.h"
#include "app/import_desk.h"
#include "app/index_keeper.h"
#include "app/proofmark.h"
#include "http/server.h"

namespace proofmark::app::web {

struct Place {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any that is free
};

struct NodeServerSettings {
  Settings node;
  Place listen{};
  std::optional<Place> metrics{};
  std::string certificate{};  // PEM files; empty: made for this machine
  std::string key{};
  std::string client_ca{};
  std::string client_crl{};
  std::string log{};     // a file; empty: standard error
  std::string ui_dir{};  // a folder with the web interface; empty: what was built into the program
  std::chrono::milliseconds answer_floor = kAnswerFloor;
  std::string import_folder{};  // where uploads lie; empty: beside the folder of keys
  ImportLimits imports{};
  http::Settings limits{};  // of the server; its addresses and certificates are taken from above
};

class NodeServer {
 public:
  static base::Result<std::unique_ptr<NodeServer>> Start(NodeServerSettings settings, base::Clock& clock,
                                                         base::Rng& rng);
  ~NodeServer();

  std::string address() const;
  std::string metrics_address() const;                             // empty where there is none
  const std::string& fingerprint() const { return fingerprint_; }  // of a certificate made for this machine
  const std::string& certificate() const { return certificate_; }  // its file: what a client has to believe
  const std::string& key_file() const { return key_file_; }
  Proofmark& proofmark() { return *proofmark_; }
  Metrics& metrics() { return metrics_; }

  // Reads the certificate's files again.
  base::Result<void> Reload();
  // Ends requests that were begun, within this time; how many connections were cut off.
  std::size_t Drain(std::chrono::milliseconds within);

 private:
  NodeServer() = default;
  base::Result<void> TakeCertificate(NodeServerSettings& settings);
  base::Result<void> OpenImports(const NodeServerSettings& settings, base::Clock& clock, base::Rng& rng);
  void WatchNode();
  void KeepIndex(base::Clock& clock);

  std::string fingerprint_;
  std::string certificate_;
  std::string key_file_;
  Metrics metrics_;
  std::unique_ptr<base::LogSink> log_;
  std::unique_ptr<Proofmark> proofmark_;
  std::unique_ptr<IndexKeeper> keeper_;
  std::unique_ptr<ImportDesk> imports_;
  std::unique_ptr<Service> service_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> metrics_server_;
};

}  // namespace proofmark::app::web
