// SPDX-License-Identifier: Apache-2.0
// The entries of a mapping's lists, read: marks and events, and the columns and codes that they name.
// Faults are noted in the JsonReader given, under the entry's key. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "model/json_reader.h"
#include "registry/mapping.h"

namespace proofmark::registry {

// Done, or kInvalid: `"stollen" is not a life event; did you mean stolen?`. `what` names the list's thing.
base::Result<void> CheckCode(const vocab::CodeList& list, std::string_view what, const std::string& code);

// One column's name; null or missing: nothing. An empty name is a fault.
std::optional<std::string> OptionalColumn(model::JsonReader& reader, std::string_view key);
// A name or a list of names; null or missing: none. At most count_max, each once.
std::vector<std::string> Columns(model::JsonReader& reader, const base::Json& json, std::string_view key,
                                 std::size_t count_max);

base::Result<MarkColumns> ParseMark(const base::Json& json, const std::string& path, const vocab::Vocabulary& words);
base::Result<EventColumns> ParseEvent(const base::Json& json, const std::string& path, const vocab::Vocabulary& words);

// The kind of an event: a code, or {"column": NAME, "values": {"ROUBADA": "stolen", "OUTROS": null}}.
base::Result<void> ParseKind(const base::Json& kind, const std::string& path, const vocab::Vocabulary& words,
                             EventColumns& event);

}  // namespace proofmark::registry
