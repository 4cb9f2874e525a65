// SPDX-License-Identifier: Apache-2.0
// Tells the stories of a made world's weapons and holds them against the truth.
//   score_world --seed 7 --weapons 2000 data [--misses] [--stories]
// Prints the shares that are right by true kind, how often each kind was told as which, with --misses each weapon that
// is not right, with the reason, and with --stories each story as a line of JSON. Exit codes: 0 done, 2 usage, 3 the
// tables cannot be read.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "tools/world/told.h"

namespace {

using proofmark::base::Json;

struct Order {
  std::uint64_t seed = 0;
  std::uint64_t weapons = 0;
  std::string data;
  bool misses = false;
  bool stories = false;
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
    else if (word == "--stories")
      order.stories = true;
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

}  // namespace

int main(int argc, char** argv) {
  std::optional<Order> order = Read(argc, argv);
  if (!order) {
    std::fputs("usage: score_world --seed N --weapons N DATA [--misses] [--stories]\n", stderr);
    return 2;
  }
  auto words = proofmark::vocab::Vocabulary::Load(order->data);
  if (!words.ok()) {
    std::fprintf(stderr, "score_world: %s\n", words.error().message.c_str());
    return 3;
  }
  auto print_misses = [&](const Json& custody, const Json& truth, const proofmark::world::Verdict& verdict) {
    if (order->stories) std::printf("%s\n", proofmark::base::JsonLine(custody).c_str());
    if (!order->misses || verdict.why.empty()) return;
    std::printf("%s (%s): %s\n", truth["id"].get<std::string>().c_str(), proofmark::world::TrueKind(truth).c_str(),
                verdict.why.c_str());
  };
  auto told = proofmark::world::TellWorld(*words, {order->seed, order->weapons}, print_misses);
  std::printf("%s%s\n", told.ToText().c_str(), told.all.ToText().c_str());
  return 0;
}
