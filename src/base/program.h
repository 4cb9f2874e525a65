// SPDX-License-Identifier: Apache-2.0
// Which program this is, to the byte: what another build kept of its own work is not taken for this one's.
#pragma once

#include <string>

namespace proofmark::base {

// The build id that the linker made of the program's content, in hexadecimal; the same in every process of one build.
// Empty where the linker made none. Safe from any thread.
const std::string& ProgramId();

}  // namespace proofmark::base
