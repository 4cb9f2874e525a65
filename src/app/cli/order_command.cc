// SPDX-License-Identifier: Apache-2.0
// command: one order from a file or standard input, as the service takes it.
#include <cstdio>

#include "app/cli/commands.h"
#include "base/file.h"
#include "base/ulid.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

Result<void> Carry(Console& console, const std::string& file, CommandOrder order) {
  PM_ASSIGN(base::MappedFile bytes, base::MappedFile::Open(file, kOrderBytesMax));
  auto body = base::ParseJson(bytes.bytes(), {.bytes_max = kOrderBytesMax});
  if (!body.ok()) return base::Within(file == "-" ? "standard input" : file, body.error());
  order.body = std::move(*body);
  if (order.key.empty()) order.key = "console-" + base::UlidMaker(console.clock(), console.rng()).Make().ToText();
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(Json answer, proofmark->Carry(console.AskingFor("investigation"), order));
  std::printf("%s\n", base::JsonLine(answer).c_str());
  return {};
}

}  // namespace

void AddOrder(CLI::App& app, Console& console) {
  struct Words {
    std::string file;
    CommandOrder order;
  };
  auto words = std::make_shared<Words>();
  CLI::App* command = app.add_subcommand("command", "carry out one command; the answer is JSON");
  std::string names;
  for (const CommandName& one : Commands()) names += (names.empty() ? "" : ", ") + std::string(one.name);
  command->add_option("NAME", words->order.name, "one of " + names)->required();
  command->add_option("FILE", words->file, "the order, a JSON object; - is standard input")->required();
  command->add_option("--key", words->order.key,
                      "idempotency key: the same key and order again give the first outcome (made up where not given)");
  command->add_option("--if-match", words->order.if_match, "the etag of what you saw, for corrections");
  command->add_option("--authority", words->order.authority, "in whose log it is written, where several are kept");
  command->add_option("--by", words->order.by, "who decides: a staff id like staff:4711, never a name");
  command->callback([&console, words] {
    if (Result<void> done = Carry(console, words->file, words->order); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
