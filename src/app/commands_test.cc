// SPDX-License-Identifier: Apache-2.0
// Commands of persons, from the order to the answer and to what lists then say.
#include "app/commands.h"

#include <gtest/gtest.h>

#include "tests/commands_node.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

class CommandsTest : public CommandsFixture {};

PM_ON_BOTH_ENGINES(CommandsTest);

TEST_P(CommandsTest, AStolenPistolIsRecoveredElsewhereAndItsOwnerIsTold) {
  Json theft = Carry(Officer("AA"), "report_theft", Theft());
  EXPECT_EQ(Kinds(theft), (Words{"recorded", "stolen"}));
  EXPECT_TRUE(theft["record"].get<std::string>().starts_with("AA.item."));
  EXPECT_EQ(theft["reactions"]["raised"], 0);
  Json found = Carry(Officer("BB"), "record_recovery", Recovery());
  EXPECT_EQ(Kinds(found), (Words{"recorded", "recorded", "recovered"}));
  EXPECT_EQ(found["reactions"]["raised"], 1);
  EXPECT_EQ(Alerts("AA"), Words{});  // nobody has looked at it yet

  Json hits = *app_->HitsAfter(Officer("BB"), {}, "", 10);
  ASSERT_EQ(hits["hits"].size(), 1U);
  const std::string hit = hits["hits"][0]["hit"];
  EXPECT_EQ(Refusal(Officer("AA"), "confirm_hit", {{"hit", hit}, {"reason", "r"}}).code, Code::kNotFound);
  EXPECT_EQ(Refusal(Officer("BB"), "confirm_hit", {{"hit", hit}}).field, "reason");
  Json confirmed = Carry(Officer("BB"), "confirm_hit", {{"hit", hit}, {"reason", "photographs compared"}});
  EXPECT_EQ(Kinds(confirmed), (Words{"hit_compared", "hit_confirmed", "linked"}));
  EXPECT_EQ(confirmed["hit"], hit);
  EXPECT_EQ(confirmed["reactions"]["alerted"], 1);
  EXPECT_EQ((*app_->ShowHit(Officer("BB"), hit))["decisions"][1]["by"], Officer("BB").actor.id);
  EXPECT_EQ(Alerts("AA"), Words{"found_elsewhere"});
  EXPECT_EQ(Alerts("BB"), Words{});
  EXPECT_EQ(Alerts("CC"), Words{});

  Json withdrawn =
      CarryAtConsole("AA", "withdraw_report", {{"record", theft["record"]}, {"reason", "found again at home"}});
  EXPECT_EQ(Kinds(withdrawn), Words{"withdrawn"});
  EXPECT_EQ(withdrawn["reactions"]["withdrawn"], 1);
  EXPECT_EQ(Alerts("AA"), (Words{"found_elsewhere", "match_withdrawn"}));
  EXPECT_EQ(Refusal(Officer("BB"), "reject_hit", {{"hit", hit}, {"reason", "r"}}).code, Code::kPrecondition);
  EXPECT_EQ(Refusal(Officer("AA"), "withdraw_report", {{"event", theft["events"][1]["id"]}, {"reason", "r"}}).code,
            Code::kForbidden)
      << "it takes two";
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, EveryVerdictOnAHitGoesItsWay) {
  Carry(Officer("AA"), "report_theft", Theft());
  Carry(Officer("BB"), "record_recovery", Recovery());
  const std::string hit = (*app_->HitsAfter(Officer("BB"), {}, "", 10))["hits"][0]["hit"];
  const Json verdict = {{"hit", hit}, {"reason", "laid side by side"}, {"note", "with J. Doe of the laboratory"}};
  EXPECT_EQ(Kinds(Carry(Officer("BB"), "compare_hit", verdict)), Words{"hit_compared"});
  EXPECT_EQ(Kinds(Carry(Officer("BB"), "inconclusive_hit", verdict)), Words{"hit_inconclusive"});
  EXPECT_EQ(Refusal(Officer("BB"), "confirm_hit", verdict).code, Code::kPrecondition);
  Carry(Officer("BB"), "compare_hit", verdict);
  EXPECT_EQ(Kinds(Carry(Officer("BB"), "reject_hit", verdict)), (Words{"hit_rejected", "link_rejected"}));
  EXPECT_EQ((*app_->ShowHit(Officer("BB"), hit))["decisions"].back()["note"], "with J. Doe of the laboratory");
  EXPECT_EQ(Refusal(Officer("BB"), "compare_hit", {{"hit", "BB.hit.1"}, {"reason", "r"}}).field, "hit");
  EXPECT_EQ(Refusal(Officer("CC"), "compare_hit", verdict).code, Code::kNotFound);  // a hit is its owner's alone
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, TwoRecordsAreLinkedKeptApartAndParted) {
  const std::string one = Carry(Officer("AA"), "report_theft", Theft())["record"];
  const std::string other = Carry(Officer("AA"), "report_loss", Theft("KLM100200"))["record"];
  const Json pair = {{"record", one}, {"other", other}, {"reason", "one gun, two reports"}};
  EXPECT_EQ(Kinds(Carry(Officer("AA"), "link", pair)), Words{"linked"});
  EXPECT_EQ(Refusal(Officer("AA"), "link", pair).code, Code::kPrecondition);
  EXPECT_EQ(Show(Officer("AA"), one)["same_weapon"], Json::array({other}));
  EXPECT_EQ(Kinds(Carry(Officer("AA"), "unlink", pair)), Words{"unlinked"});
  EXPECT_EQ(Kinds(Carry(Officer("AA"), "reject_link", pair)), Words{"link_rejected"});
  EXPECT_EQ(Refusal(Officer("BB"), "link", pair).code, Code::kForbidden);
  EXPECT_EQ(Refusal(Officer("AA"), "link", {{"record", one}, {"other", "nowhere"}, {"reason", "r"}}).field, "other");
  EXPECT_EQ(Refusal(Officer("AA"), "link", {{"record", "nowhere"}, {"other", one}, {"reason", "r"}}).field, "record");
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, AThingThatHappenedIsAddedToARecordThatIsThere) {
  ImportOne("AA", "R7,K4410,GLOCK,2015-02-01,Ana Souza");
  Json theft = Carry(Officer("AA"), "report_theft",
                     {{"record", "R7"}, {"date", "2019-03"}, {"from_party", "Ana Souza"}, {"document", "118273/2019"}});
  EXPECT_EQ(Kinds(theft), Words{"stolen"});
  EXPECT_TRUE(theft["etag"].is_null());  // it wrote no content
  const std::string record = theft["record"];
  Carry(Officer("AA"), "record_transfer",
        {{"record", record}, {"kind", "returned"}, {"date", "2020"}, {"to_party", "Ana Souza"}});
  EXPECT_EQ(Refusal(Officer("AA"), "record_transfer", {{"record", record}, {"kind", "stolen"}, {"date", "2020"}}).field,
            "kind");
  Json shown = Show(Officer("AA"), record);
  ASSERT_EQ(shown["events"].size(), 4U);
  EXPECT_EQ(shown["events"][2]["kind"], "stolen");
  EXPECT_EQ(shown["events"][2]["from_party"], "Ana Souza");
  EXPECT_EQ(shown["events"][2]["document"], "118273/2019");
  EXPECT_EQ(shown["events"][3]["date"]["from"], "2020");
  // A later file of the register leaves alone what persons recorded.
  ImportOne("AA", "R7,K4411,GLOCK,2015-02-01,Ana Souza");
  shown = Show(Officer("AA"), record);
  EXPECT_EQ(shown["marks"][0]["text"], "K4411");
  EXPECT_EQ(shown["events"].size(), 4U);
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, ARecordIsCorrectedByWhoSawItAsItIs) {
  ImportOne("AA", "R7,K4410,GLOCK,2015-02-01,Ana Souza");
  const std::string record = Carry(Officer("AA"), "report_loss", {{"record", "R7"}, {"date", "2019"}})["record"];
  Json before = Show(Officer("AA"), record);
  const Json order = {{"record", record},
                      {"item", {{"make", "GLOCK"}, {"model", "17"}}},
                      {"marks", Pistol("K4419")},
                      {"reason", "read again under the lamp"}};
  EXPECT_EQ(Refusal(Officer("AA"), "correct_item", order).field, "if_match");
  EXPECT_EQ(Refusal(Officer("AA"), "correct_item", order, "7").field, "if_match");
  EXPECT_EQ(Refusal(Officer("AA"), "correct_item", order, "*").code, Code::kInvalid);
  Json corrected = Carry(Officer("AA"), "correct_item", order, before["etag"]);
  EXPECT_EQ(Kinds(corrected), Words{"corrected"});
  EXPECT_NE(corrected["etag"], before["etag"]);
  const base::Error stale = Refusal(Officer("AA", '2'), "correct_item", order, before["etag"]);
  EXPECT_EQ(stale.code, Code::kPrecondition);
  EXPECT_EQ(stale.field, "if_match");
  EXPECT_EQ(base::Describe(stale.code).http_status, 412);
  EXPECT_EQ(Refusal(Officer("AA"), "record_transfer", {{"record", record}, {"kind", "sold"}, {"date", "2019"}},
                    before["etag"])
                .code,
            Code::kPrecondition);
  Json after = Show(Officer("AA"), record);
  EXPECT_EQ(after["etag"], corrected["etag"]);
  EXPECT_EQ(after["marks"][0]["text"], "K4419");
  EXPECT_EQ(after["corrected_because"], "read again under the lamp");
  EXPECT_EQ(after["events"].size(), 3U);  // what happened to it stands
  EXPECT_EQ(after["row"], before["row"]);
  EXPECT_EQ(after["sealed_row"], before["sealed_row"]);
  EXPECT_EQ(after["source_id"], "R7");
  Carry(Officer("AA"), "record_transfer", {{"record", record}, {"kind", "sold"}, {"date", "2019"}}, after["etag"]);
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, ACaseHasItsOwnFieldsAndAChecklist) {
  Json order = Recovery();
  order["case"] = {{"reference", "26/118"}, {"date", "2021-06"},  {"place", "12 Harbour Road"},
                   {"offence", "robbery"},  {"terrorism", false}, {"linked", {"26/90"}}};
  order["steps"] = {{{"step", "made_safe"}, {"done_at", "2021-06-02T10:00:00.000Z"}, {"by", "staff:7"}}};
  Json found = Carry(Officer("BB"), "record_recovery", order);
  EXPECT_EQ(Kinds(found), (Words{"recorded", "recorded", "recovered", "step_done"}));
  const std::string one = found["case"];
  EXPECT_TRUE(one.starts_with("BB.case."));
  Json step = Carry(Officer("BB"), "record_step",
                    {{"case", "26/118"},
                     {"step", "photographed"},
                     {"done_at", "2021-06-02"},
                     {"by", "staff:8"},
                     {"exhibit", "E1"},
                     {"note", "by J. Doe"}});
  EXPECT_EQ(Kinds(step), Words{"step_done"});
  EXPECT_EQ(step["case"], one);
  EXPECT_EQ(Carry(Officer("BB"), "record_step",
                  {{"case", one}, {"step", "photographed"}, {"done_at", "2021"}, {"by", "staff:8"}})["case"],
            one);
  for (const std::string& name : {std::string("26/118"), one}) {
    Json shown = Show(Officer("BB"), name);
    ASSERT_EQ(shown["files"].size(), 1U) << name;
    const Json& file = shown["files"][0];
    EXPECT_EQ(file["case"], one);
    EXPECT_EQ(file["place"], "12 Harbour Road");
    EXPECT_EQ(file["offence"], "robbery");
    EXPECT_EQ(file["terrorism"], false);
    EXPECT_EQ(file["linked"], Json::array({"26/90"}));
    EXPECT_EQ(file["date"]["from"], "2021-06");
    ASSERT_EQ(file["checklist"].size(), 10U);
    EXPECT_EQ(file["checklist"][0]["step"], "made_safe");  // in the protocol's order
    EXPECT_EQ(file["checklist"][0]["done"][0]["by"], "staff:7");
    EXPECT_EQ(file["checklist"][0]["done"][0]["done_at"], "2021-06-02T10:00:00.000Z");
    EXPECT_EQ(file["checklist"][1]["done"].size(), 2U);
    EXPECT_EQ(file["checklist"][1]["done"][0]["note"], "by J. Doe");
    EXPECT_EQ(file["checklist"].back()["step"], "stored");
    EXPECT_EQ(file["open"].size(), 8U);
    EXPECT_EQ(file["open"][0], "prints_dna");
    EXPECT_EQ(shown["records"].size(), 1U);
  }
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, ACaseIsRecordedOnceAndCorrectedByWhoSawIt) {
  const Json order = {{"case", {{"reference", "26/118"}, {"offence", "robbery"}}}};
  Json recorded = Carry(Officer("BB"), "record_case", order);
  EXPECT_EQ(Kinds(recorded), Words{"recorded"});
  EXPECT_EQ(recorded["case"].get<std::string>().substr(0, 8), "BB.case.");
  EXPECT_EQ(Show(Officer("BB"), "26/118")["files"][0]["etag"], recorded["etag"]);  // also without any record in it
  EXPECT_EQ(Show(Officer("BB"), "26/118")["files"][0]["terrorism"], nullptr);      // nobody said
  EXPECT_EQ(Refusal(Officer("BB"), "record_case", order).field, "case.reference");
  Json other = Recovery();
  other["case"]["offence"] = "homicide";
  EXPECT_EQ(Refusal(Officer("BB"), "record_recovery", other).field, "case.offence");
  EXPECT_EQ(Kinds(Carry(Officer("BB"), "record_recovery", Recovery())), (Words{"recorded", "recovered"}));
  // Another authority's case of that reference is another case.
  EXPECT_EQ(Kinds(Carry(Officer("CC"), "record_case", order)), Words{"recorded"});

  Json correction = {{"case", {{"reference", "26/118"}, {"offence", "homicide"}, {"terrorism", true}}},
                     {"reason", "the charge was changed"}};
  Json corrected = Carry(Officer("BB"), "correct_case", correction, recorded["etag"]);
  EXPECT_EQ(Kinds(corrected), Words{"corrected"});
  correction["case"]["offence"] = "murder";
  EXPECT_EQ(Refusal(Officer("BB"), "correct_case", correction, recorded["etag"]).code, Code::kPrecondition);
  correction["case"]["reference"] = "26/999";
  EXPECT_EQ(Refusal(Officer("BB"), "correct_case", correction, corrected["etag"]).code, Code::kNotFound);
  const Json step = {{"case", "26/999"}, {"step", "stored"}, {"done_at", "2021"}, {"by", "staff:8"}};
  EXPECT_EQ(Refusal(Officer("BB"), "record_step", step).field, "case");
  Json shown = Show(Officer("BB"), "26/118");
  ASSERT_EQ(shown["files"].size(), 1U);  // the other one is its owner's alone
  EXPECT_EQ(shown["files"][0]["offence"], "homicide");
  EXPECT_EQ(shown["files"][0]["terrorism"], true);
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, WhatWasErasedReadsAsErasedAndIsNotBroughtBack) {
  Json order = Recovery();
  order["case"]["place"] = "12 Harbour Road";
  order["from_party"] = "J. Doe";
  order["notes"] = "found by a neighbour";
  Json found = Carry(Officer("BB"), "record_recovery", order);
  auto erased = app_->Erase(Console(), {"26/118", "", "BB", "staff:3", {"court_order", {}, "LG 7/26"}});
  ASSERT_TRUE(erased.ok()) << erased.error().message;
  EXPECT_EQ((*erased)["erased"], 3);  // the case's place, the parties, the notes
  Json shown = Show(Officer("BB"), "26/118");
  EXPECT_EQ(shown["files"][0]["place"], nullptr);
  EXPECT_EQ(shown["files"][0]["erased"], Json::array({"place"}));
  EXPECT_EQ(shown["records"][0]["events"][1]["from_party"], nullptr);
  EXPECT_EQ(shown.dump().find("Doe"), std::string::npos);
  // The form still has the place in it.
  Json again = Recovery("KLM100200");
  again["case"]["place"] = "12 Harbour Road";
  EXPECT_EQ(Kinds(Carry(Officer("BB"), "record_recovery", again)), (Words{"recorded", "recovered"}));
  EXPECT_EQ(Show(Officer("BB"), "26/118")["files"][0]["place"], nullptr);
  ExpectProvedAndRebuilt();
}

TEST_P(CommandsTest, WhatIsHiddenIsNotThere) {
  Json order = Theft();
  order.erase("handling");  // its owner's alone
  const std::string record = Carry(Officer("AA"), "report_theft", order)["record"];
  const Json transfer = {{"record", record}, {"kind", "sold"}, {"date", "2020"}};
  EXPECT_EQ(Refusal(Officer("BB"), "record_transfer", transfer).code, Code::kNotFound);
  EXPECT_EQ(app_->Show(Officer("BB"), record).error().code, Code::kNotFound);
  const std::string open = Carry(Officer("AA"), "report_theft", Theft("KLM100200"))["record"];
  const Json of_open = {{"record", open}, {"kind", "sold"}, {"date", "2020"}};
  const base::Error refused = Refusal(Officer("BB"), "record_transfer", of_open);
  EXPECT_EQ(refused.code, Code::kForbidden);
  EXPECT_EQ(refused.field, "record");
  // A reader who must not see a case is not told that it is there: a second one of the reference is made.
  Json secret = {{"case", {{"reference", "26/7"}, {"offence", "robbery"}}}, {"handling", Handling({"restricted"})}};
  Carry(Officer("BB"), "record_case", secret);
  Json other = Recovery("XYZ900100", "26/7");
  other["case"]["offence"] = "homicide";
  EXPECT_EQ(Kinds(Carry(Officer("BB"), "record_recovery", other)), (Words{"recorded", "recorded", "recovered"}));
  EXPECT_EQ(Show(Officer("BB"), "26/7")["files"].size(), 1U);
  EXPECT_EQ(Show(Officer("BB", '9', Role::kSupervisor), "26/7")["files"].size(), 2U);
  ExpectProvedAndRebuilt();
}

}  // namespace
}  // namespace proofmark::app
