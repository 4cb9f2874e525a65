// SPDX-License-Identifier: Apache-2.0
// A ResolvedItem is what the tables of data/ make of a description: codes, or why there is none.
// A field is nothing where nothing was written; see store/rows.h for the marks that begin with "!".
//
// Where make and model are one text (a register with one column for both), the model may tell the make: "ИЖ22" is no
// maker, but the model of one. Pure; safe from any thread.
#pragma once

#include <optional>
#include <string>

#include "model/record.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline constexpr const char* kUnknownField = "!unknown";
inline constexpr const char* kNoneField = "!none";
inline constexpr const char* kUnresolvedField = "!unresolved";

struct ResolvedItem {
  std::optional<std::string> type;
  std::optional<std::string> make;
  std::optional<std::string> model;
  std::optional<std::string> calibre;
  std::optional<std::string> made_country;
  std::optional<std::string> import_country;
};

ResolvedItem Resolve(const vocab::Vocabulary& words, const model::Description& item);

}  // namespace proofmark::registry
