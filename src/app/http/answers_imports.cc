// SPDX-License-Identifier: Apache-2.0
// Registers that are taken in over the network: docs/reference/imports.md.
#include <limits>

#include "app/http/answers.h"
#include "app/http/body.h"
#include "app/http/query.h"
#include "app/http/service.h"
#include "app/import_desk.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Reply Told(Json json, int status = 200) { return Reply{status, std::move(json), {}}; }

std::optional<std::string> Wished(std::map<std::string, std::string>& query, const char* name) {
  if (query[name].empty()) return std::nullopt;
  return query[name];
}

}  // namespace

Result<Reply> AnswerImports(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json own, call.imports.List(call.asking));
  own["part_bytes_max"] = kBodyBytesMax;
  return Told(std::move(own));
}

Result<Reply> AnswerBeginImport(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_TRY(OnlyFields(call.body, {"name", "bytes"}));
  PM_ASSIGN(std::string name, RequiredText(call.body, "name"));
  PM_ASSIGN(std::int64_t bytes, RequiredNumber(call.body, "bytes"));
  if (bytes < 0) return Error{Code::kInvalid, "bytes: how large the file is", "bytes"};
  PM_ASSIGN(Json begun, call.imports.Begin(call.asking, name, static_cast<std::uint64_t>(bytes)));
  return Told(std::move(begun), 201);
}

Result<Reply> AnswerImport(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json one, call.imports.Show(call.asking, call.path.at("id")));
  return Told(std::move(one));
}

Result<Reply> AnswerDiscardImport(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json done, call.imports.Discard(call.asking, call.path.at("id")));
  return Told(std::move(done));
}

Result<Reply> AnswerUploadImport(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"at"}));
  PM_ASSIGN(std::int64_t at, NumberOf(query["at"], "at", 0, std::numeric_limits<std::int64_t>::max()));
  PM_ASSIGN(Json one,
            call.imports.Take(call.asking, call.path.at("id"), static_cast<std::uint64_t>(at), call.request.body));
  return Told(std::move(one));
}

Result<Reply> AnswerImportOutline(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"format", "delimiter", "encoding", "sheet"}));
  const FormWish wish{Wished(query, "format"), Wished(query, "delimiter"), Wished(query, "encoding"),
                      Wished(query, "sheet")};
  PM_ASSIGN(Json outline, call.imports.Understand(call.asking, call.path.at("id"), wish));
  return Told(std::move(outline));
}

Result<Reply> AnswerCheckImport(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_TRY(OnlyFields(call.body, {"mapping"}));
  if (!call.body.contains("mapping")) return Error{Code::kInvalid, "mapping: missing", "mapping"};
  PM_ASSIGN(Json one, call.imports.Check(call.asking, call.path.at("id"), call.body["mapping"]));
  return Told(std::move(one), 202);
}

Result<Reply> AnswerRunImport(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json one, call.imports.Import(call.asking, call.path.at("id")));
  return Told(std::move(one), 202);
}

Result<Reply> AnswerCancelImport(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json one, call.imports.Cancel(call.asking, call.path.at("id")));
  return Told(std::move(one));
}

Result<Reply> AnswerImportFaults(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json faults, call.imports.Faults(call.asking, call.path.at("id")));
  return Told(std::move(faults));
}

Result<Reply> AnswerImportFile(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(ImportFile file, call.imports.File(call.asking, call.path.at("id"), call.path.at("file")));
  Reply reply;
  reply.attachment = {std::move(file.name), std::move(file.type), std::move(file.bytes)};
  return reply;
}

}  // namespace proofmark::app::web
