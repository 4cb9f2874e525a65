// SPDX-License-Identifier: Apache-2.0
#include "match/marks/field_score.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/text.h"
#include "match/marks/evidence_words.h"
#include "match/marks/kin.h"

namespace proofmark::match {

namespace {

// What two equal codes are called: the words may be the same but for case and accents.
const char* SameCode(const DescribedField& query, const DescribedField& record) {
  const bool one_word = record.text == record.code || base::LookupKey(query.text) == base::LookupKey(record.text);
  return one_word ? "exact" : "alias";
}

const std::string& GivenOf(const DescribedField& field) {
  static const std::string kNothing;
  return field.resolved() ? field.code : kNothing;
}

}  // namespace

double Likeness(std::string_view one, std::string_view other) {
  const std::string a = base::LookupKey(one);
  const std::string b = base::LookupKey(other);
  if (a.empty() || b.empty()) return 0;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return 1 - static_cast<double>(row[b.size()]) / static_cast<double>(std::max(a.size(), b.size()));
}

FieldScorer::FieldScorer(const MatchTables& tables, const vocab::Vocabulary& words, const MarkIndex& index,
                         const MarkQuery& query)
    : tables_(tables), words_(words), index_(index), query_(query) {
  for (std::size_t field = 0; field < kFields; ++field) {
    known_[field].assign(index.said(static_cast<Field>(field)), std::numeric_limits<float>::quiet_NaN());
    known_[field][0] = 0;
  }
  const std::string& type = GivenOf(query.type);
  const std::string& make = GivenOf(query.make);
  const std::string pair = make.empty() ? type : make + " " + type;
  type_agreed_ = Agreement(tables.Share("type", "", GivenOf(query.type)), tables.Weight("type_kept"));
  make_agreed_ = Agreement(tables.Share("make", type, GivenOf(query.make)), tables.Weight("make_kept"));
  calibre_agreed_ = Agreement(tables.Share("calibre", pair, GivenOf(query.calibre)), tables.Weight("calibre_kept"));
  model_agreed_ = Agreement(tables.Share("model", make, GivenOf(query.model)), tables.Weight("model_kept"));
  const double country = query.make.resolved() ? 0 : std::max(0.0, tables.Weight("country_equal"));
  constexpr double kRounding = 1e-5;  // Bits adds up floats
  most_ = kRounding + (query.type.resolved() ? std::max({type_agreed_, tables.Weight("type_near"), 0.0}) : 0) +
          MostOf(query.make, make_agreed_) + MostOf(query.model, model_agreed_) +
          MostOf(query.calibre, calibre_agreed_) + (query.made_country.resolved() ? country : 0) +
          (query.import_country.resolved() ? country : 0) +
          (query.year.size() == 4 ? std::max(0.0, tables.Weight("year_equal")) : 0);
}

// Of a field that is compared as it is spelt where no table knows it.
double FieldScorer::MostOf(const DescribedField& query, double agreed) const {
  if (query.resolved()) return agreed;
  if (query.code != "!unresolved" || query.text.empty()) return 0;
  return std::max({tables_.Weight("text_equal"), tables_.Weight("text_similar"), 0.0});
}

// log2 of how much likelier a value is on the same weapon than on any; never more than the cap, never below nothing.
double FieldScorer::Agreement(double share, double kept) const {
  return std::clamp(std::log2(kept / share), 0.0, tables_.Weight("field_cap"));
}

// Two spellings of which a table knows at most one.
FieldScorer::Judged FieldScorer::Texts(const DescribedField& query, const DescribedField& record) const {
  if (query.text.empty() || record.text.empty()) return {};
  const double likeness = Likeness(query.text, record.text);
  if (likeness >= 1) return {tables_.Weight("text_equal"), "exact"};
  if (likeness >= tables_.Weight("likeness_least")) return {tables_.Weight("text_similar"), "similar"};
  return {tables_.Weight("text_conflict"), "conflict"};
}

// The same where a table knows what the question says: then a spelling near it says no more than the thing itself
// would.
FieldScorer::Judged FieldScorer::Spelt(const DescribedField& query, const DescribedField& record, double agreed) const {
  Judged judged = Texts(query, record);
  if (query.resolved()) judged.bits = std::min(judged.bits, agreed);
  return judged;
}

FieldScorer::Judged FieldScorer::Make(const DescribedField& record) const {
  const DescribedField& query = query_.make;
  if (query.code.empty() || record.code.empty()) return {};
  if (query.resolved() && record.resolved()) {
    if (query.code == record.code) return {make_agreed_, SameCode(query, record)};
    if (AreOneMaker(words_, query.code, record.code)) return {make_agreed_ * tables_.Weight("family_part"), "alias"};
    const bool design = IsDesign(words_, query.code) || IsDesign(words_, record.code);
    return {design ? 0 : tables_.Weight("make_conflict"), design ? "missing" : "conflict"};
  }
  if (query.code == "!unresolved" || record.code == "!unresolved") {
    const bool silent =
        query.code == "!unknown" || record.code == "!unknown" || query.code == "!none" || record.code == "!none";
    return silent ? Judged{} : Spelt(query, record, make_agreed_);
  }
  return {};
}

FieldScorer::Judged FieldScorer::Model(const DescribedField& record) const {
  const DescribedField& query = query_.model;
  if (query.code.empty() || record.code.empty() || query.code == "!unknown" || record.code == "!unknown" ||
      query.code == "!none" || record.code == "!none") {
    return {};
  }
  if (query.resolved() && record.resolved()) {
    if (query.code == record.code) return {model_agreed_, SameCode(query, record)};
    return {tables_.Weight("model_conflict"), "conflict"};
  }
  Judged judged = Spelt(query, record, model_agreed_);
  if (judged.bits < 0) judged.bits = std::max(judged.bits, tables_.Weight("model_conflict"));
  return judged;
}

FieldScorer::Judged FieldScorer::Calibre(const DescribedField& record) const {
  const DescribedField& query = query_.calibre;
  if (query.code.empty() || record.code.empty()) return {};
  if (query.resolved() && record.resolved()) {
    if (query.code == record.code) return {calibre_agreed_, SameCode(query, record)};
    if (AreOneFamily(words_, query.code, record.code))
      return {calibre_agreed_ * tables_.Weight("family_part"), "alias"};
    return {tables_.Weight("calibre_conflict"), "conflict"};
  }
  const bool open = (query.code == "!unresolved" && (record.resolved() || record.code == "!unresolved")) ||
                    (record.code == "!unresolved" && query.resolved());
  return open ? Spelt(query, record, calibre_agreed_) : Judged{};
}

FieldScorer::Judged FieldScorer::Type(const DescribedField& record) const {
  const DescribedField& query = query_.type;
  if (!query.resolved() || !record.resolved()) return {};
  if (query.code == record.code) return {type_agreed_, SameCode(query, record)};
  if (AreOneClass(words_, query.code, record.code)) return {tables_.Weight("type_near"), "similar"};
  return {tables_.Weight("type_conflict"), "conflict"};
}

FieldScorer::Judged FieldScorer::Country(const DescribedField& query, const DescribedField& record) const {
  if (!query.resolved() || !record.resolved()) return {};
  if (query.code != record.code) return {tables_.Weight("country_conflict"), "conflict"};
  // A make says its country: only where no make was read does the country add anything.
  return {query_.make.resolved() ? 0 : tables_.Weight("country_equal"), SameCode(query, record)};
}

FieldScorer::Judged FieldScorer::Year(const DescribedField& record) const {
  if (query_.year.size() != 4 || record.text.size() < 4) return {};
  if (query_.year == record.text.substr(0, 4)) return {tables_.Weight("year_equal"), "exact"};
  return {tables_.Weight("year_conflict"), "conflict"};
}

FieldScorer::Judged FieldScorer::Judge(Field field, const DescribedField& record) const {
  switch (field) {
    case Field::kType:
      return Type(record);
    case Field::kMake:
      return Make(record);
    case Field::kModel:
      return Model(record);
    case Field::kCalibre:
      return Calibre(record);
    case Field::kMadeCountry:
      return Country(query_.made_country, record);
    case Field::kImportCountry:
      return Country(query_.import_country, record);
    case Field::kYear:
      break;
  }
  return Year(record);
}

double FieldScorer::Bits(const MarkIndex::Said& said) const {
  double total = 0;
  for (std::size_t i = 0; i < kFields; ++i) {
    const auto field = static_cast<Field>(i);
    float& known = known_[i][said[i]];
    if (std::isnan(known)) known = static_cast<float>(Judge(field, index_.Words(field, said[i])).bits);
    total += static_cast<double>(known);
  }
  return total;
}

std::vector<Evidence> FieldScorer::Explain(const MarkIndex::Row& row) const {
  struct Named {
    Field field;
    const char* name;
    const std::string& query;
    const DescribedField& told;
  };
  const IndexedRecord& record = row.record;
  const DescribedField year{.text = record.year};
  std::vector<Evidence> out;
  for (const Named& one : {Named{Field::kMake, "make", query_.make.text, record.make},
                           {Field::kModel, "model", query_.model.text, record.model},
                           {Field::kCalibre, "calibre", query_.calibre.text, record.calibre},
                           {Field::kType, "type", query_.type.text, record.type},
                           {Field::kMadeCountry, "country", query_.made_country.text, record.made_country},
                           {Field::kImportCountry, "import_country", query_.import_country.text, record.import_country},
                           {Field::kYear, "year", query_.year, year}}) {
    if (one.query.empty()) continue;
    const Judged judged = Judge(one.field, one.told);
    const std::string& told = one.told.text;
    const std::string relation = judged.relation;
    const char* code = relation == "exact"     ? "same"
                       : relation == "alias"   ? "of_one_family"
                       : relation == "similar" ? "near"
                       : relation == "missing" ? "not_told"
                                               : "on_record";
    base::Sentence why = SayEvidence(code, {{"record", told}});
    out.push_back(
        {one.name, one.query, told, relation, static_cast<double>(static_cast<float>(judged.bits)), std::move(why)});
  }
  return out;
}

}  // namespace proofmark::match
