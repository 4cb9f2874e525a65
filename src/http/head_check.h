// SPDX-License-Identifier: Apache-2.0
// The checks that a request's head must pass before and after it is parsed: request_reader.h says why they are strict.
// Pure; safe from any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "http/message.h"
#include "http/request_reader.h"

namespace proofmark::http {

// Looks at bytes of a head that has not ended: is there already something that no continuation can make right? `from`
// is how far an earlier call has looked; it is moved on.
std::optional<RefusedRequest> CheckHeadBytes(std::string_view bytes, std::size_t& from);

// Looks at a whole head, its empty line included, as text: its request line, the form of its fields, their number.
std::optional<RefusedRequest> CheckHeadText(std::string_view head);

// The fields of a head that has passed: names in lower case, values without the blanks around them.
std::vector<NamedValue> FieldsOf(std::string_view head);

// Looks at the fields: which may stand once only, and what may not be said.
std::optional<RefusedRequest> CheckFields(const std::vector<NamedValue>& fields, bool is_http_1_0);

}  // namespace proofmark::http
