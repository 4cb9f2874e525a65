// SPDX-License-Identifier: Apache-2.0
#include "vocab/vocabulary.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "vocab/table_loader.h"

namespace proofmark::vocab {
namespace {

// Spellings that are longer are nobody's make or calibre, and are not folded.
constexpr std::size_t kSpellingBytesMax = 512;

Resolved Look(const Spellings& spellings, std::string_view key) {
  auto found = spellings.find(key);
  return found == spellings.end() ? Resolved{Resolution::kUnresolved, {}} : found->second;
}

Resolved LookText(const Spellings& spellings, std::string_view text) {
  if (text.size() > kSpellingBytesMax) return {Resolution::kUnresolved, {}};
  const std::string key = base::LookupKey(text);
  return key.empty() ? Resolved{} : Look(spellings, key);
}

}  // namespace

const Code* CodeList::Find(std::string_view code) const {
  auto at = std::lower_bound(codes_.begin(), codes_.end(), code,
                             [](const Code& row, std::string_view wanted) { return row.code < wanted; });
  return at != codes_.end() && at->code == code ? &*at : nullptr;
}

struct Vocabulary::Tables {
  Lists lists;
  RowTables rows;
  Spelled makes;
  Spelled models;
  Spelled calibres;
  Spelled types;
  Spelled countries;
  std::string version;
};

Vocabulary::Vocabulary(std::shared_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Vocabulary::Vocabulary(const Vocabulary&) = default;
Vocabulary& Vocabulary::operator=(const Vocabulary&) = default;
Vocabulary::Vocabulary(Vocabulary&&) noexcept = default;
Vocabulary& Vocabulary::operator=(Vocabulary&&) noexcept = default;
Vocabulary::~Vocabulary() = default;

base::Result<Vocabulary> Vocabulary::Load(const std::string& folder) {
  PM_ASSIGN(TableFiles files, ReadTableFiles(folder));
  TableLoader loader(files);
  auto tables = std::make_shared<Tables>();
  // The lists must be where they stay before a spelling points into them.
  PM_ASSIGN(tables->lists, loader.LoadLists());
  PM_ASSIGN(tables->rows, loader.LoadRows());
  const Lists& lists = tables->lists;
  PM_ASSIGN(tables->makes, loader.LoadSpellings({"make_aliases.csv", "makes", ""}, lists));
  PM_ASSIGN(tables->models, loader.LoadModelSpellings(lists));
  PM_ASSIGN(tables->calibres, loader.LoadSpellings({"calibre_aliases.csv", "calibres", ""}, lists));
  PM_ASSIGN(tables->types, loader.LoadSpellings({"type_aliases.csv", "item_types", ""}, lists));
  PM_ASSIGN(tables->countries, loader.LoadSpellings({"country_aliases.csv", "countries", "alpha3"}, lists));
  tables->version = VersionOf(files);
  return Vocabulary(std::move(tables));
}

Resolved Vocabulary::Make(std::string_view text) const { return LookText(tables_->makes.meanings, text); }
Resolved Vocabulary::Calibre(std::string_view text) const { return LookText(tables_->calibres.meanings, text); }
Resolved Vocabulary::Type(std::string_view text) const { return LookText(tables_->types.meanings, text); }
Resolved Vocabulary::Country(std::string_view text) const { return LookText(tables_->countries.meanings, text); }

Resolved Vocabulary::Model(std::string_view make_code, std::string_view text) const {
  if (text.size() > kSpellingBytesMax) return {Resolution::kUnresolved, {}};
  const std::string folded = base::LookupKey(text);
  if (folded.empty()) return {};
  if (!make_code.empty()) {
    Resolved own = Look(tables_->models.meanings, ModelKey(make_code, folded));
    if (own.state != Resolution::kUnresolved) return own;
  }
  return Look(tables_->models.meanings, ModelKey("", folded));
}

const CodeList& Vocabulary::List(std::string_view name) const {
  auto found = tables_->lists.find(name);
  PM_ASSERT(found != tables_->lists.end());
  return found->second;
}

const std::vector<std::string>& Vocabulary::Written(std::string_view list, std::string_view code) const {
  static const std::vector<std::string> kNone;
  const Spelled* of = list == "makes"        ? &tables_->makes
                      : list == "models"     ? &tables_->models
                      : list == "calibres"   ? &tables_->calibres
                      : list == "item_types" ? &tables_->types
                      : list == "countries"  ? &tables_->countries
                                             : nullptr;
  if (of == nullptr) return kNone;
  auto found = of->written.find(code);
  return found == of->written.end() ? kNone : found->second;
}

const Table& Vocabulary::Rows(std::string_view name) const {
  auto found = tables_->rows.find(name);
  PM_ASSERT(found != tables_->rows.end());
  return found->second;
}

const std::string& Vocabulary::version() const { return tables_->version; }

}  // namespace proofmark::vocab
