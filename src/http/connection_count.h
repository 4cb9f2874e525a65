// SPDX-License-Identifier: Apache-2.0
// A ConnectionCount is how many connections are open, in all and from each source, and whether one more may be.
//
// A source is an IPv4 address or the first 64 bits of an IPv6 address, of which one machine has as many as it likes.
// Safe from any thread.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace proofmark::http {

// The source that an address belongs to: "192.0.2.7" itself, "20010db800000001" of "2001:db8:0:1::7".
std::string SourceOf(std::string_view address);

class ConnectionCount {
 public:
  enum class Entry { kAdmitted, kTooMany, kTooManyFromSource };

  ConnectionCount(std::size_t in_all_max, std::size_t per_source_max)
      : in_all_max_(in_all_max), per_source_max_(per_source_max) {}

  Entry Enter(const std::string& source);
  void Leave(const std::string& source);  // of one that was admitted
  std::size_t open() const;

 private:
  std::size_t in_all_max_;
  std::size_t per_source_max_;
  mutable std::mutex mutex_;
  std::size_t open_ = 0;
  std::unordered_map<std::string, std::size_t> by_source_;
};

}  // namespace proofmark::http
