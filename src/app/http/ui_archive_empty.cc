// SPDX-License-Identifier: Apache-2.0
#include "app/http/ui_archive.h"

namespace proofmark::app::web {

std::vector<UiFile> BuiltUiFiles() { return {}; }

}  // namespace proofmark::app::web
