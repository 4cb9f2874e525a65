// SPDX-License-Identifier: Apache-2.0
#include "ledger/inclusion_proof.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "ledger/checkpoint.h"
#include "ledger/tree.h"

namespace proofmark::ledger {
namespace {

// A log of five events, and the proof of the third.
class InclusionProofTest : public testing::Test {
 protected:
  void SetUp() override {
    base::SeededRng rng(1);
    signer_ = *SignerFromKeyText(NewKeyText(rng));
    std::vector<Digest> leaves;
    for (const char* event : {"a", "b", "c", "d", "e"}) leaves.push_back(LeafHash(event));
    Digest left = NodeHash(leaves[0], leaves[1]);
    Digest right = NodeHash(leaves[2], leaves[3]);
    Digest root = NodeHash(NodeHash(left, right), leaves[4]);
    std::string note = *SignCheckpoint({"proofmark/BR-RJ/1", 5, root}, *signer_);
    proof_ = {"BR-RJ", 2, 5, leaves[2], {leaves[3], left, leaves[4]}, note};
  }
  bool Holds(const InclusionProof& proof) const { return CheckInclusionProof(proof, signer_->public_key()).ok(); }

  std::unique_ptr<Signer> signer_;
  InclusionProof proof_;
};

TEST_F(InclusionProofTest, HoldsAndReadsBack) {
  EXPECT_TRUE(Holds(proof_));
  auto again = ParseInclusionProof(InclusionProofText(proof_));
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_TRUE(Holds(*again));
  EXPECT_EQ(InclusionProofText(*again), InclusionProofText(proof_));
}

TEST_F(InclusionProofTest, FailsWithAnythingChanged) {
  void (*const changes[])(InclusionProof&) = {
      [](InclusionProof& p) { p.owner = "UA"; },
      [](InclusionProof& p) { p.seq = 3; },
      [](InclusionProof& p) { p.seq = 5; },
      [](InclusionProof& p) { p.size = 4; },
      [](InclusionProof& p) { p.leaf = LeafHash("d"); },
      [](InclusionProof& p) { p.path.pop_back(); },
      [](InclusionProof& p) { p.path.clear(); },
      [](InclusionProof& p) { p.path.push_back(p.path[0]); },
      [](InclusionProof& p) { std::swap(p.path[0], p.path[1]); },
      [](InclusionProof& p) { p.checkpoint.replace(p.checkpoint.find("\n5\n"), 3, "\n6\n"); },
      [](InclusionProof& p) { p.checkpoint.clear(); },
  };
  for (const auto& change : changes) {
    InclusionProof changed = proof_;
    change(changed);
    EXPECT_FALSE(Holds(changed)) << InclusionProofText(changed);
  }
  base::SeededRng rng(2);
  EXPECT_FALSE(CheckInclusionProof(proof_, (*SignerFromKeyText(NewKeyText(rng)))->public_key()).ok());
}

TEST_F(InclusionProofTest, ATextThatIsNoProofIsRefusedWithTheKeyAtFault) {
  std::string text = InclusionProofText(proof_);
  auto without = [&](const char* key) {
    base::Json json = *base::ParseJson(text);
    json.erase(key);
    return json.dump();
  };
  for (const char* key : {"owner", "seq", "size", "leaf", "path", "checkpoint"}) {
    auto refused = ParseInclusionProof(without(key));
    ASSERT_FALSE(refused.ok()) << key;
    EXPECT_EQ(refused.error().field, key);
  }
  for (const char* wrong : {"", "[]", "{\"owner\":7}", "null"}) EXPECT_FALSE(ParseInclusionProof(wrong).ok()) << wrong;
}

}  // namespace
}  // namespace proofmark::ledger
