// SPDX-License-Identifier: Apache-2.0
#include "ledger/inclusion_proof.h"

#include "base/json.h"
#include "ledger/checkpoint.h"
#include "ledger/tree.h"

namespace proofmark::ledger {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

Error Refused(const std::string& key, const std::string& why) {
  return Error{Code::kInvalid, "proof: " + key + ": " + why, key};
}

Result<std::string> Text(const Json& json, const char* key) {
  auto found = json.find(key);
  if (found == json.end() || !found->is_string()) return Refused(key, "must be text");
  return found->get<std::string>();
}

Result<std::int64_t> Index(const Json& json, const char* key) {
  auto found = json.find(key);
  if (found == json.end() || !found->is_number_integer() || *found < 0 || *found > (std::int64_t{1} << 53)) {
    return Refused(key, "must be a number from 0");
  }
  return found->get<std::int64_t>();
}

Result<Digest> Hash(const std::string& hex, const char* key) {
  auto bytes = base::FromHex(hex);
  if (!bytes.ok() || bytes->size() != 32) return Refused(key, "must be 64 hexadecimal characters");
  return base::ToArray<32>(*bytes);
}

}  // namespace

std::string InclusionProofText(const InclusionProof& proof) {
  Json path = Json::array();
  for (const Digest& hash : proof.path) path.push_back(base::ToHex(base::View(hash)));
  Json json = {{"owner", proof.owner},    {"seq", proof.seq},
               {"size", proof.size},      {"leaf", base::ToHex(base::View(proof.leaf))},
               {"path", std::move(path)}, {"checkpoint", proof.checkpoint}};
  return base::JsonLine(json);
}

Result<InclusionProof> ParseInclusionProof(std::string_view text) {
  PM_ASSIGN(Json json, base::ParseJson(text, {.bytes_max = kProofBytesMax, .depth_max = 4}));
  if (!json.is_object()) return Error{Code::kInvalid, "proof: must be an object", ""};
  InclusionProof proof;
  PM_ASSIGN(proof.owner, Text(json, "owner"));
  PM_ASSIGN(proof.seq, Index(json, "seq"));
  PM_ASSIGN(proof.size, Index(json, "size"));
  PM_ASSIGN(std::string leaf, Text(json, "leaf"));
  PM_ASSIGN(proof.leaf, Hash(leaf, "leaf"));
  PM_ASSIGN(proof.checkpoint, Text(json, "checkpoint"));
  auto path = json.find("path");
  if (path == json.end() || !path->is_array() || path->size() > kProofPathMax) {
    return Refused("path", "must be a list of at most " + std::to_string(kProofPathMax) + " hashes");
  }
  for (const Json& entry : *path) {
    if (!entry.is_string()) return Refused("path", "must be a list of hashes");
    PM_ASSIGN(Digest hash, Hash(entry.get<std::string>(), "path"));
    proof.path.push_back(hash);
  }
  return proof;
}

Result<void> CheckInclusionProof(const InclusionProof& proof, const PublicKey& key) {
  auto checkpoint = OpenCheckpoint(proof.checkpoint, key);
  if (!checkpoint.ok()) return Error{Code::kCorrupt, "checkpoint: " + checkpoint.error().message, "checkpoint"};
  auto origin = Origin::Parse(checkpoint->origin);
  if (!origin.ok() || origin->log != proof.owner) {
    return Error{Code::kCorrupt, "checkpoint: it is of " + checkpoint->origin + ", the proof of " + proof.owner,
                 "checkpoint"};
  }
  if (checkpoint->size != proof.size) {
    return Error{Code::kCorrupt, "size: the proof is for another size than the checkpoint's", "size"};
  }
  auto included = VerifyInclusion(proof.leaf, proof.seq, proof.size, proof.path, checkpoint->root);
  if (!included.ok()) return Error{Code::kCorrupt, included.error().message, "path"};
  return {};
}

}  // namespace proofmark::ledger
