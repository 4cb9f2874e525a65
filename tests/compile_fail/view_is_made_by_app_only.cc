// SPDX-License-Identifier: Apache-2.0
// A room that reads records cannot make itself a View: only the access policy can.
#include "store/store.h"

namespace proofmark::registry {

bool Sees(const store::View& view) { return view.Sees(1, 1); }

#ifdef PM_MISUSE
bool SeesAll() { return Sees(store::View("console:0", "trace", {}, {})); }
#endif

}  // namespace proofmark::registry
