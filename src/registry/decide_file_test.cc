// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_file.h"

#include <gtest/gtest.h>

#include "registry/apply.h"
#include "registry/registry_fixture.h"
#include "tests/pictures.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Json;
using ::proofmark::testing::Jpeg;

constexpr std::int32_t kToday = 20'785;  // 2026-11-28
const std::string kItem = "BB.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D";

class DecideFileTest : public ::testing::Test {
 protected:
  base::Result<FileOrder> Read(const Json& body) { return ReadFileOrder({Words(), kToday}, body); }
  base::Result<std::vector<store::Draft>> Decide(const FileOrder& order, const std::string& content,
                                                 const std::vector<FileOnFile>& on_file = {}) {
    return DecideFile(order, {content, *ReadPicture(content)}, on_file, kItem, setting_, {ulids_, rng_});
  }

  base::FakeClock clock_{*base::Instant::Parse("2026-11-28T00:00:00.000Z")};
  base::SeededRng rng_{1};
  base::UlidMaker ulids_{clock_, rng_};
  CommandSetting setting_{
      "BB", "staff:4711", "api:1", {{"owner_only"}, {}, "none", "investigation", "national_law", {}, {}}};
};

TEST_F(DecideFileTest, AFileIsOneEventWithItsBytesInSealedPieces) {
  auto order = Read({{"record", kItem},
                     {"shows", "serial"},
                     {"scale", true},
                     {"date", "2026-11-27"},
                     {"by", "staff:7"},
                     {"name", "IMG_0412.JPG"},
                     {"note", "by daylight"}});
  ASSERT_TRUE(order.ok()) << order.error().message;
  const std::string content = Jpeg(std::string(model::kFilePieceBytes * 2, 'x'), 640, 480);
  auto drafts = Decide(*order, content);
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  ASSERT_EQ(drafts->size(), 1U);
  const store::Draft& draft = drafts->front();
  EXPECT_EQ(draft.event.kind, "file_attached");
  EXPECT_EQ(draft.event.subject, kItem);
  EXPECT_EQ(draft.event.happened.from->ToText(), "2026-11-27");
  auto told = model::AttachedFileFromJson(draft.event.body);
  ASSERT_TRUE(told.ok()) << told.error().message;
  EXPECT_EQ(*told, (model::AttachedFile{base::Sha256(content), std::ssize(content), "image/jpeg", 640, 480, "serial",
                                        true, "staff:7"}));
  // Nothing that names a person, and no byte of the picture, stands in the event itself.
  const std::string open = draft.event.body.dump();
  EXPECT_EQ(open.find("IMG_0412"), std::string::npos);
  EXPECT_EQ(open.find("daylight"), std::string::npos);
  std::string whole;
  std::vector<std::string> parts;
  for (const store::PlainPart& part : draft.sealed) {
    parts.push_back(part.part);
    if (model::IsContentPart(part.part)) whole += part.plaintext;
  }
  EXPECT_EQ(parts, (std::vector<std::string>{"content", "content_2", "content_3", "file_name", "notes"}));
  EXPECT_EQ(whole, content);
  auto rows = Apply(Words(), *model::Decode(*model::Encode(draft.event)));
  ASSERT_TRUE(rows.ok()) << rows.error().message;
  EXPECT_EQ(rows->file->thing.ToText(), "01J9ZQ4V7M4W0T5YB3N2K8XH6D");
}

TEST_F(DecideFileTest, TheLargestFileFitsIntoOneEvent) {
  const std::string frame = Jpeg("");
  const std::string content = Jpeg(std::string(model::kFileBytesMax - frame.size(), 'x'));
  ASSERT_EQ(content.size(), model::kFileBytesMax);
  auto drafts = Decide({.record = kItem, .shows = "whole", .name = "n", .note = "n"}, content);
  ASSERT_TRUE(drafts.ok()) << drafts.error().message;
  EXPECT_EQ(drafts->front().sealed.size(), 10U);
  EXPECT_LE(drafts->front().sealed.size(), model::kSealedPartsMax);
  EXPECT_EQ(CheckFileSize(model::kFileBytesMax + 1).error().code, Code::kTooLarge);
  EXPECT_EQ(CheckFileSize(0).error().code, Code::kInvalid);
}

TEST_F(DecideFileTest, WhatIsAttachedAlreadyIsAttachedOnceMoreOnlyWhereItWasErased) {
  const FileOrder order{.record = kItem, .shows = "whole"};
  const base::Digest digest = base::Sha256(Jpeg());
  auto again = Decide(order, Jpeg(), {{"BB.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D", digest, false}});
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Code::kConflict);
  EXPECT_NE(again.error().message.find("BB.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D"), std::string::npos);
  EXPECT_TRUE(Decide(order, Jpeg(), {{"BB.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D", digest, true}}).ok());
  EXPECT_EQ(Decide(order, Jpeg(), std::vector<FileOnFile>(kFilesPerThingMax)).error().code, Code::kTooLarge);
}

TEST_F(DecideFileTest, WhatArrivesOtherwiseThanItWasSentIsRefused) {
  FileOrder order{.record = kItem, .shows = "whole", .digest = base::Sha256(Jpeg())};
  EXPECT_TRUE(Decide(order, Jpeg()).ok());
  EXPECT_EQ(Decide(order, Jpeg("another")).error().field, "digest");
}

TEST_F(DecideFileTest, AnOrderIsReadWholeOrRefusedWhole) {
  const std::pair<Json, const char*> refused[] = {
      {{{"shows", "serial"}}, "record"},
      {{{"record", kItem}, {"case", "26/118"}, {"shows", "serial"}}, "record"},
      {{{"record", kItem}}, "shows"},
      {{{"record", kItem}, {"shows", "selfie"}}, "shows"},
      {{{"record", kItem}, {"shows", "serial"}, {"scale", "yes"}}, "scale"},
      {{{"record", kItem}, {"shows", "serial"}, {"date", "2031-01-01"}}, "date"},
      {{{"record", kItem}, {"shows", "serial"}, {"by", "Maria"}}, "by"},
      {{{"record", kItem}, {"shows", "serial"}, {"name", "a\nb.jpg"}}, "name"},
      {{{"record", kItem}, {"shows", "serial"}, {"name", std::string(model::kFileNameMax + 1, 'x')}}, "name"},
      {{{"record", kItem}, {"shows", "serial"}, {"digest", "abc"}}, "digest"},
      {{{"record", kItem}, {"shows", "serial"}, {"owner", "AA"}}, "owner"}};
  for (const auto& [body, field] : refused) {
    auto order = Read(body);
    ASSERT_FALSE(order.ok()) << body.dump();
    EXPECT_EQ(order.error().field, field) << body.dump() << ": " << order.error().message;
  }
}

}  // namespace
}  // namespace proofmark::registry
