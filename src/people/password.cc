// SPDX-License-Identifier: Apache-2.0
#include "people/password.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"

namespace proofmark::people {

using base::Code;
using base::Error;
using base::Result;

namespace {

Error Bad(const std::string& why) { return Error{Code::kInvalid, "password: " + why, "password"}; }

std::string Folded(std::string_view text) {
  std::string out;
  icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int>(text.size())))
      .foldCase()
      .toUTF8String(out);
  return out;
}

void Remove(std::string& text, std::string_view word) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos;) text.erase(at, word.size());
}

// The different characters that go on neither from the one before (a, b, c; 3, 2, 1) nor repeat it.
std::size_t OwnCharacters(const std::string& text) {
  const icu::UnicodeString all = icu::UnicodeString::fromUTF8(text);
  std::set<UChar32> own;
  UChar32 before = -2;
  for (int at = 0; at < all.length(); at = all.moveIndex32(at, 1)) {
    const UChar32 now = all.char32At(at);
    if (now != before && now != before + 1 && now != before - 1) own.insert(now);
    before = now;
  }
  return own.size();
}

}  // namespace

Result<std::string> NormalPassword(std::string_view typed) {
  if (typed.size() > kPasswordBytesMax) return Bad("at most " + std::to_string(kPasswordMax) + " characters");
  if (!base::IsUtf8(typed)) return Bad("not UTF-8");
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfkc = icu::Normalizer2::getNFKCInstance(status);
  const icu::UnicodeString text =
      icu::UnicodeString::fromUTF8(icu::StringPiece(typed.data(), static_cast<int>(typed.size())));
  if (U_FAILURE(status)) return Error{Code::kInternal, "the tables of Unicode are not there", ""};
  std::string out;
  nfkc->normalize(text, status).toUTF8String(out);
  if (U_FAILURE(status)) return Bad("cannot be written in one spelling");
  return out;
}

Result<void> CheckPassword(const vocab::Vocabulary& words, std::string_view normal, std::string_view login) {
  const auto length = static_cast<std::size_t>(
      icu::UnicodeString::fromUTF8(icu::StringPiece(normal.data(), static_cast<int>(normal.size()))).countChar32());
  if (length < kPasswordMin || length > kPasswordMax) {
    return Bad("take " + std::to_string(kPasswordMin) + " to " + std::to_string(kPasswordMax) + " characters");
  }
  std::string left = Folded(normal);
  if (left.find(login) != std::string::npos) return Bad("must not contain the log-in name");
  std::vector<std::string_view> common;
  for (const vocab::Code& word : words.List("common_passwords").all()) common.push_back(word.code);
  // The longest first, so that "password" leaves nothing of itself where "pass" is a word too.
  std::stable_sort(common.begin(), common.end(), [](auto a, auto b) { return a.size() > b.size(); });
  for (std::string_view word : common) Remove(left, word);
  if (OwnCharacters(left) >= kOwnCharactersMin) return {};
  return Bad("is made of what everybody takes; take words of your own");
}

std::string RandomPassword(base::Rng& rng) {
  constexpr std::string_view kLetters = "abcdefghjkmnpqrstuvwxyz23456789";  // 31: without i, l, o, 0, 1
  constexpr std::size_t kLength = 20;
  constexpr std::size_t kGroup = 5;
  std::string out;
  for (std::size_t made = 0; made < kLength;) {
    const std::size_t number = rng.Bytes<1>()[0] & 31;
    if (number >= kLetters.size()) continue;  // every letter equally often
    if (made > 0 && made % kGroup == 0) out += '-';
    out += kLetters[number];
    ++made;
  }
  return out;
}

}  // namespace proofmark::people
