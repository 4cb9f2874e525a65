// SPDX-License-Identifier: Apache-2.0
#include "ledger/bundle.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/file.h"
#include "ledger/canonical.h"
#include "ledger/sealed.h"

namespace proofmark::ledger {
namespace {

using base::Json;

// A log that grows in memory and is written as a bundle. What it can be told to do wrong is what the checker must find.
class Log {
 public:
  explicit Log(std::string name = "BR-RJ", std::int64_t epoch = 1) : name_(std::move(name)), epoch_(epoch) {
    signer_ = SignerFromKeyText(NewKeyText(rng_)).value();
  }

  // Changes an event before it is recorded: the log itself is then wrong, and signed.
  Log& Append(int count, const std::function<void(Json&)>& change = {}) {
    for (int i = 0; i < count; ++i) {
      auto seq = static_cast<std::int64_t>(events_.size());
      std::string id = Owner() + ".event." + std::to_string(seq);
      SealedPart part = Seal("holder of " + id, "row", id, rng_);
      Json event = {{"v", 1},
                    {"id", id},
                    {"owner", Owner()},
                    {"seq", seq},
                    {"kind", name_.ends_with(".access") ? "accessed" : "stolen"},
                    {"body", Json::object()},
                    {"sealed",
                     {{{"part", "row"},
                       {"alg", std::string(kSealAlgorithm)},
                       {"commitment", base::ToHex(base::View(Commitment(part.salt, part.ciphertext)))}}}}};
      if (change) change(event);
      events_.push_back(Canonical(event).value());
      sealed_.push_back(BundleSealed(seq, "row", base::View(part.salt), part.ciphertext));
    }
    return *this;
  }

  // The lines: 0 the head, then the tiles, the events, a sealed part of each of them, the end.
  std::vector<std::string> Lines() {
    std::vector<Digest> level;
    Frontier frontier;
    for (const std::string& event : events_) {
      level.push_back(LeafHash(event));
      frontier.Add(level.back());
    }
    Checkpoint checkpoint{
        .origin = Origin{.log = name_, .epoch = epoch_}.ToText(), .size = frontier.size(), .root = frontier.Root()};
    std::string note = SignCheckpoint(checkpoint, *signer_).value();
    std::vector<std::string> lines = {BundleHead(checkpoint, note, signer_->public_key())};
    for (int number = 0; !level.empty(); ++number) {
      std::vector<Digest> above;
      for (std::size_t i = 0; i < level.size(); i += kTileWidth) {
        std::size_t end = std::min(level.size(), i + kTileWidth);
        std::vector<Digest> tile(level.begin() + static_cast<std::ptrdiff_t>(i),
                                 level.begin() + static_cast<std::ptrdiff_t>(end));
        lines.push_back(BundleTile(number, static_cast<std::int64_t>(i) / kTileWidth, tile));
        Frontier root;
        for (const Digest& hash : tile) root.Add(hash);
        if (tile.size() == static_cast<std::size_t>(kTileWidth)) above.push_back(root.Root());
      }
      level = above;
    }
    first_event_ = lines.size();
    lines.insert(lines.end(), events_.begin(), events_.end());
    lines.insert(lines.end(), sealed_.begin(), sealed_.end());
    lines.push_back(BundleEnd(name_));
    return lines;
  }

  std::size_t first_event() const { return first_event_; }
  VerifierKey key() const { return {Origin{.log = name_, .epoch = epoch_}.ToText(), signer_->public_key()}; }
  Signer& signer() { return *signer_; }

 private:
  std::string Owner() const { return name_.substr(0, name_.find('.')); }

  std::string name_;
  std::int64_t epoch_;
  base::SeededRng rng_{42};
  std::unique_ptr<Signer> signer_;
  std::vector<std::string> events_;
  std::vector<std::string> sealed_;
  std::size_t first_event_ = 0;
};

BundleChecker Checked(const std::vector<std::string>& lines, std::vector<VerifierKey> trusted = {}) {
  BundleChecker checker(std::move(trusted));
  for (const std::string& line : lines) checker.Line(line);
  checker.Finish();
  return checker;
}

std::vector<std::string> WithoutSealed(std::vector<std::string> lines) {
  std::erase_if(lines, [](const std::string& line) { return line.starts_with("{\"sealed\":{"); });
  return lines;
}

// The only finding, or what was found instead.
std::string Only(const BundleChecker& checker) {
  if (checker.findings().size() == 1) return checker.findings()[0].why;
  std::string out = std::to_string(checker.findings().size()) + " findings";
  for (const BundleFinding& finding : checker.findings()) out += "; " + finding.why;
  return out;
}

bool Finds(const BundleChecker& checker, std::string_view why, std::int64_t seq = -2) {
  for (const BundleFinding& finding : checker.findings()) {
    if (finding.why.find(why) != std::string::npos && (seq == -2 || finding.seq == seq)) return true;
  }
  ADD_FAILURE() << "not found: " << why << "; but " << Only(checker);
  return false;
}

std::string Changed(const std::string& line, const std::function<void(Json&)>& change) {
  Json json = base::ParseJson(line).value();
  change(json);
  return Canonical(json, kBundleLineMax).value();
}

TEST(Bundle, ProvesAGoodLog) {
  for (int size : {0, 1, 2, 3, 255, 256, 257, 600}) {
    Log log;
    BundleChecker checker = Checked(log.Append(size).Lines(), {log.key()});
    EXPECT_TRUE(checker.findings().empty()) << size << ": " << Only(checker);
    ASSERT_EQ(checker.logs().size(), 1U);
    EXPECT_EQ(checker.logs()[0].log, "BR-RJ");
    EXPECT_EQ(checker.logs()[0].checkpoint.size, size);
    EXPECT_EQ(checker.logs()[0].events, size);
    EXPECT_EQ(checker.logs()[0].sealed, size);
  }
}

TEST(Bundle, ProvesTiersOfTiles) {
  Log log;
  BundleChecker checker = Checked(log.Append(65537).Lines());
  EXPECT_TRUE(checker.findings().empty()) << Only(checker);
}

TEST(Bundle, ProvesSeveralLogsOneAfterAnother) {
  std::vector<std::string> lines;
  std::vector<VerifierKey> keys;
  for (auto [name, epoch] : {std::pair{"BR-RJ", 1}, {"BR-RJ.access", 1}, {"BR-RJ", 2}, {"AA", 1}}) {
    Log log(name, epoch);
    for (const std::string& line : log.Append(5).Lines()) lines.push_back(line);
    keys.push_back(log.key());
  }
  BundleChecker checker = Checked(lines, keys);
  EXPECT_TRUE(checker.findings().empty()) << Only(checker);
  ASSERT_EQ(checker.logs().size(), 4U);
  EXPECT_EQ(checker.logs()[1].log, "BR-RJ.access");
}

TEST(Bundle, ErasedPartsAreLeftOutAndTheLogStillProves) {
  Log log;
  std::vector<std::string> lines = WithoutSealed(log.Append(3).Lines());
  BundleChecker checker = Checked(lines);
  EXPECT_TRUE(checker.findings().empty()) << Only(checker);
  EXPECT_EQ(checker.logs()[0].sealed, 0);
}

TEST(Bundle, FindsAMissingEnd) {
  std::vector<std::string> lines = Log().Append(3).Lines();
  lines.pop_back();
  EXPECT_EQ(Only(Checked(lines)), "the file stops before the end of this log");
  std::vector<std::string> next = Log("AA").Append(1).Lines();
  lines.insert(lines.end(), next.begin(), next.end());
  EXPECT_EQ(Only(Checked(lines)), "the head of another log before the end of this one");
}

TEST(Bundle, FindsMissingEventsOnceForEachGap) {
  Log log;
  std::vector<std::string> lines = WithoutSealed(log.Append(9).Lines());
  auto event = [&](std::size_t seq) { return lines.begin() + static_cast<std::ptrdiff_t>(log.first_event() + seq); };
  std::vector<std::string> tail(lines);
  tail.erase(tail.end() - 3, tail.end() - 1);
  EXPECT_EQ(Only(Checked(tail)), "events 7 to 8 are missing");
  lines.erase(event(3), event(5));
  BundleChecker checker = Checked(lines);
  EXPECT_EQ(Only(checker), "events 3 to 4 are missing");
  EXPECT_EQ(checker.findings()[0].log, "BR-RJ");
  EXPECT_EQ(checker.findings()[0].seq, 5);
  EXPECT_EQ(checker.findings()[0].line, static_cast<std::int64_t>(log.first_event()) + 4);
}

TEST(Bundle, FindsExtraRepeatedAndSwappedEvents) {
  Log log;
  std::vector<std::string> lines = WithoutSealed(log.Append(5).Lines());
  std::size_t first = log.first_event();
  std::vector<std::string> extra = lines;
  extra.insert(extra.end() - 1, Changed(lines[first], [](Json& event) { event["seq"] = 5; }));
  EXPECT_EQ(Only(Checked(extra)), "an event past the signed size, 5");
  std::vector<std::string> repeated = lines;
  repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(first), lines[first]);
  EXPECT_TRUE(Finds(Checked(repeated), "twice or out of order", 0));
  std::vector<std::string> swapped = lines;
  std::swap(swapped[first], swapped[first + 1]);
  EXPECT_TRUE(Finds(Checked(swapped), "event 0 is missing", 1));
  EXPECT_TRUE(Finds(Checked(swapped), "twice or out of order", 0));
}

TEST(Bundle, FindsAChangedEvent) {
  Log log;
  std::vector<std::string> lines = log.Append(300).Lines();
  std::size_t at = log.first_event() + 256;
  lines[at] = Changed(lines[at], [](Json& event) { event["body"]["serial"] = "A12345"; });
  BundleChecker checker = Checked(lines);
  EXPECT_TRUE(Finds(checker, "not the one that the tiles have here", 256));
  EXPECT_TRUE(Finds(checker, "the events do not give the root"));
  EXPECT_EQ(checker.findings_total(), 2);
}

TEST(Bundle, FindsWhatIsWrongInASignedLog) {
  auto wrong = [](const std::function<void(Json&)>& change, std::string_view name = "BR-RJ") {
    return Only(Checked(WithoutSealed(Log(std::string(name)).Append(2).Append(1, change).Append(2).Lines())));
  };
  EXPECT_EQ(wrong([](Json& event) { event["owner"] = "AA"; }), "the owner is not BR-RJ");
  EXPECT_EQ(wrong([](Json& event) { event["owner"] = "BR-RJ.access"; }, "BR-RJ.access"), "the owner is not BR-RJ");
  EXPECT_EQ(wrong([](Json& event) { event.erase("owner"); }), "the owner is not BR-RJ");
  EXPECT_EQ(wrong([](Json& event) { event["kind"] = "accessed"; }), "an access stands in a log of events");
  EXPECT_EQ(wrong([](Json& event) { event["kind"] = "stolen"; }, "BR-RJ.access"),
            "an access log holds something else than an access");
  EXPECT_NE(wrong([](Json& event) { event["seq"] = 7; }).find("an event past the signed size, 5"), std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event["seq"] = 1; }).find("an event twice"), std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event["seq"] = "2"; }).find("whose seq is not a number"), std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event["seq"] = -1; }).find("whose seq is not a number"), std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event.erase("seq"); }).find("a sealed part"), std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event["sealed"] = nullptr; }).find("no list of sealed parts"), std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event["sealed"].push_back(event["sealed"][0]); }).find("in the event twice"),
            std::string::npos);
  EXPECT_NE(wrong([](Json& event) { event["sealed"][0]["commitment"] = "00"; }).find("without its name or commitment"),
            std::string::npos);
}

TEST(Bundle, FindsALineInAnotherSpelling) {
  Log log;
  std::vector<std::string> good = log.Append(2).Lines();
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::vector<std::string> lines = good;
    lines[i].insert(1, " ");
    EXPECT_TRUE(Finds(Checked(lines), "not the canonical spelling")) << i;
  }
  // And the lines behind it are not blamed.
  std::vector<std::string> lines = good;
  lines[log.first_event()].insert(1, " ");
  BundleChecker checker = Checked(lines);
  EXPECT_EQ(checker.findings_total(), 3) << Only(checker);  // the spelling, the tile, the root
}

TEST(Bundle, FindsWrongTiles) {
  Log log;
  std::vector<std::string> good = log.Append(600).Lines();  // tiles: lines 1 to 3 level 0, line 4 level 1
  auto with = [&](std::size_t i, const std::function<void(Json&)>& change) {
    std::vector<std::string> lines = good;
    lines[i] = Changed(lines[i], change);
    return Checked(lines);
  };
  auto flip = [](Json& tile) {
    std::string bytes = base::FromBase64(tile["hashes"].get<std::string>()).value();
    bytes[0] = static_cast<char>(bytes[0] ^ 1);
    tile["hashes"] = base::ToBase64(bytes);
  };
  EXPECT_TRUE(Finds(with(1, flip), "hash 0 of tile level 1"));
  EXPECT_TRUE(Finds(with(1, flip), "not the one that the tiles have here", 0));
  EXPECT_TRUE(Finds(with(4, flip), "hash 0 of tile level 1 is not that of the level below"));
  EXPECT_TRUE(Finds(with(3, flip), "the tiles do not give the root"));
  EXPECT_EQ(Only(with(1, [](Json& tile) { tile["tile"] = 1; })), "expected the tile 0/000");
  EXPECT_EQ(Only(with(1, [](Json& tile) { tile["level"] = 1; })), "expected the tile 0/000");
  EXPECT_EQ(Only(with(3, [](Json& tile) { tile["width"] = 87; })), "expected the tile 0/002.p/88");
  EXPECT_EQ(Only(with(2, [](Json& tile) { tile["hashes"] = "AAAA"; })),
            "the hashes of a tile are not base64 of 32 bytes each");
  EXPECT_EQ(Only(with(2, [](Json& tile) { tile["note"] = 1; })),
            "a tile has not exactly the keys hashes, level, tile, width");
  for (std::size_t i = 1; i <= 4; ++i) {
    std::vector<std::string> lines = good;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(Checked(lines).findings_total(), 1) << i;
  }
  std::vector<std::string> late = good;
  std::swap(late[4], late[5]);
  EXPECT_TRUE(Finds(Checked(late), "a tile behind the events"));
  std::vector<std::string> more = good;
  more.insert(more.begin() + 5, good[4]);
  EXPECT_EQ(Only(Checked(more)), "a tile too many");
}

TEST(Bundle, FindsARootThatIsNotThatOfTheEvents) {
  Log log;
  std::vector<std::string> lines = log.Append(5).Lines();
  Checkpoint other{.origin = "proofmark/BR-RJ/1", .size = 5, .root = EmptyRoot()};
  lines[0] = BundleHead(other, SignCheckpoint(other, log.signer()).value(), log.key().key);
  BundleChecker checker = Checked(lines, {log.key()});
  EXPECT_TRUE(Finds(checker, "the tiles do not give the root"));
  EXPECT_TRUE(Finds(checker, "the events do not give the root"));
  EXPECT_EQ(checker.findings_total(), 2);
}

TEST(Bundle, FindsAWrongSignatureOrKey) {
  Log log;
  std::vector<std::string> lines = log.Append(2).Lines();
  base::SeededRng rng(9);
  auto stranger = SignerFromKeyText(NewKeyText(rng)).value();
  auto with_head = [&](const std::function<void(Json&)>& change, std::vector<VerifierKey> trusted = {}) {
    std::vector<std::string> changed = lines;
    changed[0] = Changed(lines[0], change);
    return Only(Checked(changed, std::move(trusted)));
  };
  auto strange_key = [&](Json& head) { head["key"] = VerifierKeyText("proofmark/BR-RJ/1", stranger->public_key()); };
  EXPECT_NE(with_head(strange_key).find("not signed by proofmark/BR-RJ/1"), std::string::npos);
  EXPECT_NE(with_head([&](Json& head) {
              head["key"] = VerifierKeyText("proofmark/AA/1", log.key().key);
            }).find("the key belongs to proofmark/AA/1"),
            std::string::npos);
  EXPECT_NE(with_head([](Json& head) { head["key"] = "x"; }).find("not a verifier key"), std::string::npos);
  // Everything agrees, but it is signed by somebody else than the auditor expects.
  EXPECT_EQ(Only(Checked(lines, {{"proofmark/BR-RJ/1", stranger->public_key()}})),
            "the bundle's key is not one of the keys given for proofmark/BR-RJ/1");
  EXPECT_EQ(Only(Checked(lines, {{"proofmark/BR-RJ/2", log.key().key}})),
            "the bundle's key is not one of the keys given for proofmark/BR-RJ/1");
  EXPECT_EQ(Only(Checked(lines, {{"proofmark/BR-RJ/1", stranger->public_key()}, log.key()})), "0 findings");
}

TEST(Bundle, FindsAHeadThatDisagreesWithItsCheckpoint) {
  std::vector<std::string> good = Log().Append(2).Lines();
  auto with_head = [&](const std::function<void(Json&)>& change) {
    std::vector<std::string> lines = good;
    lines[0] = Changed(lines[0], change);
    return Only(Checked(lines));
  };
  EXPECT_EQ(with_head([](Json& head) { head["log"] = "AA"; }), "the head's log is not that of the checkpoint, BR-RJ");
  EXPECT_EQ(with_head([](Json& head) { head["epoch"] = 2; }), "the head's epoch is not that of the checkpoint");
  EXPECT_EQ(with_head([](Json& head) { head["size"] = 3; }), "the head's size is not that of the checkpoint");
  EXPECT_EQ(with_head([](Json& head) { head["more"] = 3; }),
            "the head has not exactly the keys bundle, checkpoint, epoch, key, log, size");
  EXPECT_NE(with_head([](Json& head) { head["checkpoint"] = 3; }).find("the checkpoint cannot be read"),
            std::string::npos);
  BundleChecker other = Checked({Changed(good[0], [](Json& head) { head["bundle"] = 2; })});
  EXPECT_EQ(Only(other), "a bundle of another version; this program checks version 1");
  EXPECT_TRUE(other.logs().empty());
}

TEST(Bundle, FindsWrongSealedParts) {
  Log log;
  std::vector<std::string> good = log.Append(3).Lines();
  std::size_t at = log.first_event() + 3 + 1;  // behind the three events
  auto with = [&](const std::function<void(Json&)>& change) {
    std::vector<std::string> lines = good;
    lines[at] = Changed(lines[at], change);
    BundleChecker checker = Checked(lines);
    EXPECT_TRUE(checker.findings().empty() || checker.findings()[0].line == static_cast<std::int64_t>(at) + 1);
    return Only(checker);
  };
  const std::string other = "the sealed part \"row\" is not one that its event commits to";
  EXPECT_EQ(with([](Json& line) { line["sealed"]["ciphertext"] = "AAAA"; }), other);
  EXPECT_EQ(with([](Json& line) { line["sealed"]["salt"] = std::string(64, '0'); }), other);
  EXPECT_EQ(with([](Json& line) { line["sealed"]["seq"] = 0; }), other);
  EXPECT_EQ(with([](Json& line) { line["sealed"]["seq"] = 7; }), other);
  EXPECT_EQ(with([](Json& line) { line["sealed"]["part"] = "note"; }),
            "the sealed part \"note\" is not one that its event commits to");
  EXPECT_EQ(with([](Json& line) { line["sealed"]["salt"] = "zz"; }), "a sealed part that cannot be read");
  EXPECT_EQ(with([](Json& line) { line["sealed"]["ciphertext"] = 7; }), "a sealed part that cannot be read");
  EXPECT_EQ(with([](Json& line) { line["sealed"]["more"] = 1; }),
            "a sealed part has not exactly the keys ciphertext, part, salt, seq");
  std::vector<std::string> twice = good;
  twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(at), good[at]);
  EXPECT_EQ(Only(Checked(twice)), "the sealed part \"row\" stands in the file twice");
  std::vector<std::string> early = good;
  std::swap(early[log.first_event() + 2], early[log.first_event() + 3]);
  EXPECT_TRUE(Finds(Checked(early), "an event behind the sealed parts"));
}

TEST(Bundle, FindsLinesThatDoNotBelong) {
  Log log;
  std::vector<std::string> good = log.Append(2).Lines();
  for (const char* line : {"", "{}", "[]", "7", "{\"x\":1}", "not json"}) {
    for (std::size_t at : {std::size_t{0}, std::size_t{1}, good.size() - 1, good.size()}) {
      std::vector<std::string> lines = good;
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), line);
      EXPECT_EQ(Checked(lines).findings_total(), 1) << line << " at " << at;
    }
  }
  for (std::size_t i = 1; i < good.size(); ++i) {
    EXPECT_NE(Only(Checked({good[i]})).find("outside any log"), std::string::npos) << good[i];
  }
  std::vector<std::string> lines = good;
  lines.back() = BundleEnd("AA");
  EXPECT_EQ(Only(Checked(lines)), "the end is not that of BR-RJ");
  std::vector<std::string> twice = good;
  twice.insert(twice.end(), good.begin(), good.end());
  EXPECT_EQ(Only(Checked(twice)), "this log and epoch stand in the file twice");
  EXPECT_TRUE(Finds(Checked({std::string(kBundleLineMax + 1, ' ')}), "a line of more than"));
}

TEST(Bundle, KeepsAFewFindingsAndCountsAll) {
  std::vector<std::string> lines(kBundleFindingsMax + 7, "{}");
  BundleChecker checker = Checked(lines);
  EXPECT_EQ(checker.findings().size(), kBundleFindingsMax);
  EXPECT_EQ(checker.findings_total(), static_cast<std::int64_t>(kBundleFindingsMax) + 7);
}

// As the program cuts a file into lines.
bool Proves(std::string_view bytes) {
  BundleChecker checker({});
  while (!bytes.empty()) {
    std::size_t end = std::min(bytes.find('\n'), bytes.size());
    checker.Line(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  checker.Finish();
  return checker.findings_total() == 0 && !checker.logs().empty();
}

// No byte of a bundle is without meaning, except: the line feed of its last line may be absent, and what stands in
// signature lines of others, whose keys the auditor does not have.
TEST(Bundle, EveryFlippedBitIsFound) {
  std::string text;
  for (const std::string& line : Log().Append(3).Lines()) text += line + "\n";
  ASSERT_TRUE(Proves(text));
  for (std::size_t bit = 0; bit < text.size() * 8; ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(Proves(changed)) << "byte " << bit / 8 << " bit " << bit % 8;
  }
  for (std::size_t n = 0; n + 1 < text.size(); ++n) EXPECT_FALSE(Proves(text.substr(0, n))) << n;
  EXPECT_TRUE(Proves(text.substr(0, text.size() - 1)));
}

// The committed example stays provable: an auditor's old file must verify with a new program.
TEST(Bundle, TheCommittedExampleProves) {
  auto text = base::ReadFile(PM_TESTDATA_DIR "/ledger/example.bundle", 1U << 20);
  ASSERT_TRUE(text.ok()) << text.error().message;
  EXPECT_TRUE(Proves(*text));
}

}  // namespace
}  // namespace proofmark::ledger
