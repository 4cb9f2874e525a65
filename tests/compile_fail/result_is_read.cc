// SPDX-License-Identifier: Apache-2.0
// Nobody drops a Result unread: an error that nobody looked at would be an answer that nobody gave.
#include "base/result.h"

proofmark::base::Result<void> Store();

bool Run() {
#ifdef PM_MISUSE
  Store();
#endif
  return Store().ok();
}
