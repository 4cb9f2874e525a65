// SPDX-License-Identifier: Apache-2.0
#include "registry/sheet_workbook.h"

#include <charconv>
#include <map>
#include <optional>

#include "base/text.h"
#include "registry/sheet_xml.h"

namespace proofmark::registry {
namespace {

using base::Code;
using base::Error;
using base::Result;

constexpr std::size_t kRelationsMax = 4096;

std::optional<std::string_view> Find(const std::vector<XmlAttribute>& attributes, std::string_view name) {
  for (const XmlAttribute& one : attributes) {
    if (one.name == name) return one.value;
  }
  return std::nullopt;
}

std::string TextOf(const std::vector<XmlAttribute>& attributes, std::string_view name) {
  return std::string(Find(attributes, name).value_or(""));
}

int NumberOf(const std::vector<XmlAttribute>& attributes, std::string_view name) {
  const std::string_view text = Find(attributes, name).value_or("");
  int out = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() ? out : -1;
}

// Which parts belong to one, by their kind and name: a .rels part.
struct Relations : XmlEvents {
  struct One {
    std::string id;
    std::string kind;  // the last word of its type: "worksheet"
    std::string target;
  };
  void Begin(std::string_view element, const std::vector<XmlAttribute>& attributes) override {
    if (element != "Relationship" || all.size() >= kRelationsMax) return;
    const std::string type = TextOf(attributes, "Type");
    if (Find(attributes, "TargetMode").value_or("") == "External") return;
    all.push_back({TextOf(attributes, "Id"), type.substr(type.rfind('/') + 1), TextOf(attributes, "Target")});
  }
  void End(std::string_view) override {}
  void Text(std::string_view) override {}

  const One* OfKind(std::string_view kind) const {
    for (const One& one : all) {
      if (one.kind == kind) return &one;
    }
    return nullptr;
  }
  const One* Named(const std::string& id) const {
    for (const One& one : all) {
      if (one.id == id) return &one;
    }
    return nullptr;
  }
  std::vector<One> all;
};

struct Sheets : XmlEvents {
  void Begin(std::string_view element, const std::vector<XmlAttribute>& attributes) override {
    if (element == "sheet" && found.size() < kSheetsMax) {
      found.push_back({TextOf(attributes, "name"), TextOf(attributes, "id")});
    } else if (element == "workbookPr") {
      const std::string_view told = Find(attributes, "date1904").value_or("0");
      from_1904 = told == "1" || told == "true";
    }
  }
  void End(std::string_view) override {}
  void Text(std::string_view) override {}

  std::vector<SheetPart> found;  // `part` is the relation's id so far
  bool from_1904 = false;
};

// The texts that cells share; how a text sounds (rPh) is no part of it.
struct SharedTexts : XmlEvents {
  explicit SharedTexts(std::vector<std::string>& into) : texts(into) {}
  void Begin(std::string_view element, const std::vector<XmlAttribute>&) override {
    if (element == "si") {
      if (texts.size() == kSheetTextsMax) return Refuse(std::to_string(kSheetTextsMax) + " different texts");
      bytes += sizeof(std::string);
      texts.emplace_back();
    }
    if (element == "rPh") ++sounds;
    if (element == "t") in_text = sounds == 0 && !texts.empty();
  }
  void End(std::string_view element) override {
    if (element == "rPh") --sounds;
    if (element == "t") in_text = false;
  }
  void Text(std::string_view text) override {
    if (!in_text) return;
    bytes += text.size();
    if (bytes > kSheetTextMax) return Refuse(std::to_string(kSheetTextMax >> 20) + " MiB of texts");
    texts.back() += text;
  }
  void Refuse(const std::string& what) {
    refusal = Error{Code::kTooLarge, "the workbook has more than " + what + "; cut it into several files", ""};
  }
  const Error* failure() const override { return refusal ? &*refusal : nullptr; }

  std::vector<std::string>& texts;
  std::size_t bytes = 0;
  int sounds = 0;
  bool in_text = false;
  std::optional<Error> refusal;
};

// The number formats that have no code in the workbook: ECMA-376 part 1, 18.8.30.
ReadFormat BuiltIn(int id) {
  if (id == 22) return {NumberFormat::kInstant};
  if (id == 17 || id == 55 || id == 57) return {NumberFormat::kMonth};
  const bool day = (id >= 14 && id <= 16) || (id >= 27 && id <= 31) || id == 36 || (id >= 50 && id <= 54) || id == 58;
  return {day ? NumberFormat::kDay : NumberFormat::kGeneral};
}

struct Styles : XmlEvents {
  explicit Styles(std::vector<ReadFormat>& into) : formats(into) {}
  void Begin(std::string_view element, const std::vector<XmlAttribute>& attributes) override {
    if (element == "numFmt" && codes.size() < kSheetStylesMax) {
      codes[NumberOf(attributes, "numFmtId")] = FormatOf(Find(attributes, "formatCode").value_or(""));
    } else if (element == "cellXfs") {
      in_cells = true;
    } else if (element == "xf" && in_cells && formats.size() < kSheetStylesMax) {
      const int id = NumberOf(attributes, "numFmtId");
      const auto own = codes.find(id);
      formats.push_back(own == codes.end() ? BuiltIn(id) : own->second);
    }
  }
  void End(std::string_view element) override {
    if (element == "cellXfs") in_cells = false;
  }
  void Text(std::string_view) override {}

  std::vector<ReadFormat>& formats;
  std::map<int, ReadFormat> codes;
  bool in_cells = false;
};

// "xl/worksheets/sheet1.xml" of "worksheets/sheet1.xml" in "xl/workbook.xml". It is looked up among the parts and leads
// nowhere else, whatever it says.
std::string PartOf(const std::string& from, const std::string& target) {
  if (target.starts_with('/')) return target.substr(1);
  std::string folder = from.substr(0, from.rfind('/') == std::string::npos ? 0 : from.rfind('/') + 1);
  std::string_view rest = target;
  while (rest.starts_with("../") && !folder.empty()) {
    rest.remove_prefix(3);
    folder.pop_back();
    folder.resize(folder.rfind('/') == std::string::npos ? 0 : folder.rfind('/') + 1);
  }
  return folder + std::string(rest);
}

// "xl/_rels/workbook.xml.rels" of "xl/workbook.xml".
std::string RelationsOf(const std::string& part) {
  const std::size_t slash = part.rfind('/');
  const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
  return part.substr(0, name) + "_rels/" + part.substr(name) + ".rels";
}

}  // namespace

Result<void> ReadPart(const SheetArchive& archive, const std::string& part, XmlEvents& events) {
  SheetXml xml(events);
  PM_TRY(archive.Read(part, [&](std::string_view piece) { return xml.Take(piece); }));
  return xml.Finish();
}

Result<SheetWorkbook> SheetWorkbook::Read(const SheetArchive& archive) {
  Relations root;
  if (!archive.Has("_rels/.rels")) return Error{Code::kUnsupported, "this zip file is no xlsx workbook", ""};
  PM_TRY(ReadPart(archive, "_rels/.rels", root));
  const Relations::One* document = root.OfKind("officeDocument");
  if (document == nullptr) return Error{Code::kUnsupported, "this zip file is no xlsx workbook", ""};
  const std::string main = PartOf("", document->target);
  if (!archive.Has(main) || !main.ends_with(".xml")) {
    return Error{Code::kUnsupported, "this workbook is no .xlsx (perhaps .xlsb or a text); save it as .xlsx", ""};
  }
  Sheets sheets;
  PM_TRY(ReadPart(archive, main, sheets));
  Relations relations;
  PM_TRY(ReadPart(archive, RelationsOf(main), relations));
  SheetWorkbook out;
  out.from_1904 = sheets.from_1904;
  for (SheetPart& sheet : sheets.found) {
    const Relations::One* relation = relations.Named(sheet.part);
    // A chart or a macro stands among the sheets and is none.
    if (relation == nullptr || relation->kind != "worksheet") continue;
    sheet.part = PartOf(main, relation->target);
    out.sheets.push_back(std::move(sheet));
  }
  if (out.sheets.empty()) return Error{Code::kInvalid, "the workbook has no sheet with cells", ""};
  if (const Relations::One* texts = relations.OfKind("sharedStrings")) {
    SharedTexts events(out.texts);
    PM_TRY(ReadPart(archive, PartOf(main, texts->target), events));
  }
  if (const Relations::One* styles = relations.OfKind("styles")) {
    Styles events(out.formats);
    PM_TRY(ReadPart(archive, PartOf(main, styles->target), events));
  }
  return out;
}

}  // namespace proofmark::registry
