// SPDX-License-Identifier: Apache-2.0
#include "registry/register_outline.h"

#include <gtest/gtest.h>

#include "base/file.h"

namespace proofmark::registry {
namespace {

std::string FormText(std::string_view bytes) {
  const RegisterForm form = GuessForm(bytes);
  return std::string(CodeOf(form.format)) + " " + (form.delimiter == '\t' ? "tab" : std::string(1, form.delimiter)) +
         " " + form.encoding;
}

TEST(RegisterOutline, GuessesHowAFileIsWritten) {
  EXPECT_EQ(FormText("id,make\n1,FN\n"), "csv , utf-8");
  EXPECT_EQ(FormText("\xEF\xBB\xBFid;make\n1;FN, Herstal\n2;CZ\n"), "csv ; utf-8");
  EXPECT_EQ(FormText("id\tmake\n1\tFN\n"), "tsv tab utf-8");
  EXPECT_EQ(FormText("id\tmake\n1\t\"FN\tHerstal\"\n"), "csv tab utf-8");
  EXPECT_EQ(FormText("id|make\n1|FN\n"), "csv | utf-8");
  EXPECT_EQ(FormText(" {\"id\": 1}\n{\"id\": 2}\n"), "jsonl , utf-8");
  EXPECT_EQ(FormText(""), "csv , utf-8");
  EXPECT_EQ(FormText(std::string_view("\xFF\xFEi\0;\0m\0\n\0", 10)), "csv ; utf-16");
  EXPECT_EQ(FormText("id;marca;munic\xEDpio\n1;TAURUS;S\xE3o Paulo\n2;ROSSI;Itajub\xE1\n3;TAURUS;Jo\xE3o Pessoa\n"),
            "csv ; windows-1252");
}

TEST(RegisterOutline, CountsWhatStandsInEachColumn) {
  auto outline = OutlineOf("id,make\n1,FN\n2,FN\n3,\n4\n5,CZ\n", {});
  ASSERT_TRUE(outline.ok());
  EXPECT_EQ(outline->rows, 5);
  EXPECT_EQ(outline->faulty, 1);
  EXPECT_TRUE(outline->whole);
  ASSERT_EQ(outline->columns.size(), 2U);
  EXPECT_EQ(outline->columns[1].filled, 3);
  ASSERT_EQ(outline->columns[1].values.size(), 2U);
  EXPECT_EQ(outline->columns[1].values[0].text, "FN");
  EXPECT_EQ(outline->columns[1].values[0].n, 2);
  EXPECT_EQ(outline->sample.size(), 4U);
}

TEST(RegisterOutline, LooksNoFurtherThanItsLimit) {
  std::string bytes = "id,long\n";
  for (std::size_t i = 0; i < kOutlineRowsMax + 5; ++i)
    bytes += std::to_string(i) + "," + std::string(i % 300, 'x') + "\n";
  auto outline = OutlineOf(bytes, {});
  ASSERT_TRUE(outline.ok());
  EXPECT_FALSE(outline->whole);
  EXPECT_EQ(outline->rows, static_cast<std::int64_t>(kOutlineRowsMax));
  EXPECT_EQ(outline->columns[0].values.size(), kValuesListed);
  EXPECT_FALSE(outline->columns[0].values_complete);
}

TEST(RegisterOutline, SaysWhatIsWrongWithAHeader) {
  auto outline = OutlineOf("id,id\n1,2\n", {});
  ASSERT_FALSE(outline.ok());
  EXPECT_NE(outline.error().message.find("twice"), std::string::npos);
  EXPECT_FALSE(OutlineOf("", {}).ok());
}

}  // namespace
}  // namespace proofmark::registry
