// SPDX-License-Identifier: Apache-2.0
// What both ends of a TLS connection are set up with, and what can be asked of one that stands.
//
// TLS 1.2 and 1.3, suites with ephemeral keys and authenticated encryption only; no renegotiation, no compression, no
// early bytes (0-RTT). No tickets and no resumption: a handshake costs a millisecond, and a certificate that was
// revoked meanwhile does not come back by way of an older connection.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "http/message.h"

struct ssl_ctx_st;
struct ssl_st;

namespace proofmark::http {

enum class ClientCertificates { kOptional, kRequired };

// Files in PEM. A key file must not need a passphrase.
struct ServerTls {
  std::string certificate_file{};  // the server's own first, then those between it and the root
  std::string key_file{};
  // Who may vouch for clients; empty: clients are not asked for a certificate. One that is shown must verify.
  std::string client_ca_file{};
  ClientCertificates client_certificates = ClientCertificates::kOptional;
  // Lists of revoked certificates, one of each CA of a chain, the root's among them; empty: nothing is revoked. With an
  // expired list no client certificate verifies.
  std::string crl_file{};
};

struct ClientTls {
  std::string ca_file{};           // who may vouch for the server; the system's own are not asked
  std::string certificate_file{};  // what to show, where the server asks; empty for none
  std::string key_file{};
  std::string crl_file{};  // as above; of the server's certificate
};

using TlsContext = std::shared_ptr<ssl_ctx_st>;

// Errors: kInvalid (a file does not hold what it should; the key is not the certificate's), kNotFound, kForbidden.
base::Result<TlsContext> MakeServerContext(const ServerTls& tls);
base::Result<TlsContext> MakeClientContext(const ClientTls& tls);

// Makes a client's connection name the server that it expects and refuse any other. `host` is a name or an address.
base::Result<void> ExpectServer(ssl_st* connection, const std::string& host);

// After the handshake: what was agreed, and the certificate that the other end showed.
TlsChannel DescribeChannel(ssl_st* connection);

// The last failure of OpenSSL in this thread as words for a log: "certificate verify failed".
std::string TakeTlsFailure();

}  // namespace proofmark::http
