// SPDX-License-Identifier: Apache-2.0
// proofmark_verify proves a bundle without a database, a network or the program that wrote it.
//
//   proofmark_verify BUNDLE|- [--key VKEY_FILE]... [--json]
//   proofmark_verify --proof FILE|- --key VKEY_FILE [--event FILE]     one event: its canonical bytes, where given
//
// A VKEY_FILE holds one verifier key a line, obtained by another way than the bundle. Exit codes: 0 all proved,
// 1 findings, 2 usage, 3 not a bundle, 4 cannot be read. docs/formats/bundle.md.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/text.h"
#include "ledger/bundle.h"
#include "ledger/canonical.h"
#include "ledger/inclusion_proof.h"
#include "ledger/note.h"

namespace {

using proofmark::base::Code;
using proofmark::base::Json;
using proofmark::base::MappedFile;
using proofmark::base::Printable;
using proofmark::base::Result;
using namespace proofmark::ledger;  // the whole program is about this room

constexpr int kProved = 0;
constexpr int kFindings = 1;
constexpr int kUsage = 2;
constexpr int kNotABundle = 3;
constexpr int kUnreadable = 4;
constexpr std::uint64_t kFileBytesMax = std::uint64_t{1} << 42;
constexpr std::uint64_t kKeyFileBytesMax = 1U << 20;
constexpr std::size_t kPrintedMax = 100;

struct Request {
  std::string bundle;
  std::vector<std::string> key_files;
  std::string proof;
  std::string event;
  bool json = false;
};

bool ReadRequest(int argc, char** argv, Request& out) {
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    if (word == "--json") {
      out.json = true;
    } else if (word == "--proof" && i + 1 < argc) {
      out.proof = argv[++i];
    } else if (word == "--event" && i + 1 < argc) {
      out.event = argv[++i];
    } else if (word == "--key" && i + 1 < argc) {
      out.key_files.emplace_back(argv[++i]);
    } else if ((word == "-" || !word.starts_with("-")) && out.bundle.empty() && !word.empty()) {
      out.bundle = word;
    } else {
      return false;
    }
  }
  // A proof without a key proves nothing: unlike a bundle it does not even say which key it means.
  if (!out.proof.empty()) return out.bundle.empty() && !out.key_files.empty() && !out.json;
  return !out.bundle.empty() && out.event.empty();
}

// Adds the keys of a file; an exit code other than 0 stops the program.
int ReadKeys(const std::string& path, std::vector<VerifierKey>& keys) {
  Result<std::string> text = proofmark::base::ReadFile(path, kKeyFileBytesMax);
  if (!text.ok()) {
    std::fprintf(stderr, "%s\n", text.error().message.c_str());
    return kUnreadable;
  }
  std::size_t before = keys.size();
  for (std::string_view rest = *text; !rest.empty();) {
    std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = proofmark::base::Trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.empty()) continue;
    Result<VerifierKey> key = ParseVerifierKey(line);
    if (!key.ok()) {
      std::fprintf(stderr, "%s: %s\n", path.c_str(), key.error().message.c_str());
      return kUsage;
    }
    keys.push_back(*key);
  }
  // An empty file must not be taken for "no key asked for": the bundle would vouch for itself.
  if (keys.size() == before) {
    std::fprintf(stderr, "%s: no verifier key in it\n", path.c_str());
    return kUsage;
  }
  return kProved;
}

void Check(std::string_view bytes, BundleChecker& checker) {
  while (!bytes.empty()) {
    std::size_t end = std::min(bytes.find('\n'), bytes.size());
    checker.Line(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  checker.Finish();
}

std::int64_t EpochOf(const BundleLog& log) {
  Result<Origin> origin = Origin::Parse(log.checkpoint.origin);
  return origin.ok() ? origin->epoch : 0;
}

std::string KeyIdText(const BundleLog& log) {
  return proofmark::base::ToHex(proofmark::base::View(KeyIdOf(log.checkpoint.origin, log.key)));
}

void PrintFindings(const BundleChecker& checker, std::size_t log_number, std::size_t& printed) {
  for (const BundleFinding& finding : checker.findings()) {
    if (finding.log_number != log_number || printed == kPrintedMax) continue;
    ++printed;
    std::string seq = finding.seq >= 0 ? ", seq " + std::to_string(finding.seq) : "";
    std::printf("  line %lld%s: %s\n", static_cast<long long>(finding.line), seq.c_str(),
                Printable(finding.why).c_str());
  }
}

void PrintText(const BundleChecker& checker, bool keys_given) {
  std::size_t printed = 0;
  PrintFindings(checker, 0, printed);
  for (std::size_t i = 0; i < checker.logs().size(); ++i) {
    const BundleLog& log = checker.logs()[i];
    std::printf("log %s, epoch %lld: %lld events signed for, root %s\n", log.log.c_str(),
                static_cast<long long>(EpochOf(log)), static_cast<long long>(log.checkpoint.size),
                proofmark::base::ToHex(proofmark::base::View(log.checkpoint.root)).c_str());
    std::printf("  key %s %s; %lld events and %lld sealed parts checked\n", KeyIdText(log).c_str(),
                keys_given ? "compared with the keys given" : "taken from the bundle itself",
                static_cast<long long>(log.events), static_cast<long long>(log.sealed));
    PrintFindings(checker, i + 1, printed);
    if (log.findings == 0) std::printf("  ok\n");
  }
  long long total = checker.findings_total();
  if (total > 0) std::printf("%lld findings, %zu printed: this bundle is NOT proved\n", total, printed);
  if (!keys_given && !checker.logs().empty()) {
    std::printf(
        "No --key was given: the keys came from the bundle itself. Whoever made the bundle could have made the keys.\n"
        "Compare each key id with the authority by another way, or give its verifier key with --key.\n");
  }
}

Json FindingsJson(const BundleChecker& checker, std::size_t log_number) {
  Json bad = Json::array();
  for (const BundleFinding& finding : checker.findings()) {
    if (finding.log_number != log_number) continue;
    bad.push_back(
        {{"line", finding.line}, {"seq", finding.seq >= 0 ? Json(finding.seq) : Json(nullptr)}, {"why", finding.why}});
  }
  return bad;
}

void PrintJson(const BundleChecker& checker, bool keys_given) {
  Json logs = Json::array();
  for (std::size_t i = 0; i < checker.logs().size(); ++i) {
    const BundleLog& log = checker.logs()[i];
    logs.push_back({{"log", log.log},
                    {"epoch", EpochOf(log)},
                    {"size", log.checkpoint.size},
                    {"root", proofmark::base::ToHex(proofmark::base::View(log.checkpoint.root))},
                    {"key", KeyIdText(log)},
                    {"events", log.events},
                    {"sealed", log.sealed},
                    {"bad", FindingsJson(checker, i + 1)}});
  }
  Json out = {{"ok", checker.findings_total() == 0 && !checker.logs().empty()},
              {"keys_given", keys_given},
              {"findings", checker.findings_total()},
              {"bad", FindingsJson(checker, 0)},
              {"logs", std::move(logs)}};
  std::printf("%s\n", proofmark::base::JsonLine(out).c_str());
}

// Proves one event with what `proofmark ledger prove` printed. The exit code.
int CheckProof(const Request& request, const std::vector<VerifierKey>& keys) {
  Result<std::string> text = Result<std::string>(std::string());
  if (Result<MappedFile> file = MappedFile::Open(request.proof, kProofBytesMax); file.ok()) {
    text = std::string(file->bytes());
  } else {
    text = file.error();
  }
  Result<InclusionProof> proof = text.ok() ? ParseInclusionProof(*text) : Result<InclusionProof>(text.error());
  if (!proof.ok()) {
    std::fprintf(stderr, "%s: %s\n", request.proof.c_str(), Printable(proof.error().message).c_str());
    return text.ok() ? kNotABundle : kUnreadable;
  }
  std::string why = "no key given is that of " + proof->owner;
  bool proved = false;
  for (const VerifierKey& key : keys) {
    Result<Origin> origin = Origin::Parse(key.name);
    if (!origin.ok() || origin->log != proof->owner) continue;
    Result<void> checked = CheckInclusionProof(*proof, key.key);
    proved = checked.ok();
    if (proved) break;
    why = checked.error().message;
  }
  if (proved && !request.event.empty()) {
    Result<std::string> event = proofmark::base::ReadFile(request.event, kEventBytesMax);
    if (!event.ok()) {
      std::fprintf(stderr, "%s\n", event.error().message.c_str());
      return kUnreadable;
    }
    proved = LeafHash(*event) == proof->leaf;
    if (!proved) why = "the event given is not the one that the proof is about";
  }
  if (!proved) {
    std::printf("NOT proved: %s\n", Printable(why).c_str());
    return kFindings;
  }
  std::printf("proved: event %lld of %s is in the log of %lld events that was signed\n",
              static_cast<long long>(proof->seq), proof->owner.c_str(), static_cast<long long>(proof->size));
  return kProved;
}

}  // namespace

int main(int argc, char** argv) {
  Request request;
  if (!ReadRequest(argc, argv, request)) {
    std::fprintf(stderr,
                 "usage: proofmark_verify BUNDLE|- [--key VKEY_FILE]... [--json]\n"
                 "       proofmark_verify --proof FILE|- --key VKEY_FILE [--event FILE]\n");
    return kUsage;
  }
  std::vector<VerifierKey> keys;
  for (const std::string& path : request.key_files) {
    if (int code = ReadKeys(path, keys); code != kProved) return code;
  }
  if (!request.proof.empty()) return CheckProof(request, keys);
  Result<MappedFile> file = MappedFile::Open(request.bundle, kFileBytesMax);
  if (!file.ok()) {
    std::fprintf(stderr, "%s\n", file.error().message.c_str());
    return kUnreadable;
  }
  BundleChecker checker(keys);
  Check(file->bytes(), checker);
  request.json ? PrintJson(checker, !keys.empty()) : PrintText(checker, !keys.empty());
  if (checker.logs().empty()) {
    std::fprintf(stderr, "%s: not a bundle\n", request.bundle.c_str());
    return kNotABundle;
  }
  return checker.findings_total() == 0 ? kProved : kFindings;
}
