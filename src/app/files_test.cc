// SPDX-License-Identifier: Apache-2.0
// Files of records and cases, from the order to the bytes again, on either engine. Their erasure: here too.
#include <gtest/gtest.h>

#include "model/file.h"
#include "registry/decide_file.h"
#include "tests/commands_node.h"
#include "tests/pictures.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;
using ::proofmark::testing::EngineKind;
using ::proofmark::testing::Jpeg;
using ::proofmark::testing::Png;

class FilesTest : public CommandsFixture {
 protected:
  base::Result<Json> Attach(const Asking& asking, Json body, const std::string& content, const std::string& key = "") {
    CommandOrder order{.name = std::string(kAttachFile), .body = std::move(body), .key = key.empty() ? NewKey() : key};
    order.content = content;
    return app_->Carry(asking, order);
  }
  std::string Attached(const Asking& asking, Json body, const std::string& content) {
    auto done = Attach(asking, std::move(body), content);
    EXPECT_TRUE(done.ok()) << done.error().message;
    return done.ok() ? (*done)["file"].get<std::string>() : "";
  }
  std::string Recovered(const Asking& asking, Json handling) {
    Json order = Recovery();
    order["handling"] = std::move(handling);
    return Carry(asking, "record_recovery", order)["record"];
  }
  base::Error ReadRefusal(const Asking& asking, const std::string& id) {
    auto read = app_->ReadFile(asking, id);
    EXPECT_FALSE(read.ok()) << id;
    return read.ok() ? base::Error{} : read.error();
  }
  std::int64_t Accesses(const std::string& owner) { return *app_->store().LogSize(owner, store::Stream::kAccess); }
  void Run(const std::string& sql) {
    auto engine = store::OpenEngine(database_->url(), store::WhereMissing::kRefuse);
    ASSERT_TRUE(engine.ok() && (*engine)->Script(sql).ok());
  }
};

PM_ON_BOTH_ENGINES(FilesTest);

TEST_P(FilesTest, APhotographIsToldInTheDossierAndReadAsItWasSent) {
  const std::string record = Recovered(Officer("BB"), Handling({"owner_only"}));
  const std::string content = Jpeg(std::string(model::kFilePieceBytes + 5, 'x'), 4032, 3024);
  const std::string file = Attached(
      Officer("BB"),
      {{"record", record}, {"shows", "serial"}, {"scale", true}, {"name", "Müller.jpg"}, {"note", "left side"}},
      content);
  ASSERT_TRUE(file.starts_with("BB.file.")) << file;
  const Json told = Show(Officer("BB"), record)["attached"];
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["file"], file);
  EXPECT_EQ(told[0]["shows"], "serial");
  EXPECT_EQ(told[0]["scale"], true);
  EXPECT_EQ(told[0]["media_type"], "image/jpeg");
  EXPECT_EQ(told[0]["bytes"], content.size());
  EXPECT_EQ(told[0]["width"], 4032);
  EXPECT_EQ(told[0]["digest"], base::ToHex(base::View(base::Sha256(content))));
  EXPECT_EQ(told[0]["attached_by"], Officer("BB").actor.id);
  EXPECT_EQ(told[0]["content"], "open");
  EXPECT_EQ(told[0]["file_name"], "Müller.jpg");
  EXPECT_EQ(told[0]["note"], "left side");
  const std::int64_t before = Accesses("BB");
  auto read = app_->ReadFile(Officer("BB"), file);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->bytes, content);
  EXPECT_EQ(read->digest, base::Sha256(content));
  EXPECT_EQ(read->media_type, "image/jpeg");
  EXPECT_EQ(read->name, file + ".jpg");
  // Who looked stands with the record.
  EXPECT_EQ(Accesses("BB"), before + 1);
  auto seen = app_->AccessesAfter(Officer("BB", '9', Role::kAuditor), {record, ""}, "", 10);
  ASSERT_TRUE(seen.ok()) << seen.error().message;
  // The newest entry is that the auditor asks.
  EXPECT_EQ((*seen)["accesses"][1]["action"], "read_file");
  EXPECT_EQ((*seen)["accesses"][1]["shown"], Json::array({record, file}));
  ExpectProvedAndRebuilt();
}

TEST_P(FilesTest, ACaseHasFilesOfItsOwn) {
  const std::string one = Carry(Officer("BB"), "record_case", {{"case", {{"reference", "26/7"}}}})["case"];
  const std::string by_reference = Attached(Officer("BB"), {{"case", "26/7"}, {"shows", "place"}}, Png());
  const std::string by_id = Attached(Officer("BB"), {{"case", one}, {"shows", "document"}}, Jpeg());
  const Json told = Show(Officer("BB"), "26/7")["files"][0]["attached"];
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0]["file"], by_reference);
  EXPECT_EQ(told[1]["file"], by_id);
  EXPECT_EQ(told[0]["scale"], nullptr);
  EXPECT_EQ(app_->ReadFile(Officer("BB"), by_id)->bytes, Jpeg());
  // To another authority neither case nor file is there.
  EXPECT_EQ(ReadRefusal(Officer("AA"), by_id).code, Code::kNotFound);
  EXPECT_EQ(Attach(Officer("AA"), {{"case", one}, {"shows", "place"}}, Png()).error().code, Code::kNotFound);
  ExpectProvedAndRebuilt();
}

TEST_P(FilesTest, TheSameOrderIsCarriedOutOnce) {
  const std::string record = Recovered(Officer("BB"), Handling());
  const Json body = {{"record", record}, {"shows", "whole"}};
  auto first = Attach(Officer("BB"), body, Jpeg(), "photograph-1");
  auto again = Attach(Officer("BB"), body, Jpeg(), "photograph-1");
  ASSERT_TRUE(first.ok() && again.ok());
  EXPECT_EQ((*again)["file"], (*first)["file"]);
  EXPECT_TRUE((*again)["repeated"].get<bool>());
  // The bytes are part of the order.
  EXPECT_EQ(Attach(Officer("BB"), body, Png(), "photograph-1").error().field, "key");
  // And the same bytes under another key are there already.
  EXPECT_EQ(Attach(Officer("BB"), body, Jpeg()).error().code, Code::kConflict);
  EXPECT_EQ(Show(Officer("BB"), record)["attached"].size(), 1U);
}

TEST_P(FilesTest, WhoMayNotOpenWhatIsSealedGetsNoByte) {
  const std::string opened = Recovered(Officer("BB"), Handling({"open_to_partners"}));
  const std::string hidden = Recovered(Officer("BB"), Handling({"owner_only"}));
  const Json named = {{"shows", "serial"}, {"name", "Maria.jpg"}, {"note", "Maria's"}};
  Json body = named;
  body["record"] = opened;
  const std::string withheld = Attached(Officer("BB"), body, Jpeg());
  body["record"] = hidden;
  const std::string unseen = Attached(Officer("BB"), body, Jpeg());
  const Json told = Show(Officer("AA"), opened)["attached"];
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0]["content"], "withheld");
  EXPECT_EQ(told[0]["withheld"], (Json::array({"content", "file_name", "notes"})));
  EXPECT_EQ(told.dump().find("Maria"), std::string::npos);
  EXPECT_EQ(ReadRefusal(Officer("AA"), withheld).code, Code::kForbidden);
  Asking counter = Officer("BB", '3', Role::kBorder);
  counter.purpose.purpose = "border_check";
  EXPECT_EQ(ReadRefusal(counter, withheld).code, Code::kForbidden);
  // What is hidden is not there, in the same words.
  const std::string missing = "BB.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D";
  base::Error one = ReadRefusal(Officer("AA"), unseen);
  const base::Error other = ReadRefusal(Officer("AA"), missing);
  one.message.replace(one.message.find(unseen), unseen.size(), missing);
  EXPECT_EQ(one.code, other.code);
  EXPECT_EQ(one.message, other.message);
  EXPECT_EQ(ReadRefusal(Officer("BB"), "BB.event." + unseen.substr(8)).code, Code::kNotFound);
}

TEST_P(FilesTest, AFileFollowsTheHandlingOfItsRecord) {
  const std::string record = Recovered(Officer("BB"), Handling({"open_to_partners"}));
  const std::string file = Attached(Officer("BB"), {{"record", record}, {"shows", "serial"}}, Jpeg());
  EXPECT_EQ(ReadRefusal(Officer("AA"), file).code, Code::kForbidden);
  Carry(Officer("BB"), "narrow_handling",
        {{"record", record}, {"handling", {{"codes", {"owner_only"}}, {"onward", "none"}}}, {"reason", "a source"}});
  EXPECT_EQ(ReadRefusal(Officer("AA"), file).code, Code::kNotFound);
  EXPECT_EQ(app_->ReadFile(Officer("BB"), file)->bytes, Jpeg());
  ExpectProvedAndRebuilt();
}

TEST_P(FilesTest, AnErasedFileIsGoneAndToldToBeErased) {
  const std::string record = Recovered(Officer("BB"), Handling());
  const std::string content = Jpeg(std::string(2 * model::kFilePieceBytes, 'x'));
  const std::string file =
      Attached(Officer("BB"), {{"record", record}, {"shows", "serial"}, {"name", "n.jpg"}}, content);
  EraseOrder order{.what = file, .part = "content", .by = "staff:7", .because = {"not_needed", {}, {}}};
  order.because.ground = app_->words().List("erasure_grounds").all().front().code;
  auto done = app_->Erase(Console(), order);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ((*done)["erased"], 3);  // in how many pieces it lay
  const Json told = Show(Officer("BB"), record)["attached"][0];
  EXPECT_EQ(told["content"], "erased");
  EXPECT_EQ(told["file_name"], "n.jpg");
  ASSERT_EQ(told["erasures"].size(), 1U);
  EXPECT_EQ(told["erasures"][0]["ground"], order.because.ground);
  EXPECT_EQ(ReadRefusal(Officer("BB"), file).code, Code::kNotFound);
  // It may be attached again: what was destroyed is not remembered as being there.
  EXPECT_TRUE(Attach(Officer("BB"), {{"record", record}, {"shows", "serial"}}, content).ok());
  ExpectProvedAndRebuilt();
}

TEST_P(FilesTest, AChangedByteIsTold) {
  const std::string record = Recovered(Officer("BB"), Handling());
  const std::string file = Attached(Officer("BB"), {{"record", record}, {"shows", "serial"}}, Jpeg());
  // Another piece of the right length under the same name: the commitment does not hold.
  Run("UPDATE sealed SET ciphertext = (SELECT o.ciphertext FROM sealed o WHERE o.part = 'query' LIMIT 1) WHERE part = "
      "'content'");
  EXPECT_EQ(ReadRefusal(Officer("BB"), file).code, Code::kCorrupt);
}

TEST_P(FilesTest, WhatIsNoPictureIsRefusedAndWritesNothing) {
  const std::string record = Recovered(Officer("BB"), Handling());
  const std::vector<std::int64_t> before = Sizes();
  const Json body = {{"record", record}, {"shows", "whole"}};
  for (const std::string& content :
       {std::string("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), std::string("<!doctype html>"),
        std::string(), Jpeg().substr(0, 20), std::string(model::kFileBytesMax + 1, 'x')}) {
    auto done = Attach(Officer("BB"), body, content);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().field, "content") << done.error().message;
  }
  auto none = app_->Carry(Officer("BB"), {.name = std::string(kAttachFile), .body = body, .key = NewKey()});
  EXPECT_EQ(none.error().field, "content");
  CommandOrder other{.name = "record_case", .body = {{"case", {{"reference", "1"}}}}, .key = NewKey()};
  other.content = Jpeg();
  EXPECT_EQ(app_->Carry(Officer("BB"), other).error().field, "content");
  EXPECT_EQ(Attach(Officer("BB", '4', Role::kSupervisor), body, Jpeg()).error().code, Code::kForbidden);
  EXPECT_EQ(Attach(Officer("AA"), body, Jpeg()).error().code, Code::kForbidden);  // seen, and another's
  EXPECT_EQ(Sizes(), before);
}

class CaseListTest : public FilesTest {
 protected:
  std::vector<std::string> References(const Asking& asking, const std::string& text = "") {
    std::vector<std::string> out;
    std::string cursor;
    for (int pages = 0; pages < 20; ++pages) {
      auto page = app_->CasesAfter(asking, text, cursor, 2);
      EXPECT_TRUE(page.ok()) << page.error().message;
      if (!page.ok()) return out;
      for (const Json& one : (*page)["cases"]) out.push_back(one["reference"]);
      if ((*page)["next"].is_null()) return out;
      cursor = (*page)["next"];
    }
    ADD_FAILURE() << "the pages do not end";
    return out;
  }
};

PM_ON_BOTH_ENGINES(CaseListTest);

TEST_P(CaseListTest, CasesComeNewestFirstAPageAtATime) {
  for (const char* reference : {"26/1 Harbour", "26/2", "26/3 HARBOUR", "26/4", "26/5"}) {
    Carry(Officer("BB"), "record_case", {{"case", {{"reference", reference}}}, {"handling", Handling({"owner_only"})}});
  }
  Carry(Officer("AA"), "record_case",
        {{"case", {{"reference", "AA/1"}}}, {"handling", Handling({"open_to_partners"})}});
  using Texts = std::vector<std::string>;
  EXPECT_EQ(References(Officer("BB")), (Texts{"AA/1", "26/5", "26/4", "26/3 HARBOUR", "26/2", "26/1 Harbour"}));
  EXPECT_EQ(References(Officer("BB"), "harbour"), (Texts{"26/3 HARBOUR", "26/1 Harbour"}));
  EXPECT_EQ(References(Officer("BB"), "nowhere"), Texts{});
  // Of what is hidden nothing is there, not even a number.
  EXPECT_EQ(References(Officer("AA")), Texts{"AA/1"});
  EXPECT_EQ(References(Officer("CC")), Texts{"AA/1"});
}

TEST_P(CaseListTest, ALineSaysWhatIsInTheCase) {
  Json order = Recovery("ABE1", "26/118");
  order["steps"] = {{{"step", "made_safe"}, {"done_at", "2021-06-02"}, {"by", "staff:7"}}};
  const std::string record = Carry(Officer("BB"), "record_recovery", order)["record"];
  Attached(Officer("BB"), {{"case", "26/118"}, {"shows", "place"}}, Jpeg());
  const std::int64_t before = Accesses("BB");
  auto page = app_->CasesAfter(Officer("BB"), "", "", 10);
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ((*page)["cases"].size(), 1U);
  const Json& line = (*page)["cases"][0];
  EXPECT_EQ(line["reference"], "26/118");
  EXPECT_EQ(line["records"], 1);
  EXPECT_EQ(line["files"], 1);
  EXPECT_EQ(line["steps_open"], app_->words().List("protocol_steps").all().size() - 1);
  EXPECT_EQ(Accesses("BB"), before + 1);
  // A cursor is its reader's own, and of its list.
  EXPECT_EQ(app_->CasesAfter(Officer("BB"), "", "forged", 10).error().code, Code::kInvalid);
  EXPECT_EQ(app_->CasesAfter(Officer("BB"), "", "", 0).error().code, Code::kInvalid);
  EXPECT_EQ(app_->CasesAfter(Officer("BB", '9', Role::kAuditor), "", "", 10).error().code, Code::kForbidden);
  ExpectProvedAndRebuilt();
}

}  // namespace
}  // namespace proofmark::app
