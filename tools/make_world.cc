// SPDX-License-Identifier: Apache-2.0
// Invents a world of four States to import, to show and to measure with: registers of eleven authorities with their
// mappings, and the truth beside them.
//   make_world --seed 7 --weapons 2000 --out build/world
// docs/formats/world.md describes the files; tools/world/plan.h says which shares are known and which are assumed.
// Exit codes: 0 done, 2 usage, 4 output.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "tools/world/world.h"

namespace {

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<proofmark::world::WorldOrder> Read(int argc, char** argv) {
  std::optional<std::uint64_t> seed;
  std::optional<std::uint64_t> weapons;
  proofmark::world::WorldOrder order;
  for (int i = 1; i + 1 < argc; i += 2) {
    std::string_view option = argv[i];
    if (option == "--seed")
      seed = Number(argv[i + 1]);
    else if (option == "--weapons")
      weapons = Number(argv[i + 1]);
    else if (option == "--out")
      order.folder = argv[i + 1];
    else
      return std::nullopt;
  }
  if (argc % 2 == 0 || !seed || !weapons || order.folder.empty()) return std::nullopt;
  order.seed = *seed;
  order.weapons = *weapons;
  return order;
}

}  // namespace

int main(int argc, char** argv) {
  auto order = Read(argc, argv);
  if (!order) {
    std::fputs("usage: make_world --seed N --weapons N --out FOLDER\n", stderr);
    return 2;
  }
  auto made = proofmark::world::MakeWorld(*order);
  if (!made.ok()) {
    std::fprintf(stderr, "make_world: %s\n", made.error().message.c_str());
    return made.error().code == proofmark::base::Code::kInvalid ? 2 : 4;
  }
  std::printf("%llu weapons, %llu of them found, %llu reports withdrawn: %s\n",
              static_cast<unsigned long long>(made->weapons), static_cast<unsigned long long>(made->found),
              static_cast<unsigned long long>(made->withdrawn), order->folder.c_str());
  return 0;
}
