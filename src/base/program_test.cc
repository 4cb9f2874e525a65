// SPDX-License-Identifier: Apache-2.0
#include "base/program.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace proofmark::base {
namespace {

TEST(Program, HasAnIdentifierOfItsContent) {
  const std::string& id = ProgramId();
  EXPECT_GE(id.size(), 32U) << "the linker is told to make one (cmake/flags.cmake)";
  EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_GT(std::count_if(id.begin(), id.end(), [&](char c) { return c != id[0]; }), 0);
  EXPECT_EQ(&ProgramId(), &id);
}

}  // namespace
}  // namespace proofmark::base
