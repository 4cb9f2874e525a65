// SPDX-License-Identifier: Apache-2.0
#include "tools/world/books.h"

#include <array>

namespace proofmark::world {
namespace {

BookTable Proof() {
  return {"XA-PROOF",
          "xa-proof-book",
          "xa_proof.csv",
          "PE",
          Language::kFrench,
          "csv",
          ',',
          "utf-8",
          "DD/MM/YYYY",
          "A1",
          false,
          false,
          {{"no_epreuve", Cell::kId},
           {"genre", Cell::kType},
           {"fabricant", Cell::kMake},
           {"modele", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"pays", Cell::kMadeCountry},
           {"annee", Cell::kYear},
           {"numero", Cell::kSerial},
           {"fabrique_le", Cell::kDate, 0},
           {"eprouve_le", Cell::kDate, 1},
           {"banc", Cell::kPlace, 1}},
          {{"manufactured"}, {"proofed"}},
          {}};
}

BookTable Exports() {
  return {"XA-EXP",
          "xa-export-lines",
          "xa_exports.csv",
          "EX",
          Language::kEnglish,
          "csv",
          ',',
          "utf-8",
          "ISO",
          "A2",
          false,
          false,
          {{"line", Cell::kId},
           {"licence_and_euc", Cell::kDocument, 0},
           {"kind", Cell::kType},
           {"make", Cell::kMake},
           {"model", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"serial", Cell::kSerial},
           {"destination", Cell::kImportCountry},
           {"exported_on", Cell::kDate, 0},
           {"exporter", Cell::kFrom, 0},
           {"end_user", Cell::kTo, 0},
           {"port", Cell::kPlace, 0}},
          {{"exported"}},
          {}};
}

BookTable SalesA() {
  return {"XA-LIC",
          "xa-waffenbuch",
          "xa_sales.csv",
          "WB",
          Language::kGerman,
          "csv",
          ';',
          "utf-8",
          "D.M.YYYY",
          "B2",
          false,
          false,
          {{"LfdNr", Cell::kId},
           {"Art", Cell::kType},
           {"Hersteller", Cell::kMake},
           {"Modell", Cell::kModel},
           {"Kaliber", Cell::kCalibre},
           {"Nummer", Cell::kSerial},
           {"Verkauft_am", Cell::kDate, 0},
           {"Haendler", Cell::kFrom, 0},
           {"Erwerber", Cell::kTo, 0},
           {"Ort", Cell::kPlace, 0},
           {"Abgang", Cell::kWord, 1},
           {"Abgang_am", Cell::kDate, 1}},
          {{"sold"}, {nullptr, {{"BESTAND", ""}, {"GESTOHLEN", "stolen"}, {"VERLOREN", "lost"}}}},
          {"Erwerber"}};
}

BookTable Imports() {
  return {"XB-IMP",
          "xb-importaciones",
          "xb_imports.csv",
          "IM",
          Language::kSpanish,
          "csv",
          ';',
          "utf-8",
          "DD/MM/YYYY",
          "B2",
          false,
          false,
          {{"expediente", Cell::kId},
           {"tipo", Cell::kType},
           {"marca", Cell::kMake},
           {"modelo", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"serie", Cell::kSerial},
           {"pais_fabricacion", Cell::kMadeCountry},
           {"importador", Cell::kImporter},
           {"ingreso", Cell::kDate, 0},
           {"remitente", Cell::kFrom, 0},
           {"destinatario", Cell::kTo, 0},
           {"aduana", Cell::kPlace, 0},
           {"permiso", Cell::kDocument, 0}},
          {{"imported"}},
          {}};
}

BookTable CivilB() {
  return {"XB-LIC",
          "xb-registro-civil",
          "xb_civil.csv",
          "RC",
          Language::kSpanish,
          "csv",
          ',',
          "utf-8",
          "DD/MM/YYYY",
          "B2",
          false,
          false,
          {{"registro", Cell::kId},
           {"tipo", Cell::kType},
           {"marca", Cell::kMake},
           {"modelo", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"numero", Cell::kSerial},
           {"venta", Cell::kDate, 0},
           {"comercio", Cell::kFrom, 0},
           {"comprador", Cell::kTo, 0},
           {"ciudad", Cell::kPlace, 0},
           {"registrada", Cell::kDate, 1},
           {"titular", Cell::kTo, 1}},
          {{"sold"}, {"registered"}},
          {"comprador", "titular"}};
}

BookTable PoliceStock() {
  return {"XB-POL",
          "xb-police-armoury",
          "xb_police_stock.csv",
          "AR",
          Language::kEnglish,
          "csv",
          ',',
          "utf-8",
          "ISO",
          "B2",
          false,
          false,
          {{"item", Cell::kId},
           {"kind", Cell::kType},
           {"make", Cell::kMake},
           {"model", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"serial", Cell::kSerial},
           {"rack_no", Cell::kProperty},
           {"received_on", Cell::kDate, 0},
           {"received_from", Cell::kFrom, 0},
           {"store", Cell::kPlace, 0},
           {"issued_on", Cell::kDate, 1},
           {"issued_to", Cell::kTo, 1},
           {"state", Cell::kWord, 2},
           {"state_on", Cell::kDate, 2},
           {"state_at", Cell::kPlace, 2}},
          {{"stored"}, {"issued"}, {nullptr, {{"IN STORE", ""}, {"COUNTED", "inspected"}, {"DESTROYED", "destroyed"}}}},
          {}};
}

BookTable PoliceReports() {
  return {"XB-POL",
          "xb-police-thefts",
          "xb_police_reports.csv",
          "TH",
          Language::kEnglish,
          "csv",
          ',',
          "utf-8",
          "ISO",
          "B2",
          true,
          false,
          {{"report", Cell::kId},
           {"kind", Cell::kType},
           {"make", Cell::kMake},
           {"model", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"serial", Cell::kSerial},
           {"what", Cell::kWord, 0},
           {"since", Cell::kDate, 0},
           {"holder", Cell::kFrom, 0},
           {"place", Cell::kPlace, 0}},
          {{nullptr, {{"STOLEN", "stolen"}, {"LOST", "lost"}}}},
          {"holder"}};
}

BookTable PoliceFinds() {
  return {
      "XB-POL",
      "xb-police-secuestros",
      "xb_police_finds.csv",
      "SE",
      Language::kSpanish,
      "csv",
      ',',
      "utf-8",
      "DD/MM/YYYY",
      "B2",
      false,
      true,
      {{"acta", Cell::kId},
       {"causa", Cell::kCase},
       {"tipo", Cell::kType},
       {"marca", Cell::kMake},
       {"modelo", Cell::kModel},
       {"calibre", Cell::kCalibre},
       {"numeracion", Cell::kSerial},
       {"circunstancia", Cell::kWord, 0},
       {"fecha", Cell::kDate, 0},
       {"lugar", Cell::kPlace, 0},
       {"fecha_hecho", Cell::kDate, 1}},
      {{nullptr, {{"SECUESTRADA", "seized"}, {"HALLADA", "found"}, {"ENTREGADA", "surrendered"}}}, {"used_in_crime"}},
      {}};
}

BookTable ArmyStock() {
  return {
      "XB-ARMY",
      "xb-army-ordnance",
      "xb_army_stock.tsv",
      "OR",
      Language::kFrench,
      "tsv",
      '\t',
      "windows-1252",
      "DD/MM/YYYY",
      "C3",
      false,
      false,
      {{"NR", Cell::kId},
       {"TYPE", Cell::kType},
       {"MARQUE", Cell::kMake},
       {"MODELE", Cell::kModel},
       {"CALIBRE", Cell::kCalibre},
       {"NUMERO", Cell::kSerial},
       {"ENTREE", Cell::kDate, 0},
       {"VENANT_DE", Cell::kFrom, 0},
       {"DEPOT", Cell::kPlace, 0},
       {"SORTIE", Cell::kWord, 1},
       {"SORTIE_LE", Cell::kDate, 1},
       {"SORTIE_A", Cell::kTo, 1},
       {"SORTIE_LIEU", Cell::kPlace, 1}},
      {{"stored"},
       {nullptr, {{"EN DÉPÔT", ""}, {"INVENTORIÉE", "inspected"}, {"PRISE", "captured"}, {"CÉDÉE", "transferred"}}}},
      {}};
}

BookTable FederalFinds() {
  return {
      "XC-POL",
      "xc-pericias",
      "xc_federal_finds.csv",
      "LA",
      Language::kPortuguese,
      "csv",
      ',',
      "utf-8",
      "DD/MM/YYYY",
      "A2",
      false,
      true,
      {{"laudo", Cell::kId},
       {"ocorrencia", Cell::kCase},
       {"tipo", Cell::kType},
       {"marca", Cell::kMake},
       {"modelo", Cell::kModel},
       {"calibre", Cell::kCalibre},
       {"numeracao", Cell::kSerial},
       {"situacao", Cell::kWord, 0},
       {"data", Cell::kDate, 0},
       {"local", Cell::kPlace, 0},
       {"fato_em", Cell::kDate, 1}},
      {{nullptr, {{"APREENDIDA", "seized"}, {"ENCONTRADA", "found"}, {"ENTREGUE", "surrendered"}}}, {"used_in_crime"}},
      {}};
}

BookTable Customs() {
  return {"XC-CUST",
          "xc-customs-seizures",
          "xc_customs.jsonl",
          "CU",
          Language::kEnglish,
          "jsonl",
          ',',
          "utf-8",
          "ISO",
          "B2",
          false,
          true,
          {{"ref", Cell::kId},
           {"item", Cell::kType},
           {"maker", Cell::kMake},
           {"model", Cell::kModel},
           {"cal", Cell::kCalibre},
           {"serial", Cell::kSerial},
           {"seized_on", Cell::kDate, 0},
           {"consignor", Cell::kFrom, 0},
           {"consignee", Cell::kTo, 0},
           {"point", Cell::kPlace, 0},
           {"waybill", Cell::kDocument, 0}},
          {{"seized"}},
          {}};
}

BookTable Deactivations() {
  return {"XC-DEACT",
          "xc-deactivations",
          "xc_deactivations.csv",
          "DC",
          Language::kEnglish,
          "csv",
          ',',
          "utf-8",
          "ISO",
          "A2",
          false,
          false,
          {{"certificate", Cell::kId},
           {"kind", Cell::kType},
           {"make", Cell::kMake},
           {"model", Cell::kModel},
           {"calibre", Cell::kCalibre},
           {"serial", Cell::kSerial},
           {"deactivated_on", Cell::kDate, 0},
           {"submitted_by", Cell::kFrom, 0},
           {"verified_at", Cell::kPlace, 0}},
          {{"deactivated"}},
          {"submitted_by"}};
}

BookTable MilitiaFinds() {
  return {"XD-POL",
          "xd-izyatoe-oruzhie",
          "xd_militia_finds.csv",
          "IZ",
          Language::kRussian,
          "csv",
          ',',
          "utf-8",
          "D.M.YYYY",
          "C3",
          false,
          true,
          {{"nomer", Cell::kId},
           {"delo", Cell::kCase},
           {"vid", Cell::kType},
           {"marka", Cell::kMake},
           {"model", Cell::kModel},
           {"kalibr", Cell::kCalibre},
           {"seria", Cell::kSeries},
           {"nomer_oruzhiya", Cell::kNumber},
           {"obstoyatelstva", Cell::kWord, 0},
           {"data", Cell::kDate, 0},
           {"mesto", Cell::kPlace, 0}},
          {{nullptr, {{"ИЗЪЯТО", "seized"}, {"НАЙДЕНО", "found"}, {"ТРОФЕЙ", "recovered"}}}},
          {}};
}

const char* FieldOf(Cell cell) {
  switch (cell) {
    case Cell::kId:
      return "source_id";
    case Cell::kType:
      return "type";
    case Cell::kMake:
      return "make";
    case Cell::kModel:
      return "model";
    case Cell::kCalibre:
      return "calibre";
    case Cell::kMadeCountry:
      return "made_country";
    case Cell::kImportCountry:
      return "import_country";
    case Cell::kImporter:
      return "importer";
    case Cell::kYear:
      return "year";
    case Cell::kCase:
      return "case";
    default:
      return nullptr;
  }
}

const char* PartOfEvent(Cell cell) {
  switch (cell) {
    case Cell::kFrom:
      return "from_party";
    case Cell::kTo:
      return "to_party";
    case Cell::kPlace:
      return "place";
    case Cell::kDocument:
      return "document";
    default:
      return nullptr;
  }
}

const char* LanguageCode(Language language) {
  constexpr std::array kCodes = {"en", "fr", "es", "pt", "de", "ru"};
  return kCodes[static_cast<std::size_t>(language)];
}

// An event that a word tells happened or not by the word; one of a fixed kind, where its date is given.
base::Json EventOf(const BookTable& table, std::size_t index) {
  const RowEvent& event = table.events[index];
  base::Json json = base::Json::object();
  if (event.kind != nullptr) json["kind"] = event.kind;
  for (const Column& column : table.columns) {
    if (FieldOf(column.cell) != nullptr || column.event != index) continue;
    if (column.cell == Cell::kDate) {
      json["date"] = column.name;
      if (event.kind != nullptr) json["only_if"] = column.name;
    } else if (column.cell == Cell::kWord) {
      base::Json values = base::Json::object();
      for (const auto& [word, kind] : event.words) values[word] = *kind == '\0' ? base::Json() : base::Json(kind);
      json["kind"] = {{"column", column.name}, {"values", values}};
    } else if (const char* part = PartOfEvent(column.cell)) {
      json[part] = base::Json::array({column.name});
    }
  }
  return json;
}

}  // namespace

const BookTable& TableOf(Book book) {
  static const std::array<BookTable, kBooks> kTables = {
      Proof(),       Exports(),   SalesA(),       Imports(), CivilB(),        PoliceStock(), PoliceReports(),
      PoliceFinds(), ArmyStock(), FederalFinds(), Customs(), Deactivations(), MilitiaFinds()};
  return kTables[static_cast<std::size_t>(book)];
}

base::Json MappingOf(Book book) {
  const BookTable& table = TableOf(book);
  base::Json json = {{"source", table.source},
                     {"as_of", "2025-01"},
                     {"format", table.format},
                     {"encoding", table.encoding},
                     {"language", LanguageCode(table.language)},
                     {"date_format", table.date_form},
                     {"grade", table.grade},
                     {"fields", base::Json::object()},
                     {"marks", base::Json::array()},
                     {"events", base::Json::array()},
                     {"sealed", table.sealed}};
  if (table.delimiter != ',' && table.delimiter != '\t') json["delimiter"] = std::string(1, table.delimiter);
  if (table.wants_possible_match) {
    json["handling"] = {{"codes", {"possible_match"}},
                        {"onward", "same_purpose"},
                        {"purpose", "trace"},
                        {"legal_basis", "national_law"}};
  }
  base::Json serial = base::Json::array();
  for (const Column& column : table.columns) {
    if (const char* field = FieldOf(column.cell)) json["fields"][field] = column.name;
    if (column.cell == Cell::kSerial || column.cell == Cell::kSeries || column.cell == Cell::kNumber)
      serial.push_back(column.name);
  }
  json["marks"].push_back({{"kind", "serial"}, {"columns", serial}});
  for (const Column& column : table.columns) {
    if (column.cell == Cell::kProperty)
      json["marks"].push_back({{"kind", "property"}, {"columns", base::Json::array({column.name})}});
  }
  for (std::size_t i = 0; i < table.events.size(); ++i) json["events"].push_back(EventOf(table, i));
  return json;
}

std::string SourceId(Book book, std::uint64_t weapon_number) {
  return TableOf(book).id_prefix + WeaponId(weapon_number).substr(1);
}

}  // namespace proofmark::world
