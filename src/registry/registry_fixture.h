// SPDX-License-Identifier: Apache-2.0
// For tests: the shipped tables, a mapping from its text, the readings of a register's text.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/json.h"
#include "registry/mapping.h"
#include "registry/read_row.h"
#include "registry/register_reader.h"
#include "vocab/vocabulary.h"

namespace proofmark::registry {

inline const vocab::Vocabulary& Words() {
  static const vocab::Vocabulary* const words = [] {
    auto loaded = vocab::Vocabulary::Load(PM_DATA_DIR);
    if (!loaded.ok()) ADD_FAILURE() << loaded.error().message;
    return new vocab::Vocabulary(std::move(loaded).value());
  }();
  return *words;
}

inline base::Result<Mapping> TryMapping(const std::string& text) {
  auto json = base::ParseJson(text);
  if (!json.ok()) return json.error();
  return ParseMapping(*json, Words());
}

inline Mapping MappingOf(const std::string& text) {
  auto mapping = TryMapping(text);
  if (!mapping.ok()) ADD_FAILURE() << mapping.error().message;
  return mapping.ok() ? *mapping : Mapping{};
}

inline Mapping CommittedMapping(const std::string& file) {
  auto text = base::ReadFile(std::string(PM_SOURCE_DIR) + "/mappings/" + file, 1U << 20);
  if (!text.ok()) ADD_FAILURE() << text.error().message;
  return MappingOf(*text);
}

inline std::string RegisterText(const std::string& file) {
  auto text = base::ReadFile(std::string(PM_TESTDATA_DIR) + "/registers/" + file, 1U << 20);
  if (!text.ok()) ADD_FAILURE() << text.error().message;
  return text.ok() ? *text : "";
}

inline constexpr std::array<std::uint8_t, 32> kTestSecret = {1, 2, 3};

// A register in memory, with what reads it.
struct TestRegister {
  TestRegister(Mapping with, std::string text, std::array<std::uint8_t, 32> secret = kTestSecret)
      : mapping(std::move(with)), bytes(std::move(text)) {
    auto opened = RegisterReader::Open(bytes, mapping);
    if (!opened.ok()) ADD_FAILURE() << opened.error().message;
    reader = std::make_unique<RegisterReader>(std::move(opened).value());
    rows = std::make_unique<RowReader>(
        RowContext{mapping, Words(), reader->header(), secret, std::string(64, 'f'), mapping.as_of});
  }
  // All rows; a row that the reader could not cut has its fault alone.
  std::vector<RowReading> All() {
    std::vector<RowReading> out;
    RegisterReader again = *reader;
    InputRow row;
    while (again.Next(row)) {
      if (!row.fault) {
        out.push_back(rows->Read(row));
        continue;
      }
      out.emplace_back().faults.push_back(*row.fault);
    }
    return out;
  }
  RowReading First() { return All().at(0); }

  Mapping mapping;
  std::string bytes;
  std::unique_ptr<RegisterReader> reader;
  std::unique_ptr<RowReader> rows;
};

}  // namespace proofmark::registry
