// SPDX-License-Identifier: Apache-2.0
// An OpenapiCheck holds answers against the description of the service: the words of JSON Schema that it uses, and no
// others, so that a word that is not checked cannot stand there unnoticed.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace proofmark::testing {

class OpenapiCheck {
 public:
  // The description as the service gives it.
  explicit OpenapiCheck(base::Json description);

  // What is wrong with an answer of an operation, "/candidates/0/band: ..."; nothing where it fits.
  std::vector<std::string> Faults(const std::string& operation, int status, const base::Json& body) const;
  // "GET /v1/items/{id}" of each operation, by its name.
  std::vector<std::pair<std::string, std::string>> Operations() const;
  // Of an operation: the names of its parameters, "header Proofmark-Purpose".
  std::vector<std::string> Parameters(const std::string& operation) const;
  bool TakesBody(const std::string& operation) const;
  // Words of schemas that Faults does not know.
  std::vector<std::string> UnknownWords() const;

 private:
  const base::Json* Find(const std::string& operation) const;
  const base::Json& Resolved(const base::Json& node) const;
  void Check(const base::Json& schema, const base::Json& value, const std::string& at,
             std::vector<std::string>& faults) const;

  base::Json description_;
};

}  // namespace proofmark::testing
