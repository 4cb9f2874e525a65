// SPDX-License-Identifier: Apache-2.0
// Answers as text that a person reads: what the JSON says, in the order in which an officer asks.
#pragma once

#include "base/json.h"

namespace proofmark::app::cli {

void PrintDossier(const base::Json& dossier);
// A story: `custody` of a trace or a dossier.
void PrintCustody(const base::Json& custody);
void PrintTrace(const base::Json& answer);
void PrintImport(const base::Json& result);
void PrintVerify(const base::Json& report);

}  // namespace proofmark::app::cli
