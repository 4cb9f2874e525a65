// SPDX-License-Identifier: Apache-2.0
// For which purposes somebody may read: what a page offers, so that it offers nothing that shows nothing.
#pragma once

#include <string_view>
#include <vector>

#include "app/actor.h"

namespace proofmark::app {

// Codes of data/purposes.csv, in order; demonstration and training are everybody's, and show invented records alone.
// An auditor's `audit` and an administrator's `system_care` show no records: access log, ledger and accounts.
std::vector<std::string_view> ReadingPurposes(const Actor& actor);

}  // namespace proofmark::app
