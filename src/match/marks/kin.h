// SPDX-License-Identifier: Apache-2.0
// Whether two codes that differ may stand for one weapon all the same: clerks write one for the other.
//
//   AreOneMaker(words, "taurus", "rossi");    // a brand and its maker, or two brands of one
//
// Codes of the tables; of what no table has, nothing is kin. Safe from any thread.
#pragma once

#include <string>

#include "vocab/vocabulary.h"

namespace proofmark::match {

// Two calibres of which one is the other's family.
bool AreOneFamily(const vocab::Vocabulary& words, const std::string& calibre, const std::string& other);
bool AreOneMaker(const vocab::Vocabulary& words, const std::string& make, const std::string& other);
// Pistol and revolver.
bool AreOneClass(const vocab::Vocabulary& words, const std::string& type, const std::string& other);
// A design is made in many factories: it says nothing of the maker.
bool IsDesign(const vocab::Vocabulary& words, const std::string& make);

}  // namespace proofmark::match
