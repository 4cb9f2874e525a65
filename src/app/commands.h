// SPDX-License-Identifier: Apache-2.0
// A command is how a person changes the register: one order, one or more events in the authority's log.
//
//   CommandOrder order{.name = "report_theft", .body = {{"record", "118273/2019"}, {"date", "2019-03-11"}},
//                      .key = "desk-7-000118273"};
//   PM_ASSIGN(Json answer, proofmark->Carry(asking, order));
//   answer["events"];                 // [{"id", "kind", "subject", "seq"}]
//
// The key makes it safe to send an order again: the same actor with the same key and order gets the first outcome, for
// ever, and nothing is added. Orders, answers and refusals stand in docs/reference/commands.md. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/actor.h"
#include "base/json.h"
#include "base/result.h"

namespace proofmark::app {

inline constexpr std::size_t kKeyMin = 8;                  // characters of an idempotency key, visible ASCII
inline constexpr std::size_t kKeyMax = 64;                 // characters
inline constexpr std::size_t kOrderBytesMax = 512U << 10;  // of a body as one line of JSON

// The one command that takes a file; over HTTP it is POST /v1/files.
inline constexpr std::string_view kAttachFile = "attach_file";

struct CommandOrder {
  std::string name;
  base::Json body = base::Json::object();
  std::string key;
  std::string if_match{};   // the ETag of what the sender saw; commands.md says which commands ask for it
  std::string authority{};  // at the console, in whose log it is written; staff write into their own authority's
  std::string by{};         // at the console, the staff id of the person who decides
  std::optional<std::string> content{};  // of the file that attach_file attaches
};

// What may be asked for, and who may: the one table of commands.
struct CommandName {
  std::string_view name;
  Permission permission;
};
const std::vector<CommandName>& Commands();

// The version of a record's or a case's content, as HTTP's ETag has it; opaque to whoever sends it back.
std::string EtagOf(std::int64_t content_seq);

}  // namespace proofmark::app
