// SPDX-License-Identifier: Apache-2.0
// Photographs over the network: sent in one piece with their order, given back so that no browser takes them for a
// page.
#include <gtest/gtest.h>

#include "model/file.h"
#include "tests/pictures.h"
#include "tests/service_node.h"

namespace proofmark::app {
namespace {

using base::Json;
using ::proofmark::testing::Jpeg;
using ::proofmark::testing::Png;

class ServiceFilesTest : public ServiceTest {};

PM_ON_BOTH_ENGINES(ServiceFilesTest);

TEST_P(ServiceFilesTest, AFileGoesInAndComesOutByteForByte) {
  const std::string record = Record("clerk", Found("ABE573528", {"owner_only"}));
  const std::string frame = Jpeg("");
  const std::string content = Jpeg(std::string(model::kFileBytesMax - frame.size(), 'x'));
  const Answer attached = AttachFile("clerk",
                                     {{"record", record},
                                      {"shows", "serial"},
                                      {"scale", true},
                                      {"name", "\"; filename=\"evil.html"},
                                      {"digest", base::ToHex(base::View(base::Sha256(content)))}},
                                     content);
  ASSERT_EQ(attached.status, 200) << attached.bytes;
  const std::string file = attached.body["file"];
  EXPECT_EQ(attached.body["record"], record);
  const Answer read = Ask("clerk", "GET", "/v1/files/" + file);
  ASSERT_EQ(read.status, 200) << read.bytes.substr(0, 400);
  EXPECT_TRUE(read.bytes == content);
  EXPECT_EQ(read.Field("content-type"), "image/jpeg");
  EXPECT_EQ(read.Field("x-content-type-options"), "nosniff");
  EXPECT_EQ(read.Field("content-disposition"), "attachment; filename=\"" + file + ".jpg\"");
  EXPECT_EQ(read.Field("content-security-policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(read.Field("cross-origin-resource-policy"), "same-origin");
  EXPECT_EQ(read.Field("cache-control"), "no-store");
  EXPECT_EQ(read.Field("repr-digest"), "sha-256=:" + base::ToBase64(base::View(base::Sha256(content))) + ":");
  const Answer dossier = Ask("clerk", "GET", "/v1/items/" + record);
  EXPECT_EQ(dossier.body["attached"][0]["file_name"], "\"; filename=\"evil.html");
  ExpectSound();
}

TEST_P(ServiceFilesTest, AByteMoreThanAFileMayHaveIsTooLarge) {
  const std::string record = Record("clerk", Found("ABE573528", {"owner_only"}));
  const Json order = {{"record", record}, {"shows", "serial"}};
  const std::string frame = Jpeg("");
  const Answer refused = AttachFile("clerk", order, Jpeg(std::string(model::kFileBytesMax - frame.size() + 1, 'x')));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(refused.body["error"]["field"], "content");
  // Other paths take no more than they did.
  EXPECT_EQ(Ask("clerk", "POST", "/v1/marks/read", {{"text", std::string(2U << 20, 'x')}}).status, 413);
}

TEST_P(ServiceFilesTest, WhatIsNoFileIsRefusedWithAReason) {
  const std::string record = Record("clerk", Found("ABE573528", {"owner_only"}));
  const Json order = {{"record", record}, {"shows", "serial"}};
  const std::int64_t before = Size();
  const Answer page = AttachFile("clerk", order, "<!doctype html><script>alert(1)</script>");
  EXPECT_EQ(page.status, 400);
  EXPECT_EQ(page.body["error"]["field"], "content");
  EXPECT_EQ(AttachFile("clerk", order, Jpeg(), {{"Content-Type", "application/json"}}).status, 400);
  EXPECT_EQ(AttachFile("clerk", order, Jpeg(), {{"Content-Type", "image/jpeg"}}).status, 400);
  EXPECT_EQ(AttachFile("clerk", Json::array(), Jpeg()).body["error"]["field"], "body");
  EXPECT_EQ(AttachFile("clerk", order, Jpeg(), {{"Idempotency-Key", ""}}).body["error"]["field"], "key");
  EXPECT_EQ(AttachFile("", order, Jpeg()).status, 401);
  EXPECT_EQ(AttachFile("boss", order, Jpeg()).status, 403);
  EXPECT_EQ(AttachFile("foreign", order, Jpeg()).status, 404);
  EXPECT_EQ(Command("clerk", "attach_file", order).body["error"]["field"], "content");
  EXPECT_EQ(Size(), before);
}

TEST_P(ServiceFilesTest, TheListOfCasesAndOneCaseAreAskedForByOnePath) {
  Record("clerk", Found("ABE573528", {"owner_only"}));
  const Answer list = Ask("clerk", "GET", "/v1/cases?text=26-1");
  ASSERT_EQ(list.status, 200) << list.bytes;
  ASSERT_EQ(list.body["cases"].size(), 1U);
  EXPECT_EQ(list.body["cases"][0]["reference"], "26-118");
  EXPECT_EQ(Ask("clerk", "GET", "/v1/cases?reference=26-118").body["case"], "26-118");
  EXPECT_EQ(Ask("clerk", "GET", "/v1/cases?reference=26-118&limit=2").body["error"]["field"], "limit");
  EXPECT_EQ(Ask("foreign", "GET", "/v1/cases").body["cases"].size(), 0U);
  EXPECT_EQ(Ask("auditor", "GET", "/v1/cases").status, 403);
}

}  // namespace
}  // namespace proofmark::app
