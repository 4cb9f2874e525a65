// SPDX-License-Identifier: Apache-2.0
// Logging in by a client certificate: the connection proves who holds its key, and an account says whose it is.
#include <gtest/gtest.h>

#include "http/test_certificates.h"
#include "tests/service_node.h"

namespace proofmark::app {
namespace {

class ServiceCertificateTest : public ServiceTest {
 protected:
  void Adjust(web::NodeServerSettings& settings) override {
    if (authority_ == nullptr) {
      authority_ = std::make_unique<http::TestAuthority>(certificates_.path(), "Staff CA");
      clerks_ = authority_->Issue({.common_name = "clerk", .purpose = "clientAuth"});
    }
    settings.client_ca = authority_->ca_file();
    settings.client_crl = revocations_;
  }
  http::ClientSettings Connection() const {
    http::ClientSettings settings;
    settings.host = "127.0.0.1";
    settings.port = PortOf(server_->address());
    settings.tls = http::ClientTls{.ca_file = server_->certificate()};
    return settings;
  }
  // From here on connections show this certificate.
  void Show(const http::TestCertificate& certificate) {
    http::ClientSettings settings = Connection();
    settings.tls->certificate_file = certificate.certificate_file;
    settings.tls->key_file = certificate.key_file;
    client_ = std::make_unique<http::Client>(settings);
  }
  Answer LogInByCertificate() { return Ask("", "POST", "/v1/sessions", {{"certificate", true}, {"token", true}}); }

  http::TestFolder certificates_;
  std::unique_ptr<http::TestAuthority> authority_;
  http::TestCertificate clerks_;
  std::string revocations_;
};

INSTANTIATE_TEST_SUITE_P(On, ServiceCertificateTest, ::testing::Values(testing::EngineKind::kSqlite),
                         testing::EngineName);

TEST_P(ServiceCertificateTest, ACertificateOfAnAccountOpensItsSession) {
  Show(clerks_);
  EXPECT_EQ(LogInByCertificate().status, 401) << "believed, and nobody's";
  ASSERT_TRUE(accounts().AddCertificate(Console(), "clerk", clerks_.fingerprint).ok());
  const Answer in = LogInByCertificate();
  ASSERT_EQ(in.status, 201) << in.bytes;
  EXPECT_EQ(in.body["actor"], ids_["clerk"]);
  const std::vector<http::NamedValue> with = {{"Authorization", "Bearer " + in.body["token"].get<std::string>()}};
  EXPECT_EQ(Ask("", "GET", "/v1/hits", nullptr, with).status, 200);
}

TEST_P(ServiceCertificateTest, WhoShowsNoneOrAnotherOneIsNobody) {
  ASSERT_TRUE(accounts().AddCertificate(Console(), "clerk", clerks_.fingerprint).ok());
  EXPECT_EQ(LogInByCertificate().status, 401) << "none";
  Show(authority_->Issue({.common_name = "clerk", .purpose = "clientAuth"}));
  EXPECT_EQ(LogInByCertificate().status, 401) << "of the same name, with another key";
  http::TestAuthority stranger(certificates_.path(), "Another CA");
  Show(stranger.Issue({.common_name = "clerk", .purpose = "clientAuth"}));
  EXPECT_FALSE(client_->Send({"GET", "/healthz", {}, ""}).ok()) << "no connection at all";
}

TEST_P(ServiceCertificateTest, WhatIsTakenAwayOpensNothing) {
  ASSERT_TRUE(accounts().AddCertificate(Console(), "clerk", clerks_.fingerprint).ok());
  Show(clerks_);
  ASSERT_EQ(LogInByCertificate().status, 201);
  ASSERT_TRUE(accounts().CloseAccount(Console(), "clerk", "left").ok());
  EXPECT_EQ(LogInByCertificate().status, 401) << "the account is closed";
  ASSERT_TRUE(accounts().ReopenAccount(Console(), "clerk", "came back").ok());
  EXPECT_EQ(LogInByCertificate().status, 401) << "reopening revives no certificate";
}

TEST_P(ServiceCertificateTest, ARevokedOneMakesNoConnection) {
  ASSERT_TRUE(accounts().AddCertificate(Console(), "clerk", clerks_.fingerprint).ok());
  revocations_ = authority_->RevocationList({clerks_});
  Serve();
  EXPECT_EQ(Ask("", "GET", "/healthz").status, 200) << "who shows none connects";
  Show(clerks_);
  EXPECT_FALSE(client_->Send({"GET", "/healthz", {}, ""}).ok());
}

}  // namespace
}  // namespace proofmark::app
