// SPDX-License-Identifier: Apache-2.0
#include "match/image/image_header.h"

namespace proofmark::match {

using base::Code;
using base::Error;
using base::Result;

namespace {

// The fields in front of the sections, which no form changes.
struct Head {
  std::array<char, 8> magic{};
  std::uint32_t version = 0;
  std::uint32_t byte_order = 0;
  std::uint64_t bytes = 0;
};

Error Unsupported(const std::string& what) { return {Code::kUnsupported, what + "; build it anew", "snapshot"}; }

}  // namespace

Error DamagedImage(const std::string& what) {
  return {Code::kCorrupt, "the snapshot is damaged: " + what + "; build it anew", "snapshot"};
}

Result<void> CheckHead(std::string_view image, const ImageForm& form, std::size_t head_bytes) {
  Head head;
  if (image.size() < head_bytes) return DamagedImage("shorter than its header");
  std::memcpy(&head, image.data(), sizeof(head));
  if (head.magic != form.magic) return DamagedImage(std::string("it does not begin as a snapshot of ") + form.of);
  if (head.byte_order != kImageByteOrder) {
    return Unsupported("the snapshot was made on a machine with another order of bytes");
  }
  if (head.version != form.version) {
    return Unsupported("the snapshot has version " + std::to_string(head.version) + "; this program reads " +
                       std::to_string(form.version));
  }
  base::Digest sha256;
  std::memcpy(sha256.data(), image.data() + head_bytes - sizeof(sha256), sizeof(sha256));
  if (base::Sha256(image.substr(0, head_bytes - sizeof(sha256))) != sha256) {
    return DamagedImage("its header does not agree with its digest");
  }
  if (head.bytes == image.size()) return {};
  return DamagedImage(std::to_string(image.size()) + " bytes; its header says " + std::to_string(head.bytes));
}

Result<void> CheckSections(std::string_view image, std::span<const ImageSection> sections, std::size_t head_bytes) {
  for (const ImageSection& section : sections) {
    if (section.begin % kImageAlignment != 0 || section.begin < head_bytes || section.begin > image.size() ||
        section.bytes > image.size() - section.begin) {
      return DamagedImage("a section lies outside of it");
    }
  }
  return {};
}

Result<void> VerifySections(std::string_view image, std::span<const ImageSection> sections) {
  for (std::size_t i = 0; i < sections.size(); ++i) {
    if (base::Sha256(image.substr(sections[i].begin, sections[i].bytes)) != sections[i].sha256) {
      return DamagedImage("section " + std::to_string(i) + " does not agree with its digest");
    }
  }
  return {};
}

}  // namespace proofmark::match
