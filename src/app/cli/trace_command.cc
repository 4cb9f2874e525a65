// SPDX-License-Identifier: Apache-2.0
#include <cstdio>

#include "app/cli/batch.h"
#include "app/cli/commands.h"
#include "app/cli/print.h"
#include "match/marks/mark_query.h"

namespace proofmark::app::cli {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

struct TraceWords {
  std::string serial;
  std::string pattern;
  std::vector<std::string> marks;
  std::string make;
  std::string model;
  std::string calibre;
  std::string type;
  std::string country;
  std::string importer;
  std::string year;
  std::string record;
  std::string batch;
  std::size_t limit = match::kCandidatesDefault;
};

// "slide=AZB247": a place on the weapon, and what is written there; "property=PM 104": a kind of mark.
Result<Json> MarkOf(const std::string& word) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == word.size()) {
    return Error{Code::kInvalid, "--mark \"" + word + "\": write PLACE=TEXT, as in slide=AZB247", "mark"};
  }
  const std::string place = word.substr(0, equals);
  Json mark = {{"text", word.substr(equals + 1)}};
  static const std::vector<std::string> kinds = {"serial", "property", "import", "proof", "model", "date", "unknown"};
  if (std::find(kinds.begin(), kinds.end(), place) != kinds.end()) {
    mark["kind"] = place;
  } else {
    mark["kind"] = "serial";
    mark["positions"] = Json::array({place});
  }
  return mark;
}

Result<Json> QuestionOf(const TraceWords& words) {
  Json question = Json::object();
  for (const auto& [key, value] : {std::pair{"serial", &words.serial},
                                   {"pattern", &words.pattern},
                                   {"make", &words.make},
                                   {"model", &words.model},
                                   {"calibre", &words.calibre},
                                   {"type", &words.type},
                                   {"country", &words.country},
                                   {"importer", &words.importer},
                                   {"year", &words.year}}) {
    if (!value->empty()) question[key] = *value;
  }
  for (const std::string& word : words.marks) {
    PM_ASSIGN(Json mark, MarkOf(word));
    question["marks"].push_back(std::move(mark));
  }
  return question;
}

Result<void> Trace(Console& console, const TraceWords& words) {
  const TraceOptions options{words.limit};
  if (!words.batch.empty()) {
    PM_ASSIGN(Proofmark * proofmark, console.Open());
    const Asking asking = console.AskingFor("trace");
    return RunBatch(console, words.batch,
                    [&](const Json& question) { return proofmark->Trace(asking, question, options); });
  }
  Json answer;
  if (!words.record.empty()) {
    PM_ASSIGN(Proofmark * proofmark, console.Open());
    PM_ASSIGN(answer, proofmark->TraceRecord(console.AskingFor("trace"), words.record, options));
  } else {
    PM_ASSIGN(Json question, QuestionOf(words));
    if (question.empty()) {
      return Error{Code::kInvalid, "nothing to search by: give --serial, --mark or a description, or --record, --batch",
                   "serial"};
    }
    PM_ASSIGN(Proofmark * proofmark, console.Open());
    PM_ASSIGN(answer, proofmark->Trace(console.AskingFor("trace"), question, options));
  }
  console.Answer(answer, PrintTrace);
  return {};
}

}  // namespace

void AddTrace(CLI::App& app, Console& console) {
  auto words = std::make_shared<TraceWords>();
  CLI::App* trace = app.add_subcommand("trace", "which registered weapons could bear these marks, and their story");
  trace->add_option("--serial", words->serial, "the number as it was read or written, with its remarks");
  trace->add_option("--pattern", words->pattern, "strict: A-Z 0-9, ? one unread, * a run, [58] one of these");
  trace->add_option("--mark", words->marks,
                    "PLACE=TEXT for each number: frame=..., slide=..., barrel=..., property=...");
  trace->add_option("--make", words->make, "as written on the weapon");
  trace->add_option("--model", words->model, "as written");
  trace->add_option("--calibre", words->calibre, "as written");
  trace->add_option("--type", words->type, "pistol, revolver, rifle ...");
  trace->add_option("--country", words->country, "of manufacture");
  trace->add_option("--importer", words->importer, "the importer's mark");
  trace->add_option("--year", words->year, "of manufacture");
  trace->add_option("--record", words->record, "what else is known of the weapon of this record");
  trace->add_option("--batch", words->batch, "questions as JSON Lines; - is standard input");
  trace->add_option("--limit", words->limit, "weapons answered at most")
      ->check(CLI::Range(std::size_t{1}, match::kCandidatesMax));
  trace->callback([&console, words] {
    if (Result<void> done = Trace(console, *words); !done.ok()) console.Fail(done.error());
  });
}

}  // namespace proofmark::app::cli
