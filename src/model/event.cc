// SPDX-License-Identifier: Apache-2.0
#include "model/event.h"

#include <algorithm>

#include "ledger/canonical.h"
#include "model/json_reader.h"

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::int64_t kSeqMax = (std::int64_t{1} << 53) - 1;

Json OptionalJson(const std::optional<std::string>& text) { return text ? Json(*text) : Json(nullptr); }
Json OptionalJson(const std::optional<base::PartialDate>& date) { return date ? Json(date->ToText()) : Json(nullptr); }

// "stolen", "used_in_crime", "import_of_records": what every code of data/ that stands in an event looks like.
bool IsCode(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

bool IsGrade(std::string_view grade) {
  return grade.size() == 2 && grade[0] >= 'A' && grade[0] <= 'F' && grade[1] >= '1' && grade[1] <= '6';
}

Error Bad(std::string field, const std::string& why) {
  return Error{Code::kInvalid, field + ": " + why, std::move(field)};
}

Result<void> CheckHandling(const Handling& handling) {
  if (!IsCode(handling.onward)) return Bad("handling.onward", "must be a code of onward_rules");
  if (!IsCode(handling.purpose)) return Bad("handling.purpose", "must be a code of purposes");
  if (!IsCode(handling.legal_basis)) return Bad("handling.legal_basis", "must be a code of legal_bases");
  if (handling.codes.size() > kCodesMax || handling.releasable_to.size() > kCodesMax) {
    return Error{Code::kTooLarge, "handling: at most " + std::to_string(kCodesMax) + " codes", "handling"};
  }
  for (const std::string& code : handling.codes) {
    if (!IsCode(code)) return Bad("handling.codes", "must be codes of handling_codes");
  }
  for (const std::string& authority : handling.releasable_to) PM_TRY(CheckAuthorityCode(authority));
  return {};
}

// What holds for every event, whatever its kind. Checked before writing and after reading.
Result<void> Check(const Event& event) {
  if (event.v != kEventVersion) return Bad("v", "this program knows version 1 only");
  PM_TRY(CheckAuthorityCode(event.owner));
  if (event.seq < 0 || event.seq > kSeqMax) return Bad("seq", "must be a leaf index");
  if (event.actor.empty() || event.actor.size() > kActorMax) return Bad("actor", "1 to 64 characters");
  if (!IsCode(event.kind)) return Bad("kind", "must be a code of life_events or record_events");
  PM_ASSIGN(ThingId subject, ThingId::Parse(event.subject));
  if (subject.owner != event.owner) return Bad("subject", "belongs to another owner than the event");
  if (event.happened.from && event.happened.to && event.happened.to->LastDay() < event.happened.from->FirstDay()) {
    return Bad("happened", "ends before it begins");
  }
  if (event.source.grade && !IsGrade(*event.source.grade)) return Bad("source.grade", "must be A-F and 1-6, like B2");
  PM_TRY(CheckHandling(event.handling));
  if (event.command.empty() || event.command.size() > kCommandKeyMax) return Bad("command", "1 to 64 characters");
  if (!event.body.is_object()) return Bad("body", "must be an object");
  if (event.sealed.size() > kSealedPartsMax) {
    return Error{Code::kTooLarge, "sealed: at most " + std::to_string(kSealedPartsMax) + " parts", "sealed"};
  }
  for (std::size_t i = 0; i < event.sealed.size(); ++i) {
    if (!IsCode(event.sealed[i].part) || !IsCode(event.sealed[i].alg)) return Bad("sealed", "part and alg are codes");
    if (i > 0 && event.sealed[i - 1].part >= event.sealed[i].part) {
      return Bad("sealed", "parts must be in order, each once");
    }
  }
  return {};
}

Json ToJson(const Event& event) {
  Json json = event.unknown;
  json["v"] = event.v;
  json["id"] = ThingId{event.owner, "event", event.id}.ToText();
  json["owner"] = event.owner;
  json["seq"] = event.seq;
  json["at"] = event.at.ToText();
  json["actor"] = event.actor;
  json["kind"] = event.kind;
  json["subject"] = event.subject;
  json["happened"] = {{"from", OptionalJson(event.happened.from)}, {"to", OptionalJson(event.happened.to)}};
  json["source"] = {{"party", OptionalJson(event.source.party)}, {"grade", OptionalJson(event.source.grade)}};
  json["handling"] = HandlingToJson(event.handling);
  json["cause"] = event.cause ? Json(base::ToHex(base::View(*event.cause))) : Json(nullptr);
  json["command"] = event.command;
  json["rules"] = OptionalJson(event.rules);
  json["vocabulary"] = OptionalJson(event.vocabulary);
  json["nonce"] = base::ToHex(base::View(event.nonce));
  json["body"] = event.body;
  Json sealed = Json::array();
  for (const SealedReference& part : event.sealed) {
    sealed.push_back({{"part", part.part}, {"alg", part.alg}, {"commitment", base::ToHex(base::View(part.commitment))}});
  }
  json["sealed"] = std::move(sealed);
  return json;
}

std::vector<SealedReference> ReadSealed(JsonReader& reader) {
  std::vector<SealedReference> out;
  for (const Json& entry : reader.Array("sealed", kSealedPartsMax)) {
    JsonReader part(entry, "sealed");
    SealedReference reference{part.Text("part", 64), part.Text("alg", 64), {}};
    reference.commitment = *base::ToArray<32>(part.HexText("commitment", 32));
    Result<void> done = part.Done(JsonReader::Rest::kRefuse);
    if (!done.ok()) reader.Fail("sealed", done.error().message);
    out.push_back(std::move(reference));
  }
  return out;
}

base::Ulid ReadEventId(JsonReader& reader, const std::string& owner) {
  ThingId id = reader.Take("id", ThingId::Parse(reader.Text("id", 128)));
  if (id.owner != owner || id.kind != "event") reader.Fail("id", "must be OWNER.event.ULID of the event's owner");
  return id.ulid;
}

}  // namespace

Json HandlingToJson(const Handling& handling) {
  return {{"codes", handling.codes},
          {"releasable_to", handling.releasable_to},
          {"onward", handling.onward},
          {"purpose", handling.purpose},
          {"legal_basis", handling.legal_basis},
          {"review_at", OptionalJson(handling.review_at)},
          {"expires_at", OptionalJson(handling.expires_at)}};
}

Result<Handling> HandlingFromJson(const Json& json) {
  JsonReader reader(json, "handling");
  Handling handling;
  handling.codes = reader.Texts("codes", kCodesMax, 64);
  handling.releasable_to = reader.Texts("releasable_to", kCodesMax, kAuthorityCodeMax);
  handling.onward = reader.Text("onward", 64);
  handling.purpose = reader.Text("purpose", 64);
  handling.legal_basis = reader.Text("legal_basis", 64);
  handling.review_at = reader.OptionalDate("review_at");
  handling.expires_at = reader.OptionalDate("expires_at");
  PM_TRY(reader.Done(JsonReader::Rest::kRefuse));
  return handling;
}

Result<std::string> Encode(const Event& event) {
  PM_TRY(Check(event));
  return ledger::Canonical(ToJson(event));
}

Result<Event> Decode(std::string_view canonical_bytes) {
  PM_ASSIGN(Json json, ledger::ParseCanonical(canonical_bytes));
  JsonReader reader(json, "");
  Event event;
  event.v = reader.Integer("v", 1, kSeqMax);
  event.owner = reader.Text("owner", kAuthorityCodeMax);
  event.id = ReadEventId(reader, event.owner);
  event.seq = reader.Integer("seq", 0, kSeqMax);
  event.at = reader.Take("at", base::Instant::Parse(reader.Text("at", 24)));
  event.actor = reader.Text("actor", kActorMax);
  event.kind = reader.Text("kind", 64);
  event.subject = reader.Text("subject", 128);
  JsonReader happened(reader.Object("happened"), "happened");
  event.happened = {happened.OptionalDate("from"), happened.OptionalDate("to")};
  JsonReader source(reader.Object("source"), "source");
  event.source = {source.OptionalText("party"), source.OptionalText("grade", 2)};
  event.handling = reader.Take("", HandlingFromJson(reader.Object("handling")));
  if (std::optional<std::string> cause = reader.OptionalText("cause", 64)) {
    event.cause = *base::ToArray<32>(reader.HexText("cause", 32));
  }
  event.command = reader.Text("command", kCommandKeyMax);
  event.rules = reader.OptionalText("rules", 128);
  event.vocabulary = reader.OptionalText("vocabulary", 128);
  event.nonce = *base::ToArray<16>(reader.HexText("nonce", 16));
  event.body = reader.Object("body");
  event.sealed = ReadSealed(reader);
  event.unknown = reader.Rest();
  PM_TRY(reader.Done(JsonReader::Rest::kKeep));
  PM_TRY(happened.Done(JsonReader::Rest::kRefuse));
  PM_TRY(source.Done(JsonReader::Rest::kRefuse));
  PM_TRY(Check(event));
  return event;
}

}  // namespace proofmark::model
