// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include <array>

#include "base/assert.h"

namespace proofmark::base {
namespace {

constexpr std::array<CodeRow, 13> kCodes = {{
    {Code::kInvalid, "invalid", "The input is wrong; the message says where.", 400, 3},
    {Code::kUnauthenticated, "unauthenticated", "Nobody is logged in.", 401, 2},
    {Code::kForbidden, "forbidden", "This actor may not do this for this purpose.", 403, 3},
    {Code::kNotFound, "not_found", "There is no such thing, or it is not for this reader.", 404, 3},
    {Code::kConflict, "conflict", "It was changed meanwhile; read it again.", 409, 3},
    {Code::kTooLarge, "too_large", "A limit was passed; the message names it.", 413, 3},
    {Code::kPrecondition, "precondition", "The present state does not permit it.", 412, 3},
    {Code::kUnsupported, "unsupported", "This is not offered here.", 501, 2},
    {Code::kUnavailable, "unavailable", "Storage or network is away; try again later.", 503, 4},
    {Code::kCorrupt, "corrupt", "What is stored does not prove what it should.", 500, 4},
    {Code::kCancelled, "cancelled", "It was stopped on request.", 499, 4},
    {Code::kInternal, "internal", "A mistake of the program; please report it.", 500, 4},
    {Code::kTooMany, "too_many", "More often than is permitted; wait, as long as the message says.", 429, 4},
}};

}  // namespace

const CodeRow& Describe(Code code) {
  for (const CodeRow& row : kCodes) {
    if (row.code == code) return row;
  }
  PM_ASSERT(false && "every code has a row");
  return kCodes.back();
}

Error Within(std::string_view where, Error error) {
  error.message = std::string(where) + ": " + error.message;
  return error;
}

}  // namespace proofmark::base
