// SPDX-License-Identifier: Apache-2.0
// Tells the stories of a made world's weapons and holds them against the truth.
//   score_world --seed 7 --weapons 2000 data [--misses]
// Prints how often each true kind of diversion was told as which, the shares that are right, and with --misses each
// weapon that is not, with the reason. Exit codes: 0 done, 2 usage, 3 the tables cannot be read.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tools/world/question.h"
#include "tools/world/score.h"
#include "tools/world/story.h"
#include "tools/world/truth.h"

namespace {

using proofmark::base::Json;

struct Order {
  std::uint64_t seed = 0;
  std::uint64_t weapons = 0;
  std::string data;
  bool misses = false;
};

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Order> Read(int argc, char** argv) {
  Order order;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint64_t> weapons;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--misses")
      order.misses = true;
    else if (word == "--seed" && i + 1 < argc)
      seed = Number(argv[++i]);
    else if (word == "--weapons" && i + 1 < argc)
      weapons = Number(argv[++i]);
    else if (order.data.empty())
      order.data = word;
    else
      return std::nullopt;
  }
  if (!seed || !weapons || order.data.empty()) return std::nullopt;
  order.seed = *seed;
  order.weapons = *weapons;
  return order;
}

std::string KindOf(const Json& truth) {
  return truth["diversion"].is_object() ? truth["diversion"]["kind"].get<std::string>() : "none";
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<Order> order = Read(argc, argv);
  if (!order) {
    std::fputs("usage: score_world --seed N --weapons N DATA [--misses]\n", stderr);
    return 2;
  }
  auto words = proofmark::vocab::Vocabulary::Load(order->data);
  if (!words.ok()) {
    std::fprintf(stderr, "score_world: %s\n", words.error().message.c_str());
    return 3;
  }
  proofmark::world::Tally tally;
  std::map<std::string, std::map<std::string, int>> told_as;
  for (std::uint64_t number = 0; number < order->weapons; ++number) {
    proofmark::world::Life life = proofmark::world::LifeOf(order->seed, number);
    proofmark::trace::CustodyQuestion question = proofmark::world::QuestionOf(*words, life);
    if (question.events.empty()) continue;  // in no book: nobody can ask
    Json truth = proofmark::world::TruthOf(life);
    Json custody = proofmark::trace::ToJson(proofmark::trace::TellCustody(*words, std::move(question)));
    proofmark::world::Verdict verdict = proofmark::world::Score(custody, truth);
    tally.Add(verdict);
    bool hidden = verdict.kind == proofmark::world::Mark::kUnknown;
    ++told_as[hidden ? KindOf(truth) + " (hidden)" : KindOf(truth)][proofmark::world::FirstKind(custody)];
    if (order->misses && !verdict.why.empty())
      std::printf("%s (%s): %s\n", truth["id"].get<std::string>().c_str(), KindOf(truth).c_str(), verdict.why.c_str());
  }
  for (const auto& [kind, told] : told_as) {
    std::printf("%-30s told as", kind.c_str());
    for (const auto& [as, count] : told) std::printf(" %s %d", as.c_str(), count);
    std::printf("\n");
  }
  std::printf("%s\n", tally.ToText().c_str());
  return 0;
}
