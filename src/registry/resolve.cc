// SPDX-License-Identifier: Apache-2.0
#include "registry/resolve.h"

#include <string_view>

namespace proofmark::registry {
namespace {

using vocab::Resolution;
using vocab::Resolved;

std::optional<std::string> Field(const Resolved& resolved) {
  switch (resolved.state) {
    case Resolution::kEmpty:
      return std::nullopt;
    case Resolution::kResolved:
      return std::string(resolved.code);
    case Resolution::kUnknown:
      return kUnknownField;
    case Resolution::kNone:
      return kNoneField;
    case Resolution::kUnresolved:
      break;
  }
  return kUnresolvedField;
}

std::string_view Text(const std::optional<std::string>& text) { return text ? std::string_view(*text) : ""; }

}  // namespace

ResolvedItem Resolve(const vocab::Vocabulary& words, const model::Description& item) {
  ResolvedItem out;
  Resolved make = words.Make(Text(item.make));
  Resolved model = words.Model(make.state == Resolution::kResolved ? make.code : "", Text(item.model));
  bool one_text = item.make && item.make == item.model;
  if (one_text && make.state == Resolution::kUnresolved && model.state == Resolution::kResolved) {
    // A model's code is MAKE:MODEL.
    if (std::size_t colon = model.code.find(':'); colon != std::string_view::npos && colon > 0) {
      make = {Resolution::kResolved, model.code.substr(0, colon)};
    }
  }
  out.type = Field(words.Type(Text(item.type)));
  out.make = Field(make);
  out.model = Field(model);
  out.calibre = Field(words.Calibre(Text(item.calibre)));
  out.made_country = Field(words.Country(Text(item.made_country)));
  out.import_country = Field(words.Country(Text(item.import_country)));
  return out;
}

}  // namespace proofmark::registry
