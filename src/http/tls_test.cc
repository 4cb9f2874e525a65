// SPDX-License-Identifier: Apache-2.0
// Abuse case 22, with OpenSSL's own client: what must not get a connection gets none, and it is reported.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/file.h"
#include "http/client.h"
#include "http/server.h"
#include "http/test_certificates.h"
#include "http/test_connection.h"

namespace proofmark::http {
namespace {

using base::Code;

Response Who(const Request& request) {
  base::Json json = {{"version", request.tls ? request.tls->version : ""},
                     {"cipher", request.tls ? request.tls->cipher : ""}};
  if (request.tls && request.tls->client) {
    json["name"] = request.tls->client->common_name;
    json["fingerprint"] = request.tls->client->fingerprint;
    json["verified"] = request.tls->client->verified;
  }
  return JsonResponse(200, json);
}

class TlsTest : public ::testing::Test {
 protected:
  TestCertificate ServerCertificate(const std::string& names = "DNS:localhost,IP:127.0.0.1") {
    return authority_.Issue({.common_name = "node", .names = names, .key = CertificateWish::Key::kRsa});
  }
  TestCertificate ClientCertificate(TestAuthority& authority, int from_days = -1, int until_days = 30) {
    return authority.Issue(
        {.common_name = "node BR-RJ", .purpose = "clientAuth", .from_days = from_days, .until_days = until_days});
  }
  ServerTls Files(const TestCertificate& certificate) {
    ServerTls tls;
    tls.certificate_file = certificate.certificate_file;
    tls.key_file = certificate.key_file;
    return tls;
  }
  // A server that asks for client certificates, or needs them.
  Settings Asking(ClientCertificates wanted, const std::string& crl_file = {}) {
    Settings settings = PatientSettings();
    settings.tls = Files(ServerCertificate());
    settings.tls->client_ca_file = authority_.ca_file();
    settings.tls->client_certificates = wanted;
    settings.tls->crl_file = crl_file;
    return settings;
  }
  Settings Plain() {
    Settings settings = PatientSettings();
    settings.tls = Files(ServerCertificate());
    return settings;
  }
  ClientSettings For(const TestServer& server, const TestCertificate* own = nullptr) {
    ClientSettings settings;
    settings.host = "127.0.0.1";
    settings.port = const_cast<TestServer&>(server).port();
    settings.tls.emplace();
    settings.tls->ca_file = authority_.ca_file();
    if (own != nullptr) {
      settings.tls->certificate_file = own->certificate_file;
      settings.tls->key_file = own->key_file;
    }
    return settings;
  }
  // What s_client prints when it asks for "/" and says what is given.
  std::string SClient(TestServer& server, const std::string& options, const std::string& said = {}) {
    std::string request = said.empty() ? "GET / HTTP/1.1\\r\\nHost: here\\r\\nConnection: close\\r\\n\\r\\n" : said;
    return OutputOf("printf \"" + request + "\" | openssl s_client -connect 127.0.0.1:" +
                    std::to_string(server.port()) + " -CAfile " + authority_.ca_file() + " " + options);
  }

  TestFolder folder_;
  TestAuthority authority_{folder_.path(), "ca"};
  TestAuthority stranger_{folder_.path(), "stranger"};
};

TEST_F(TlsTest, SpeaksTlsOneTwoAndOneThreeWithEphemeralKeysOnly) {
  TestServer server(Plain(), Who);
  for (const char* options : {"-tls1_3", "-tls1_2", "-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256"}) {
    std::string said = SClient(server, std::string("-ign_eof ") + options);
    EXPECT_NE(said.find("HTTP/1.1 200 OK"), std::string::npos) << options << said;
    EXPECT_NE(said.find("Strict-Transport-Security: max-age="), std::string::npos) << said;
    EXPECT_NE(said.find("Compression: NONE"), std::string::npos) << said;
  }
  EXPECT_TRUE(server.troubles().empty());
}

TEST_F(TlsTest, RefusesOldVersionsAndSuitesWithoutForwardSecrecy) {
  TestServer server(Plain(), Who);
  struct Row {
    const char* options;
    const char* alert;
  };
  // The client's own level is lowered, so that it is the server that refuses.
  for (const Row& row : {Row{"-tls1 -cipher DEFAULT:@SECLEVEL=0", "alert protocol version"},
                         Row{"-tls1_1 -cipher DEFAULT:@SECLEVEL=0", "alert protocol version"},
                         Row{"-tls1_2 -cipher AES128-GCM-SHA256:@SECLEVEL=0", "alert handshake failure"},
                         Row{"-tls1_2 -cipher AES256-SHA:@SECLEVEL=0", "alert handshake failure"},
                         Row{"-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0", "alert handshake failure"},
                         Row{"-tls1_2 -cipher ECDHE-RSA-AES128-SHA:@SECLEVEL=0", "alert handshake failure"},
                         Row{"-tls1_2 -cipher aNULL:@SECLEVEL=0", "alert handshake failure"}}) {
    std::string said = SClient(server, std::string("-ign_eof ") + row.options);
    EXPECT_NE(said.find(row.alert), std::string::npos) << row.options << said;
    EXPECT_EQ(said.find("HTTP/1.1"), std::string::npos) << row.options;
  }
  EXPECT_EQ(server.troubles().size(), 7U);
  for (const Trouble& trouble : server.troubles()) EXPECT_EQ(trouble.kind, TroubleKind::kHandshakeFailed);
}

TEST_F(TlsTest, RefusesRenegotiation) {
  TestServer server(Plain(), Who);
  std::string said = SClient(server, "-tls1_2 -legacy_renegotiation", "R\\n");
  EXPECT_NE(said.find("RENEGOTIATING"), std::string::npos) << said;
  EXPECT_NE(said.find("no renegotiation"), std::string::npos) << said;
}

TEST_F(TlsTest, GivesNoTicketAndNoEarlyBytes) {
  TestServer server(Plain(), Who);
  std::string session = folder_.path() + "/session";
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    std::string first = SClient(server, std::string("-ign_eof -sess_out ") + session + " " + version);
    EXPECT_NE(first.find("HTTP/1.1 200 OK"), std::string::npos) << first;
    EXPECT_EQ(first.find("TLS session ticket:"), std::string::npos) << first;
    EXPECT_EQ(first.find("Max Early Data: 1"), std::string::npos) << first;
    std::string again = SClient(server, std::string("-ign_eof -sess_in ") + session + " " + version);
    EXPECT_EQ(again.find("Reused, "), std::string::npos) << again;
  }
}

TEST_F(TlsTest, AGoodClientCertificateArrivesInTheRequest) {
  for (ClientCertificates wanted : {ClientCertificates::kOptional, ClientCertificates::kRequired}) {
    TestServer server(Asking(wanted), Who);
    TestCertificate own = ClientCertificate(authority_);
    Client client(For(server, &own));
    auto response = client.Send({});
    ASSERT_TRUE(response.ok()) << response.error().message;
    base::Json json = *base::ParseJson(response->body);
    EXPECT_EQ(json["name"], "node BR-RJ");
    EXPECT_EQ(json["fingerprint"], own.fingerprint);
    EXPECT_EQ(json["verified"], true);
    EXPECT_EQ(json["version"], "TLSv1.3");
    EXPECT_EQ(client.tls_version(), "TLSv1.3");
    // By another client, and another version.
    std::string said = SClient(server, "-ign_eof -tls1_2 -cert " + own.certificate_file + " -key " + own.key_file);
    EXPECT_NE(said.find(own.fingerprint), std::string::npos) << said;
  }
}

TEST_F(TlsTest, WithoutACertificateOnlyWhereItIsNotRequired) {
  TestServer optional(Asking(ClientCertificates::kOptional), Who);
  Client welcome(For(optional));
  auto response = welcome.Send({});
  ASSERT_TRUE(response.ok()) << response.error().message;
  EXPECT_EQ(response->body.find("fingerprint"), std::string::npos);

  TestServer required(Asking(ClientCertificates::kRequired), Who);
  Client refused(For(required));
  EXPECT_EQ(refused.Send({}).error().code, Code::kForbidden);
  std::string said = SClient(required, "-ign_eof -tls1_2");
  EXPECT_NE(said.find("alert handshake failure"), std::string::npos) << said;
  std::string reason;
  ASSERT_TRUE(required.WaitForTrouble(TroubleKind::kHandshakeFailed, &reason));
  EXPECT_NE(reason.find("peer did not return a certificate"), std::string::npos) << reason;
}

// Refused also where none is required: who shows a certificate must be who it says.
TEST_F(TlsTest, ABadClientCertificateIsRefused) {
  TestCertificate good = ClientCertificate(authority_);
  TestCertificate revoked = ClientCertificate(authority_);
  std::string crl = authority_.RevocationList({revoked});
  struct Row {
    const char* what;
    TestCertificate shown;
    const char* alert;
  };
  for (ClientCertificates wanted : {ClientCertificates::kOptional, ClientCertificates::kRequired}) {
    for (const Row& row : std::vector<Row>{
             {"expired", ClientCertificate(authority_, -30, -1), "certificate expired"},
             {"of tomorrow", ClientCertificate(authority_, 1, 30), "bad certificate"},
             {"of another CA", ClientCertificate(stranger_), "unknown ca"},
             {"for servers", authority_.Issue({.common_name = "node"}), "unsupported certificate"},
             {"revoked", revoked, "certificate revoked"},
         }) {
      SCOPED_TRACE(row.what);
      TestServer server(Asking(wanted, crl), Who);
      Client client(For(server, &row.shown));
      auto response = client.Send({});
      ASSERT_FALSE(response.ok());
      EXPECT_EQ(response.error().code, Code::kForbidden);
      EXPECT_NE(response.error().message.find(row.alert), std::string::npos) << response.error().message;
      std::string reason;
      ASSERT_TRUE(server.WaitForTrouble(TroubleKind::kHandshakeFailed, &reason));
      EXPECT_NE(reason.find("certificate verify failed"), std::string::npos) << reason;
      // The list keeps nobody else out.
      Client other(For(server, &good));
      EXPECT_TRUE(other.Send({}).ok());
    }
  }
}

TEST_F(TlsTest, TheClientBelievesOnlyTheServerThatItExpects) {
  struct Row {
    const char* what;
    TestCertificate shown;
    std::string crl_file;
    const char* host;
    bool believed;
  };
  TestCertificate revoked = ServerCertificate();
  TestCertificate good = ServerCertificate();
  std::string crl = authority_.RevocationList({revoked});
  for (const Row& row : std::vector<Row>{
           {"by address", good, "", "127.0.0.1", true},
           {"by name", good, "", "localhost", true},
           {"not revoked", good, crl, "localhost", true},
           {"another name", ServerCertificate("DNS:elsewhere.example"), "", "localhost", false},
           {"another address", ServerCertificate("DNS:localhost,IP:127.0.0.9"), "", "127.0.0.1", false},
           {"an address as a name", ServerCertificate("DNS:127.0.0.1"), "", "127.0.0.1", false},
           {"expired",
            authority_.Issue({.common_name = "n", .names = "DNS:localhost", .from_days = -30, .until_days = -1}), "",
            "localhost", false},
           {"another CA", stranger_.Issue({.common_name = "n", .names = "DNS:localhost"}), "", "localhost", false},
           {"for clients", authority_.Issue({.common_name = "n", .names = "DNS:localhost", .purpose = "clientAuth"}),
            "", "localhost", false},
           {"revoked", revoked, crl, "localhost", false},
       }) {
    SCOPED_TRACE(row.what);
    Settings settings = PatientSettings();
    settings.tls = Files(row.shown);
    TestServer server(settings, Who);
    ClientSettings client_settings = For(server);
    client_settings.host = row.host;
    client_settings.tls->crl_file = row.crl_file;
    Client client(client_settings);
    auto response = client.Send({});
    EXPECT_EQ(response.ok(), row.believed);
    if (!response.ok()) {
      EXPECT_EQ(response.error().code, Code::kForbidden) << response.error().message;
      EXPECT_TRUE(server.WaitForAnswers(0).empty());
    }
  }
}

TEST_F(TlsTest, ANameOtherThanTheHostsCanBeExpectedOrNone) {
  Settings settings = PatientSettings();
  settings.tls = Files(ServerCertificate("DNS:node.example"));
  TestServer server(settings, Who);
  ClientSettings named = For(server);
  named.server_name = "node.example";
  EXPECT_TRUE(Client(named).Send({}).ok());
  ClientSettings unchecked = For(server);
  unchecked.host_check = HostCheck::kOff;
  EXPECT_TRUE(Client(unchecked).Send({}).ok());
  EXPECT_EQ(Client(For(server)).Send({}).error().code, Code::kForbidden);
}

TEST_F(TlsTest, AReloadedCertificateIsForNewConnections) {
  TestCertificate first = ServerCertificate();
  TestCertificate second = ServerCertificate("DNS:elsewhere.example");
  TestCertificate client_certificate = ClientCertificate(authority_);
  std::string crl = authority_.RevocationList({});
  Settings settings = Asking(ClientCertificates::kRequired, crl);
  settings.tls->certificate_file = folder_.path() + "/current.pem";
  settings.tls->key_file = folder_.path() + "/current.key";
  auto install = [&](const std::string& from, const std::string& to) {
    ASSERT_TRUE(base::WriteFileDurably(to, *base::ReadFile(from, 1 << 20), 0600).ok());
  };
  install(first.certificate_file, settings.tls->certificate_file);
  install(first.key_file, settings.tls->key_file);
  TestServer server(settings, Who);
  Client kept(For(server, &client_certificate));
  ASSERT_TRUE(kept.Send({}).ok());

  install(second.certificate_file, settings.tls->certificate_file);
  EXPECT_EQ(server->ReloadCertificate().error().code, Code::kInvalid);  // not yet its key
  EXPECT_TRUE(Client(For(server, &client_certificate)).Send({}).ok());  // the old one is still in use
  install(second.key_file, settings.tls->key_file);
  ASSERT_TRUE(server->ReloadCertificate().ok());
  EXPECT_TRUE(kept.Send({}).ok());
  EXPECT_EQ(kept.connections(), 1U);
  EXPECT_EQ(Client(For(server, &client_certificate)).Send({}).error().code, Code::kForbidden);
  ClientSettings elsewhere = For(server, &client_certificate);
  elsewhere.server_name = "elsewhere.example";
  EXPECT_TRUE(Client(elsewhere).Send({}).ok());

  // So is a list of revoked certificates.
  install(authority_.RevocationList({client_certificate}), crl);
  ASSERT_TRUE(server->ReloadCertificate().ok());
  EXPECT_EQ(Client(elsewhere).Send({}).error().code, Code::kForbidden);
}

TEST_F(TlsTest, FilesThatDoNotFitAreRefusedAtTheStart) {
  TestCertificate one = ServerCertificate();
  TestCertificate other = ServerCertificate();
  std::string text_file = folder_.path() + "/text";
  ASSERT_TRUE(base::WriteFileDurably(text_file, "nothing of the kind\n", 0600).ok());
  std::string locked = folder_.path() + "/locked.key";
  EXPECT_EQ(
      OutputOf("openssl ec -aes128 -passout pass:x -in " + ClientCertificate(authority_).key_file + " -out " + locked)
          .find("rror"),
      std::string::npos);
  struct Row {
    const char* what;
    std::string certificate, key, ca, crl;
    Code code;
  };
  for (const Row& row : std::vector<Row>{
           {"another's key", one.certificate_file, other.key_file, "", "", Code::kInvalid},
           {"no certificate", text_file, one.key_file, "", "", Code::kInvalid},
           {"no key", one.certificate_file, text_file, "", "", Code::kInvalid},
           {"a passphrase", one.certificate_file, locked, "", "", Code::kInvalid},
           {"not there", folder_.path() + "/none", one.key_file, "", "", Code::kNotFound},
           {"no CA", one.certificate_file, one.key_file, text_file, "", Code::kInvalid},
           {"no CRL", one.certificate_file, one.key_file, authority_.ca_file(), text_file, Code::kInvalid},
           {"a CRL without CA", one.certificate_file, one.key_file, "", authority_.RevocationList({}), Code::kInvalid},
       }) {
    SCOPED_TRACE(row.what);
    ServerTls tls = Files(one);
    tls.certificate_file = row.certificate;
    tls.key_file = row.key;
    tls.client_ca_file = row.ca;
    tls.crl_file = row.crl;
    auto context = MakeServerContext(tls);
    ASSERT_FALSE(context.ok());
    EXPECT_EQ(context.error().code, row.code) << context.error().message;
  }
  ServerTls required = Files(one);
  required.client_certificates = ClientCertificates::kRequired;
  EXPECT_EQ(MakeServerContext(required).error().code, Code::kInvalid);
}

TEST_F(TlsTest, WhoDoesNotShakeHandsIsCutOff) {
  Settings settings = Plain();
  settings.handshake_timeout = std::chrono::milliseconds(150);
  TestServer server(settings, Who);
  TestConnection silent(server.port());
  EXPECT_TRUE(silent.ClosedByServer());
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kHandshakeTimeout));
  TestConnection plain(server.port());
  plain.Send(GetOf("/"));
  EXPECT_TRUE(plain.ClosedByServer());
  EXPECT_TRUE(server.WaitForTrouble(TroubleKind::kHandshakeFailed));
}

TEST_F(TlsTest, WhoIsTooSlowIsToldSo) {
  Settings settings = Plain();
  settings.header_timeout = std::chrono::milliseconds(300);
  TestServer server(settings, Who);
  for (const char* version : {"-tls1_2", "-tls1_3"}) {
    std::string said = SClient(server, std::string("-ign_eof ") + version, "GET / HT");
    EXPECT_NE(said.find("HTTP/1.1 408 Request Timeout"), std::string::npos) << said;
  }
}

TEST_F(TlsTest, ARefusalReachesWhoIsStillSending) {
  TestServer server(Plain(), Who);
  Client client(For(server));
  for (int i = 0; i < 10; ++i) {
    auto response = client.Send({.method = "POST", .target = "/", .body = std::string(1'500'000, 'a')});
    ASSERT_TRUE(response.ok()) << response.error().message;
    EXPECT_EQ(response->status, 413);
  }
}

TEST_F(TlsTest, LargeAnswersArriveWhole) {
  constexpr std::size_t kBytes = 9'000'001;
  TestServer server(Plain(), [](const Request&) {
    return Response{200, {{"Content-Type", "application/octet-stream"}}, std::string(kBytes, 'x')};
  });
  Client client(For(server));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.Send({})->body.size(), kBytes);
  EXPECT_EQ(client.connections(), 1U);
}

}  // namespace
}  // namespace proofmark::http
