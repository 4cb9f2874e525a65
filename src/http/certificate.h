// SPDX-License-Identifier: Apache-2.0
// The certificate with which a node answers on its own machine before an administrator has given it one.
//
// Follows RFC 5280: elliptic curve P-256, signed with SHA-256 by its own key, not a CA, for servers only. Browsers
// trust it when a person says so, for which the fingerprint is shown.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace proofmark::http {

inline constexpr int kLoopbackDays = 397;  // browsers take no server certificate that lives longer

struct LoopbackCertificate {
  std::string certificate_file;  // FOLDER/loopback.pem
  std::string key_file;          // FOLDER/loopback.key, mode 0600
  std::string fingerprint;       // SHA-256 of the certificate in DER, lower-case hexadecimal
};

// Makes a key and a certificate for localhost, 127.0.0.1 and ::1, from an hour ago, so that a clock may differ. The
// folder must exist. Errors: kConflict (there is one already; it is left), those of writing a file, kInternal.
base::Result<LoopbackCertificate> MakeLoopbackCertificate(const std::string& folder);

// The same from one start to the next: made where there is none, and made anew when it has less than a month to live.
base::Result<LoopbackCertificate> LoopbackCertificateIn(const std::string& folder);

inline constexpr std::uint64_t kPemBytesMax = 64U << 10;

// SHA-256 over the DER bytes of the first certificate of a PEM file, as `openssl x509 -fingerprint -sha256` prints it,
// in lower case without colons. Errors: kInvalid (no certificate there), those of reading a file.
base::Result<std::string> FingerprintOf(const std::string& pem_file);

}  // namespace proofmark::http
