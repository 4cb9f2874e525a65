// SPDX-License-Identifier: Apache-2.0
#include "match/marks/evidence_words.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "match/marks/match_fixture.h"
#include "match/marks/pattern.h"
#include "match/marks/serial_matcher.h"

namespace proofmark::match {
namespace {

using base::Json;

TEST(EvidenceWords, CountOneApart) {
  EXPECT_EQ(SayEvidence("unread", {{"count", 1}}).english(), "agrees but for 1 character that was not read");
  EXPECT_EQ(SayEvidence("unread", {{"count", 2}}).english(), "agrees but for 2 characters that were not read");
}

TEST(EvidenceWords, AreFoundInWhatWasWrittenDown) {
  EXPECT_EQ(EvidenceFrom("O read for 0; 7 and 1 exchanged").said(), Json::parse(R"([
      {"code": "misread", "read": "O", "record": "0"}, {"code": "exchanged", "first": "7", "second": "1"}])"));
  EXPECT_EQ(EvidenceFrom("agrees but for 3 characters that were not read").said(),
            Json::parse(R"([{"code": "unread", "count": 3}])"));
  EXPECT_EQ(EvidenceFrom("TAURUS PT92; REVOLVER on record: near it").said(),
            Json::parse(R"([{"code": "near", "record": "TAURUS PT92; REVOLVER"}])"));
  EXPECT_EQ(EvidenceFrom("BERETTA on record").said(), Json::parse(R"([{"code": "on_record", "record": "BERETTA"}])"));
}

TEST(EvidenceWords, OfAnotherProgramStayAsTheyAre) {
  for (const char* text : {"", "O mistaken for 0", "O read for 0; and more",
                           "agrees but for many characters that were "
                           "not read",
                           "both say the sa", "O O read twice"}) {
    EXPECT_EQ(EvidenceFrom(text).english(), text);
    EXPECT_TRUE(EvidenceFrom(text).said().empty()) << text;
  }
}

// Whatever a comparison of two numbers says is found again in its sentence.
RC_GTEST_PROP(EvidenceWords, OfAnyComparisonAreFoundAgain, ()) {
  auto number = [] {
    const auto symbols =
        *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("0O1I7B8VWKM2345?"))));
    return Pattern::Parse(symbols.substr(0, 12)).value();
  };
  const Pattern read = number();
  RC_PRE(read.read() > 0);
  const base::Sentence why = SerialMatcher(ShippedTables(), read, "", "").Explain(number()).why;
  RC_ASSERT(!why.said().empty());
  RC_ASSERT(EvidenceFrom(why.english()) == why);
}

}  // namespace
}  // namespace proofmark::match
