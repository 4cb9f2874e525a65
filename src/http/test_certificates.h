// SPDX-License-Identifier: Apache-2.0
// For tests only: a TestAuthority is a CA that vouches for whatever a test needs, also for what nobody should believe.
//
//   TestAuthority authority(folder, "Test CA");
//   TestCertificate server = authority.Issue({.common_name = "node", .names = "DNS:localhost,IP:127.0.0.1"});
//
// Files lie in the folder. What fails ends the test program.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "http/tls.h"

namespace proofmark::http {

struct TestCertificate {
  std::string certificate_file;
  std::string key_file;
  std::string fingerprint;
  long serial_number = 0;
};

struct CertificateWish {
  std::string common_name{};
  std::string names{};                 // subjectAltName as OpenSSL writes it; empty for none
  std::string purpose = "serverAuth";  // or clientAuth
  int from_days = -1;                  // from today
  int until_days = 30;
  enum class Key { kElliptic, kRsa } key = Key::kElliptic;
};

class TestAuthority {
 public:
  TestAuthority(std::string folder, const std::string& name);
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  const std::string& ca_file() const { return ca_file_; }
  TestCertificate Issue(const CertificateWish& wish);
  // A list with these in it, signed; the name of its file.
  std::string RevocationList(const std::vector<TestCertificate>& revoked);

 private:
  struct Keys;
  std::string folder_;
  std::string name_;
  std::string ca_file_;
  std::unique_ptr<Keys> keys_;
  long next_number_ = 1;
};

// A folder of its own for a test, removed with what is in it.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// What a shell command prints; it is ended when it does not end by itself.
std::string OutputOf(const std::string& command);

}  // namespace proofmark::http
