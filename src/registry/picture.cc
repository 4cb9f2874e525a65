// SPDX-License-Identifier: Apache-2.0
#include "registry/picture.h"

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Result;

namespace {

constexpr std::string_view kJpegHead("\xff\xd8\xff", 3);
constexpr std::string_view kJpegEnd("\xff\xd9", 2);
constexpr std::string_view kPngHead("\x89PNG\r\n\x1a\n", 8);
constexpr std::size_t kPngChunkFrame = 12;  // length, type, check

std::uint8_t ByteAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

// Big-endian, as both formats write numbers.
std::int64_t NumberAt(std::string_view bytes, std::size_t at, std::size_t length) {
  std::int64_t out = 0;
  for (std::size_t i = 0; i < length; ++i) out = out << 8 | ByteAt(bytes, at + i);
  return out;
}

Error Broken(const std::string& what) {
  return {Code::kInvalid, "the picture is not whole: " + what + "; take it from the camera again", "content"};
}

Result<Picture> Checked(Picture picture) {
  if (picture.width < 1 || picture.height < 1) return Broken("it has no size");
  const std::string size = std::to_string(picture.width) + " x " + std::to_string(picture.height) + " pixels";
  if (picture.width > kPictureSideMax || picture.height > kPictureSideMax) {
    return Error{Code::kTooLarge,
                 "the picture has " + size + "; at most " + std::to_string(kPictureSideMax) + " a side", "content"};
  }
  if (picture.width * picture.height > kPicturePixelsMax) {
    return Error{Code::kTooLarge,
                 "the picture has " + size + "; at most " + std::to_string(kPicturePixelsMax) + " pixels in all",
                 "content"};
  }
  return picture;
}

// T.81, table B.1: the frame's marker names the coding; C4, C8 and CC are something else.
bool IsFrame(std::uint8_t marker) {
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

bool StandsAlone(std::uint8_t marker) { return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8); }

Result<Picture> ReadJpeg(std::string_view bytes) {
  Picture picture{"image/jpeg", 0, 0};
  std::size_t at = 2;
  for (std::size_t n = 0; n < kPictureSegmentsMax; ++n) {
    if (at >= bytes.size() || ByteAt(bytes, at) != 0xff) return Broken("a marker of the JPEG is missing");
    while (at < bytes.size() && ByteAt(bytes, at) == 0xff) ++at;  // fill bytes
    if (at >= bytes.size()) return Broken("it ends in a marker");
    const std::uint8_t marker = ByteAt(bytes, at++);
    if (StandsAlone(marker)) continue;
    if (marker == 0xd9 || marker == 0x00) return Broken("the JPEG has no scan");
    if (bytes.size() - at < 2) return Broken("it ends in a segment");
    const auto length = static_cast<std::size_t>(NumberAt(bytes, at, 2));
    if (length < 2 || bytes.size() - at < length) return Broken("a segment of the JPEG is longer than the file");
    if (IsFrame(marker)) {
      // length, precision, lines, samples of a line, components: B.2.2.
      if (length < 8) return Broken("the frame of the JPEG is too short");
      picture.height = NumberAt(bytes, at + 3, 2);
      picture.width = NumberAt(bytes, at + 5, 2);
    }
    at += length;
    if (marker != 0xda) continue;
    if (picture.width == 0) return Broken("the scan of the JPEG comes before its frame");
    if (bytes.find(kJpegEnd, at) == std::string_view::npos) return Broken("the end of the JPEG is missing");
    return Checked(std::move(picture));
  }
  return Broken("the JPEG has more than " + std::to_string(kPictureSegmentsMax) + " segments");
}

Result<Picture> ReadPng(std::string_view bytes) {
  Picture picture{"image/png", 0, 0};
  std::size_t at = kPngHead.size();
  bool has_data = false;
  for (std::size_t n = 0; n < kPictureSegmentsMax; ++n) {
    if (bytes.size() - at < kPngChunkFrame) return Broken("the end of the PNG is missing");
    const auto length = static_cast<std::size_t>(NumberAt(bytes, at, 4));
    const std::string_view type = bytes.substr(at + 4, 4);
    if (bytes.size() - at - kPngChunkFrame < length) return Broken("a chunk of the PNG is longer than the file");
    if ((n == 0) != (type == "IHDR")) return Broken("the PNG does not begin with its head");
    if (n == 0) {
      if (length != 13) return Broken("the head of the PNG is not 13 bytes long");
      picture.width = NumberAt(bytes, at + 8, 4);
      picture.height = NumberAt(bytes, at + 12, 4);
    }
    has_data = has_data || type == "IDAT";
    at += kPngChunkFrame + length;
    if (type != "IEND") continue;
    if (!has_data) return Broken("the PNG has no picture in it");
    return Checked(std::move(picture));
  }
  return Broken("the PNG has more than " + std::to_string(kPictureSegmentsMax) + " chunks");
}

}  // namespace

Result<Picture> ReadPicture(std::string_view bytes) {
  if (bytes.starts_with(kJpegHead)) return ReadJpeg(bytes);
  if (bytes.starts_with(kPngHead)) return ReadPng(bytes);
  return Error{Code::kInvalid,
               "the file is no JPEG and no PNG, whatever its name says; other formats (SVG, HTML, PDF ...) are not "
               "taken: save it as one of the two",
               "content"};
}

std::string_view EndingOf(std::string_view media_type) {
  if (media_type == "image/jpeg") return "jpg";
  return media_type == "image/png" ? "png" : "bin";
}

}  // namespace proofmark::registry
