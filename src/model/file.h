// SPDX-License-Identifier: Apache-2.0
// An AttachedFile is a photograph or a scanned page that somebody attached to a record or a case, as its event tells
// it.
//
//   event.subject = "BB.item.01J9...";   event.kind = "file_attached";
//   event.body = ToJson(AttachedFile{.digest = Sha256(bytes), .bytes = 2'113'402, .media_type = "image/jpeg", ...});
//
// The bytes lie in sealed parts beside the event, kFilePieceBytes in each: "content", "content_2" ... "content_8"; the
// name that the file bore lies in "file_name", what somebody wrote to it in "notes". They are what was sent, never
// rewritten: `digest` is theirs, so that a court can compare. A file is named as its event is: "BB.file.01J9...".
// Follows docs/reference/events.md. Errors, first that applies: kTooLarge, kInvalid (the field is named). Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/json.h"
#include "base/result.h"
#include "ledger/sealed.h"

namespace proofmark::model {

inline constexpr std::size_t kFileBytesMax = 8U << 20;
inline constexpr std::size_t kFilePieceBytes = ledger::kSealedBytesMax;  // of all pieces but the last
inline constexpr std::size_t kFileNameMax = 255;                         // bytes
inline constexpr std::string_view kFileNamePart = "file_name";

struct AttachedFile {
  base::Digest digest{};
  std::int64_t bytes = 0;
  std::string media_type;  // as the content proves it
  std::int64_t width = 0;  // pixels
  std::int64_t height = 0;
  std::string shows;                // file_subjects
  std::optional<bool> scale{};      // whether one lies beside it; nothing where nobody said
  std::optional<std::string> by{};  // the staff id of who took it

  bool operator==(const AttachedFile&) const = default;
};

base::Json ToJson(const AttachedFile& file);
base::Result<AttachedFile> AttachedFileFromJson(const base::Json& body);

// How many pieces hold so many bytes.
std::size_t PiecesOf(std::int64_t bytes);
// The sealed part of a piece, from 0.
std::string ContentPart(std::size_t piece);
bool IsContentPart(std::string_view part);

}  // namespace proofmark::model
