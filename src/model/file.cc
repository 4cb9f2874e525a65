// SPDX-License-Identifier: Apache-2.0
#include "model/file.h"

#include "model/event.h"
#include "model/json_reader.h"

namespace proofmark::model {

using base::Json;
using base::Result;

namespace {

constexpr std::string_view kContent = "content";
constexpr std::int64_t kPixelsMax = std::int64_t{1} << 31;

}  // namespace

Json ToJson(const AttachedFile& file) {
  Json json = {{"digest", base::ToHex(base::View(file.digest))},
               {"bytes", file.bytes},
               {"media_type", file.media_type},
               {"width", file.width},
               {"height", file.height},
               {"shows", file.shows}};
  if (file.scale) json["scale"] = *file.scale;
  if (file.by) json["by"] = *file.by;
  return json;
}

Result<AttachedFile> AttachedFileFromJson(const Json& body) {
  JsonReader reader(body, "body");
  AttachedFile file;
  const std::string digest = reader.HexText("digest", file.digest.size());
  file.bytes = reader.Integer("bytes", 1, static_cast<std::int64_t>(kFileBytesMax));
  file.media_type = reader.Text("media_type", 64);
  file.width = reader.Integer("width", 1, kPixelsMax);
  file.height = reader.Integer("height", 1, kPixelsMax);
  file.shows = reader.Text("shows", 64);
  file.scale = reader.OptionalBoolean("scale");
  file.by = reader.OptionalText("by", kActorMax);
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  PM_ASSIGN(file.digest, base::ToArray<32>(digest));
  return file;
}

std::size_t PiecesOf(std::int64_t bytes) {
  return (static_cast<std::size_t>(bytes) + kFilePieceBytes - 1) / kFilePieceBytes;
}

std::string ContentPart(std::size_t piece) {
  return std::string(kContent) + (piece == 0 ? "" : "_" + std::to_string(piece + 1));
}

bool IsContentPart(std::string_view part) {
  return part == kContent || (part.starts_with(kContent) && part.substr(kContent.size()).starts_with('_'));
}

}  // namespace proofmark::model
