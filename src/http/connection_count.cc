// SPDX-License-Identifier: Apache-2.0
#include "http/connection_count.h"

#include <arpa/inet.h>

#include "base/assert.h"
#include "base/bytes.h"

namespace proofmark::http {

std::string SourceOf(std::string_view address) {
  constexpr std::size_t kPrefixBytes = 8;
  char bytes[16];
  std::string text(address.substr(0, address.find('%')));  // without the name of a network interface
  if (::inet_pton(AF_INET6, text.c_str(), bytes) != 1) return text;
  return base::ToHex({bytes, kPrefixBytes});
}

ConnectionCount::Entry ConnectionCount::Enter(const std::string& source) {
  std::lock_guard lock(mutex_);
  if (open_ >= in_all_max_) return Entry::kTooMany;
  auto counted = by_source_.find(source);
  if ((counted == by_source_.end() ? 0 : counted->second) >= per_source_max_) return Entry::kTooManyFromSource;
  ++open_;
  ++by_source_[source];
  return Entry::kAdmitted;
}

void ConnectionCount::Leave(const std::string& source) {
  std::lock_guard lock(mutex_);
  auto counted = by_source_.find(source);
  PM_ASSERT(open_ > 0 && counted != by_source_.end());
  --open_;
  if (--counted->second == 0) by_source_.erase(counted);
}

std::size_t ConnectionCount::open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

}  // namespace proofmark::http
