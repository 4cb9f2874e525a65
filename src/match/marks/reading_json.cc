// SPDX-License-Identifier: Apache-2.0
#include "match/marks/reading_json.h"

namespace proofmark::match {

base::Json ToJson(const MarkReading& mark) {
  return {{"text", mark.text},
          {"pattern", mark.pattern},
          {"kind", mark.kind},
          {"positions", mark.positions},
          {"legibility", ToText(mark.legibility)},
          {"treatment", ToText(mark.treatment)}};
}

base::Json ToJson(const FieldReading& reading) {
  base::Json serials = base::Json::array();
  for (const MarkReading& mark : reading.serials) serials.push_back(ToJson(mark));
  return {{"state", ToText(reading.state)}, {"serials", std::move(serials)}, {"remarks", reading.remarks}};
}

base::Json ToJson(const Evidence& evidence) {
  return {{"field", evidence.field},       {"query", evidence.query},   {"record", evidence.record},
          {"relation", evidence.relation}, {"weight", evidence.weight}, {"why", evidence.why.english()},
          {"said", evidence.why.said()}};
}

}  // namespace proofmark::match
