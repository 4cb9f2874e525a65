// SPDX-License-Identifier: Apache-2.0
// What is told of attached files, and their bytes to those who may open what a record has sealed.
#include "app/proofmark.h"
#include "app/trace_question.h"
#include "model/file.h"
#include "registry/picture.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Error NoFile(const std::string& id) {
  return {Code::kNotFound, "there is no file " + registry::Quoted(id) + ", or it is not for this reader", "id"};
}

}  // namespace

// What the file is, as its event says it, and whether its content is "open" to this reader, "withheld" or "erased".
Result<Json> Proofmark::FileJson(const store::View& view, const store::StoredEvent& stored) {
  const model::Event& event = stored.event;
  PM_ASSIGN(model::AttachedFile file, model::AttachedFileFromJson(event.body));
  Json out = {{"file", model::ThingId{event.owner, "file", event.id}.ToText()},
              {"event", model::ThingId{event.owner, "event", event.id}.ToText()},
              {"seq", event.seq},
              {"leaf", base::ToHex(base::View(stored.leaf))},
              {"shows", file.shows},
              {"scale", base::OrNull(file.scale)},
              {"media_type", file.media_type},
              {"bytes", file.bytes},
              {"width", file.width},
              {"height", file.height},
              {"digest", base::ToHex(base::View(file.digest))},
              {"date", base::OrNull(event.happened.from)},
              {"by", base::OrNull(file.by)},
              {"attached_by", event.actor},
              {"recorded_at", event.at.ToText()},
              {"content", "open"},
              {"file_name", nullptr},
              {"note", nullptr},
              {"withheld", Json::array()},
              {"erasures", Json::array()}};
  for (const model::SealedReference& one : event.sealed) {
    const bool content = model::IsContentPart(one.part);
    const bool opens = view.Opens(event, one.part);
    if (!opens) {
      if (content) out["content"] = "withheld";
      if (!content || one.part == model::ContentPart(0)) out["withheld"].push_back(one.part);
    }
    PM_ASSIGN(Json erasure, ErasureJson(view, event.owner, {stored.stream, event.seq, one.part}));
    if (!erasure.is_null()) {
      if (content) out["content"] = "erased";
      if (!content || one.part == model::ContentPart(0)) out["erasures"].push_back(std::move(erasure));
      continue;
    }
    if (!opens || content) continue;
    PM_ASSIGN(std::optional<std::string> text, store_->OpenPart(view, stored, one.part));
    if (!text) continue;
    PM_ASSIGN(Json part, base::ParseJson(*text));
    for (const char* key : {"file_name", "note"}) {
      if (part.contains(key)) out[key] = part[key];
    }
  }
  return out;
}

Result<Json> Proofmark::FilesJson(const store::View& view, const model::ThingId& thing) {
  Json out = Json::array();
  PM_ASSIGN(std::vector<std::int64_t> seqs, store_->FilesOf(view, thing));
  for (std::int64_t seq : seqs) {
    PM_ASSIGN(store::StoredEvent stored, store_->ReadEvent(view, thing.owner, seq));
    PM_ASSIGN(Json file, FileJson(view, stored));
    out.push_back(std::move(file));
  }
  return out;
}

// A file is there for whoever sees the record or the case that it belongs to.
Result<store::StoredEvent> Proofmark::FindFile(const store::View& view, const std::string& id) {
  auto file = model::ThingId::Parse(id);
  if (!file.ok() || file->kind != "file") return NoFile(id);
  PM_ASSIGN(std::optional<store::PartPlace> place, store_->FindEvent(*file));
  if (!place || place->stream != store::Stream::kRecord) return NoFile(id);
  auto stored = store_->ReadEvent(view, file->owner, place->seq);
  if (!stored.ok()) return stored.error().code == Code::kNotFound ? NoFile(id) : stored.error();
  if (stored->event.kind != "file_attached") return NoFile(id);
  PM_ASSIGN(model::ThingId thing, model::ThingId::Parse(stored->event.subject));
  if (thing.kind != "case") return stored;
  auto one = store_->ReadCase(view, thing);
  if (!one.ok()) return one.error().code == Code::kNotFound ? NoFile(id) : one.error();
  return stored;
}

Result<FileContent> Proofmark::ReadFile(const Asking& asking, const std::string& id) {
  PM_ASSIGN(store::View view, ViewFor(asking, Permission::kReadRecord));
  PM_TRY(Watch(asking, {}));
  auto stored = FindFile(view, id);
  std::vector<model::ThingId> shown;
  if (stored.ok() && view.Opens(stored->event, model::ContentPart(0))) {
    PM_ASSIGN(model::ThingId thing, model::ThingId::Parse(stored->event.subject));
    shown = {thing, {thing.owner, "file", stored->event.id}};
  }
  PM_TRY(RecordAccess(asking, "read_file", shown, id));
  PM_TRY(stored);
  if (shown.empty()) {
    return Error{Code::kForbidden, "what this file holds is told to its owner's own staff alone", "content"};
  }
  PM_ASSIGN(model::AttachedFile file, model::AttachedFileFromJson(stored->event.body));
  FileContent out;
  for (std::size_t piece = 0; piece < model::PiecesOf(file.bytes); ++piece) {
    PM_ASSIGN(std::optional<std::string> bytes, store_->OpenPart(view, *stored, model::ContentPart(piece)));
    if (!bytes) return Error{Code::kNotFound, "the content of this file was erased", "content"};
    out.bytes += *bytes;
  }
  out.digest = base::Sha256(out.bytes);
  if (out.digest != file.digest) {
    return Error{Code::kCorrupt, "file " + id + " is not what was attached: its digest is another; run ledger verify",
                 "content"};
  }
  out.media_type = file.media_type;
  out.name = id + "." + std::string(registry::EndingOf(file.media_type));
  return out;
}

}  // namespace proofmark::app
