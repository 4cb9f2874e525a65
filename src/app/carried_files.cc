// SPDX-License-Identifier: Apache-2.0
// The command that attaches a photograph or a scanned page to a record or a case.
#include "app/carrier.h"
#include "model/file.h"
#include "registry/decide_file.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Result;

namespace {

// The files of a thing as a decision needs them.
Result<std::vector<registry::FileOnFile>> FilesOnFile(store::Store& store, const store::View& view,
                                                      const model::ThingId& thing) {
  std::vector<registry::FileOnFile> out;
  PM_ASSIGN(std::vector<std::int64_t> seqs, store.FilesOf(view, thing));
  for (std::int64_t seq : seqs) {
    PM_ASSIGN(store::StoredEvent stored, store.ReadEvent(view, thing.owner, seq));
    PM_ASSIGN(model::AttachedFile file, model::AttachedFileFromJson(stored.event.body));
    PM_ASSIGN(std::optional<std::int64_t> erased,
              store.ErasedBy(thing.owner, {store::Stream::kRecord, seq, model::ContentPart(0)}));
    out.push_back({model::ThingId{thing.owner, "file", stored.event.id}.ToText(), file.digest, erased.has_value()});
  }
  return out;
}

}  // namespace

// A file bears the handling of what it belongs to, whatever that comes to be.
Result<Carrier::Decide> Carrier::AttachFile() {
  if (!order_.content) {
    return Error{Code::kInvalid,
                 "the file is missing: send the order and its bytes to POST /v1/files, or use proofmark file attach",
                 "content"};
  }
  PM_ASSIGN(registry::FileOrder order, registry::ReadFileOrder(Context(), order_.body));
  PM_TRY(registry::CheckFileSize(order_.content->size()));
  PM_ASSIGN(registry::Picture picture, registry::ReadPicture(*order_.content));
  PM_ASSIGN(model::ThingId thing, order.record ? OwnRecord(*order.record) : OwnCase(*order.one_case));
  return Decide([this, order, picture, thing](const store::View& now) -> Drafts {
    model::Handling as_thing;
    if (thing.kind == "case") {
      PM_ASSIGN(store::StoredCase stored, store_.ReadCase(now, thing));
      PM_ASSIGN(store::StoredEvent content, store_.ReadEvent(now, owner_, stored.content_seq));
      as_thing = content.event.handling;
    } else {
      PM_ASSIGN(as_thing, store_.HandlingOf(now, thing));
    }
    PM_ASSIGN(std::vector<registry::FileOnFile> on_file, FilesOnFile(store_, now, thing));
    std::lock_guard lock(proofmark_.ids_mutex_);
    return registry::DecideFile(order, {*order_.content, picture}, on_file, thing.ToText(), Setting(as_thing),
                                {proofmark_.ids_, proofmark_.rng_});
  });
}

}  // namespace proofmark::app
