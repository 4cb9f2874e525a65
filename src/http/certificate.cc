// SPDX-License-Identifier: Apache-2.0
#include "http/certificate.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <memory>

#include "base/bytes.h"
#include "base/file.h"
#include "http/tls.h"

namespace proofmark::http {
namespace {

using base::Code;
using base::Error;
using base::Result;

struct Free {
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(BIO* x) const { BIO_free(x); }
  void operator()(X509_EXTENSION* x) const { X509_EXTENSION_free(x); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

constexpr long kSecondsOfAnHour = 3600;
constexpr long kSecondsOfADay = 24 * kSecondsOfAnHour;

bool AddExtension(X509* certificate, int kind, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// A positive number of 20 bytes at most, of which nobody knows the next: RFC 5280, section 4.1.2.2.
bool SetSerialNumber(X509* certificate) {
  unsigned char bytes[16];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
  std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(BN_bin2bn(bytes, sizeof bytes, nullptr), BN_free);
  return number != nullptr && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool Describe(X509* certificate, EVP_PKEY* key) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
  return X509_set_version(certificate, X509_VERSION_3) == 1 && SetSerialNumber(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), -kSecondsOfAnHour) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), kLoopbackDays * kSecondsOfADay - kSecondsOfAnHour) !=
             nullptr &&
         X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         AddExtension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         AddExtension(certificate, NID_key_usage, "critical,digitalSignature") &&
         AddExtension(certificate, NID_ext_key_usage, "serverAuth") &&
         AddExtension(certificate, NID_subject_key_identifier, "hash") &&
         AddExtension(certificate, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") &&
         X509_sign(certificate, key, EVP_sha256()) > 0;
}

std::string TextOf(BIO* bio) {
  char* bytes = nullptr;
  long length = BIO_get_mem_data(bio, &bytes);
  return std::string(bytes, static_cast<std::size_t>(length));
}

Error Failed(const char* what) {
  return Error{Code::kInternal, std::string("a certificate cannot be made: ") + what + ": " + TakeTlsFailure(), ""};
}

constexpr int kRenewDays = 30;

Result<Owned<X509>> ReadCertificate(const std::string& file) {
  PM_ASSIGN(std::string text, base::ReadFile(file, kPemBytesMax));
  Owned<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  Owned<X509> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate != nullptr) return certificate;
  (void)TakeTlsFailure();
  return Error{Code::kInvalid, file + ": holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", "file"};
}

std::string DigestOf(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  if (X509_digest(certificate, EVP_sha256(), digest, &length) != 1) return "";
  return base::ToHex({reinterpret_cast<const char*>(digest), length});
}

}  // namespace

Result<std::string> FingerprintOf(const std::string& pem_file) {
  PM_ASSIGN(Owned<X509> certificate, ReadCertificate(pem_file));
  return DigestOf(certificate.get());
}

Result<LoopbackCertificate> LoopbackCertificateIn(const std::string& folder) {
  auto made = MakeLoopbackCertificate(folder);
  if (made.ok() || made.error().code != Code::kConflict) return made;
  LoopbackCertificate there{folder + "/loopback.pem", folder + "/loopback.key", ""};
  auto certificate = ReadCertificate(there.certificate_file);
  int days = 0;
  int seconds = 0;
  const bool lives = certificate.ok() &&
                     ASN1_TIME_diff(&days, &seconds, nullptr, X509_get0_notAfter(certificate->get())) == 1 &&
                     days >= kRenewDays;
  if (lives) {
    there.fingerprint = DigestOf(certificate->get());
    return there;
  }
  // A start that was cut off leaves a key without its certificate.
  for (const std::string& file : {there.certificate_file, there.key_file}) (void)::unlink(file.c_str());
  return MakeLoopbackCertificate(folder);
}

Result<LoopbackCertificate> MakeLoopbackCertificate(const std::string& folder) {
  LoopbackCertificate out{folder + "/loopback.pem", folder + "/loopback.key", ""};
  for (const std::string& file : {out.certificate_file, out.key_file}) {
    if (::access(file.c_str(), F_OK) == 0) {
      return Error{Code::kConflict, file + ": is there already; move it away to have a new one made", ""};
    }
  }
  Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  Owned<X509> certificate(X509_new());
  if (key == nullptr || certificate == nullptr) return Failed("its key");
  if (!Describe(certificate.get(), key.get())) return Failed("its fields");

  // The key's text is in memory that is wiped when it is freed.
  Owned<BIO> key_text(BIO_new(BIO_s_secmem()));
  Owned<BIO> certificate_text(BIO_new(BIO_s_mem()));
  if (key_text == nullptr || certificate_text == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) {
    return Failed("its text");
  }
  out.fingerprint = DigestOf(certificate.get());
  char* key_bytes = nullptr;
  long key_length = BIO_get_mem_data(key_text.get(), &key_bytes);
  // The certificate last: where it is, its key is too.
  PM_TRY(base::WriteFileDurably(out.key_file, {key_bytes, static_cast<std::size_t>(key_length)}, 0600));
  PM_TRY(base::WriteFileDurably(out.certificate_file, TextOf(certificate_text.get()), 0644));
  return out;
}

}  // namespace proofmark::http
