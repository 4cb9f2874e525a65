// SPDX-License-Identifier: Apache-2.0
#include "registry/date_form.h"

#include <gtest/gtest.h>

namespace proofmark::registry {
namespace {

std::string Read(std::vector<std::string> forms, std::string_view text) {
  auto parsed = DateForms::Parse(std::move(forms));
  if (!parsed.ok()) return "refused: " + parsed.error().message;
  auto date = parsed->Read(text);
  return date.ok() ? date->ToText() : "fault: " + date.error().message;
}

std::string ReadIso(std::string_view text) {
  auto date = DateForms().Read(text);
  return date.ok() ? date->ToText() : "fault: " + date.error().message;
}

TEST(DateForms, TakeAYearAMonthADayAndTheDateOfAnInstantWhereNothingIsSaid) {
  EXPECT_EQ(ReadIso("2019"), "2019");
  EXPECT_EQ(ReadIso("2019-07"), "2019-07");
  EXPECT_EQ(ReadIso("2019-07-12"), "2019-07-12");
  EXPECT_EQ(ReadIso("1973-02-14T00:00:00"), "1973-02-14");
  EXPECT_EQ(ReadIso("2019-07-12 23:59"), "2019-07-12");
  EXPECT_EQ(ReadIso("2019-07-12T23:59:60.123Z"), "2019-07-12");
  EXPECT_EQ(ReadIso("2019-07-12T10:00:00+02:00"), "2019-07-12");
  EXPECT_EQ(ReadIso("2019-07-12T10:00-0300"), "2019-07-12");
}

TEST(DateForms, RefuseWhatIsNoDate) {
  for (const char* text : {"", "12/07/2019", "2019-7-1", "19", "0199-08-12", "2019-07-12T", "2019-07-12Tnoon",
                           "2019-07-12T10", "2019-07-12T10:00:00+2", "2019-07-12T10:00:00Zx", "2019-07-12T25:00",
                           "2019-07-12T10:61", "2019-07-12T10:00:61", "2019-07-12T10:00:00.", "20190712"}) {
    EXPECT_TRUE(ReadIso(text).starts_with("fault: ")) << text;
  }
  EXPECT_EQ(ReadIso("2021-02-30"), "fault: there is no such day in the calendar");
}

TEST(DateForms, AreTriedInTheirOrder) {
  EXPECT_EQ(Read({"DD/MM/YYYY"}, "07/03/2019"), "2019-03-07");
  EXPECT_EQ(Read({"MM/DD/YYYY"}, "07/03/2019"), "2019-07-03");
  EXPECT_EQ(Read({"D.M.YYYY", "MM/YYYY", "ISO"}, "7.3.2019"), "2019-03-07");
  EXPECT_EQ(Read({"D.M.YYYY", "MM/YYYY", "ISO"}, "17.03.2019"), "2019-03-17");
  EXPECT_EQ(Read({"D.M.YYYY", "MM/YYYY", "ISO"}, "03/2019"), "2019-03");
  EXPECT_EQ(Read({"D.M.YYYY", "MM/YYYY", "ISO"}, "2019-03"), "2019-03");
  EXPECT_EQ(Read({"YYYYMMDD"}, "20190307"), "2019-03-07");
  EXPECT_EQ(Read({"MM/DD/YYYY", "DD/MM/YYYY"}, "31/12/2019"), "2019-12-31");
}

TEST(DateForms, SayWhichFormsTheyKnow) {
  EXPECT_EQ(Read({"DD/MM/YYYY"}, "2019-03-07"), "fault: not a date of the form DD/MM/YYYY");
  EXPECT_EQ(Read({"DD/MM/YYYY", "YYYY"}, "spring"), "fault: not a date of the form DD/MM/YYYY or YYYY");
  EXPECT_EQ(Read({"DD/MM/YYYY"}, "30/02/2019"), "fault: there is no such day in the calendar");
  EXPECT_EQ(Read({"DD/MM/YYYY"}, "7/3/2019"), "fault: not a date of the form DD/MM/YYYY");
  EXPECT_EQ(Read({"DD/MM/YYYY"}, "07/03/2019 "), "fault: not a date of the form DD/MM/YYYY");
}

TEST(DateForms, AreRefusedWhereTheySayNoDate) {
  for (const char* form : {"", "DD/MM/YY", "DD/YYYY", "YYYY/YYYY", "MM/DD", "hh:mm YYYY", "dd/mm/yyyy", "MMM YYYY",
                           "YYYY-1", "YYYY-MM-DD-but-this-is-far-too-long-a-form"}) {
    EXPECT_TRUE(Read({form}, "2019").starts_with("refused: \"")) << form;
  }
  EXPECT_TRUE(Read({}, "2019").starts_with("refused: name at least one"));
}

}  // namespace
}  // namespace proofmark::registry
