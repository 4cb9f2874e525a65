// SPDX-License-Identifier: Apache-2.0
// Files in and out: the bytes of a photograph as they are.
#include "app/commands.h"
#include "app/http/answers.h"
#include "app/http/query.h"

namespace proofmark::app::web {

using base::Json;
using base::Result;

// The command attach_file, whose order has bytes behind it.
Result<Reply> AnswerAttachFile(Call& call) {
  PM_TRY(QueryOf(call, {}));
  CommandOrder order;
  order.name = kAttachFile;
  order.body = std::move(call.body);
  order.content = std::string(call.content);
  if (const std::string* key = call.request.Field("idempotency-key")) order.key = *key;
  if (const std::string* etag = call.request.Field("if-match")) order.if_match = *etag;
  PM_ASSIGN(Json carried, call.proofmark.Carry(call.asking, order));
  return Reply{200, std::move(carried), {}};
}

// What the sender wrote is never a field of the answer: type and name are ours. The server itself says nosniff and
// no-store.
Result<Reply> AnswerFile(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(FileContent file, call.proofmark.ReadFile(call.asking, call.path.at("id")));
  Reply reply;
  reply.fields = {{"Cross-Origin-Resource-Policy", "same-origin"},
                  {"Repr-Digest", "sha-256=:" + base::ToBase64(base::View(file.digest)) + ":"}};
  reply.attachment = {std::move(file.name), std::move(file.media_type), std::move(file.bytes)};
  return reply;
}

}  // namespace proofmark::app::web
