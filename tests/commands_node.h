// SPDX-License-Identifier: Apache-2.0
// A CommandsFixture is a node for tests of commands: three authorities with officers of their own, on either engine.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "app/proofmark.h"
#include "base/file.h"
#include "tests/node_test.h"

namespace proofmark::app {

class CommandsFixture : public ::proofmark::testing::NodeTest {
 protected:
  using Json = base::Json;
  using Words = std::vector<std::string>;

  void SetUp() override {
    Open();
    ASSERT_NE(app_, nullptr);
    for (const char* owner : {"AA", "BB", "CC"}) ASSERT_TRUE(app_->Init(owner, owner).ok());
  }
  // A tracing officer of an authority, the `n`th of it.
  static Asking Officer(const std::string& authority, char n = '1', Role role = Role::kTracingOfficer) {
    return {{authority + ".user.01J9ZQ4V7M4W0T5YB3N2K8XH0" + n, authority, {role}},
            {"investigation", "26/118", "national_law"}};
  }
  static Asking Console() { return {ActorFromText("console:0"), {"investigation", "26/118", "national_law"}}; }
  static Json Handling(const std::vector<std::string>& codes = {"open_to_partners"}) {
    return {{"codes", codes}, {"onward", "ask_owner"}};
  }
  static Json Pistol(const std::string& serial) { return Json::array({{{"kind", "serial"}, {"text", serial}}}); }
  static Json Theft(const std::string& serial = "ABE573528") {
    return {{"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"calibre", "9mm"}}},
            {"marks", Pistol(serial)},
            {"date", "2019-03-11"},
            {"from_party", "Maria da Silva"},
            {"place", "12 Harbour Road"},
            {"notes", "from the safe"},
            {"handling", Handling()}};
  }
  static Json Recovery(const std::string& serial = "ABE573528", const std::string& reference = "26/118") {
    return {{"case", {{"reference", reference}}},
            {"item", {{"type", "pistol"}, {"make", "TAURUS"}, {"calibre", "9mm"}}},
            {"marks", Pistol(serial)},
            {"date", "2021-06-02"},
            {"handling", Handling()}};
  }
  std::string NewKey() { return "key-of-the-test-" + std::to_string(++keys_); }
  base::Result<Json> Try(const Asking& asking, const std::string& name, Json body, const std::string& if_match = "") {
    return app_->Carry(asking, {name, std::move(body), NewKey(), if_match});
  }
  Json Carry(const Asking& asking, const std::string& name, Json body, const std::string& if_match = "") {
    auto done = Try(asking, name, std::move(body), if_match);
    EXPECT_TRUE(done.ok()) << name << ": " << done.error().message << " [" << done.error().field << "]";
    return done.ok() ? *done : Json::object();
  }
  // What takes two persons is done at the console by the one who is named.
  Json CarryAtConsole(const std::string& authority, const std::string& name, Json body) {
    auto done = app_->Carry(Console(), {name, std::move(body), NewKey(), "", authority, "staff:7"});
    EXPECT_TRUE(done.ok()) << name << ": " << done.error().message;
    return done.ok() ? *done : Json::object();
  }
  base::Error Refusal(const Asking& asking, const std::string& name, Json body, const std::string& if_match = "") {
    const std::vector<std::int64_t> before = Sizes();
    auto done = Try(asking, name, std::move(body), if_match);
    EXPECT_FALSE(done.ok()) << done->dump();
    EXPECT_EQ(Sizes(), before) << "a refused command wrote something";
    return done.ok() ? base::Error{} : done.error();
  }
  std::vector<std::int64_t> Sizes() {
    std::vector<std::int64_t> out;
    for (const char* owner : {"AA", "BB", "CC"}) out.push_back(*app_->store().LogSize(owner, store::Stream::kRecord));
    return out;
  }
  static Words Kinds(const Json& answer) {
    Words out;
    for (const Json& event : answer["events"]) out.push_back(event["kind"]);
    return out;
  }
  Words Alerts(const std::string& owner) {
    Words kinds;
    auto page = app_->AlertsAfter(Officer(owner), "", kPageMax);
    EXPECT_TRUE(page.ok()) << page.error().message;
    if (page.ok()) {
      for (const Json& one : (*page)["alerts"]) kinds.push_back(one["kind"]);
    }
    return kinds;
  }
  Json Show(const Asking& asking, const std::string& id) {
    auto shown = app_->Show(asking, id);
    EXPECT_TRUE(shown.ok()) << shown.error().message;
    return shown.ok() ? *shown : Json::object();
  }
  // A register of one row, whose holder is sealed.
  void ImportOne(const std::string& owner, const std::string& row) {
    Json mapping = {{"source", "register"},
                    {"format", "csv"},
                    {"fields", {{"source_id", "id"}, {"make", "make"}}},
                    {"marks", {{{"kind", "serial"}, {"columns", {"serial"}}}}},
                    {"events", {{{"kind", "registered"}, {"date", "date"}, {"to_party", {"holder"}}}}},
                    {"sealed", {"holder"}},
                    {"handling",
                     {{"codes", Json::array()},
                      {"onward", "ask_owner"},
                      {"purpose", "investigation"},
                      {"legal_basis", "national_law"}}}};
    ASSERT_TRUE(base::WriteFileDurably(root() + "/m.json", mapping.dump(), 0600).ok());
    ASSERT_TRUE(base::WriteFileDurably(root() + "/r.csv", "id,serial,make,date,holder\n" + row + "\n", 0600).ok());
    auto done = app_->ImportItems(Console(), {root() + "/r.csv", root() + "/m.json", owner, "", false},
                                  [](std::int64_t, std::int64_t) {});
    ASSERT_TRUE(done.ok()) << done.error().message;
    ASSERT_EQ((*done)["imported"].get<int>() + (*done)["corrected"].get<int>(), 1) << done->dump();
  }
  // What holds at the end of every scene.
  void ExpectProvedAndRebuilt() {
    auto report = app_->Verify({}, nullptr);
    ASSERT_TRUE(report.ok()) << report.error().message;
    EXPECT_TRUE((*report)["ok"].get<bool>()) << report->dump(1);
    auto rebuilt = app_->Rebuild("");
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    for (const Json& owner : (*rebuilt)["owners"]) EXPECT_FALSE(owner["changed"].get<bool>()) << owner["owner"];
  }

  int keys_ = 0;
};

}  // namespace proofmark::app
