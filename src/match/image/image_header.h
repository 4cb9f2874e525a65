// SPDX-License-Identifier: Apache-2.0
// An ImageHeader is the beginning of an image of flat arrays: what it is, how long, and where each array lies.
//
//   using Header = ImageHeader<22>;
//   PM_ASSIGN(const Header header, HeaderOf<22>(image, kForm));
//   TakeSection<std::uint32_t>(image, header.sections[3]);    // an array where it lies
//   PM_TRY(VerifySections(image, header.sections));           // reads all of it
//
// Little-endian, without gaps: magic (8 bytes), version (4), the order of bytes (4), the length of the image, two
// counts of its owner's; of each section its offset, a multiple of 64, its length and its SHA-256; the SHA-256 of all
// before. HeaderOf believes nothing: behind it no section leads out of the image. Errors: kUnsupported (another version
// or order of bytes), kCorrupt. VerifySections: kCorrupt. Plain values; safe from any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace proofmark::match {

inline constexpr std::uint32_t kImageByteOrder = 0x01020304;
inline constexpr std::uint64_t kImageAlignment = 64;  // of each section

// What an image has to be.
struct ImageForm {
  std::array<char, 8> magic{};
  std::uint32_t version = 0;
  const char* of = "";  // "an index of marks", for messages
};

struct ImageSection {
  std::uint64_t begin = 0;
  std::uint64_t bytes = 0;
  base::Digest sha256{};
};

template <std::size_t kSections>
struct ImageHeader {
  using Section = ImageSection;
  std::array<char, 8> magic{};
  std::uint32_t version = 0;
  std::uint32_t byte_order = 0;
  std::uint64_t bytes = 0;  // of the whole image
  std::uint64_t records = 0;
  std::uint64_t numbers = 0;
  std::array<Section, kSections> sections{};
  base::Digest sha256{};  // of all before it
};

// "the snapshot is damaged: WHAT; build it anew".
base::Error DamagedImage(const std::string& what);

inline std::uint64_t AlignedInImage(std::uint64_t end) {
  return (end + kImageAlignment - 1) / kImageAlignment * kImageAlignment;
}

// Checks the bytes of a header of `head_bytes` bytes; its sections are looked at by CheckSections.
base::Result<void> CheckHead(std::string_view image, const ImageForm& form, std::size_t head_bytes);
base::Result<void> CheckSections(std::string_view image, std::span<const ImageSection> sections,
                                 std::size_t head_bytes);
base::Result<void> VerifySections(std::string_view image, std::span<const ImageSection> sections);

template <std::size_t kSections>
base::Result<ImageHeader<kSections>> HeaderOf(std::string_view image, const ImageForm& form) {
  ImageHeader<kSections> header;
  static_assert(sizeof(header) == 40 + kSections * 48 + 32, "the header has no gaps");
  PM_TRY(CheckHead(image, form, sizeof(header)));
  std::memcpy(&header, image.data(), sizeof(header));
  PM_TRY(CheckSections(image, header.sections, sizeof(header)));
  return header;
}

// Makes the header whole: its form and its digest.
template <std::size_t kSections>
void SealHeader(ImageHeader<kSections>& header, const ImageForm& form) {
  header.magic = form.magic;
  header.version = form.version;
  header.byte_order = kImageByteOrder;
  const char* head = reinterpret_cast<const char*>(&header);
  header.sha256 = base::Sha256(std::string_view(head, sizeof(header) - sizeof(header.sha256)));
}

// The section as an array; what does not make a whole entry is left out.
template <typename T>
std::span<const T> TakeSection(std::string_view image, const ImageSection& at) {
  return {reinterpret_cast<const T*>(image.data() + at.begin), at.bytes / sizeof(T)};
}

}  // namespace proofmark::match
