// SPDX-License-Identifier: Apache-2.0
#include "ledger/checkpoint.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/json.h"
#include "ledger/note.h"

namespace proofmark::ledger {
namespace {

using base::Code;

// The example of golang.org/x/mod/sumdb/note, which the C2SP format follows.
constexpr std::string_view kPeterKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kPeterSeed = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";  // 0x01 || seed
constexpr std::string_view kPeterText =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
constexpr std::string_view kPeterLine =
    "\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
constexpr std::string_view kEnochKey = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
constexpr std::string_view kEnochLine =
    "\u2014 EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n";

std::string Peter(std::string_view lines) { return std::string(kPeterText) + "\n" + std::string(lines); }

std::unique_ptr<Signer> SignerOf(std::uint64_t seed) {
  base::SeededRng rng(seed);
  return SignerFromKeyText(NewKeyText(rng)).value();
}

Checkpoint Example() {
  Checkpoint out{.origin = "proofmark/BR-RJ/1", .size = 27758, .root = base::Sha256("root")};
  return out;
}

TEST(Note, OpensTheGoReferenceNote) {
  VerifierKey peter = ParseVerifierKey(kPeterKey).value();
  VerifierKey enoch = ParseVerifierKey(kEnochKey).value();
  EXPECT_EQ(base::ToHex(base::View(KeyIdOf("PeterNeumann", peter.key))), "c74f20a3");
  EXPECT_EQ(VerifierKeyText(peter.name, peter.key), kPeterKey);
  Note note = ReadNote(Peter(std::string(kPeterLine) + std::string(kEnochLine))).value();
  EXPECT_EQ(note.text, kPeterText);
  EXPECT_TRUE(VerifyNote(note, peter).ok());
  EXPECT_TRUE(VerifyNote(note, enoch).ok());
  Note alone = ReadNote(Peter(kPeterLine)).value();
  EXPECT_EQ(VerifyNote(alone, enoch).error().code, Code::kCorrupt);
}

TEST(Note, SignsAsTheGoReferenceDoes) {
  std::string typed = base::FromBase64(kPeterSeed).value();
  auto signer = SignerFromKeyText("proofmark-ed25519-v1 " + base::ToBase64(typed.substr(1)) + "\n").value();
  EXPECT_EQ(signer->public_key(), ParseVerifierKey(kPeterKey)->key);
  EXPECT_EQ(SignNote(kPeterText, "PeterNeumann", *signer).value(), Peter(kPeterLine));
}

// The malformed messages of the Go reference tests, and some of ours.
TEST(Note, RefusesMalformedNotes) {
  std::string line(kPeterLine);
  for (const std::string& bad : std::vector<std::string>{
           std::string(kPeterText), Peter(""), Peter(line.substr(0, line.size() - 1)), "\x01" + Peter(line),
           "\xff" + Peter(line), Peter("\u2014 Bad Name x08go/ZJkuBS9UG/SffcvIAQ\n"),
           Peter(line + "Unexpected line.\n"), Peter("- PeterNeumann x08go/ZJ\n"), Peter("\u2014 a+b x08go/ZJkuBS\n"),
           Peter("\u2014 PeterNeumann x08gow==\n"), Peter("\u2014  x08go/ZJkuBS\n"), Peter("\u2014 PeterNeumann\n"), "",
           "\n", "\n\n"}) {
    auto note = ReadNote(bad);
    ASSERT_FALSE(note.ok()) << bad;
    EXPECT_EQ(note.error().code, Code::kInvalid) << bad;
  }
}

TEST(Note, OneWrongSignatureOfAKnownKeyRefusesTheNote) {
  VerifierKey peter = ParseVerifierKey(kPeterKey).value();
  std::string line(kPeterLine);
  std::string wrong = line;
  wrong.replace(wrong.find("/Sffcv"), 6, "/Tffcv");
  EXPECT_EQ(VerifyNote(ReadNote(Peter(line + wrong)).value(), peter).error().code, Code::kCorrupt);
  EXPECT_EQ(VerifyNote(ReadNote(Peter(wrong + line)).value(), peter).error().code, Code::kCorrupt);
  EXPECT_TRUE(VerifyNote(ReadNote(Peter(line + line)).value(), peter).ok());
  // Another length under a known name and id is wrong as well.
  line.replace(line.find("/Sffcv"), 0, "ABCD");
  EXPECT_FALSE(VerifyNote(ReadNote(Peter(line)).value(), peter).ok());
}

TEST(Note, TakesAsManySignaturesAsTheLimit) {
  std::string lines;
  for (std::size_t i = 0; i < kNoteSignaturesMax; ++i) lines += kPeterLine;
  EXPECT_TRUE(ReadNote(Peter(lines)).ok());
  EXPECT_EQ(ReadNote(Peter(lines + std::string(kPeterLine))).error().code, Code::kTooLarge);
  EXPECT_EQ(ReadNote(std::string(kNoteBytesMax + 1, 'x')).error().code, Code::kTooLarge);
}

TEST(Checkpoint, OpensWhatWasSigned) {
  auto signer = SignerOf(1);
  std::string note = SignCheckpoint(Example(), *signer).value();
  EXPECT_EQ(OpenCheckpoint(note, signer->public_key()).value(), Example());
  EXPECT_EQ(ReadUnverified(note).value(), Example());
  EXPECT_EQ(OpenCheckpoint(note, SignerOf(2)->public_key()).error().code, Code::kCorrupt);
}

TEST(Checkpoint, KeepsTheDocumentedVectors) {
  auto text = base::ReadFile(PM_TESTDATA_DIR "/ledger/event_vectors.json", 1U << 20);
  base::Json row = base::ParseJson(*text).value()["checkpoint"];
  auto signer = SignerFromKeyText(row["signing_key"].get<std::string>()).value();
  Checkpoint checkpoint = OpenCheckpoint(row["note"].get<std::string>(), signer->public_key()).value();
  EXPECT_EQ(checkpoint.origin, row["origin"]);
  EXPECT_EQ(checkpoint.size, row["size"]);
  EXPECT_EQ(base::ToHex(base::View(checkpoint.root)), row["root"]);
  EXPECT_EQ(SignCheckpoint(checkpoint, *signer).value(), row["note"]);
  EXPECT_EQ(VerifierKeyText(checkpoint.origin, signer->public_key()), row["verifier_key"]);
}

TEST(Checkpoint, IgnoresSignaturesOfOthers) {
  auto signer = SignerOf(1);
  std::string note = SignCheckpoint(Example(), *signer).value();
  EXPECT_TRUE(OpenCheckpoint(note + std::string(kEnochLine), signer->public_key()).ok());
  // The same name with another key (an older one of this log) is another's too.
  std::string older = SignCheckpoint(Example(), *SignerOf(2)).value();
  std::string line = older.substr(older.find("\u2014"));
  EXPECT_TRUE(OpenCheckpoint(note + line, signer->public_key()).ok());
}

TEST(Checkpoint, NoFlippedBitOpens) {
  auto signer = SignerOf(1);
  std::string note = SignCheckpoint(Example(), *signer).value();
  for (std::size_t bit = 0; bit < note.size() * 8; ++bit) {
    std::string changed = note;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(OpenCheckpoint(changed, signer->public_key()).ok()) << "bit " << bit;
  }
  for (std::size_t n = 0; n < note.size(); ++n) {
    EXPECT_FALSE(OpenCheckpoint(note.substr(0, n), signer->public_key()).ok()) << n;
  }
}

TEST(Checkpoint, RefusesOtherForms) {
  auto signer = SignerOf(1);
  std::string root = base::ToBase64(base::View(Example().root));
  auto opens = [&](const std::string& text) {
    auto note = SignNote(text, "proofmark/BR-RJ/1", *signer);
    return note.ok() && OpenCheckpoint(*note, signer->public_key()).ok();
  };
  EXPECT_TRUE(opens("proofmark/BR-RJ/1\n0\n" + root + "\n"));
  for (const char* size :
       {"01", "-1", "+1", "1 ", " 1", "", "1e3", "0x1", "9007199254740992", "99999999999999999999"}) {
    EXPECT_FALSE(opens("proofmark/BR-RJ/1\n" + std::string(size) + "\n" + root + "\n")) << size;
  }
  for (const char* origin : {"proofmark/BR-RJ/2", "proofmark/BR-RJ", "example.com/log"}) {
    EXPECT_FALSE(opens(std::string(origin) + "\n5\n" + root + "\n")) << origin;
  }
  EXPECT_FALSE(opens("proofmark/BR-RJ/1\n5\n" + root + "\nextension\n"));
  EXPECT_FALSE(opens("proofmark/BR-RJ/1\n5\n" + root.substr(0, 40) + "\n"));
  EXPECT_FALSE(opens("proofmark/BR-RJ/1\n5\n"));
  EXPECT_FALSE(opens("proofmark/BR-RJ/1\n5\n\n" + root + "\n"));
}

TEST(Checkpoint, SignsNothingThatWouldNotOpen) {
  auto signer = SignerOf(1);
  for (const char* origin : {"", "proofmark/br/1", "proofmark/B R/1", "proofmark/BR/1\n7", "proofmark/BR+/1"}) {
    Checkpoint checkpoint = Example();
    checkpoint.origin = origin;
    EXPECT_EQ(SignCheckpoint(checkpoint, *signer).error().code, Code::kInvalid) << origin;
  }
  Checkpoint negative = Example();
  negative.size = -1;
  EXPECT_FALSE(SignCheckpoint(negative, *signer).ok());
}

TEST(Origin, TakesOneSpelling) {
  for (const char* text : {"proofmark/BR-RJ/1", "proofmark/BR-RJ.access/12", "proofmark/AA/9007199254740991"}) {
    EXPECT_EQ(Origin::Parse(text)->ToText(), text);
  }
  for (const char* text : {"", "proofmark/", "proofmark//1", "proofmark/BR-RJ", "proofmark/BR-RJ/", "proofmark/BR-RJ/0",
                           "proofmark/BR-RJ/01", "proofmark/BR-RJ/-1", "proofmark/BR-RJ/1/2", "proofmark/br/1",
                           "proofmark/BR.log/1", "proofmark/.access/1", "Proofmark/BR/1",
                           "proofmark/BR.access.access/1", "proofmark/BR/1 ", " proofmark/BR/1"}) {
    EXPECT_FALSE(Origin::Parse(text).ok()) << text;
  }
  EXPECT_FALSE(Origin::Parse("proofmark/" + std::string(65, 'A') + "/1").ok());
}

TEST(VerifierKey, NoOtherSpellingOfItIsTaken) {
  std::string key(kPeterKey);
  for (std::size_t i = 0; i < key.size(); ++i) {
    std::string changed = key;
    ++changed[i];
    EXPECT_FALSE(ParseVerifierKey(changed).ok()) << changed;
    EXPECT_FALSE(ParseVerifierKey(key.substr(0, i)).ok());
    if (i > 0) {
      EXPECT_FALSE(ParseVerifierKey(key.substr(i)).ok());
    }
  }
  EXPECT_FALSE(ParseVerifierKey("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==").ok());
  EXPECT_FALSE(ParseVerifierKey("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW").ok());
}

TEST(Signer, TakesOneLineOfKeyText) {
  base::SeededRng rng(3);
  std::string text = NewKeyText(rng);
  EXPECT_TRUE(SignerFromKeyText(text).ok());
  EXPECT_TRUE(SignerFromKeyText(text.substr(0, text.size() - 1)).ok());
  for (const std::string& bad :
       {std::string(), std::string("proofmark-ed25519-v1 "), text + "\n", " " + text, text.substr(1),
        "proofmark-ed25519-v2" + text.substr(20), text.substr(0, text.size() - 6)}) {
    auto signer = SignerFromKeyText(bad);
    ASSERT_FALSE(signer.ok()) << bad;
    EXPECT_EQ(signer.error().code, Code::kInvalid);
  }
}

TEST(SplitNotes, GivesBackWhatWasJoined) {
  std::string a = SignCheckpoint(Example(), *SignerOf(1)).value();
  std::string b = SignCheckpoint(Example(), *SignerOf(2)).value() + std::string(kEnochLine);
  std::string c = Peter(kPeterLine);
  EXPECT_EQ(SplitNotes(a + "\n" + b + "\n" + c), (std::vector<std::string>{a, b, c}));
  EXPECT_EQ(SplitNotes(a), std::vector<std::string>{a});
  EXPECT_EQ(SplitNotes(""), std::vector<std::string>{});
  EXPECT_EQ(SplitNotes("\n\n" + a + "\n\n\n" + b + "\n"), (std::vector<std::string>{a, b}));
  ASSERT_EQ(SplitNotes(a + "\n" + "rubbish").size(), 2U);
  EXPECT_FALSE(ReadUnverified(SplitNotes(a + "\n" + "rubbish")[1]).ok());
}

}  // namespace
}  // namespace proofmark::ledger
