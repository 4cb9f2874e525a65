// SPDX-License-Identifier: Apache-2.0
#include "ledger/tree.h"

#include <gtest/gtest.h>

#include <span>

#include "base/random.h"

namespace proofmark::ledger {
namespace {

using base::Code;

Digest FromHexDigest(std::string_view hex) { return base::ToArray<32>(base::FromHex(hex).value()).value(); }

// The eight leaves of the Certificate Transparency reference tests, and the roots of the first 0 to 8 of them.
std::vector<std::string> ReferenceLeaves() {
  std::vector<std::string> out;
  for (const char* hex :
       {"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}) {
    out.push_back(base::FromHex(hex).value());
  }
  return out;
}

constexpr const char* kReferenceRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

// The rival: RFC 9162 section 2.1 word for word, by recursion.
std::size_t Split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Digest Mth(std::span<const Digest> leaves) {
  if (leaves.empty()) return EmptyRoot();
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = Split(leaves.size());
  return NodeHash(Mth(leaves.first(k)), Mth(leaves.subspan(k)));
}

std::vector<Digest> Path(std::size_t m, std::span<const Digest> leaves) {
  if (leaves.size() == 1) return {};
  std::size_t k = Split(leaves.size());
  std::vector<Digest> out = m < k ? Path(m, leaves.first(k)) : Path(m - k, leaves.subspan(k));
  out.push_back(m < k ? Mth(leaves.subspan(k)) : Mth(leaves.first(k)));
  return out;
}

std::vector<Digest> Subproof(std::size_t m, std::span<const Digest> leaves, bool complete) {
  if (m == leaves.size()) return complete ? std::vector<Digest>{} : std::vector<Digest>{Mth(leaves)};
  std::size_t k = Split(leaves.size());
  std::vector<Digest> out = m <= k ? Subproof(m, leaves.first(k), complete) : Subproof(m - k, leaves.subspan(k), false);
  out.push_back(m <= k ? Mth(leaves.subspan(k)) : Mth(leaves.first(k)));
  return out;
}

// Stored hashes as a store keeps them: full subtrees of 256^level leaves, and not one more.
class Tiles : public HashReader {
 public:
  explicit Tiles(const std::vector<Digest>& leaves) : levels_{leaves} {
    while (levels_.back().size() >= static_cast<std::size_t>(kTileWidth)) {
      std::vector<Digest> above;
      for (std::size_t i = 0; i + kTileWidth <= levels_.back().size(); i += kTileWidth) {
        Frontier tile;
        for (std::size_t j = i; j < i + kTileWidth; ++j) tile.Add(levels_.back()[j]);
        above.push_back(tile.Root());
      }
      levels_.push_back(std::move(above));
    }
  }
  base::Result<Digest> Stored(int tile_level, std::int64_t index) const override {
    ++reads;
    if (fail_at > 0 && reads == fail_at) return base::Error{Code::kUnavailable, "the disk is away", ""};
    return levels_.at(static_cast<std::size_t>(tile_level)).at(static_cast<std::size_t>(index));
  }
  mutable int reads = 0;
  int fail_at = 0;

 private:
  std::vector<std::vector<Digest>> levels_;
};

std::vector<Digest> Leaves(std::size_t n) {
  std::vector<Digest> out;
  for (std::size_t i = 0; i < n; ++i) out.push_back(LeafHash(std::to_string(i)));
  return out;
}

TEST(Tree, GivesTheReferenceRoots) {
  EXPECT_EQ(EmptyRoot(), FromHexDigest(kReferenceRoots[0]));
  Frontier frontier;
  EXPECT_EQ(frontier.Root(), EmptyRoot());
  std::size_t size = 0;
  for (const std::string& leaf : ReferenceLeaves()) {
    frontier.Add(LeafHash(leaf));
    EXPECT_EQ(frontier.Root(), FromHexDigest(kReferenceRoots[++size])) << size;
  }
}

TEST(Tree, GivesTheReferencePaths) {
  std::vector<Digest> leaves;
  for (const std::string& leaf : ReferenceLeaves()) leaves.push_back(LeafHash(leaf));
  Tiles tiles(leaves);
  EXPECT_EQ(InclusionPath(tiles, 0, 1).value(), std::vector<Digest>{});
  EXPECT_EQ(InclusionPath(tiles, 0, 8).value(),
            (std::vector<Digest>{FromHexDigest("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
                                 FromHexDigest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"),
                                 FromHexDigest("6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")}));
  EXPECT_EQ(ConsistencyPath(tiles, 1, 4).value(),
            (std::vector<Digest>{FromHexDigest("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"),
                                 FromHexDigest("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e")}));
}

TEST(Tree, AgreesWithTheRecursiveDefinitionOnAllSmallSizes) {
  constexpr std::size_t kMax = 130;
  std::vector<Digest> all = Leaves(kMax);
  Frontier frontier;
  for (std::size_t n = 0; n <= kMax; ++n) {
    if (n > 0) frontier.Add(all[n - 1]);
    std::span<const Digest> leaves(all.data(), n);
    auto size = static_cast<std::int64_t>(n);
    Tiles tiles(std::vector<Digest>(leaves.begin(), leaves.end()));
    Digest root = Mth(leaves);
    ASSERT_EQ(frontier.Root(), root) << n;
    ASSERT_EQ(RootAt(tiles, size).value(), root) << n;
    ASSERT_EQ(FrontierAt(tiles, size)->peaks(), frontier.peaks()) << n;
    for (std::size_t m = 0; m < n; ++m) {
      auto index = static_cast<std::int64_t>(m);
      std::vector<Digest> path = InclusionPath(tiles, index, size).value();
      ASSERT_EQ(path, Path(m, leaves)) << m << " of " << n;
      ASSERT_TRUE(VerifyInclusion(all[m], index, size, path, root).ok()) << m << " of " << n;
    }
    for (std::size_t m = 1; m <= n; ++m) {
      auto old_size = static_cast<std::int64_t>(m);
      std::vector<Digest> path = ConsistencyPath(tiles, old_size, size).value();
      ASSERT_EQ(path, Subproof(m, leaves, true)) << m << " of " << n;
      ASSERT_TRUE(VerifyConsistency(old_size, Mth(leaves.first(m)), size, root, path).ok()) << m << " of " << n;
    }
  }
}

TEST(Tree, AgreesWithTheRecursiveDefinitionAcrossTiles) {
  base::SeededRng rng(11);
  std::vector<Digest> all = Leaves(65700);
  std::vector<std::size_t> sizes = {255, 256, 257, 511, 512, 513, 65535, 65536, 65537, 65700};
  for (int i = 0; i < 4; ++i) sizes.push_back(1 + rng.Below(65700));
  for (std::size_t n : sizes) {
    std::span<const Digest> leaves(all.data(), n);
    auto size = static_cast<std::int64_t>(n);
    Tiles tiles(std::vector<Digest>(leaves.begin(), leaves.end()));
    Digest root = Mth(leaves);
    ASSERT_EQ(RootAt(tiles, size).value(), root) << n;
    std::vector<std::size_t> indexes = {0, n - 1, n / 2};
    for (std::size_t edge : {255UL, 256UL, 65535UL, 65536UL}) {
      if (edge < n) indexes.push_back(edge);
    }
    indexes.push_back(rng.Below(n));
    for (std::size_t m : indexes) {
      auto index = static_cast<std::int64_t>(m);
      tiles.reads = 0;
      std::vector<Digest> path = InclusionPath(tiles, index, size).value();
      EXPECT_LE(tiles.reads, 3 * 2 * 256);
      ASSERT_EQ(path, Path(m, leaves)) << m << " of " << n;
      ASSERT_TRUE(VerifyInclusion(all[m], index, size, path, root).ok());
      std::vector<Digest> growth = ConsistencyPath(tiles, index + 1, size).value();
      ASSERT_EQ(growth, Subproof(m + 1, leaves, true)) << m + 1 << " of " << n;
      ASSERT_TRUE(VerifyConsistency(index + 1, Mth(leaves.first(m + 1)), size, root, growth).ok());
    }
  }
}

// Calls `refused` with every path that differs from a right one in one bit, one element less, one more, two swapped.
template <typename F>
void EveryWrongPath(const std::vector<Digest>& path, F refused) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    for (std::size_t bit = 0; bit < 256; bit += 37) {
      std::vector<Digest> wrong = path;
      wrong[i][bit / 8] = static_cast<std::uint8_t>(wrong[i][bit / 8] ^ (1U << (bit % 8)));
      refused(wrong);
    }
    std::vector<Digest> dropped = path;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    refused(dropped);
    if (i > 0) {
      std::vector<Digest> swapped = path;
      std::swap(swapped[i], swapped[i - 1]);
      refused(swapped);
    }
  }
  for (std::size_t i = 0; i <= path.size(); ++i) {
    std::vector<Digest> added = path;
    added.insert(added.begin() + static_cast<std::ptrdiff_t>(i), path.empty() ? EmptyRoot() : path[0]);
    refused(added);
  }
  if (!path.empty()) refused({});
}

TEST(Tree, RefusesEveryChangedPath) {
  constexpr std::size_t kMax = 20;
  std::vector<Digest> all = Leaves(kMax);
  for (std::size_t n = 1; n <= kMax; ++n) {
    std::span<const Digest> leaves(all.data(), n);
    auto size = static_cast<std::int64_t>(n);
    Digest root = Mth(leaves);
    for (std::size_t m = 0; m < n; ++m) {
      auto index = static_cast<std::int64_t>(m);
      std::vector<Digest> path = Path(m, leaves);
      EveryWrongPath(path, [&](const std::vector<Digest>& wrong) {
        auto done = VerifyInclusion(all[m], index, size, wrong, root);
        ASSERT_FALSE(done.ok()) << m << " of " << n;
        ASSERT_EQ(done.error().code, Code::kCorrupt);
      });
      // The right path proves no other leaf, place or root.
      EXPECT_FALSE(VerifyInclusion(LeafHash("other"), index, size, path, root).ok());
      EXPECT_FALSE(VerifyInclusion(all[m], index, size, path, EmptyRoot()).ok());
      for (std::size_t other = 0; other < n; ++other) {
        if (other == m) continue;
        EXPECT_FALSE(VerifyInclusion(all[m], static_cast<std::int64_t>(other), size, path, root).ok());
      }
      auto old_size = index + 1;
      Digest old_root = Mth(leaves.first(m + 1));
      std::vector<Digest> growth = Subproof(m + 1, leaves, true);
      EveryWrongPath(growth, [&](const std::vector<Digest>& wrong) {
        ASSERT_FALSE(VerifyConsistency(old_size, old_root, size, root, wrong).ok()) << old_size << " of " << n;
      });
      EXPECT_FALSE(VerifyConsistency(old_size, EmptyRoot(), size, root, growth).ok());
      EXPECT_FALSE(VerifyConsistency(old_size, old_root, size, EmptyRoot(), growth).ok());
    }
  }
}

TEST(Tree, AnEmptyPathProvesOnlyATreeOfOneLeafOrNoGrowth) {
  Digest a = LeafHash("a");
  EXPECT_TRUE(VerifyInclusion(a, 0, 1, {}, a).ok());
  EXPECT_FALSE(VerifyInclusion(a, 0, 1, {}, LeafHash("b")).ok());
  EXPECT_FALSE(VerifyInclusion(a, 0, 2, {}, a).ok());
  EXPECT_FALSE(VerifyInclusion(a, 1, 2, {}, a).ok());
  EXPECT_TRUE(VerifyConsistency(5, a, 5, a, {}).ok());
  EXPECT_FALSE(VerifyConsistency(5, a, 5, LeafHash("b"), {}).ok());
  EXPECT_FALSE(VerifyConsistency(5, a, 5, a, {a}).ok());
  EXPECT_FALSE(VerifyConsistency(4, a, 5, a, {}).ok());
  EXPECT_FALSE(VerifyConsistency(0, EmptyRoot(), 5, a, {}).ok());
}

TEST(Tree, RefusesPlacesThatTheTreeDoesNotHave) {
  Digest a = LeafHash("a");
  Tiles tiles(Leaves(4));
  for (auto [index, size] : {std::pair{4, 4}, {5, 4}, {-1, 4}, {0, 0}, {0, -1}}) {
    EXPECT_EQ(InclusionPath(tiles, index, size).error().code, Code::kInvalid) << index << " of " << size;
    EXPECT_EQ(VerifyInclusion(a, index, size, {}, a).error().code, Code::kCorrupt);
  }
  for (auto [old_size, size] : {std::pair{0, 4}, {5, 4}, {-1, 4}, {0, 0}}) {
    EXPECT_EQ(ConsistencyPath(tiles, old_size, size).error().code, Code::kInvalid) << old_size << " of " << size;
    EXPECT_EQ(VerifyConsistency(old_size, a, size, a, {}).error().code, Code::kCorrupt);
  }
}

TEST(Tree, HandsOnWhatTheReaderCouldNotRead) {
  std::vector<Digest> leaves = Leaves(600);
  for (int n = 1; n < 40; ++n) {
    for (int question = 0; question < 3; ++question) {
      Tiles tiles(leaves);
      tiles.fail_at = n;
      bool failed = question == 0   ? !RootAt(tiles, 600).ok()
                    : question == 1 ? !InclusionPath(tiles, 300, 600).ok()
                                    : !ConsistencyPath(tiles, 300, 600).ok();
      EXPECT_EQ(failed, tiles.reads >= n) << n;
    }
  }
}

TEST(Tree, ContinuesFromItsPeaks) {
  std::vector<Digest> leaves = Leaves(300);
  Frontier whole;
  for (const Digest& leaf : leaves) {
    Frontier again(whole.size(), whole.peaks());
    whole.Add(leaf);
    again.Add(leaf);
    ASSERT_EQ(again.Root(), whole.Root());
  }
}

TEST(Tree, NamesTilesAsC2spDoes) {
  EXPECT_EQ(TilePath(0, 0, 256), "0/000");
  EXPECT_EQ(TilePath(0, 1234067, 256), "0/x001/x234/067");
  EXPECT_EQ(TilePath(1, 1000, 112), "1/x001/000.p/112");
  EXPECT_EQ(TilePath(2, 999, 1), "2/999.p/1");
}

}  // namespace
}  // namespace proofmark::ledger
