// SPDX-License-Identifier: Apache-2.0
#include "registry/decide_erasure.h"

#include <algorithm>

#include "base/text.h"
#include "store/draft.h"

namespace proofmark::registry {

using base::Code;
using base::Error;
using base::Result;

namespace {

// One key for each part, so that the same erasure is never written twice.
std::string CommandOf(const store::PartPlace& place) {
  std::string key =
      std::string("erase:") + store::Word(place.stream) + ":" + std::to_string(place.seq) + ":" + place.part;
  if (key.size() <= model::kCommandKeyMax) return key;
  return "erase:" + base::ToHex(base::View(base::Sha256(key))).substr(0, 48);
}

}  // namespace

Result<void> CheckErasure(const vocab::Vocabulary& words, const ErasureOrder& order) {
  if (order.reference.size() > model::kErasureReferenceMax) {
    return Error{Code::kTooLarge,
                 "reference: " + std::to_string(order.reference.size()) + " bytes; at most " +
                     std::to_string(model::kErasureReferenceMax),
                 "reference"};
  }
  const vocab::Code* ground = words.List("erasure_grounds").Find(order.ground);
  if (ground == nullptr || !ground->until.empty()) {
    std::string list;
    for (const vocab::Code& one : words.List("erasure_grounds").all()) {
      if (one.until.empty()) list += (list.empty() ? "" : ", ") + one.code;
    }
    return Error{Code::kInvalid, "ground \"" + base::Printable(order.ground) + "\": it is one of " + list, "ground"};
  }
  if (order.reference.empty()) return {};
  const bool numbered =
      std::any_of(order.reference.begin(), order.reference.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool clean = std::none_of(order.reference.begin(), order.reference.end(),
                                  [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (numbered && clean && base::IsUtf8(order.reference)) return {};
  return Error{
      Code::kInvalid,
      "reference: give the number of the order or request, like 4 Js 112/30; a person's name must not stand in "
      "the log",
      "reference"};
}

store::Draft DecideErasure(const store::SealedPartAt& part, const ErasureOrder& order, const ErasureSetting& setting,
                           const IdSource& ids) {
  store::Draft draft = store::NewDraft({part.event.owner, setting.actor, "erased", part.event.subject,
                                        CommandOf(part.place), part.event.handling, setting.vocabulary},
                                       ids);
  model::Event& event = draft.event;
  event.cause = part.leaf;
  if (order.rule) event.rules = kRetentionRules;
  model::Erasure body{part.place.seq, part.place.part, order.ground};
  if (part.place.stream == store::Stream::kAccess) body.log = model::ErasedIn::kAccessLog;
  body.rule = order.rule;
  if (!order.reference.empty()) body.reference = order.reference;
  event.body = model::ToJson(body);
  return draft;
}

}  // namespace proofmark::registry
