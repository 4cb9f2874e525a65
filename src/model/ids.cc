// SPDX-License-Identifier: Apache-2.0
#include "model/ids.h"

#include <algorithm>

namespace proofmark::model {

using base::Code;
using base::Error;
using base::Result;

Result<void> CheckAuthorityCode(std::string_view code) {
  bool form = code.size() >= 2 && code.size() <= kAuthorityCodeMax && code[0] >= 'A' && code[0] <= 'Z';
  for (std::size_t i = 0; form && i < code.size(); ++i) {
    bool letter = (code[i] >= 'A' && code[i] <= 'Z') || (code[i] >= '0' && code[i] <= '9');
    bool hyphen = code[i] == '-' && code[i - 1] != '-' && i + 1 < code.size();
    form = letter || hyphen;
  }
  if (form) return {};
  return Error{Code::kInvalid,
               "authority \"" + std::string(code.substr(0, 2 * kAuthorityCodeMax)) +
                   "\": write a country or organisation in capitals, with suffixes after hyphens, like BR-RJ",
               "authority"};
}

std::string ThingId::ToText() const { return owner + "." + kind + "." + ulid.ToText(); }

Result<ThingId> ThingId::Parse(std::string_view text) {
  Error refused{Code::kInvalid, "not an identifier like BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D", "id"};
  std::size_t first = text.find('.');
  std::size_t second = first == std::string_view::npos ? first : text.find('.', first + 1);
  if (second == std::string_view::npos) return refused;
  ThingId id{std::string(text.substr(0, first)), std::string(text.substr(first + 1, second - first - 1)), {}};
  auto ulid = base::Ulid::Parse(text.substr(second + 1));
  bool kind = !id.kind.empty() && id.kind.size() <= 16 &&
              std::all_of(id.kind.begin(), id.kind.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!CheckAuthorityCode(id.owner).ok() || !kind || !ulid.ok()) return refused;
  id.ulid = *ulid;
  return id;
}

}  // namespace proofmark::model
