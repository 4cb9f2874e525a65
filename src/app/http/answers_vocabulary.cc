// SPDX-License-Identifier: Apache-2.0
// The lists that a person picks from: makes, models, calibres, places of a mark ...
#include <algorithm>
#include <array>

#include "app/http/answers.h"
#include "app/http/query.h"
#include "app/http/service.h"
#include "base/text.h"

namespace proofmark::app::web {

using base::Code;
using base::Error;
using base::Json;
using base::Result;

namespace {

// Those that a page shows. Common passwords are a list too, and are nobody's to read.
constexpr std::array<std::string_view, 16> kShown = {
    "calibres",     "countries",      "file_subjects", "handling_codes", "illegality_grounds", "item_types",
    "legal_bases",  "life_events",    "makes",         "mark_kinds",     "mark_positions",     "models",
    "onward_rules", "protocol_steps", "purposes",      "roles"};

// What a spelling means in a list: "PUMA" on a revolver is a make of another name.
std::string CodeOfSpelling(const vocab::Vocabulary& words, std::string_view list, const std::string& text) {
  vocab::Resolved found;
  if (list == "makes") found = words.Make(text);
  if (list == "models") found = words.Model("", text);
  if (list == "calibres") found = words.Calibre(text);
  if (list == "item_types") found = words.Type(text);
  if (list == "countries") found = words.Country(text);
  return std::string(found.code);
}

Json EntryOf(const vocab::Code& one, const std::vector<std::string>& written) {
  Json out = {{"code", one.code}, {"name", one.name}};
  for (const auto& [column, value] : one.more) {
    if (!value.empty()) out[column] = value;
  }
  if (!written.empty()) out["written"] = written;
  return out;
}

struct Wanted {
  std::string search;  // folded
  std::string meant;   // the code of what was searched for as a spelling
  std::string make;
  std::string after;
};

bool Fits(const vocab::Code& one, const Wanted& wanted) {
  if (!one.until.empty()) return false;
  if (!wanted.make.empty()) {
    auto make = one.more.find("make");
    if (make == one.more.end() || make->second != wanted.make) return false;
  }
  if (wanted.search.empty() || one.code == wanted.meant) return true;
  return base::LookupKey(one.name).find(wanted.search) != std::string::npos ||
         base::LookupKey(one.code).find(wanted.search) != std::string::npos;
}

}  // namespace

Result<Reply> AnswerVocabulary(Call& call) {
  PM_ASSIGN(auto query, QueryOf(call, {"search", "make", "after", "limit"}));
  PM_ASSIGN(std::int64_t limit, PageOf(query["limit"]));
  const std::string& list = call.path.at("list");
  if (std::find(kShown.begin(), kShown.end(), list) == kShown.end()) {
    return Error{Code::kNotFound, "there is no such list", "list"};
  }
  if (query["search"].size() > kPurposeFieldMax) return Error{Code::kTooLarge, "search: too long", "search"};
  const vocab::Vocabulary& words = call.proofmark.words();
  const Wanted wanted{base::LookupKey(query["search"]), CodeOfSpelling(words, list, query["search"]), query["make"],
                      query["after"]};
  Json entries = Json::array();
  Json next = nullptr;
  for (const vocab::Code& one : words.List(list).all()) {
    if (one.code <= wanted.after || !Fits(one, wanted)) continue;
    if (static_cast<std::int64_t>(entries.size()) == limit) {
      next = entries.back()["code"];
      break;
    }
    entries.push_back(EntryOf(one, words.Written(list, one.code)));
  }
  // What the text is another spelling of stands first.
  std::stable_partition(entries.begin(), entries.end(), [&](const Json& one) { return one["code"] == wanted.meant; });
  return Reply{200, {{"list", list}, {"version", words.version()}, {"entries", entries}, {"next", next}}, {}};
}

}  // namespace proofmark::app::web
