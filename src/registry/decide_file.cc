// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_file.h"

#include <utility>

#include "model/staff_id.h"

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Json;
using base::Result;
using model::JsonReader;

namespace {

constexpr std::size_t kSubjectMax = 256;  // bytes of a text that names a thing

void Seal(store::Draft& draft, std::string_view part, const char* key, const std::optional<std::string>& text) {
  if (text) draft.sealed.push_back({std::string(part), base::JsonLine({{key, *text}})});
}

}  // namespace

Result<FileOrder> ReadFileOrder(const OrderContext& context, const Json& body) {
  JsonReader reader(body, "");
  FileOrder order;
  order.record = TakeText(reader, "record", kSubjectMax);
  order.one_case = TakeText(reader, "case", model::kCaseReferenceMax);
  if (order.record && order.one_case) reader.Fail("record", "is there, and case too; a file is attached to one thing");
  if (!order.record && !order.one_case) reader.Fail("record", "is missing, and case; say what the file belongs to");
  order.shows = TakeCode(reader, context, "shows", "file_subjects");
  order.scale = reader.OptionalBoolean("scale");
  order.date = TakeDate(reader, context, "date");
  order.by = reader.OptionalText("by", model::kActorMax);
  if (order.by) {
    if (auto named = model::CheckStaffId(*order.by, ""); !named.ok()) {
      reader.Fail("by", named.error().message.substr(2));  // the reader says which field
    }
  }
  order.name = TakeText(reader, "name", model::kFileNameMax);
  order.note = TakeText(reader, "note", kNotesMax, TextForm::kLines);
  if (reader.Has("digest")) {
    const std::string digest = reader.HexText("digest", base::Digest{}.size());
    order.digest = reader.Take("digest", base::ToArray<32>(digest));
  }
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse, kOrdersPage));
  return order;
}

Result<void> CheckFileSize(std::size_t bytes) {
  if (bytes == 0) return Error{Code::kInvalid, "the file is empty", "content"};
  if (bytes <= model::kFileBytesMax) return {};
  return Error{Code::kTooLarge,
               "the file has " + std::to_string(bytes) + " bytes; at most " + std::to_string(model::kFileBytesMax) +
                   ": take the photograph with fewer pixels, or cut the scan into pages",
               "content"};
}

Result<std::vector<store::Draft>> DecideFile(const FileOrder& order, const SentFile& sent,
                                             const std::vector<FileOnFile>& on_file, const std::string& subject,
                                             const CommandSetting& setting, const IdSource& ids) {
  PM_TRY(CheckFileSize(sent.content.size()));
  if (on_file.size() >= kFilesPerThingMax) {
    return Error{Code::kTooLarge, subject + " has " + std::to_string(on_file.size()) + " files; at most so many",
                 "record"};
  }
  const base::Digest digest = base::Sha256(sent.content);
  if (order.digest && *order.digest != digest) {
    return Error{Code::kInvalid, "digest: what arrived is not what was sent; send it again", "digest"};
  }
  for (const FileOnFile& one : on_file) {
    if (one.erased || one.digest != digest) continue;
    return Error{Code::kConflict, "the same file is attached already, as " + one.id, "content"};
  }
  store::Draft draft = CommandDraft(setting, ids, "file_attached", subject);
  draft.event.happened = {order.date, order.date};
  draft.event.body =
      model::ToJson(model::AttachedFile{digest, static_cast<std::int64_t>(sent.content.size()), sent.picture.media_type,
                                        sent.picture.width, sent.picture.height, order.shows, order.scale, order.by});
  for (std::size_t piece = 0; piece < model::PiecesOf(std::ssize(sent.content)); ++piece) {
    const std::size_t from = piece * model::kFilePieceBytes;
    draft.sealed.push_back({model::ContentPart(piece), std::string(sent.content.substr(from, model::kFilePieceBytes))});
  }
  Seal(draft, model::kFileNamePart, "file_name", order.name);
  Seal(draft, "notes", "note", order.note);
  std::vector<store::Draft> drafts;
  drafts.push_back(std::move(draft));
  return drafts;
}

}  // namespace proofmark::registry
