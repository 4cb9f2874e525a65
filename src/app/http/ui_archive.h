// SPDX-License-Identifier: Apache-2.0
// The files of the web interface that were built into the program: made by tools/pack_ui.mjs.
#pragma once

#include <vector>

#include "app/http/ui_files.h"

namespace proofmark::app::web {

std::vector<UiFile> BuiltUiFiles();

}  // namespace proofmark::app::web
