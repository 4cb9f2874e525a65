// SPDX-License-Identifier: Apache-2.0
// file: photographs and scanned pages, attached to a record or a case, and their bytes again.
#include <sys/stat.h>

#include <cstdio>

#include "app/cli/commands.h"
#include "base/file.h"
#include "base/text.h"
#include "base/ulid.h"
#include "model/file.h"

namespace proofmark::app::cli {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

struct AttachWords {
  std::string thing;
  std::string path;
  std::string shows = "other";
  bool scale = false;
  bool no_scale = false;
  std::string date;
  std::string note;
  std::string by;
  std::string authority;
  std::string key;
};

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : ""; }

std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

bool IsThing(const std::string& text, const char* kind) {
  auto id = model::ThingId::Parse(text);
  return id.ok() && id->kind == kind;
}

Result<void> Attach(Console& console, const AttachWords& words) {
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  CommandOrder order;
  order.name = kAttachFile;
  PM_ASSIGN(order.content, base::ReadFile(words.path, model::kFileBytesMax));
  order.body = {{IsThing(words.thing, "case") ? "case" : "record", words.thing}, {"shows", words.shows}};
  if (words.path != "-") order.body["name"] = NameOf(words.path);
  if (words.scale || words.no_scale) order.body["scale"] = words.scale;
  if (!words.date.empty()) order.body["date"] = words.date;
  if (!words.note.empty()) order.body["note"] = words.note;
  order.by = words.by;
  order.authority = words.authority;
  // What belongs to one authority is written into its log.
  if (auto id = model::ThingId::Parse(words.thing); id.ok()) order.authority = id->owner;
  base::UlidMaker keys(console.clock(), console.rng());
  order.key = words.key.empty() ? "console-" + keys.Make().ToText() : words.key;
  PM_ASSIGN(Json done, proofmark->Carry(console.AskingFor("investigation"), order));
  console.Answer(done, [&](const Json& json) {
    std::printf("%s is attached to %s%s\n", Text(json["file"]).c_str(), base::Printable(words.thing).c_str(),
                json["repeated"].get<bool>() ? " (as before)" : "");
  });
  return {};
}

// A file that is there is somebody's: it is never written over.
Result<void> Get(Console& console, const std::string& id, const std::string& path) {
  struct ::stat there {};
  if (::lstat(path.c_str(), &there) == 0) {
    return Error{Code::kConflict, path + ": is there already; name a file that is not", "out"};
  }
  PM_ASSIGN(Proofmark * proofmark, console.Open());
  PM_ASSIGN(FileContent file, proofmark->ReadFile(console.AskingFor("investigation"), id));
  PM_TRY(base::WriteFileDurably(path, file.bytes, 0600));
  const std::string digest = base::ToHex(base::View(file.digest));
  console.Answer(
      {{"file", id}, {"out", path}, {"media_type", file.media_type}, {"bytes", file.bytes.size()}, {"digest", digest}},
      [&](const Json&) {
        std::printf("%s: %s, %zu bytes, sha-256 %s\n", base::Printable(path).c_str(), file.media_type.c_str(),
                    file.bytes.size(), digest.c_str());
      });
  return {};
}

}  // namespace

void AddFile(CLI::App& app, Console& console) {
  CLI::App* file = app.add_subcommand("file", "photographs and scanned pages of a record or a case");
  file->require_subcommand(1);
  auto words = std::make_shared<AttachWords>();
  CLI::App* attach = file->add_subcommand("attach", "attach a JPEG or PNG to a record or a case");
  attach->add_option("THING", words->thing, "a record or a case by its identifier, or a register's own number")
      ->required();
  attach->add_option("PATH", words->path, "the file; - is standard input")->required();
  attach->add_option("--shows", words->shows, "what is seen on it: a code of file_subjects (default: other)");
  attach->add_flag("--scale", words->scale, "a scale lies beside it");
  attach->add_flag("--no-scale", words->no_scale, "none does")->excludes("--scale");
  attach->add_option("--date", words->date, "when it was taken: a day, a month or a year");
  attach->add_option("--note", words->note, "free text, kept sealed");
  attach->add_option("--by", words->by, "who attaches it: a staff id like staff:4711, never a name");
  attach->add_option("--authority", words->authority, "whose register's number it is, where several are kept");
  attach->add_option("--key", words->key, "idempotency key, the same when the command is run again");
  attach->callback([&console, words] {
    if (Result<void> done = Attach(console, *words); !done.ok()) console.Fail(done.error());
  });
  struct GetWords {
    std::string id;
    std::string out;
  };
  auto wanted = std::make_shared<GetWords>();
  CLI::App* get = file->add_subcommand("get", "write an attached file as it was attached");
  get->add_option("ID", wanted->id, "like BB.file.01J9ZQ4V7M4W0T5YB3N2K8XH6D")->required();
  get->add_option("--out", wanted->out, "where to; never over a file that is there")->required();
  get->callback([&console, wanted] {
    if (Result<void> done = Get(console, wanted->id, wanted->out); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
