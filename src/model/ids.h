// SPDX-License-Identifier: Apache-2.0
// A ThingId names one thing of one owner: "BR-RJ.item.01J9ZQ4V7M4W0T5YB3N2K8XH6D". An authority's code is an ISO 3166
// country or an organisation, with suffixes: "UA", "BR-RJ", "FR-DGDDI", "INTERPOL".
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/ulid.h"

namespace proofmark::model {

inline constexpr std::size_t kAuthorityCodeMax = 32;

// Done, or kInvalid: 2 to 32 characters A-Z 0-9, groups joined by single hyphens, beginning with a letter.
base::Result<void> CheckAuthorityCode(std::string_view code);

struct ThingId {
  std::string owner;
  std::string kind;  // item, event, case, weapon: lower-case letters
  base::Ulid ulid;

  std::string ToText() const;
  // Errors: kInvalid.
  static base::Result<ThingId> Parse(std::string_view text);
  bool operator==(const ThingId&) const = default;
};

}  // namespace proofmark::model
