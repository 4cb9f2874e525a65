// SPDX-License-Identifier: Apache-2.0
#include "tools/world/books.h"

#include <array>

namespace proofmark::world {
namespace {

using enum Cell;

constexpr Column Col(const char* name, Cell cell, std::size_t event = 0) { return {name, cell, event}; }

BookTable Proof() {
  return {.owner = "XA-PROOF",
          .source = "xa-proof-book",
          .file = "xa_proof.csv",
          .id_prefix = "PE",
          .language = Language::kFrench,
          .date_form = "DD/MM/YYYY",
          .grade = "A1",
          .columns = {Col("no_epreuve", kId), Col("genre", kType), Col("fabricant", kMake), Col("modele", kModel),
                      Col("calibre", kCalibre), Col("pays", kMadeCountry), Col("annee", kYear), Col("numero", kSerial),
                      Col("fabrique_le", kDate, 0), Col("eprouve_le", kDate, 1), Col("banc", kPlace, 1)},
          .events = {{"manufactured"}, {"proofed"}}};
}

BookTable Exports() {
  return {.owner = "XA-EXP",
          .source = "xa-export-lines",
          .file = "xa_exports.csv",
          .id_prefix = "EX",
          .language = Language::kEnglish,
          .grade = "A2",
          .columns = {Col("line", kId), Col("licence_and_euc", kDocument, 0), Col("kind", kType), Col("make", kMake),
                      Col("model", kModel), Col("calibre", kCalibre), Col("serial", kSerial),
                      Col("destination", kImportCountry), Col("exported_on", kDate, 0), Col("exporter", kFrom, 0),
                      Col("end_user", kTo, 0), Col("port", kPlace, 0)},
          .events = {{"exported"}}};
}

BookTable SalesA() {
  return {.owner = "XA-LIC",
          .source = "xa-waffenbuch",
          .file = "xa_sales.csv",
          .id_prefix = "WB",
          .language = Language::kGerman,
          .delimiter = ';',
          .date_form = "D.M.YYYY",
          .grade = "B2",
          .columns = {Col("LfdNr", kId), Col("Art", kType), Col("Hersteller", kMake), Col("Modell", kModel),
                      Col("Kaliber", kCalibre), Col("Nummer", kSerial), Col("Verkauft_am", kDate, 0),
                      Col("Haendler", kFrom, 0), Col("Erwerber", kTo, 0), Col("Ort", kPlace, 0),
                      Col("Abgang", kWord, 1), Col("Abgang_am", kDate, 1)},
          .events = {{"sold"}, {nullptr, {{"BESTAND", ""}, {"GESTOHLEN", "stolen"}, {"VERLOREN", "lost"}}}},
          .sealed = {"Erwerber"}};
}

BookTable Imports() {
  return {.owner = "XB-IMP",
          .source = "xb-importaciones",
          .file = "xb_imports.csv",
          .id_prefix = "IM",
          .language = Language::kSpanish,
          .delimiter = ';',
          .date_form = "DD/MM/YYYY",
          .grade = "B2",
          .columns = {Col("expediente", kId), Col("tipo", kType), Col("marca", kMake), Col("modelo", kModel),
                      Col("calibre", kCalibre), Col("serie", kSerial), Col("pais_fabricacion", kMadeCountry),
                      Col("importador", kImporter), Col("ingreso", kDate, 0), Col("remitente", kFrom, 0),
                      Col("destinatario", kTo, 0), Col("aduana", kPlace, 0), Col("permiso", kDocument, 0)},
          .events = {{"imported"}}};
}

BookTable CivilB() {
  return {.owner = "XB-LIC",
          .source = "xb-registro-civil",
          .file = "xb_civil.csv",
          .id_prefix = "RC",
          .language = Language::kSpanish,
          .date_form = "DD/MM/YYYY",
          .grade = "B2",
          .columns = {Col("registro", kId), Col("tipo", kType), Col("marca", kMake), Col("modelo", kModel),
                      Col("calibre", kCalibre), Col("numero", kSerial), Col("venta", kDate, 0),
                      Col("comercio", kFrom, 0), Col("comprador", kTo, 0), Col("ciudad", kPlace, 0),
                      Col("registrada", kDate, 1), Col("titular", kTo, 1)},
          .events = {{"sold"}, {"registered"}},
          .sealed = {"comprador", "titular"}};
}

BookTable PoliceStock() {
  return {
      .owner = "XB-POL",
      .source = "xb-police-armoury",
      .file = "xb_police_stock.csv",
      .id_prefix = "AR",
      .language = Language::kEnglish,
      .grade = "B2",
      .columns = {Col("item", kId), Col("kind", kType), Col("make", kMake), Col("model", kModel),
                  Col("calibre", kCalibre), Col("serial", kSerial), Col("rack_no", kProperty),
                  Col("received_on", kDate, 0), Col("received_from", kFrom, 0), Col("store", kPlace, 0),
                  Col("issued_on", kDate, 1), Col("issued_to", kTo, 1), Col("state", kWord, 2),
                  Col("state_on", kDate, 2), Col("state_at", kPlace, 2)},
      .events = {
          {"stored"}, {"issued"}, {nullptr, {{"IN STORE", ""}, {"COUNTED", "inspected"}, {"DESTROYED", "destroyed"}}}}};
}

BookTable PoliceReports() {
  return {.owner = "XB-POL",
          .source = "xb-police-thefts",
          .file = "xb_police_reports.csv",
          .id_prefix = "TH",
          .language = Language::kEnglish,
          .grade = "B2",
          .wants_possible_match = true,
          .columns = {Col("report", kId), Col("kind", kType), Col("make", kMake), Col("model", kModel),
                      Col("calibre", kCalibre), Col("serial", kSerial), Col("what", kWord, 0), Col("since", kDate, 0),
                      Col("holder", kFrom, 0), Col("place", kPlace, 0)},
          .events = {{nullptr, {{"STOLEN", "stolen"}, {"LOST", "lost"}}}},
          .sealed = {"holder"}};
}

BookTable PoliceFinds() {
  return {
      .owner = "XB-POL",
      .source = "xb-police-secuestros",
      .file = "xb_police_finds.csv",
      .id_prefix = "SE",
      .language = Language::kSpanish,
      .date_form = "DD/MM/YYYY",
      .grade = "B2",
      .is_find = true,
      .columns = {Col("acta", kId), Col("causa", kCase), Col("tipo", kType), Col("marca", kMake), Col("modelo", kModel),
                  Col("calibre", kCalibre), Col("numeracion", kSerial), Col("circunstancia", kWord, 0),
                  Col("fecha", kDate, 0), Col("lugar", kPlace, 0), Col("fecha_hecho", kDate, 1)},
      .events = {{nullptr, {{"SECUESTRADA", "seized"}, {"HALLADA", "found"}, {"ENTREGADA", "surrendered"}}},
                 {"used_in_crime"}}};
}

BookTable ArmyStock() {
  return {
      .owner = "XB-ARMY",
      .source = "xb-army-ordnance",
      .file = "xb_army_stock.tsv",
      .id_prefix = "OR",
      .language = Language::kFrench,
      .format = "tsv",
      .delimiter = '\t',
      .encoding = "windows-1252",
      .date_form = "DD/MM/YYYY",
      .grade = "C3",
      .columns = {Col("NR", kId), Col("TYPE", kType), Col("MARQUE", kMake), Col("MODELE", kModel),
                  Col("CALIBRE", kCalibre), Col("NUMERO", kSerial), Col("ENTREE", kDate, 0), Col("VENANT_DE", kFrom, 0),
                  Col("DEPOT", kPlace, 0), Col("SORTIE", kWord, 1), Col("SORTIE_LE", kDate, 1), Col("SORTIE_A", kTo, 1),
                  Col("SORTIE_LIEU", kPlace, 1)},
      .events = {{"stored"},
                 {nullptr,
                  {{"EN DÉPÔT", ""}, {"INVENTORIÉE", "inspected"}, {"PRISE", "captured"}, {"CÉDÉE", "transferred"}}}}};
}

BookTable FederalFinds() {
  return {
      .owner = "XC-POL",
      .source = "xc-pericias",
      .file = "xc_federal_finds.csv",
      .id_prefix = "LA",
      .language = Language::kPortuguese,
      .date_form = "DD/MM/YYYY",
      .grade = "A2",
      .is_find = true,
      .columns = {Col("laudo", kId), Col("ocorrencia", kCase), Col("tipo", kType), Col("marca", kMake),
                  Col("modelo", kModel), Col("calibre", kCalibre), Col("numeracao", kSerial), Col("situacao", kWord, 0),
                  Col("data", kDate, 0), Col("local", kPlace, 0), Col("fato_em", kDate, 1)},
      .events = {{nullptr, {{"APREENDIDA", "seized"}, {"ENCONTRADA", "found"}, {"ENTREGUE", "surrendered"}}},
                 {"used_in_crime"}}};
}

// Smuggled is what the customs establish on the day of the seizure; when it crossed nobody knows.
BookTable Customs() {
  return {
      .owner = "XC-CUST",
      .source = "xc-customs-seizures",
      .file = "xc_customs.jsonl",
      .id_prefix = "CU",
      .language = Language::kFrench,
      .format = "jsonl",
      .grade = "B2",
      .is_find = true,
      .columns = {Col("ref", kId), Col("article", kType), Col("marque", kMake), Col("modele", kModel),
                  Col("calibre", kCalibre), Col("numero", kSerial), Col("saisi_le", kDate, 0),
                  Col("expediteur", kFrom, 0), Col("destinataire", kTo, 0), Col("poste", kPlace, 0),
                  Col("lettre_de_transport", kDocument, 0), Col("infraction", kWord, 1), Col("constatee_le", kDate, 1)},
      .events = {{"seized"}, {nullptr, {{"AUCUNE", ""}, {"CONTREBANDE", "smuggled"}}}}};
}

BookTable Deactivations() {
  return {.owner = "XC-DEACT",
          .source = "xc-deactivations",
          .file = "xc_deactivations.csv",
          .id_prefix = "DC",
          .language = Language::kEnglish,
          .grade = "A2",
          .columns = {Col("certificate", kId), Col("kind", kType), Col("make", kMake), Col("model", kModel),
                      Col("calibre", kCalibre), Col("serial", kSerial), Col("deactivated_on", kDate, 0),
                      Col("submitted_by", kFrom, 0), Col("verified_at", kPlace, 0)},
          .events = {{"deactivated"}},
          .sealed = {"submitted_by"}};
}

BookTable MilitiaFinds() {
  return {
      .owner = "XD-POL",
      .source = "xd-izyatoe-oruzhie",
      .file = "xd_militia_finds.csv",
      .id_prefix = "IZ",
      .language = Language::kRussian,
      .date_form = "D.M.YYYY",
      .grade = "C3",
      .is_find = true,
      .columns = {Col("nomer", kId), Col("delo", kCase), Col("vid", kType), Col("marka", kMake), Col("model", kModel),
                  Col("kalibr", kCalibre), Col("seria", kSeries), Col("nomer_oruzhiya", kNumber),
                  Col("obstoyatelstva", kWord, 0), Col("data", kDate, 0), Col("mesto", kPlace, 0)},
      .events = {{nullptr, {{"ИЗЪЯТО", "seized"}, {"НАЙДЕНО", "found"}, {"ТРОФЕЙ", "recovered"}}}}};
}

BookTable HomeFinds() {
  return {.owner = "XA-POL",
          .source = "xa-sichergestellt",
          .file = "xa_police_finds.csv",
          .id_prefix = "SI",
          .language = Language::kGerman,
          .delimiter = ';',
          .date_form = "D.M.YYYY",
          .grade = "A2",
          .is_find = true,
          .columns = {Col("Vorgang", kId), Col("Fall", kCase), Col("Art", kType), Col("Hersteller", kMake),
                      Col("Modell", kModel), Col("Kaliber", kCalibre), Col("Nummer", kSerial), Col("Umstand", kWord, 0),
                      Col("Datum", kDate, 0), Col("Ort", kPlace, 0), Col("Tattag", kDate, 1)},
          .events = {{nullptr, {{"SICHERGESTELLT", "seized"}, {"GEFUNDEN", "found"}, {"ABGEGEBEN", "surrendered"}}},
                     {"used_in_crime"}}};
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
      Proof(),       Exports(),   SalesA(),       Imports(), CivilB(),        PoliceStock(),  PoliceReports(),
      PoliceFinds(), ArmyStock(), FederalFinds(), Customs(), Deactivations(), MilitiaFinds(), HomeFinds()};
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
  // The authorities of this world exchange records; names of persons are sealed all the same.
  std::vector<std::string> codes = {"open_to_partners"};
  if (table.wants_possible_match) codes.emplace_back("possible_match");
  json["handling"] = {
      {"codes", codes}, {"onward", "same_purpose"}, {"purpose", "trace"}, {"legal_basis", "national_law"}};
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
