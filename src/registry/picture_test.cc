// SPDX-License-Identifier: Apache-2.0
#include "registry/picture.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/pictures.h"

namespace proofmark::registry {
namespace {

using base::Code;
using ::proofmark::testing::Jpeg;
using ::proofmark::testing::JpegSegment;
using ::proofmark::testing::Png;
using ::proofmark::testing::PngChunk;

TEST(Picture, IsWhatItsBytesProve) {
  EXPECT_EQ(*ReadPicture(Jpeg("scan", 4032, 3024)), (Picture{"image/jpeg", 4032, 3024}));
  EXPECT_EQ(*ReadPicture(Png("pixels", 640, 480)), (Picture{"image/png", 640, 480}));
  EXPECT_EQ(EndingOf("image/jpeg"), "jpg");
  EXPECT_EQ(EndingOf("image/png"), "png");
}

TEST(Picture, KeepsWhatStandsInItsCommentsAndBehindItsEnd) {
  const std::string page = "<html><script>alert(1)</script>";
  EXPECT_EQ(ReadPicture(Jpeg("scan", 4, 3, page) + page)->media_type, "image/jpeg");
  EXPECT_EQ(ReadPicture(Png() + page)->media_type, "image/png");
}

TEST(Picture, OtherFormatsAreNone) {
  const std::string others[] = {"",
                                "photo.jpg",
                                "<svg xmlns=\"http://www.w3.org/2000/svg\"><script/></svg>",
                                "<!doctype html><p>page",
                                "%PDF-1.7\n",
                                "GIF89a\1\0\1\0",
                                "RIFF\4\0\0\0WEBPVP8 ",
                                " " + Png()};
  for (const std::string& bytes : others) {
    auto picture = ReadPicture(bytes);
    ASSERT_FALSE(picture.ok()) << bytes;
    EXPECT_EQ(picture.error().code, Code::kInvalid);
    EXPECT_EQ(picture.error().field, "content");
    EXPECT_NE(picture.error().message.find("no JPEG and no PNG"), std::string::npos) << picture.error().message;
  }
}

// A telephone that loses its connection sends a beginning.
TEST(Picture, OneThatIsCutOffAnywhereIsRefused) {
  for (const std::string& whole : {Jpeg(), Png()}) {
    ASSERT_TRUE(ReadPicture(whole).ok());
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes) {
      EXPECT_FALSE(ReadPicture(whole.substr(0, bytes)).ok()) << bytes << " of " << whole.size();
    }
  }
}

TEST(Picture, OneWithoutAPictureInItIsRefused) {
  const std::string png_head = "\x89PNG\r\n\x1a\n";
  const std::string head = PngChunk("IHDR", std::string("\0\0\0\1\0\0\0\1\x08\2\0\0\0", 13));
  for (const std::string& bytes :
       {png_head + head + PngChunk("IEND", ""),   // no IDAT
        png_head + PngChunk("IDAT", "x") + head,  // the head is not first
        png_head + PngChunk("IHDR", "short"), Png("x", 0, 4), Jpeg("x", 0, 3),
        "\xff\xd8" + JpegSegment(0xda, "xxxxxx") + "\xff\xd9",  // a scan and no frame
        std::string("\xff\xd8\xff\xd9", 4), "\xff\xd8" + JpegSegment(0xc0, "xx") + "\xff\xd9"}) {
    auto picture = ReadPicture(bytes);
    ASSERT_FALSE(picture.ok());
    EXPECT_EQ(picture.error().code, Code::kInvalid) << picture.error().message;
  }
}

// What a reader would need gigabytes to draw is refused by what it says of itself.
TEST(Picture, TooManyPixelsAreTooLarge) {
  EXPECT_TRUE(ReadPicture(Jpeg("x", 32'768, 3'906)).ok());
  for (const std::string& bytes : {Jpeg("x", 32'769, 1), Png("x", 20'000, 20'000), Png("x", 1, 0xffffffff)}) {
    auto picture = ReadPicture(bytes);
    ASSERT_FALSE(picture.ok());
    EXPECT_EQ(picture.error().code, Code::kTooLarge) << picture.error().message;
  }
}

}  // namespace
}  // namespace proofmark::registry
