// SPDX-License-Identifier: Apache-2.0
// Registers taken in over the network: by whom, what is told of them, what is refused, and that an upload is its
// uploader's alone.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>
#include <thread>

#include "app/http/openapi.h"
#include "base/file.h"
#include "tests/openapi_check.h"
#include "tests/service_node.h"

namespace proofmark::app {
namespace {

using base::Json;
using http::NamedValue;

constexpr const char* kRegister =
    "no;serial_no;Make;Calibre;status;date\n"
    "1;ABE573528;TAURUS;.38;ROUBADO;2024-03-01\n"
    "2;K7711;Fábrica X;9mm;FURTADO;2024-13-01\n"
    "3;\"=1+1\";ROSSI;.38;UNKNOWN WORD;2024-03-02\n"
    "4;ZZ4711;TAURUS;.40;PERDIDO;2024\n";

class ServiceImportsTest : public ServiceTest {
 protected:
  void SetUp() override {
    ServiceTest::SetUp();
    OpenAccount("AA", "chief");
    Grant("chief", "supervisor");
    OpenAccount("BB", "other");
    GrantAlone("other", "supervisor");
    check_ = std::make_unique<testing::OpenapiCheck>(Json::parse(web::kOpenapi));
  }
  void Adjust(web::NodeServerSettings& settings) override {
    settings.imports.file_bytes_max = 64U << 10;
    settings.imports.files_per_person_max = 2;
    settings.import_folder = Folder();
  }
  std::string Folder() { return root() + "/uploads"; }
  std::size_t FilesKept() {
    std::size_t n = 0;
    for (const auto& entry : std::filesystem::directory_iterator(Folder())) n += entry.path().filename() != ".lock";
    return n;
  }

  Answer Begin(const std::string& login, std::uint64_t bytes) {
    return Ask(login, "POST", "/v1/imports", {{"name", "register.csv"}, {"bytes", bytes}});
  }
  Answer Put(const std::string& login, const std::string& id, std::uint64_t at, const std::string& bytes) {
    http::Question question{"PUT", "/v1/imports/" + id + "/file?at=" + std::to_string(at), Why(), bytes};
    question.fields.push_back({"Authorization", "Bearer " + TokenOf(login)});
    question.fields.push_back({"Content-Type", "application/octet-stream"});
    return Send(std::move(question));
  }
  std::string Upload(const std::string& login, const std::string& bytes) {
    const Answer begun = Begin(login, bytes.size());
    EXPECT_EQ(begun.status, 201) << begun.bytes;
    if (begun.status != 201) return "";
    const std::string id = begun.body["import"];
    const Answer put = Put(login, id, 0, bytes);
    EXPECT_EQ(put.status, 200) << put.bytes;
    EXPECT_EQ(put.body["state"], "ready");
    return id;
  }
  Answer Wait(const std::string& login, const std::string& id) {
    for (int i = 0; i < 1000; ++i) {
      Answer answer = Ask(login, "GET", "/v1/imports/" + id);
      if (answer.body["state"] != "waiting" && answer.body["state"] != "working") {
        EXPECT_EQ(check_->Faults("import", answer.status, answer.body), std::vector<std::string>{});
        return answer;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    ADD_FAILURE() << "it takes too long";
    return {};
  }
  Json Proposal(const std::string& login, const std::string& id) {
    const Answer seen = Ask(login, "GET", "/v1/imports/" + id + "/outline");
    EXPECT_EQ(seen.status, 200) << seen.bytes;
    EXPECT_EQ(check_->Faults("import_outline", seen.status, seen.body), std::vector<std::string>{});
    Json mapping = seen.body["proposal"]["mapping"];
    mapping["source"] = "pd";
    return mapping;
  }
  Answer Check(const std::string& login, const std::string& id, const Json& mapping) {
    const Answer asked = Ask(login, "POST", "/v1/imports/" + id + "/check", {{"mapping", mapping}});
    EXPECT_EQ(asked.status, 202) << asked.bytes;
    return Wait(login, id);
  }
  Answer Run(const std::string& login, const std::string& id) {
    const Answer asked = Ask(login, "POST", "/v1/imports/" + id + "/run");
    EXPECT_EQ(asked.status, 202) << asked.bytes;
    return Wait(login, id);
  }

  std::unique_ptr<testing::OpenapiCheck> check_;
};

INSTANTIATE_TEST_SUITE_P(On, ServiceImportsTest, ::testing::Values(testing::EngineKind::kSqlite), testing::EngineName);

TEST_P(ServiceImportsTest, ARegisterIsUnderstoodCheckedAndTakenInAndItsRejectedRowsComeBackClean) {
  const std::string id = Upload("boss", kRegister);
  const Answer seen = Ask("boss", "GET", "/v1/imports/" + id + "/outline");
  EXPECT_EQ(seen.body["format"], "csv");
  EXPECT_EQ(seen.body["delimiter"], ";");
  EXPECT_EQ(seen.body["encoding"], "utf-8");
  EXPECT_EQ(seen.body["sample"][1][2], "Fábrica X");
  Json mapping = Proposal("boss", id);
  EXPECT_EQ(mapping["fields"]["source_id"], "no");
  EXPECT_EQ(mapping["marks"][0]["columns"], Json::array({"serial_no"}));
  EXPECT_EQ(mapping["events"][0]["kind"]["values"]["ROUBADO"], "stolen");
  EXPECT_EQ(mapping["events"][0]["date"], "date");
  // What it does not know it says.
  EXPECT_TRUE(std::any_of(seen.body["proposal"]["notes"].begin(), seen.body["proposal"]["notes"].end(),
                          [](const Json& note) { return note["code"] == "unknown_values"; }));

  const std::int64_t size = Size();
  const Answer checked = Check("boss", id, mapping);
  ASSERT_EQ(checked.body["state"], "checked") << checked.bytes;
  EXPECT_EQ(checked.body["result"]["rows"], 4);
  EXPECT_EQ(checked.body["result"]["imported"], 2);
  EXPECT_EQ(checked.body["result"]["rejected"], 2);
  EXPECT_EQ(Size(), size) << "a check writes nothing";
  const Answer faults = Ask("boss", "GET", "/v1/imports/" + id + "/faults");
  EXPECT_EQ(check_->Faults("import_faults", faults.status, faults.body), std::vector<std::string>{});
  ASSERT_EQ(faults.body["faults"].size(), 2U);
  EXPECT_EQ(faults.body["faults"][0]["line"], 3);
  EXPECT_EQ(faults.body["faults"][0]["column"], "date");
  EXPECT_EQ(faults.body["faults"][0]["value"], "2024-13-01");
  EXPECT_EQ(faults.body["faults"][1]["column"], "status");

  const Answer done = Run("boss", id);
  ASSERT_EQ(done.body["state"], "imported") << done.bytes;
  EXPECT_EQ(done.body["result"]["imported"], 2);
  EXPECT_GT(Size(), size);
  EXPECT_EQ(Ask("boss", "POST", "/v1/imports/" + id + "/run").body["state"], "imported") << "repeated, nothing is done";

  const Answer rejected = Ask("boss", "GET", "/v1/imports/" + id + "/files/rejected");
  EXPECT_EQ(rejected.status, 200);
  EXPECT_EQ(rejected.Field("content-disposition"), "attachment; filename=\"rejected.csv\"");
  EXPECT_EQ(rejected.Field("x-content-type-options"), "nosniff");
  // As they stand, the sign of a formula too: they are to be taken in again.
  EXPECT_EQ(rejected.bytes,
            "no;serial_no;Make;Calibre;status;date\n2;K7711;Fábrica X;9mm;FURTADO;2024-13-01\n"
            "3;\"=1+1\";ROSSI;.38;UNKNOWN WORD;2024-03-02\n");
  const Answer errors = Ask("boss", "GET", "/v1/imports/" + id + "/files/errors");
  EXPECT_EQ(errors.Field("content-type"), "text/csv; charset=utf-8");
  EXPECT_NE(errors.bytes.find("line,column,value,reason\n3,date,2024-13-01,"), std::string::npos) << errors.bytes;
  EXPECT_EQ(Json::parse(Ask("boss", "GET", "/v1/imports/" + id + "/files/mapping").bytes), mapping);

  std::string corrected = rejected.bytes;
  corrected.replace(corrected.find("2024-13-01"), 10, "2024-12-01");
  corrected.replace(corrected.find("UNKNOWN WORD"), 12, "ROUBADO");
  const std::string again = Upload("boss", corrected);
  EXPECT_EQ(Check("boss", again, mapping).body["result"]["rejected"], 0);
  EXPECT_EQ(Run("boss", again).body["result"]["imported"], 2);
  const Answer found = Ask("clerk", "POST", "/v1/trace", {{"serial", "ABE573528"}});
  ASSERT_EQ(found.status, 200) << found.bytes;
  ASSERT_FALSE(found.body["candidates"].empty()) << found.bytes;
  EXPECT_EQ(found.body["candidates"][0]["source_id"], "1");
  ExpectSound();
}

TEST_P(ServiceImportsTest, WhoChecksARegisterIsWrittenDown) {
  const std::string id = Upload("boss", kRegister);
  const std::int64_t before = *app_->store().LogSize("AA", store::Stream::kAccess);
  Check("boss", id, Proposal("boss", id));
  EXPECT_EQ(*app_->store().LogSize("AA", store::Stream::kAccess), before + 1);
}

TEST_P(ServiceImportsTest, TheSameFileTakenInTwiceIsKnown) {
  const std::string id = Upload("boss", kRegister);
  Json mapping = Proposal("boss", id);
  Check("boss", id, mapping);
  Run("boss", id);
  const std::int64_t size = Size();
  const std::string again = Upload("chief", kRegister);
  const Answer checked = Check("chief", again, mapping);
  EXPECT_EQ(checked.body["result"]["imported"], 0);
  EXPECT_EQ(checked.body["result"]["duplicates"], 2);
  EXPECT_EQ(Run("chief", again).body["result"]["duplicates"], 2);
  EXPECT_EQ(Size(), size);
}

TEST_P(ServiceImportsTest, WhoMayNotImportHasNoDoor) {
  for (const char* login : {"officer", "clerk", "border", "admin", "auditor"}) {
    const Answer answer = Begin(login, 10);
    EXPECT_EQ(answer.status, 403) << login << ": " << answer.bytes;
  }
  EXPECT_EQ(Ask("", "GET", "/v1/imports").status, 401);
}

TEST_P(ServiceImportsTest, AnotherPersonsUploadIsNotThere) {
  const std::string id = Upload("boss", kRegister);
  const std::string none = "01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  auto level = [](Answer answer) {
    answer.body.erase("ref");
    return std::to_string(answer.status) + answer.body.dump();
  };
  for (const char* login : {"chief", "other"}) {
    for (const auto& [method, rest] : std::vector<std::pair<std::string, std::string>>{{"GET", ""},
                                                                                       {"DELETE", ""},
                                                                                       {"GET", "/outline"},
                                                                                       {"POST", "/run"},
                                                                                       {"POST", "/cancel"},
                                                                                       {"GET", "/faults"},
                                                                                       {"GET", "/files/rejected"}}) {
      const Answer theirs = Ask(login, method, "/v1/imports/" + id + rest);
      EXPECT_EQ(theirs.status, 404) << method << rest << theirs.bytes;
      EXPECT_EQ(level(theirs), level(Ask(login, method, "/v1/imports/" + none + rest))) << method << rest;
    }
    EXPECT_EQ(Put(login, id, 0, "x").status, 404);
    const Answer checked = Ask(login, "POST", "/v1/imports/" + id + "/check", {{"mapping", Proposal("boss", id)}});
    EXPECT_EQ(checked.status, 404) << checked.bytes;
    EXPECT_TRUE(Ask(login, "GET", "/v1/imports").body["imports"].empty());
  }
  EXPECT_EQ(Ask("boss", "GET", "/v1/imports").body["imports"].size(), 1U);
}

TEST_P(ServiceImportsTest, WhatIsTooLargeOrTooManyIsRefusedBeforeItIsSent) {
  const Answer large = Begin("boss", (64U << 10) + 1);
  EXPECT_EQ(large.status, 413) << large.bytes;
  EXPECT_NE(large.bytes.find("cut it into several"), std::string::npos) << large.bytes;
  EXPECT_EQ(Begin("boss", 0).status, 400);
  const std::string id = Begin("boss", 10).body["import"];
  EXPECT_EQ(Put("boss", id, 0, "12345678901").status, 413) << "more than was announced";
  EXPECT_EQ(Put("boss", id, 3, "1234").status, 409) << "a part that is not due";
  EXPECT_EQ(Put("boss", id, 0, "12345").body["received"], 5);
  EXPECT_EQ(Put("boss", id, 0, "12345").status, 409);
  EXPECT_EQ(Ask("boss", "GET", "/v1/imports/" + id + "/outline").status, 412) << "it has not arrived whole";
  EXPECT_EQ(Put("boss", id, 5, "67890").body["state"], "ready");
  Begin("boss", 10);
  EXPECT_EQ(Begin("boss", 10).status, 429);
  EXPECT_EQ(Begin("chief", 10).status, 201) << "another person has room of his own";
}

TEST_P(ServiceImportsTest, AMappingThatIsNoneIsRefusedWithItsPlace) {
  const std::string id = Upload("boss", kRegister);
  Json mapping = Proposal("boss", id);
  mapping["events"][0]["kind"] = "stollen";
  const Answer refused = Ask("boss", "POST", "/v1/imports/" + id + "/check", {{"mapping", mapping}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.body["error"]["field"], "events[0].kind");
  // One that fits no column of the file.
  mapping = {{"source", "pd"}, {"delimiter", ";"}, {"fields", {{"make", "HERSTELLER"}}}};
  const Answer checked = Check("boss", id, mapping);
  EXPECT_EQ(checked.body["state"], "failed");
  EXPECT_NE(checked.body["error"]["message"].get<std::string>().find("HERSTELLER"), std::string::npos);
  EXPECT_EQ(checked.body["error"]["message"].get<std::string>().find(Folder()), std::string::npos)
      << "no path of the server is told";
  EXPECT_EQ(Ask("boss", "POST", "/v1/imports/" + id + "/run").status, 412) << "nothing is taken in unchecked";
}

TEST_P(ServiceImportsTest, ForAPurposeThatHidesTheOwnRecordsNothingIsCompared) {
  const std::string id = Upload("boss", kRegister);
  const Json body = {{"mapping", Proposal("boss", id)}};
  Ask("boss", "POST", "/v1/imports/" + id + "/check", body, {{"Proofmark-Purpose", "reporting"}});
  const Answer answer = Wait("boss", id);
  EXPECT_EQ(answer.body["state"], "failed");
  EXPECT_EQ(answer.body["error"]["field"], "purpose");
  EXPECT_EQ(Ask("boss", "POST", "/v1/imports/" + id + "/check", body, {{"Proofmark-Purpose", "no_purpose"}}).status,
            400);
}

TEST_P(ServiceImportsTest, FilesArePrivateAndGoWhenTheyHaveHadTheirTime) {
  const std::string id = Upload("boss", kRegister);
  struct stat status {};
  ASSERT_EQ(::stat(Folder().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat((Folder() + "/" + id + ".register").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  Check("boss", id, Proposal("boss", id));
  ASSERT_EQ(::stat((Folder() + "/" + id + ".rejected").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);

  EXPECT_EQ(Ask("boss", "DELETE", "/v1/imports/" + id).status, 200);
  EXPECT_EQ(FilesKept(), 0U);
  const std::string late = Upload("boss", kRegister);
  clock_.Tick(ImportLimits{}.kept_minutes * 60'000 + 1);
  tokens_.clear();
  EXPECT_EQ(Ask("boss", "GET", "/v1/imports/" + late).status, 404);
  EXPECT_EQ(FilesKept(), 0U);

  Upload("boss", kRegister);
  EXPECT_EQ(FilesKept(), 1U);
  Serve();  // anew: what an earlier process left is nobody's
  EXPECT_EQ(FilesKept(), 0U);
}

TEST_P(ServiceImportsTest, AnImportIsCancelledAndGoesOnWhereItStood) {
  std::string bytes = "no,serial,make,status,date\n";
  for (int i = 0; i < 2000; ++i) {
    bytes += std::to_string(i) + ",S" + std::to_string(100'000 + i) + ",TAURUS,stolen,2024\n";
  }
  const std::string id = Upload("boss", bytes);
  Json mapping = Proposal("boss", id);
  EXPECT_EQ(Check("boss", id, mapping).body["result"]["imported"], 2000);
  EXPECT_EQ(Ask("boss", "POST", "/v1/imports/" + id + "/run").status, 202);
  EXPECT_EQ(Ask("boss", "POST", "/v1/imports/" + id + "/cancel").status, 200);
  const Answer stopped = Wait("boss", id);
  ASSERT_TRUE(stopped.body["state"] == "cancelled" || stopped.body["state"] == "imported") << stopped.bytes;
  const Answer done = stopped.body["state"] == "cancelled" ? Run("boss", id) : stopped;
  ASSERT_EQ(done.body["state"], "imported") << done.bytes;
  EXPECT_EQ(done.body["result"]["rows"], 2000);
  EXPECT_EQ(done.body["result"]["imported"], 2000);
  ExpectSound();
}

TEST_P(ServiceImportsTest, ARoleThatWasTakenAwayEndsWhatWaits) {
  const std::string id = Upload("chief", kRegister);
  const Json mapping = Proposal("chief", id);
  Check("chief", id, mapping);
  const std::int64_t size = Size();
  auto asking = As("chief");
  ASSERT_TRUE(accounts().WithdrawRole(As("admin"), "chief", "supervisor", "left the office").ok());
  const Answer answer = Ask("chief", "POST", "/v1/imports/" + id + "/run");
  EXPECT_EQ(answer.status, 403) << answer.bytes;
  EXPECT_EQ(Size(), size + 1) << "the withdrawal alone was written";
}

TEST_P(ServiceImportsTest, BytesAreTakenAsBytesOnly) {
  const std::string id = Begin("boss", 10).body["import"];
  http::Question question{"PUT", "/v1/imports/" + id + "/file?at=0", Why(), "1234567890"};
  question.fields.push_back({"Authorization", "Bearer " + TokenOf("boss")});
  question.fields.push_back({"Content-Type", "application/json"});
  EXPECT_EQ(Send(question).status, 400);
  for (const char* path : {"../../../etc/passwd", "errors.csv", "register"}) {
    const Answer answer = Ask("boss", "GET", "/v1/imports/" + id + "/files/" + path);
    EXPECT_TRUE(answer.status == 404 || answer.status == 400) << path << answer.status;
  }
}

}  // namespace
}  // namespace proofmark::app
