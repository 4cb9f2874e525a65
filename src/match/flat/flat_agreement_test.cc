// SPDX-License-Identifier: Apache-2.0
#include "match/flat/flat_agreement.h"

#include <gtest/gtest.h>

#include "match/flat/flat_fixture.h"

namespace proofmark::match {
namespace {

TEST(FlatAgreement, SaysWhatIsAskedAndWhatIsNotKnown) {
  const FlatTold told[] = {FlatTold::Of(5, {.make = 7, .calibre = 3}, 1), FlatTold::Of(5, {.make = 0, .calibre = 0}, 2),
                           FlatTold::Of(5, {.make = 8, .calibre = 3}, 3)};
  EXPECT_EQ(AgreementOf({.make = 7, .calibre = 3}, told, 3), (Agreement{.makes = {1, 2, 4}, .calibres = {5, 2, 0}}));
  EXPECT_EQ(AgreementOf({.calibre = 4}, told, 3), (Agreement{.makes = {7, 0, 0}, .calibres = {0, 2, 5}}));
}

// Of every number of records, also behind the last of which nothing may be read.
TEST(FlatAgreement, ManyAtOnceAreAsOneByOne) {
  SeededChoice choice(71);
  for (std::uint32_t count = 1; count <= kAgreementMost; ++count) {
    std::vector<FlatTold> told;
    for (std::uint32_t i = 0; i < count; ++i) {
      // Makes above 255 and letters of all bits, which lie beside the make.
      const FlatFields fields{.make = static_cast<std::uint16_t>(choice.Below(4) * 255),
                              .calibre = static_cast<std::uint8_t>(choice.Below(3) * 127)};
      told.push_back(FlatTold::Of(static_cast<std::uint32_t>(choice.Below(1U << 24)), fields, ~i));
    }
    for (std::uint16_t make = 0; make < 4 * 255; make += 255) {
      for (const int calibre : {0, 127, 254, 1}) {
        const FlatFields asked{.make = make, .calibre = static_cast<std::uint8_t>(calibre)};
        ASSERT_EQ(AgreementOf(asked, told.data(), count), AgreementOfPlain(asked, told.data(), count))
            << count << ", make " << make << ", calibre " << calibre;
      }
    }
  }
}

}  // namespace
}  // namespace proofmark::match
