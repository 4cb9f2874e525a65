// SPDX-License-Identifier: Apache-2.0
#include "http/test_certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::http {
namespace {

constexpr long kSecondsOfADay = 24L * 3600;

void Name(X509_NAME* name, const std::string& common_name) {
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  PM_ASSERT(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, -1, -1, 0) == 1);
}

void Extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  PM_ASSERT(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

X509* Blank(long number, int from_days, int until_days, EVP_PKEY* key) {
  X509* out = X509_new();
  PM_ASSERT(out != nullptr && X509_set_version(out, X509_VERSION_3) == 1);
  ASN1_INTEGER_set(X509_get_serialNumber(out), number);
  X509_gmtime_adj(X509_getm_notBefore(out), from_days * kSecondsOfADay);
  X509_gmtime_adj(X509_getm_notAfter(out), until_days * kSecondsOfADay);
  PM_ASSERT(X509_set_pubkey(out, key) == 1);
  return out;
}

template <typename Write>
void WriteTo(const std::string& file, Write write) {
  std::FILE* out = std::fopen(file.c_str(), "w");
  PM_ASSERT(out != nullptr && write(out) == 1);
  PM_ASSERT(std::fclose(out) == 0);
}

std::string FingerprintOf(X509* certificate) {
  unsigned char* der = nullptr;
  int length = i2d_X509(certificate, &der);
  PM_ASSERT(length > 0);
  std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(length));
  OPENSSL_free(der);
  return base::ToHex(base::View(base::Sha256(bytes)));
}

}  // namespace

struct TestAuthority::Keys {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = nullptr;
};

TestAuthority::TestAuthority(std::string folder, const std::string& name)
    : folder_(std::move(folder)), name_(name), ca_file_(folder_ + "/" + name + ".pem"), keys_(new Keys) {
  X509* ca = Blank(next_number_++, -400, 400, keys_->key);
  keys_->certificate = ca;
  Name(X509_get_subject_name(ca), name);
  X509_set_issuer_name(ca, X509_get_subject_name(ca));
  Extend(ca, ca, NID_basic_constraints, "critical,CA:TRUE");
  Extend(ca, ca, NID_key_usage, "critical,keyCertSign,cRLSign");
  Extend(ca, ca, NID_subject_key_identifier, "hash");
  PM_ASSERT(X509_sign(ca, keys_->key, EVP_sha256()) > 0);
  WriteTo(ca_file_, [ca](std::FILE* out) { return PEM_write_X509(out, ca); });
}

TestAuthority::~TestAuthority() {
  X509_free(keys_->certificate);
  EVP_PKEY_free(keys_->key);
}

TestCertificate TestAuthority::Issue(const CertificateWish& wish) {
  TestCertificate out;
  out.serial_number = next_number_++;
  std::string stem = folder_ + "/" + name_ + "_" + std::to_string(out.serial_number);
  out.certificate_file = stem + ".pem";
  out.key_file = stem + ".key";
  EVP_PKEY* key = wish.key == CertificateWish::Key::kRsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256");
  PM_ASSERT(key != nullptr);
  X509* made = Blank(out.serial_number, wish.from_days, wish.until_days, key);
  Name(X509_get_subject_name(made), wish.common_name);
  X509_set_issuer_name(made, X509_get_subject_name(keys_->certificate));
  Extend(made, keys_->certificate, NID_basic_constraints, "critical,CA:FALSE");
  Extend(made, keys_->certificate, NID_ext_key_usage, wish.purpose);
  if (!wish.names.empty()) Extend(made, keys_->certificate, NID_subject_alt_name, wish.names);
  PM_ASSERT(X509_sign(made, keys_->key, EVP_sha256()) > 0);
  WriteTo(out.certificate_file, [made](std::FILE* file) { return PEM_write_X509(file, made); });
  WriteTo(out.key_file,
          [key](std::FILE* file) { return PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr); });
  out.fingerprint = FingerprintOf(made);
  X509_free(made);
  EVP_PKEY_free(key);
  return out;
}

std::string TestAuthority::RevocationList(const std::vector<TestCertificate>& revoked) {
  X509_CRL* list = X509_CRL_new();
  PM_ASSERT(list != nullptr && X509_CRL_set_version(list, X509_CRL_VERSION_2) == 1);
  X509_CRL_set_issuer_name(list, X509_get_subject_name(keys_->certificate));
  ASN1_TIME* time = X509_gmtime_adj(nullptr, -kSecondsOfADay);
  X509_CRL_set1_lastUpdate(list, time);
  for (const TestCertificate& certificate : revoked) {
    X509_REVOKED* entry = X509_REVOKED_new();
    ASN1_INTEGER* number = ASN1_INTEGER_new();
    ASN1_INTEGER_set(number, certificate.serial_number);
    X509_REVOKED_set_serialNumber(entry, number);
    X509_REVOKED_set_revocationDate(entry, time);
    ASN1_INTEGER_free(number);
    PM_ASSERT(X509_CRL_add0_revoked(list, entry) == 1);
  }
  X509_gmtime_adj(time, kSecondsOfADay);
  X509_CRL_set1_nextUpdate(list, time);
  ASN1_TIME_free(time);
  PM_ASSERT(X509_CRL_sort(list) == 1 && X509_CRL_sign(list, keys_->key, EVP_sha256()) > 0);
  std::string file = folder_ + "/" + name_ + "_" + std::to_string(next_number_++) + ".crl";
  WriteTo(file, [list](std::FILE* out) { return PEM_write_X509_CRL(out, list); });
  X509_CRL_free(list);
  return file;
}

TestFolder::TestFolder() {
  path_ = (std::filesystem::temp_directory_path() / "proofmark_http_XXXXXX").string();
  PM_ASSERT(::mkdtemp(path_.data()) != nullptr);
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string OutputOf(const std::string& command) {
  std::FILE* pipe = ::popen(("timeout 30 sh -c '" + command + "' 2>&1").c_str(), "r");
  if (pipe == nullptr) return "cannot be run";
  std::string out;
  char block[4096];
  for (std::size_t got; (got = std::fread(block, 1, sizeof block, pipe)) > 0;) out.append(block, got);
  ::pclose(pipe);
  return out;
}

}  // namespace proofmark::http
