// SPDX-License-Identifier: Apache-2.0
// A Ulid is 16 bytes that name a thing: 48 bits of milliseconds, 80 bits of chance; its text sorts as its time.
// Text is 26 characters of Crockford's base32, upper case: 01J9ZQ4V7M4W0T5YB3N2K8XH6D.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

namespace proofmark::base {

struct Ulid {
  std::array<std::uint8_t, 16> bytes{};

  std::string ToText() const;
  // Takes upper case only, so that one id has one spelling.
  static Result<Ulid> Parse(std::string_view text);
  std::int64_t Milliseconds() const;

  auto operator<=>(const Ulid&) const = default;
};

// Makes ids that grow: within one millisecond, or when the clock jumps back, the chance part counts up by a
// random step, so ids of one maker are strictly rising and no neighbour can be guessed. One thread at a time.
class UlidMaker {
 public:
  UlidMaker(Clock& clock, Rng& rng) : clock_(clock), rng_(rng) {}
  Ulid Make();

 private:
  Clock& clock_;
  Rng& rng_;
  Ulid last_;
};

// Where a decision that is itself pure takes the ids and nonces of its events from.
struct IdSource {
  UlidMaker& ulids;
  Rng& rng;
};

}  // namespace proofmark::base
