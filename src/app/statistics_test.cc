// SPDX-License-Identifier: Apache-2.0
// What tracing came to, counted over what the asker may see.
#include <gtest/gtest.h>

#include "tests/commands_node.h"

namespace proofmark::app {
namespace {

using base::Code;
using base::Json;

class StatisticsTest : public CommandsFixture {
 protected:
  Json Count(const Asking& asking, const std::string& from = "2021", const std::string& to = "2021") {
    auto counted = app_->Statistics(asking, {from, to, ""});
    EXPECT_TRUE(counted.ok()) << counted.error().message;
    return counted.ok() ? *counted : Json::object();
  }
};

PM_ON_BOTH_ENGINES(StatisticsTest);

TEST_P(StatisticsTest, CountsFindingsLinksHitsAndStories) {
  Carry(Officer("AA"), "report_theft", Theft());
  const Json found = Carry(Officer("BB"), "record_recovery", Recovery());
  Json nameless = Recovery();
  nameless["marks"] = Json::array({{{"kind", "serial"}, {"text", "removido"}}});
  Carry(Officer("BB"), "record_recovery", nameless);
  Json part = Recovery("AB?573528", "26/119");
  part["date"] = "2021";
  Carry(Officer("BB"), "record_recovery", part);
  Json before = Recovery("K100003", "26/120");
  before["date"] = "2020-12-31";
  Carry(Officer("BB"), "record_recovery", before);

  Json counted = Count(Officer("BB"));
  EXPECT_EQ(counted["authority"], "BB");
  EXPECT_EQ(counted["found"]["total"], 3);
  EXPECT_EQ(counted["found"]["number_read"], 1);
  EXPECT_EQ(counted["found"]["number_in_part"], 1);
  EXPECT_EQ(counted["found"]["no_number"], 1);
  EXPECT_EQ(counted["found"]["linked"], 0);
  EXPECT_EQ(counted["found"]["makes"]["codes"], (Json{{{"code", "taurus"}, {"count", 3}, {"name", "Taurus"}}}));
  EXPECT_EQ(counted["months"], (Json{{{"month", "2021-06"}, {"asked", 0}, {"found", 2}, {"linked", 0}}}));
  EXPECT_GE(counted["hits"]["raised"], 1);
  EXPECT_EQ(counted["hits"]["confirmed"], 0);
  EXPECT_EQ(counted["stories"]["told"], 0);

  const Json hits = *app_->Hits(Officer("BB"), {});
  for (const Json& hit : hits["hits"]) {
    if (hit["in_hand"]["record"] != found["record"]) continue;
    Carry(Officer("BB"), "confirm_hit", {{"hit", hit["hit"]}, {"reason", "photographs compared"}});
  }
  counted = Count(Officer("BB"));
  EXPECT_EQ(counted["hits"]["confirmed"], 1) << hits.dump(1);
  EXPECT_EQ(counted["found"]["linked"], 1);
  EXPECT_EQ(counted["stories"]["told"], 1);
  EXPECT_EQ(counted["stories"]["diversion"]["codes"][0]["code"], "theft");
}

TEST_P(StatisticsTest, CountsEachTraceOfTheOwnStaffOnce) {
  Carry(Officer("AA"), "report_theft", Theft());
  ASSERT_TRUE(app_->Trace(Officer("BB"), {{"serial", "ABE573528"}}, {}).ok());
  ASSERT_TRUE(app_->Trace(Officer("BB"), {{"serial", "Q777777"}}, {}).ok());
  ASSERT_TRUE(app_->Trace(Officer("AA"), {{"serial", "ABE573528"}}, {}).ok());
  const Json asked = Count(Officer("BB"), "2026", "2999")["asked"];
  EXPECT_EQ(asked["total"], 2) << "what showed records of AA alone is the staff's of BB all the same";
  EXPECT_EQ(asked["with_candidates"], 1);
  EXPECT_EQ(asked["complete"], true);
  EXPECT_EQ(asked["purposes"]["codes"][0]["count"], 2);
  EXPECT_EQ(Count(Officer("AA"), "2026", "2999")["asked"]["total"], 1);
  EXPECT_EQ(Count(Officer("CC"), "2026", "2999")["asked"]["total"], 0);
}

TEST_P(StatisticsTest, CountsNothingThatTheAskerMayNotSee) {
  Json hidden = Recovery();
  hidden["handling"] = Handling({"owner_only", "restricted"});
  Carry(Officer("BB", '2', Role::kOfficer), "record_recovery", hidden);
  EXPECT_EQ(Count(Officer("BB"))["found"]["total"], 0);
  EXPECT_EQ(Count(Officer("BB"))["found"]["undated"], 0);
  EXPECT_EQ(Count(Officer("BB", '3', Role::kSupervisor))["found"]["total"], 1);
  EXPECT_EQ(Count(Officer("AA"))["found"]["total"], 0) << "another authority's";
}

TEST_P(StatisticsTest, RefusesWhoMayNotAndWhatIsNoPeriod) {
  for (const Role role : {Role::kOfficer, Role::kBorder, Role::kAdministrator, Role::kAuditor}) {
    EXPECT_EQ(app_->Statistics(Officer("BB", '4', role), {}).error().code, Code::kForbidden);
  }
  for (const auto& [from, to, field] :
       {std::tuple{"2021-13", "", "from"}, {"", "soon", "to"}, {"2022", "2021", "from"}}) {
    auto refused = app_->Statistics(Officer("BB"), {from, to, ""});
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::kInvalid);
    EXPECT_EQ(refused.error().field, field);
  }
  EXPECT_TRUE(app_->Statistics(Officer("BB"), {}).ok());
}

}  // namespace
}  // namespace proofmark::app
