// SPDX-License-Identifier: Apache-2.0
#include "app/http/answers.h"

#include <cstdint>
#include <limits>

#include "app/commands.h"
#include "app/http/body.h"
#include "app/http/openapi.h"
#include "app/http/query.h"
#include "ledger/checkpoint.h"
#include "ledger/inclusion_proof.h"
#include "match/marks/mark_query.h"
#include "match/marks/reading_json.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Result<std::size_t> LimitOf(const std::string& text) {
  if (text.empty()) return match::kCandidatesDefault;
  PM_ASSIGN(std::int64_t limit, NumberOf(text, "limit", 1, match::kCandidatesMax));
  return static_cast<std::size_t>(limit);
}

// How long a question took is for the console and the benchmark: over a network it would tell who has what.
Json WithoutTimes(Json answer) {
  answer.erase("micros");
  return answer;
}

void TellVersion(Reply& reply) {
  auto etag = reply.body.find("etag");
  if (etag != reply.body.end() && etag->is_string()) reply.fields.push_back({"ETag", etag->get<std::string>()});
}

// A thing of one kind by its identifier; another text names nothing, and is answered as a thing that is not there.
Result<Reply> ShowOne(Call& call, const char* kind) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json dossier, call.proofmark.ShowThing(call.asking, kind, call.path.at("id")));
  Reply reply{200, std::move(dossier), {}};
  TellVersion(reply);
  return reply;
}

// An authority's log is proved to its own staff; another's is not there.
Result<void> OwnLog(const Call& call) {
  if (call.path.at("authority") == call.asking.actor.authority) return {};
  return Error{Code::kNotFound, "there is no such log, or it is not for this reader", "authority"};
}

// The proof of an entry, with the key by which its checkpoint is signed: as this service has it, so whoever checks
// compares it with the one that the authority published.
Result<Reply> ProofReply(Call& call, const std::string& authority, std::int64_t seq) {
  PM_ASSIGN(ledger::InclusionProof proof, call.proofmark.Prove(authority, seq));
  PM_ASSIGN(Json json, base::ParseJson(ledger::InclusionProofText(proof)));
  PM_ASSIGN(store::Authority signer, call.proofmark.store().FindAuthority(authority));
  const std::string note = json["checkpoint"];
  json["key"] = ledger::VerifierKeyText(note.substr(0, note.find('\n')), signer.public_key);
  return Reply{200, std::move(json), {}};
}

// Destroys what is due; done again, it finds nothing left.
Result<Reply> RunRetention(Call& call) {
  PM_TRY(OnlyFields(call.body, {"as_of", "dry_run"}));
  RetentionOrder order;
  order.authority = call.asking.actor.authority;
  if (call.body.contains("as_of")) {
    PM_ASSIGN(order.as_of, RequiredText(call.body, "as_of"));
  }
  PM_ASSIGN(order.dry_run, OptionalTruth(call.body, "dry_run"));
  PM_ASSIGN(Json done, call.proofmark.RunRetention(call.asking, order));
  done["command"] = "run_retention";
  done["events"] = Json::array();
  done["repeated"] = false;
  return Reply{200, std::move(done), {}};
}

}  // namespace

Result<Reply> AnswerReadMarks(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json read, call.proofmark.ReadMarks(call.body));
  return Reply{200, std::move(read), {}};
}

Result<Reply> AnswerTrace(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"limit"}));
  PM_ASSIGN(std::size_t limit, LimitOf(query["limit"]));
  PM_ASSIGN(Json answer, call.proofmark.Trace(call.asking, call.body, {limit}));
  return Reply{200, WithoutTimes(std::move(answer)), {}};
}

Result<Reply> AnswerItem(Call& call) { return ShowOne(call, "item"); }
Result<Reply> AnswerWeapon(Call& call) { return ShowOne(call, "weapon"); }
Result<Reply> AnswerCase(Call& call) { return ShowOne(call, "case"); }

// One case by its reference, or else the list of them.
Result<Reply> AnswerCases(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"reference", "text", "after", "limit"}));
  if (query["reference"].empty()) {
    PM_ASSIGN(std::int64_t limit, PageOf(query["limit"]));
    PM_ASSIGN(Json page, call.proofmark.CasesAfter(call.asking, query["text"], query["after"], limit));
    return Reply{200, std::move(page), {}};
  }
  for (const char* name : {"text", "after", "limit"}) {
    if (!query[name].empty()) {
      return Error{Code::kInvalid, std::string(name) + " belongs to the list; leave it out, or reference", name};
    }
  }
  PM_ASSIGN(Json dossier, call.proofmark.ShowThing(call.asking, "case", query["reference"]));
  return Reply{200, std::move(dossier), {}};
}

Result<Reply> AnswerTraceItem(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"limit"}));
  PM_ASSIGN(std::size_t limit, LimitOf(query["limit"]));
  PM_ASSIGN(Json answer, call.proofmark.TraceRecord(call.asking, call.path.at("id"), {limit}));
  return Reply{200, WithoutTimes(std::move(answer)), {}};
}

Result<Reply> AnswerLinks(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json links, call.proofmark.Links(call.asking, call.path.at("id")));
  return Reply{200, std::move(links), {}};
}

Result<Reply> AnswerHits(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"state", "after", "limit"}));
  PM_ASSIGN(std::int64_t limit, PageOf(query["limit"]));
  PM_ASSIGN(Json hits, call.proofmark.HitsAfter(call.asking, {"", query["state"]}, query["after"], limit));
  return Reply{200, std::move(hits), {}};
}

Result<Reply> AnswerHit(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(Json hit, call.proofmark.ShowHit(call.asking, call.path.at("id")));
  return Reply{200, std::move(hit), {}};
}

Result<Reply> AnswerAlerts(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"after", "limit"}));
  PM_ASSIGN(std::int64_t limit, PageOf(query["limit"]));
  PM_ASSIGN(Json page, call.proofmark.AlertsAfter(call.asking, query["after"], limit));
  return Reply{200, std::move(page), {}};
}

Result<Reply> AnswerStatistics(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"from", "to"}));
  PM_ASSIGN(Json counted, call.proofmark.Statistics(call.asking, {query["from"], query["to"], ""}));
  return Reply{200, std::move(counted), {}};
}

Result<Reply> AnswerCommand(Call& call) {
  PM_TRY(QueryOf(call, {}));
  CommandOrder order;
  order.name = call.path.at("name");
  if (order.name == "run_retention") return RunRetention(call);
  order.body = std::move(call.body);
  if (const std::string* key = call.request.Field("idempotency-key")) order.key = *key;
  if (const std::string* etag = call.request.Field("if-match")) order.if_match = *etag;
  PM_ASSIGN(Json carried, call.proofmark.Carry(call.asking, order));
  Reply reply{200, std::move(carried), {}};
  TellVersion(reply);
  return reply;
}

Result<Reply> AnswerCheckpoint(Call& call) {
  PM_TRY(OwnLog(call));
  const std::string& authority = call.path.at("authority");
  PM_ASSIGN(std::string note, call.proofmark.Checkpoint(authority));
  return Reply{200, {{"owner", authority}, {"checkpoint", note}}, {}};
}

Result<Reply> AnswerProof(Call& call) {
  PM_TRY(OwnLog(call));
  PM_ASSIGN(std::int64_t seq, NumberOf(call.path.at("seq"), "seq", 0, std::numeric_limits<std::int64_t>::max()));
  return ProofReply(call, call.path.at("authority"), seq);
}

// An entry is proved to whoever sees the record that it belongs to: the proof is digests, and a size.
Result<Reply> AnswerItemProof(Call& call) {
  PM_TRY(QueryOf(call, {}));
  PM_ASSIGN(std::int64_t seq, NumberOf(call.path.at("seq"), "seq", 0, std::numeric_limits<std::int64_t>::max()));
  PM_ASSIGN(Json dossier, call.proofmark.ShowThing(call.asking, "item", call.path.at("id")));
  for (const Json& event : dossier["events"]) {
    if (event["seq"] == seq) return ProofReply(call, dossier["owner"].get<std::string>(), seq);
  }
  return Error{Code::kNotFound, "the record has no such entry, or it is not for this reader", "seq"};
}

Result<Reply> AnswerHealth(Call&) { return Reply{200, {{"alive", true}}, {}}; }

Result<Reply> AnswerReadiness(Call& call) {
  PM_ASSIGN(std::int64_t lag, call.proofmark.IndexLag());
  return Reply{200, {{"ready", true}, {"index_lag", lag}}, {}};
}

Result<Reply> AnswerOpenapi(Call&) {
  static const Json description = Json::parse(kOpenapi);
  return Reply{200, description, {}};
}

Result<Reply> AnswerAccess(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"record", "actor", "after", "limit"}));
  PM_ASSIGN(std::int64_t limit, PageOf(query["limit"]));
  PM_ASSIGN(Json page,
            call.proofmark.AccessesAfter(call.asking, {query["record"], query["actor"]}, query["after"], limit));
  return Reply{200, std::move(page), {}};
}

Result<Reply> AnswerWhy(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"actor", "record", "purpose"}));
  for (const char* name : {"actor", "record"}) {
    if (query[name].empty()) return Error{Code::kInvalid, std::string(name) + ": missing", name};
  }
  PM_ASSIGN(Json why, call.proofmark.Why(call.asking, query["actor"], query["record"], query["purpose"]));
  return Reply{200, std::move(why), {}};
}

}  // namespace proofmark::app::web
