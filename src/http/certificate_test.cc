// SPDX-License-Identifier: Apache-2.0
#include "http/certificate.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <string>

#include "base/file.h"
#include "http/client.h"
#include "http/test_certificates.h"
#include "http/test_connection.h"

namespace proofmark::http {
namespace {

using base::Code;

TEST(LoopbackCertificate, ServesThisMachineAndNoOther) {
  TestFolder folder;
  auto made = MakeLoopbackCertificate(folder.path());
  ASSERT_TRUE(made.ok()) << made.error().message;
  struct stat status {};
  ASSERT_EQ(::stat(made->key_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  std::string text = OutputOf("openssl x509 -noout -text -fingerprint -sha256 -in " + made->certificate_file);
  for (const char* expected : {"DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1", "CA:FALSE",
                               "prime256v1", "ecdsa-with-SHA256", "TLS Web Server Authentication"}) {
    EXPECT_NE(text.find(expected), std::string::npos) << expected << text;
  }
  std::string hex;
  for (char c : text.substr(text.rfind('=') + 1)) {
    if (c != ':' && c != '\n') hex += static_cast<char>(c >= 'A' && c <= 'F' ? c + ('a' - 'A') : c);
  }
  EXPECT_EQ(made->fingerprint, hex);
  // 397 days from an hour ago.
  auto ends_within = [&](long days, long hours) {
    return OutputOf("openssl x509 -noout -checkend " + std::to_string(days * 86'400 + hours * 3'600) + " -in " +
                    made->certificate_file)
               .find("will expire") != std::string::npos;
  };
  EXPECT_TRUE(ends_within(kLoopbackDays, 0));
  EXPECT_FALSE(ends_within(kLoopbackDays, -2));

  Settings settings = PatientSettings();
  settings.tls.emplace();
  settings.tls->certificate_file = made->certificate_file;
  settings.tls->key_file = made->key_file;
  TestServer server(settings, [](const Request&) { return JsonResponse(200, {}); });
  for (const char* name : {"127.0.0.1", "localhost", "::1", "example.org"}) {
    ClientSettings client;
    client.host = "127.0.0.1";
    client.port = server.port();
    client.server_name = name;
    client.tls.emplace();
    client.tls->ca_file = made->certificate_file;
    EXPECT_EQ(Client(client).Send({}).ok(), std::string(name) != "example.org") << name;
  }
  std::string before = *base::ReadFile(made->key_file, 1 << 20);
  EXPECT_EQ(MakeLoopbackCertificate(folder.path()).error().code, Code::kConflict);
  EXPECT_EQ(*base::ReadFile(made->key_file, 1 << 20), before);
  EXPECT_FALSE(MakeLoopbackCertificate(folder.path() + "/nowhere").ok());
}

}  // namespace
}  // namespace proofmark::http
