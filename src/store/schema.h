// SPDX-License-Identifier: Apache-2.0
// The tables of a database, and how an older one becomes today's. docs/formats/database.md describes each column.
#pragma once

#include <string>

#include "base/result.h"

namespace proofmark::store {

class Engine;

inline constexpr int kSchemaVersion = 5;
// What Apply makes of a log. Raised with every change of a projection; an older database is re-projected at start.
inline constexpr int kProjectionVersion = 5;

// The statements of one migration, in each engine's words.
std::string SqliteMigration(int version);
std::string PostgresMigration(int version);

// Brings the tables to kSchemaVersion, in one transaction. Errors: kUnsupported (made by a newer program).
base::Result<void> Migrate(Engine& engine);

// Values that belong to the whole database. An empty text where nothing was set; kCorrupt where it is not what was
// written. SetSetting belongs into a transaction: it keeps the number of the settings too.
base::Result<std::string> Setting(Engine& engine, const std::string& name);
base::Result<void> SetSetting(Engine& engine, const std::string& name, const std::string& value);
// Without the number: for a setting that is there already, and for the number itself.
base::Result<void> PutSetting(Engine& engine, const std::string& name, const std::string& value);

}  // namespace proofmark::store
