// SPDX-License-Identifier: Apache-2.0
// Tells the stories of cases/histories and holds them against what their reports concluded.
//   score_histories cases/histories data
// Prints each story that does not agree, with the reason, and the shares that do. Exit codes: 0 done, 2 usage, 3 a
// history or a table cannot be read.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "tools/world/history.h"
#include "tools/world/score.h"

namespace {

using proofmark::base::Result;
using proofmark::world::History;

constexpr std::uint64_t kHistoryBytesMax = 1U << 20;

Result<History> Read(const std::string& path, const proofmark::vocab::Vocabulary& words) {
  PM_ASSIGN(std::string text, proofmark::base::ReadFile(path, kHistoryBytesMax));
  PM_ASSIGN(proofmark::base::Json json, proofmark::base::ParseJson(text));
  return proofmark::world::ReadHistory(json, words);
}

std::vector<std::string> Files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: score_histories FOLDER DATA\n", stderr);
    return 2;
  }
  auto words = proofmark::vocab::Vocabulary::Load(argv[2]);
  if (!words.ok()) {
    std::fprintf(stderr, "score_histories: %s\n", words.error().message.c_str());
    return 3;
  }
  proofmark::world::Tally tally;
  for (const std::string& file : Files(argv[1])) {
    auto history = Read(file, *words);
    if (!history.ok()) {
      std::fprintf(stderr, "score_histories: %s: %s\n", file.c_str(), history.error().message.c_str());
      return 3;
    }
    auto custody = proofmark::trace::ToJson(proofmark::trace::TellCustody(*words, history->question));
    proofmark::world::Verdict verdict = proofmark::world::Score(custody, history->truth);
    tally.Add(verdict);
    if (!verdict.why.empty()) std::printf("%s: %s\n", history->id.c_str(), verdict.why.c_str());
  }
  std::printf("%s\n", tally.ToText().c_str());
  return 0;
}
