// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/batch.h"
#include "app/cli/commands.h"
#include "base/text.h"
#include "match/marks/mark_reader.h"
#include "match/marks/reading_json.h"

namespace proofmark::app::cli {

using base::Json;
using base::Result;

namespace {

struct MarksWords {
  std::string text;
  std::string type;
  std::string language;
  std::string batch;
};

// The reader with the tables it reads by. It opens no database: what a field says depends on data/ alone.
struct Reading {
  vocab::Vocabulary words;
  match::MarkReader reader;

  // The type is a code, or any spelling of one; of a spelling that no table has nothing follows.
  Json Read(const std::string& text, const std::string& type, const std::string& language) const {
    vocab::Resolved resolved = words.Type(type);
    std::string_view code = resolved.state == vocab::Resolution::kResolved ? resolved.code : std::string_view();
    return match::ToJson(reader.Read({.text = text, .type = code, .language = language}));
  }
};

Result<Reading> OpenReading(const std::string& data) {
  PM_ASSIGN(vocab::Vocabulary words, vocab::Vocabulary::Load(data.empty() ? DataFolder() : data));
  PM_ASSIGN(match::MarkReader reader, match::MarkReader::Make(words));
  return Reading{std::move(words), std::move(reader)};
}

void PrintReading(const Json& reading) {
  std::printf("%s\n", reading["state"].get<std::string>().c_str());
  for (const Json& mark : reading["serials"]) {
    std::string places;
    for (const Json& place : mark["positions"]) places += (places.empty() ? ", on " : ", ") + place.get<std::string>();
    const std::string treatment = mark["treatment"];
    std::printf("  %-24s %s, %s%s%s   written: %s\n", mark["pattern"].get<std::string>().c_str(),
                mark["kind"].get<std::string>().c_str(), mark["legibility"].get<std::string>().c_str(),
                treatment == "unknown" ? "" : (", " + treatment).c_str(), places.c_str(),
                base::Printable(mark["text"].get<std::string>()).c_str());
  }
  for (const Json& remark : reading["remarks"]) {
    std::printf("  remark: %s\n", base::Printable(remark.get<std::string>()).c_str());
  }
}

Result<void> ReadMarks(Console& console, const MarksWords& given) {
  PM_ASSIGN(Reading reading, OpenReading(console.common.data));
  if (given.batch.empty()) {
    console.Answer(reading.Read(given.text, given.type, given.language), PrintReading);
    return {};
  }
  return RunBatch(console, given.batch, [&](const Json& question) -> Result<Json> {
    PM_ASSIGN(std::string text, TextField(question, "text", Presence::kRequired));
    PM_ASSIGN(std::string type, TextField(question, "type", Presence::kOptional));
    PM_ASSIGN(std::string language, TextField(question, "language", Presence::kOptional));
    return reading.Read(text, type.empty() ? given.type : type, language.empty() ? given.language : language);
  });
}

}  // namespace

void AddMarks(CLI::App& app, Console& console) {
  auto given = std::make_shared<MarksWords>();
  CLI::App* marks = app.add_subcommand("marks", "what the text of a serial field says");
  marks->require_subcommand(1);
  CLI::App* read = marks->add_subcommand("read", "numbers, what is said of them, and the state of the field");
  CLI::Option* text = read->add_option("TEXT", given->text, "the field, word for word");
  read->add_option("--type", given->type, "the weapon's type, as written or by its code");
  read->add_option("--language", given->language, "pt, es, en ...: whose short words count; default all");
  CLI::Option* batch =
      read->add_option("--batch", given->batch, "JSON Lines of {ref, text, type, language}; - is standard input");
  text->excludes(batch);
  read->callback([&console, given, text, batch] {
    if (text->count() + batch->count() == 0) throw CLI::RequiredError("TEXT or --batch FILE");  // main catches it
    if (Result<void> done = ReadMarks(console, *given); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
