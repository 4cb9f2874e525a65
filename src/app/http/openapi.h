// SPDX-License-Identifier: Apache-2.0
// The description of the service, docs/api/openapi.yaml as JSON: made when the program is built.
#pragma once

namespace proofmark::app::web {

extern const char kOpenapi[];

}  // namespace proofmark::app::web
