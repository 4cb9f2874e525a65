// SPDX-License-Identifier: Apache-2.0
// An Error is a refusal or failure that a caller can act on: a code, a sentence for the officer, a field.
#pragma once

#include <string>
#include <string_view>

namespace proofmark::base {

// Each code exists because a caller acts differently on it. Numbers never change.
enum class Code : int {
  kInvalid = 1,          // the input is wrong; correct it and send it again
  kUnauthenticated = 2,  // say who you are
  kForbidden = 3,        // known, and not allowed
  kNotFound = 4,         // missing, or hidden from this reader: both answer alike
  kConflict = 5,         // somebody was faster; read again and repeat
  kTooLarge = 6,         // past a named limit
  kPrecondition = 7,     // the state does not permit it
  kUnsupported = 8,      // understood, and not offered here
  kUnavailable = 9,      // storage or network is away; try again later
  kCorrupt = 10,         // what is stored does not prove what it should
  kCancelled = 11,       // stopped on request
  kInternal = 12,        // our mistake
  kTooMany = 13,         // asked more often than is permitted; wait
};

struct CodeRow {
  Code code;
  std::string_view name;      // as in JSON: "not_found"
  std::string_view sentence;  // what it means to a reader of the API
  int http_status;
  int exit_code;  // 2 usage, 3 input refused, 4 storage or network
};

// The row of a code. Every code has one.
const CodeRow& Describe(Code code);

struct Error {
  Code code = Code::kInternal;
  std::string message;  // what was wrong, where, what to do; never a secret value
  std::string field;    // the field, column or option at fault; empty where there is none

  bool operator==(const Error&) const = default;
};

// "line 7: ..." put before the message of an error that a deeper layer found.
Error Within(std::string_view where, Error error);

}  // namespace proofmark::base
