// SPDX-License-Identifier: Apache-2.0
#include "app/erasure_list.h"

#include "base/json.h"
#include "base/text.h"
#include "model/erasure.h"
#include "model/ids.h"
#include "model/json_reader.h"

namespace proofmark::app {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Result<store::ErasedPart> ReadLine(std::string_view line) {
  if (line.size() > kErasureLineMax) {
    return Error{Code::kTooLarge, "longer than " + std::to_string(kErasureLineMax) + " bytes", ""};
  }
  PM_ASSIGN(Json json, base::ParseJson(line));
  model::JsonReader reader(json, "erasure");
  store::ErasedPart part;
  part.owner = reader.Text("owner", model::kAuthorityCodeMax);
  const std::string log = reader.Text("log", 16);
  if (log != "record" && log != "access") reader.Fail("log", "must be \"record\" or \"access\"");
  if (log == "access") part.stream = store::Stream::kAccess;
  const auto event = reader.Take("event", model::ThingId::Parse(reader.Text("event", 128)));
  if (event.kind != "event" || event.owner != part.owner) reader.Fail("event", "must be an event of the owner");
  part.event = event.ulid;
  part.part = reader.Text("part", 64);
  part.ground = reader.Text("ground", 64);
  part.rule = reader.OptionalText("rule", 64);
  part.reference = reader.OptionalText("reference", model::kErasureReferenceMax);
  PM_TRY(reader.Done(model::JsonReader::Rest::kKeep));
  return part;
}

}  // namespace

std::string ErasureLine(const store::ErasedPart& part) {
  Json line = {{"owner", part.owner},
               {"log", store::Word(part.stream)},
               {"event", model::ThingId{part.owner, "event", part.event}.ToText()},
               {"part", part.part},
               {"ground", part.ground}};
  if (part.rule) line["rule"] = *part.rule;
  if (part.reference) line["reference"] = *part.reference;
  return base::JsonLine(line);
}

Result<std::vector<store::ErasedPart>> ReadErasureList(std::string_view text) {
  std::vector<store::ErasedPart> out;
  std::int64_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = base::Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    auto part = ReadLine(line);
    if (!part.ok()) return base::Within("line " + std::to_string(number), part.error());
    out.push_back(std::move(*part));
  }
  return out;
}

}  // namespace proofmark::app
