// SPDX-License-Identifier: Apache-2.0
#include "model/event.h"

#include <algorithm>

#include "base/text.h"
#include "ledger/canonical.h"
#include "model/json_reader.h"

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

constexpr std::int64_t kSeqMax = (std::int64_t{1} << 53) - 1;

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

// Writes the members of one object, in the order in which they are given: the order of their keys' bytes.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_ += '{'; }
  void Close() { out_ += '}'; }

  std::string& Key(std::string_view key) {
    if (out_.back() != '{') out_ += ',';
    out_ += '"';
    out_ += key;
    out_ += "\":";
    return out_;
  }
  void Text(std::string_view key, std::string_view text) { ledger::AppendCanonicalText(text, Key(key)); }
  void Text(std::string_view key, const std::optional<std::string>& text) {
    if (text)
      Text(key, std::string_view(*text));
    else
      Key(key) += "null";
  }
  void Text(std::string_view key, const std::string& text) { Text(key, std::string_view(text)); }
  void Date(std::string_view key, const std::optional<base::PartialDate>& date) {
    if (date)
      Text(key, date->ToText());
    else
      Key(key) += "null";
  }
  void Integer(std::string_view key, std::int64_t integer) { Key(key) += std::to_string(integer); }
  void Texts(std::string_view key, const std::vector<std::string>& texts) {
    Key(key) += '[';
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i > 0) out_ += ',';
      ledger::AppendCanonicalText(texts[i], out_);
    }
    out_ += ']';
  }

 private:
  std::string& out_;
};

void WriteHandling(const Handling& handling, std::string& out) {
  ObjectWriter writer(out);
  writer.Texts("codes", handling.codes);
  writer.Date("expires_at", handling.expires_at);
  writer.Text("legal_basis", handling.legal_basis);
  writer.Text("onward", handling.onward);
  writer.Text("purpose", handling.purpose);
  writer.Texts("releasable_to", handling.releasable_to);
  writer.Date("review_at", handling.review_at);
  writer.Close();
}

void WriteSealed(const std::vector<SealedReference>& sealed, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    if (i > 0) out += ',';
    ObjectWriter writer(out);
    writer.Text("alg", sealed[i].alg);
    writer.Text("commitment", base::ToHex(base::View(sealed[i].commitment)));
    writer.Text("part", sealed[i].part);
    writer.Close();
  }
  out += ']';
}

// The canonical bytes of an event without unknown keys. Building a JSON value first costs five times as much, and every
// append comes through here; a test holds this against ledger::Canonical.
std::string WriteEvent(const Event& event, std::string_view body) {
  std::string out;
  out.reserve(body.size() + 1024);
  ObjectWriter writer(out);
  writer.Text("actor", event.actor);
  writer.Text("at", event.at.ToText());
  writer.Key("body") += body;
  if (event.cause)
    writer.Text("cause", base::ToHex(base::View(*event.cause)));
  else
    writer.Key("cause") += "null";
  writer.Text("command", event.command);
  WriteHandling(event.handling, writer.Key("handling"));
  ObjectWriter happened(writer.Key("happened"));
  happened.Date("from", event.happened.from);
  happened.Date("to", event.happened.to);
  happened.Close();
  writer.Text("id", ThingId{event.owner, "event", event.id}.ToText());
  writer.Text("kind", event.kind);
  writer.Text("nonce", base::ToHex(base::View(event.nonce)));
  writer.Text("owner", event.owner);
  writer.Text("rules", event.rules);
  WriteSealed(event.sealed, writer.Key("sealed"));
  writer.Integer("seq", event.seq);
  ObjectWriter source(writer.Key("source"));
  source.Text("grade", event.source.grade);
  source.Text("party", event.source.party);
  source.Close();
  writer.Text("subject", event.subject);
  writer.Integer("v", event.v);
  writer.Text("vocabulary", event.vocabulary);
  writer.Close();
  return out;
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
          {"review_at", base::OrNull(handling.review_at)},
          {"expires_at", base::OrNull(handling.expires_at)}};
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
  PM_ASSIGN(std::string body, ledger::Canonical(event.body));
  std::string bytes = WriteEvent(event, body);
  if (!event.unknown.empty()) {
    PM_ASSIGN(Json whole, base::ParseJson(bytes, {.bytes_max = ledger::kEventBytesMax}));
    for (const auto& [key, value] : event.unknown.items()) {
      if (!whole.emplace(key, value).second) return Bad(key, "is a key of this version and cannot be unknown");
    }
    return ledger::Canonical(whole);
  }
  if (bytes.size() > ledger::kEventBytesMax) {
    return Error{
        Code::kTooLarge,
        "event of " + std::to_string(bytes.size()) + " bytes; at most " + std::to_string(ledger::kEventBytesMax),
        "body"};
  }
  if (!base::IsUtf8(bytes)) return Bad("", "a text of the event is not UTF-8");
  return bytes;
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
