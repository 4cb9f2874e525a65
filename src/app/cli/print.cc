// SPDX-License-Identifier: Apache-2.0
#include "app/cli/print.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <string>

#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;

namespace {

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : ""; }

void PrintField(const Json& field) {
  std::string note;
  if (field.contains("state")) {
    std::string state = field["state"];
    note = state == "resolved"     ? "  = " + Text(field["code"])
           : state == "unresolved" ? "  (spelling not known to the tables)"
           : state == "none"       ? "  (written: there is none)"
                                   : "  (written: not known)";
  }
  std::printf("  %-16s %s%s\n", field["field"].get<std::string>().c_str(), Text(field["text"]).c_str(), note.c_str());
}

std::string DateText(const Json& date) {
  std::string from = Text(date["from"]);
  std::string to = Text(date["to"]);
  if (from.empty() && to.empty()) return "date not known";
  if (from == to) return from;
  return (from.empty() ? "?" : from) + " to " + (to.empty() ? "?" : to);
}

// "parties erased, rule R4, 2031-02-01"; a part that is gone and that nobody erased is damage, and said so.
void PrintErasures(const Json& event) {
  std::set<std::string> told;
  for (const Json& one : event["erasures"]) {
    std::string why = one["rule"].is_string() ? "rule " + Text(one["rule"]) : "ground " + Text(one["ground"]);
    if (one["reference"].is_string()) why += ", " + Text(one["reference"]);
    std::printf("  %14s %s erased, %s, %s (event %lld)\n", "", Text(one["part"]).c_str(), why.c_str(),
                Text(one["on"]).c_str(), one["seq"].get<long long>());
    told.insert(Text(one["part"]));
  }
  for (const Json& part : event["erased"]) {
    if (told.contains(Text(part))) continue;
    std::printf("  %14s %s cannot be read, and no event says that it was erased\n", "", Text(part).c_str());
  }
}

void PrintEvent(const Json& event) {
  std::printf("  %-14s %-24s event %lld, recorded %s\n", event["kind"].get<std::string>().c_str(),
              DateText(event["date"]).c_str(), event["seq"].get<long long>(), Text(event["recorded_at"]).c_str());
  for (const char* key : {"from_party", "to_party", "place", "document"}) {
    if (event[key].is_string()) std::printf("  %14s %-10s %s\n", "", key, Text(event[key]).c_str());
  }
  PrintErasures(event);
  std::printf("  %14s leaf %s\n", "", event["leaf"].get<std::string>().c_str());
}

void PrintRow(const char* title, const Json& row) {
  if (!row.is_object() || row.empty()) return;
  std::printf("%s\n", title);
  for (const auto& [column, cell] : row.items()) {
    std::printf("  %-24s %s\n", base::Printable(column).c_str(), Text(cell).c_str());
  }
}

void PrintRecord(const Json& dossier) {
  std::printf("%s\n", dossier["record"].get<std::string>().c_str());
  if (dossier.contains("source")) {
    std::printf("register %s, number %s, line %lld of file %.16s...%s\n", Text(dossier["source"]).c_str(),
                Text(dossier["source_id"]).c_str(), dossier["line"].get<long long>(), Text(dossier["file"]).c_str(),
                dossier["corrected"].get<bool>() ? ", corrected since" : "");
  }
  if (dossier["case"].is_string()) std::printf("case %s\n", Text(dossier["case"]).c_str());
  std::printf("\nMarks\n");
  for (const Json& mark : dossier["marks"]) {
    std::printf("  %-16s %s\n", Text(mark["kind"]).c_str(), Text(mark["text"]).c_str());
  }
  if (dossier["marks"].empty()) std::printf("  none recorded\n");
  std::printf("\nDescription, as written\n");
  for (const Json& field : dossier["fields"]) PrintField(field);
  std::printf("\nEvents\n");
  for (const Json& event : dossier["events"]) PrintEvent(event);
  PrintRow("\nThe row, verbatim", dossier["row"]);
  if (dossier.contains("sealed_row"))
    PrintRow("\nSealed (encrypted beside the event; erasable)", dossier["sealed_row"]);
}

// One line of a record, for lists in which several stand together.
void PrintRecordLine(const Json& dossier) {
  std::string said;
  for (const Json& field : dossier["fields"]) said += (said.empty() ? "" : ", ") + Text(field["text"]);
  std::string marks;
  for (const Json& mark : dossier["marks"]) marks += (marks.empty() ? "" : "; ") + Text(mark["text"]);
  std::printf("  %s, number %s%s\n      marks: %s\n      %s\n", Text(dossier["owner"]).c_str(),
              dossier.contains("source_id") ? Text(dossier["source_id"]).c_str() : "none",
              dossier["case"].is_string() ? (", case " + Text(dossier["case"])).c_str() : "",
              marks.empty() ? "none" : marks.c_str(), said.c_str());
  std::printf("      %s\n", Text(dossier["record"]).c_str());
}

void PrintNumbers(const Json& numbers) {
  for (const Json& number : numbers) {
    std::string places;
    for (const Json& place : number["positions"]) places += (places.empty() ? "  on " : ", ") + Text(place);
    const std::string treatment = Text(number["treatment"]);
    std::printf("  %-20s %s%s%s\n", Text(number["pattern"]).c_str(), Text(number["kind"]).c_str(), places.c_str(),
                treatment == "unknown" ? "" : (", " + treatment).c_str());
  }
}

void PrintWeapon(const Json& dossier) {
  std::printf("%s\n%zu records are held to be of this weapon\n", Text(dossier["weapon"]).c_str(),
              dossier["records"].size());
  for (const Json& record : dossier["records"]) PrintRecordLine(record);
  std::printf("\nNumbers, as read\n");
  PrintNumbers(dossier["numbers"]);
  PrintCustody(dossier["custody"]);
}

// What an owner says of the case itself, and its checklist.
void PrintCaseFile(const Json& file) {
  std::printf("\n%s  %s%s%s%s\n", Text(file["case"]).c_str(), DateText(file["date"]).c_str(),
              file["place"].is_string() ? (", " + Text(file["place"])).c_str() : "",
              file["offence"].is_string() ? (", " + Text(file["offence"])).c_str() : "",
              file["terrorism"] == true ? ", terrorism" : "");
  PrintErasures(file);
  for (const Json& step : file["checklist"]) {
    std::printf("  [%s] %s\n", step["done"].empty() ? " " : "x", Text(step["name"]).c_str());
    for (const Json& done : step["done"]) {
      std::printf("      %s by %s%s (event %lld)\n", DateText(done["date"]).c_str(), Text(done["by"]).c_str(),
                  done["exhibit"].is_string() ? (", exhibit " + Text(done["exhibit"])).c_str() : "",
                  done["seq"].get<long long>());
      PrintErasures(done);
    }
  }
}

void PrintCase(const Json& dossier) {
  std::printf("case %s: %zu records, %zu weapons\n", Text(dossier["case"]).c_str(), dossier["records"].size(),
              dossier["weapons"].size());
  for (const Json& file : dossier["files"]) PrintCaseFile(file);
  for (const Json& record : dossier["records"]) {
    std::printf("\n");
    PrintRecordLine(record);
    for (const Json& weapon : dossier["weapons"]) {
      const Json& records = weapon["records"];
      if (std::find(records.begin(), records.end(), record["record"]) == records.end()) continue;
      std::string status;
      for (const Json& one : weapon["status"]) {
        if (Text(one["owner"]) == "*") continue;
        status += (status.empty() ? "" : ", ") + Text(one["status"]) + " per " + Text(one["owner"]);
      }
      std::printf("      %s\n      %s\n", status.c_str(), Text(weapon["sentence"]).c_str());
    }
  }
}

}  // namespace

void PrintDossier(const Json& dossier) {
  if (!dossier.contains("records")) {
    PrintRecord(dossier);
    std::printf("\nNumbers, as read\n");
    PrintNumbers(dossier["numbers"]);
    for (const Json& other : dossier["same_weapon"]) std::printf("  the same weapon: %s\n", Text(other).c_str());
    return PrintCustody(dossier["custody"]);
  }
  if (dossier.contains("weapons")) return PrintCase(dossier);
  if (dossier.contains("weapon")) return PrintWeapon(dossier);
  std::printf("register number %s: %zu records\n", Text(dossier["source_id"]).c_str(), dossier["records"].size());
  for (const Json& record : dossier["records"]) {
    std::printf("\n");
    PrintRecord(record);
  }
}

void PrintImport(const Json& result) {
  auto count = [&](const char* key) { return result[key].get<long long>(); };
  std::printf("%lld rows: %lld imported, %lld corrected, %lld duplicates, %lld rejected; %lld warnings; %.1f s%s%s\n",
              count("rows"), count("imported"), count("corrected"), count("duplicates"), count("rejected"),
              count("warned"), result["seconds"].get<double>(), result["dry_run"].get<bool>() ? " (dry run)" : "",
              result["resumed"].get<bool>() ? " (resumed)" : "");
  for (const auto& [field, list] : result["unresolved_list"].items()) {
    std::printf("%s: %lld rows with a spelling that the tables do not know", field.c_str(),
                result["unresolved"][field].get<long long>());
    const char* separator = ": ";
    for (const Json& one : list) {
      std::printf("%s%s (%lld)", separator, Text(one["text"]).c_str(), one["n"].get<long long>());
      separator = ", ";
    }
    std::printf("\n");
  }
  for (const Json& warning : result["warnings"]) std::fprintf(stderr, "warning: %s\n", Text(warning).c_str());
  for (const Json& fault : result["faults"]) {
    std::fprintf(stderr, "line %lld, column %s: %s (value: %s)\n", fault["line"].get<long long>(),
                 Text(fault["column"]).c_str(), Text(fault["reason"]).c_str(), Text(fault["value"]).c_str());
  }
}

namespace {

void PrintBad(const Json& log) {
  for (const Json& one : log["bad"]) {
    std::printf("  %s %lld: %s\n", Text(one["table"]).c_str(), one["seq"].get<long long>(), Text(one["why"]).c_str());
  }
  auto more = log["bad_count"].get<long long>() - static_cast<long long>(log["bad"].size());
  if (more > 0) std::printf("  and %lld more\n", more);
}

void PrintLog(const std::string& name, const Json& log) {
  bool signed_note = log["checkpoint"].is_string();
  std::printf("%-20s %9lld events  root %.16s...  %s  %s\n", name.c_str(), log["size"].get<long long>(),
              log["root"].get<std::string>().c_str(), signed_note ? "signed" : "not signed",
              log["bad"].empty() ? "proved" : "DAMAGED");
  PrintBad(log);
}

}  // namespace

void PrintVerify(const Json& report) {
  for (const Json& owner : report["owners"]) {
    std::string name = owner["owner"];
    PrintLog(name, owner);
    PrintLog(name + ".access", owner["access"]);
  }
  if (!report["database"]["bad"].empty()) std::printf("%-20s DAMAGED\n", "database");
  PrintBad(report["database"]);
  std::printf("%lld events checked in %.1f s: %s\n", report["events"].get<long long>(), report["seconds"].get<double>(),
              report["ok"].get<bool>() ? "all proved" : "damage found");
}

}  // namespace proofmark::app::cli
