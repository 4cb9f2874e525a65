// SPDX-License-Identifier: Apache-2.0
// Invents a register to import and to measure with, on standard output.
//   make_register ua --rows 500000 --seed 7 [--row] > ua.csv
// "ua" has the columns of Ukraine's register of weapons searched for, by the laws in ua_register.h; --row puts the
// number of the row in front, as in testdata/registers/ua_register_sample.csv. Exit codes: 0 done, 2 usage, 4 output.
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

#include "tools/ua_register.h"

namespace {

struct Order {
  std::uint64_t rows = 0;
  std::uint64_t seed = 0;
  bool row_column = false;
};

std::optional<std::uint64_t> Number(std::string_view text) {
  std::uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Order> Read(int argc, char** argv) {
  if (argc < 2 || std::string_view(argv[1]) != "ua") return std::nullopt;
  Order order;
  std::optional<std::uint64_t> rows;
  std::optional<std::uint64_t> seed;
  for (int i = 2; i < argc; ++i) {
    std::string_view option = argv[i];
    if (option == "--row") {
      order.row_column = true;
      continue;
    }
    if (i + 1 == argc) return std::nullopt;
    std::optional<std::uint64_t> value = Number(argv[++i]);
    if (!value) return std::nullopt;
    if (option == "--rows")
      rows = value;
    else if (option == "--seed")
      seed = value;
    else
      return std::nullopt;
  }
  if (!rows || !seed) return std::nullopt;
  order.rows = *rows;
  order.seed = *seed;
  return order;
}

}  // namespace

int main(int argc, char** argv) {
  std::optional<Order> order = Read(argc, argv);
  if (!order) {
    std::fputs("usage: make_register ua --rows N --seed S [--row]\n", stderr);
    return 2;
  }
  proofmark::tools::UaRegister rows(order->seed);
  std::string out = (order->row_column ? "row," : "") + proofmark::tools::UaRegister::Header();
  for (std::uint64_t i = 0; i < order->rows; ++i) {
    if (order->row_column) out += std::to_string(i) + ",";
    out += rows.Next();
    if (out.size() < (1U << 20) && i + 1 < order->rows) continue;
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) break;
    out.clear();
  }
  if (!out.empty()) std::fwrite(out.data(), 1, out.size(), stdout);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    std::fputs("make_register: cannot write\n", stderr);
    return 4;
  }
  return 0;
}
