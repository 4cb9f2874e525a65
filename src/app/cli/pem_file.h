// SPDX-License-Identifier: Apache-2.0
// The fingerprint of a certificate in a PEM file: SHA-256 over its DER bytes, 64 hexadecimal digits, as
// `openssl x509 -fingerprint -sha256` prints them. Errors: kInvalid (no certificate), those of reading a file.
#pragma once

#include <string>

#include "base/result.h"

namespace proofmark::app::cli {

inline constexpr std::uint64_t kPemBytesMax = 64U << 10;

base::Result<std::string> FingerprintOfPem(const std::string& file);

}  // namespace proofmark::app::cli
