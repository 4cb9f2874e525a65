// SPDX-License-Identifier: Apache-2.0
// A Vocabulary is the tables of data/: what a spelling means, and which codes there are.
//
//   PM_ASSIGN(Vocabulary words, Vocabulary::Load("data"));
//   words.Calibre("9 MM LUGER (9X19MM)").code;      // "9x19"
//   words.Make("NÃO IDENTIFICADA").state;           // kUnknown: the clerk says that nobody knows
//   words.Make("semmarca").state;                   // kNone: the weapon bears no make
//   words.Make("tarus 38 esp").state;               // kUnresolved: kept, counted and listed
//   words.Model("taurus", "PT 100").code;           // "taurus:pt-100"
//
// Spellings are compared by base::LookupKey; codes and names of a list are spellings of themselves. Tables are CSV with
// "# source: # as_of: # licence:" on top; each alias names the source of its row. The hash of data/ is the vocabulary
// version that stands in every derived event. Loaded once at start, then read-only: safe from any thread.
//
// Errors of Load, first that applies: kNotFound (the folder or a table is missing), kTooLarge, kUnavailable, kInvalid
// (a header line, a column, a code twice, an alias twice or for a code that is not there; the message names the file
// and the line, or the code).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "vocab/table.h"

namespace proofmark::vocab {

enum class Resolution {
  kEmpty,       // nothing was written
  kResolved,    // `code` says what it means
  kUnknown,     // it was written that nobody knows
  kNone,        // it was written that there is none
  kUnresolved,  // no table has this spelling
};

struct Resolved {
  Resolution state = Resolution::kEmpty;
  std::string_view code;  // of kResolved only; lives as long as the vocabulary

  bool operator==(const Resolved&) const = default;
};

// A row of a code list.
struct Code {
  std::string code;
  std::string name;                                   // in English; screens translate by code
  std::string until;                                  // retired since this date; empty while in use
  std::unordered_map<std::string, std::string> more;  // further columns, by name
};

// Spellings of one code that are told, the commonest first.
inline constexpr std::size_t kWrittenMax = 4;

// A code list such as purposes, handling codes or life events.
class CodeList {
 public:
  // nullptr where there is no such code. Retired codes are found: old events bear them.
  const Code* Find(std::string_view code) const;
  const std::vector<Code>& all() const { return codes_; }

 private:
  friend class TableLoader;
  std::vector<Code> codes_;  // by code
};

class Vocabulary {
 public:
  static base::Result<Vocabulary> Load(const std::string& folder);
  // A copy shares the tables: it costs a pointer, and who keeps one is independent of where the first one goes.
  Vocabulary(const Vocabulary&);
  Vocabulary& operator=(const Vocabulary&);
  Vocabulary(Vocabulary&&) noexcept;
  Vocabulary& operator=(Vocabulary&&) noexcept;
  ~Vocabulary();

  Resolved Make(std::string_view text) const;
  // A model is looked up among its make's, then (make empty or without it) among the spellings that name a model
  // whoever is said to have made it ("PT 100", "ТОЗ8М", "AK 47"): rows of model_aliases.csv without a make. A number
  // such as "92" means nothing without its make. So the code may name another make than the one written: a finding.
  Resolved Model(std::string_view make_code, std::string_view text) const;
  Resolved Calibre(std::string_view text) const;
  Resolved Type(std::string_view text) const;
  // ISO 3166-1 alpha-2; a State that is no more by the four letters of ISO 3166-3: "CSHH" is Czechoslovakia.
  Resolved Country(std::string_view text) const;

  // The lists of data/: "makes", "models", "calibres", "item_types", "countries", "purposes", "legal_bases",
  // "handling_codes", "onward_rules", "source_reliability", "information_credibility", "illegality_grounds",
  // "life_events", "record_events", "file_subjects", "mark_kinds", "mark_positions", "protocol_steps", "sealed_parts",
  // "roles", "erasure_grounds", "retention_rules", "common_passwords". Asking for another name is a programmer's error.
  const CodeList& List(std::string_view name) const;

  // How marks and registers write a code of "makes", "models", "calibres", "item_types" or "countries", if not by its
  // name: the spellings of the tables that were counted most often, at most kWrittenMax. Of another list or code:
  // none.
  const std::vector<std::string>& Written(std::string_view list, std::string_view code) const;

  // A table that is no code list, as it stands: "remark_terms", "serial_rules". Its shape is checked, its meaning
  // belongs to the room that asks for it. Asking for another name is a programmer's error.
  const Table& Rows(std::string_view name) const;

  // "sha256:" and 64 hexadecimal characters over all .csv files of the folder, by file name: the digest of what
  // `LC_ALL=C sha256sum *.csv` prints there.
  const std::string& version() const;

 private:
  struct Tables;
  explicit Vocabulary(std::shared_ptr<const Tables> tables);
  std::shared_ptr<const Tables> tables_;
};

}  // namespace proofmark::vocab
