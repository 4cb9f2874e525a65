// SPDX-License-Identifier: Apache-2.0
#include "http/tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/bytes.h"

namespace proofmark::http {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr char kSuites[] = "ECDHE+AESGCM:ECDHE+CHACHA20";  // of TLS 1.2; those of 1.3 are all of this kind

Error InvalidFile(const std::string& file, const std::string& what) {
  return Error{Code::kInvalid, file + ": " + what + ": " + TakeTlsFailure(), ""};
}

// OpenSSL says of a missing file only that it could not read it.
Result<void> CheckReadable(const std::string& file) {
  if (::access(file.c_str(), R_OK) == 0) return {};
  Code code = errno == EACCES ? Code::kForbidden : Code::kNotFound;
  return Error{code, file + ": cannot be opened: " + std::strerror(errno), ""};
}

// A key with a passphrase must fail: the library would ask for it on the terminal.
int RefusePassphrase(char*, int, int, void*) { return -1; }

Result<void> UseOwnCertificate(SSL_CTX* context, const std::string& certificate, const std::string& key) {
  PM_TRY(CheckReadable(certificate));
  PM_TRY(CheckReadable(key));
  SSL_CTX_set_default_passwd_cb(context, RefusePassphrase);
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    return InvalidFile(certificate, "is no certificate in PEM");
  }
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return InvalidFile(key, "is not the key of the certificate, in PEM and without a passphrase");
  }
  return {};
}

Result<void> TrustOnly(SSL_CTX* context, const std::string& ca_file, const std::string& crl_file) {
  PM_TRY(CheckReadable(ca_file));
  if (SSL_CTX_load_verify_file(context, ca_file.c_str()) != 1) return InvalidFile(ca_file, "holds no certificate");
  if (crl_file.empty()) return {};
  PM_TRY(CheckReadable(crl_file));
  X509_STORE* store = SSL_CTX_get_cert_store(context);
  X509_LOOKUP* lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
  if (lookup == nullptr || X509_load_crl_file(lookup, crl_file.c_str(), X509_FILETYPE_PEM) < 1) {
    return InvalidFile(crl_file, "holds no list of revoked certificates");
  }
  X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  return {};
}

Result<TlsContext> MakeContext(const SSL_METHOD* method) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
  if (context == nullptr || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(context.get(), kSuites) != 1) {
    return Error{Code::kInternal, "TLS cannot be set up: " + TakeTlsFailure(), ""};
  }
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

// A browser that offers HTTP/2 too is told that HTTP/1.1 is spoken.
int ChooseProtocol(SSL*, const unsigned char** out, unsigned char* out_length, const unsigned char* in,
                   unsigned in_length, void*) {
  static constexpr unsigned char kProtocol[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_length, kProtocol, sizeof kProtocol - 1, in, in_length) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

std::string CommonName(const X509* certificate) {
  const X509_NAME* subject = X509_get_subject_name(certificate);
  int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* utf8 = nullptr;
  int length = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (length < 0) return {};
  std::string name(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
  OPENSSL_free(utf8);
  return name;
}

std::string FingerprintOf(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest, &length) != 1) return {};
  return base::ToHex({reinterpret_cast<const char*>(digest), length});
}

}  // namespace

Result<TlsContext> MakeServerContext(const ServerTls& tls) {
  bool required = tls.client_certificates == ClientCertificates::kRequired;
  if (tls.client_ca_file.empty() && (required || !tls.crl_file.empty())) {
    return Error{Code::kInvalid, "client certificates need a client CA file", "client_ca_file"};
  }
  PM_ASSIGN(TlsContext context, MakeContext(TLS_server_method()));
  PM_TRY(UseOwnCertificate(context.get(), tls.certificate_file, tls.key_file));
  SSL_CTX_set_alpn_select_cb(context.get(), ChooseProtocol, nullptr);
  if (tls.client_ca_file.empty()) return context;
  PM_TRY(TrustOnly(context.get(), tls.client_ca_file, tls.crl_file));
  SSL_CTX_set_client_CA_list(context.get(), SSL_load_client_CA_file(tls.client_ca_file.c_str()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
  return context;
}

Result<TlsContext> MakeClientContext(const ClientTls& tls) {
  PM_ASSIGN(TlsContext context, MakeContext(TLS_client_method()));
  PM_TRY(TrustOnly(context.get(), tls.ca_file, tls.crl_file));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (!tls.certificate_file.empty()) {
    PM_TRY(UseOwnCertificate(context.get(), tls.certificate_file, tls.key_file));
  }
  return context;
}

Result<void> ExpectServer(SSL* connection, const std::string& host) {
  unsigned char ignored[16];
  bool is_address =
      ::inet_pton(AF_INET, host.c_str(), ignored) == 1 || ::inet_pton(AF_INET6, host.c_str(), ignored) == 1;
  bool set = is_address ? X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(connection), host.c_str()) == 1
                        : SSL_set1_host(connection, host.c_str()) == 1 &&
                              SSL_set_tlsext_host_name(connection, host.c_str()) == 1;
  if (!set || host.empty()) return Error{Code::kInvalid, "host: is not a name or an address", "host"};
  SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return {};
}

TlsChannel DescribeChannel(SSL* connection) {
  TlsChannel channel;
  channel.version = SSL_get_version(connection);
  channel.cipher = SSL_get_cipher_name(connection);
  std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(connection), X509_free);
  if (certificate == nullptr) return channel;
  ClientCertificate client;
  client.fingerprint = FingerprintOf(certificate.get());
  client.common_name = CommonName(certificate.get());
  client.verified = SSL_get_verify_result(connection) == X509_V_OK && !client.fingerprint.empty();
  channel.client = std::move(client);
  return channel;
}

std::string TakeTlsFailure() {
  unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
  return reason == nullptr ? "no reason is given" : reason;
}

}  // namespace proofmark::http
