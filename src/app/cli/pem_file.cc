// SPDX-License-Identifier: Apache-2.0
#include "app/cli/pem_file.h"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>

#include "base/bytes.h"
#include "base/file.h"

namespace proofmark::app::cli {

using base::Code;
using base::Error;
using base::Result;

Result<std::string> FingerprintOfPem(const std::string& file) {
  PM_ASSIGN(std::string text, base::ReadFile(file, kPemBytesMax));
  std::unique_ptr<BIO, int (*)(BIO*)> bio(::BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &::BIO_free);
  std::unique_ptr<X509, void (*)(X509*)> certificate(::PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                     &::X509_free);
  if (certificate == nullptr) {
    return Error{Code::kInvalid, file + ": holds no certificate in PEM (-----BEGIN CERTIFICATE-----)", "file"};
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (::X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1 || size != 32) {
    return Error{Code::kInvalid, file + ": its certificate cannot be read", "file"};
  }
  return base::ToHex({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace proofmark::app::cli
