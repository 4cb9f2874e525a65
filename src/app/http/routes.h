// SPDX-License-Identifier: Apache-2.0
// A Route is one question or command of the service: a method, a path, what it needs, and the function that answers.
// All of them stand in one table, which docs/api/openapi.yaml describes and tests compare it with.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/proofmark.h"
#include "base/json.h"
#include "http/message.h"

namespace proofmark::app {
class ImportDesk;
}

namespace proofmark::app::web {

// What a request has to bring, each more than the one before.
enum class Needs {
  kNothing,
  kLogIn,    // who
  kReading,  // who, and why: Proofmark-Purpose, Proofmark-Case, Proofmark-Basis
  kCommand,  // who, why, and Idempotency-Key
};

// How somebody showed who he is.
enum class Shown { kNothing, kCookie, kToken };

struct Call {
  Proofmark& proofmark;
  ImportDesk& imports;
  const http::Request& request;
  Asking asking{};
  Shown shown = Shown::kNothing;
  std::string secret{};                       // the session's or the token's; never written anywhere
  std::map<std::string, std::string> path{};  // what stands for {id}
  base::Json body = base::Json::object();
  std::string_view content{};  // of the request: the file that comes behind its order
};

struct Reply {
  int status = 200;
  base::Json body = base::Json::object();
  std::vector<http::NamedValue> fields{};
  // A file to keep, in place of the body.
  struct Attachment {
    std::string name;  // the program's own, of ASCII
    std::string type;
    std::string bytes;
  };
  std::optional<Attachment> attachment{};
};

enum class BodyForm {
  kJson,          // one object
  kOrderAndFile,  // an object in one line, and behind it the bytes of a file
  kBytes,         // application/octet-stream
};

struct Route {
  std::string_view method;
  std::string_view path;  // "/v1/items/{id}"
  std::string_view name;  // operationId; a label of counters and the log
  Needs needs = Needs::kNothing;
  std::optional<Permission> permission{};  // what the facade will ask for; none where a log-in is enough
  bool takes_body = false;
  bool by_name = false;  // asks for one thing by its name: answered not before the floor
  base::Result<Reply> (*answer)(Call&) = nullptr;
  BodyForm form = BodyForm::kJson;  // of the body that it takes
};

const std::vector<Route>& Routes();

// The route of a path, with what stands for its parts in braces. Errors: kNotFound (no such path), kUnsupported (the
// path is another method's).
struct Found {
  const Route* route = nullptr;
  std::map<std::string, std::string> parts;
};
base::Result<Found> FindRoute(std::string_view method, std::string_view path);
// The methods of a path, as the field Allow has them: "DELETE, GET, HEAD"; empty where there is no such path.
std::string MethodsOf(std::string_view path);

}  // namespace proofmark::app::web
