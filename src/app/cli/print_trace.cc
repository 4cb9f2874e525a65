// SPDX-License-Identifier: Apache-2.0
// A trace and a story as an officer reads them: what was understood, who it could be and why, what happened, where the
// weapon left lawful hands, whom to ask.
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "app/cli/print.h"
#include "base/text.h"

namespace proofmark::app::cli {

using base::Json;

namespace {

constexpr std::size_t kLineWidth = 100;
constexpr std::size_t kHypothesesPrinted = 4;
constexpr double kPrintedLeast = 0.0005;

std::string Text(const Json& value) { return value.is_string() ? base::Printable(value.get<std::string>()) : ""; }

// Words in lines of at most kLineWidth, those behind the first set in by `indent`.
void PrintWrapped(const std::string& first, std::size_t indent, const std::string& text) {
  std::string line = first;
  std::size_t at = 0;
  bool begun = false;
  while (at < text.size()) {
    std::size_t end = std::min(text.find(' ', at), text.size());
    const std::string word = text.substr(at, end - at);
    at = end + 1;
    if (begun && line.size() + 1 + word.size() > kLineWidth) {
      std::printf("%s\n", line.c_str());
      line.assign(indent, ' ');
      begun = false;
    }
    line += begun ? " " + word : word;
    begun = true;
  }
  std::printf("%s\n", line.c_str());
}

void PrintUnderstood(const Json& answer) {
  for (const Json& mark : answer["read"]["marks"]) {
    std::printf("Read      %s \"%s\": %s\n", Text(mark["kind"]).c_str(), Text(mark["text"]).c_str(),
                Text(mark["state"]).c_str());
    for (const Json& number : mark["serials"]) {
      std::string places;
      for (const Json& place : number["positions"]) places += (places.empty() ? " on " : ", ") + Text(place);
      const std::string treatment = Text(number["treatment"]);
      std::printf("            number %s%s%s\n", Text(number["pattern"]).c_str(), places.c_str(),
                  treatment == "unknown" || treatment == "original" ? "" : (" (" + treatment + ")").c_str());
    }
    for (const Json& remark : mark["remarks"]) std::printf("            remark %s\n", Text(remark).c_str());
  }
  for (const Json& field : answer["read"]["fields"]) {
    std::printf("Said      %s %s%s\n", Text(field["field"]).c_str(), Text(field["text"]).c_str(),
                field["resolved"].get<bool>() ? (" = " + Text(field["code"])).c_str() : "");
  }
  for (const Json& one : answer["decoded"]) {
    std::string says;
    for (const auto& [key, value] : one["says"].items()) {
      says += (says.empty() ? "" : ", ") + key + " " + (value.is_string() ? Text(value) : value.dump());
    }
    PrintWrapped("Tells     ", 10, says + "  (rule " + Text(one["rule"]) + ")");
  }
  for (const Json& one : answer["warnings"]) PrintWrapped("Beware    ", 10, Text(one["text"]));
}

void PrintSearched(const Json& answer) {
  std::string searched;
  for (const Json& one : answer["searched"]) {
    searched += (searched.empty() ? "" : "; ") + Text(one["owner"]) + " " +
                std::to_string(one["records"].get<long long>()) + " records, as of " +
                Text(one["as_of"]).substr(0, 16) + "Z";
  }
  PrintWrapped("Searched  ", 10, searched.empty() ? "nothing: no register is kept here that you may see" : searched);
}

std::string StatusText(const Json& status) {
  std::string out;
  for (const Json& one : status) {
    const std::string owner = Text(one["owner"]);
    out += (out.empty() ? "" : ", ") + Text(one["status"]) + (owner == "*" ? " by all together" : " per " + owner);
    if (const std::string as_of = Text(one["as_of"]); !as_of.empty()) out += " (" + as_of + ")";
  }
  return out;
}

// Another record of the weapon; one that nobody has confirmed comes with its chance.
void PrintSameWeapon(const Json& one) {
  const bool proposed = one.contains("probability");
  std::string line = "number " + Text(one["source_id"]) + " of " + Text(one["owner"]);
  if (proposed) line += ", " + std::to_string(static_cast<int>(100 * one["probability"].get<double>())) + " %";
  line += ": " + Text(one["status"]);
  if (const std::string as_of = Text(one["as_of"]); !as_of.empty()) line += " as of " + as_of;
  PrintWrapped(proposed ? "    perhaps the same weapon: " : "    the same weapon: ", 8, line);
}

void PrintCandidate(const Json& candidate, std::size_t n) {
  const double percent = 100 * candidate["probability"].get<double>();
  char share[32];
  std::snprintf(share, sizeof share, percent > 99.9 ? "> 99.9" : "%6.1f", percent);
  std::printf("\n%2zu. %s %%  %s%s  number %s of %s\n", n, share, Text(candidate["band"]).c_str(),
              candidate["alert"].get<bool>() ? ", for a person to decide" : "", Text(candidate["source_id"]).c_str(),
              Text(candidate["owner"]).c_str());
  std::printf("    %s\n", Text(candidate["weapon"]).c_str());
  if (const std::string status = StatusText(candidate["status"]); !status.empty()) PrintWrapped("    ", 4, status);
  for (const Json& one : candidate["evidence"]) {
    char head[64];
    std::snprintf(head, sizeof head, "    %+6.1f  %-9s ", one["weight"].get<double>(), Text(one["field"]).c_str());
    const bool same = Text(one["query"]) == Text(one["record"]);
    PrintWrapped(head, 22, Text(one["query"]) + (same ? "" : " / " + Text(one["record"])) + ": " + Text(one["why"]));
  }
  for (const char* list : {"records", "proposed_same"}) {
    for (const Json& one : candidate[list]) {
      if (Text(one["record"]) == Text(candidate["record"])) continue;
      PrintSameWeapon(one);
    }
  }
}

void PrintAsk(const Json& ask) {
  for (const Json& one : ask) {
    PrintWrapped("Ask       ", 10, Text(one["country"]) + ": " + Text(one["why"]));
  }
}

std::string DateText(const Json& date) {
  const std::string from = Text(date["from"]);
  const std::string to = Text(date["to"]);
  if (from.empty() && to.empty()) return "undated";
  if (from == to || to.empty()) return from + (to.empty() ? " or later" : "");
  return from.empty() ? "by " + to : from + " - " + to;
}

// Events by their places in the story, so that arguments can point to them.
std::map<std::string, std::size_t> NumberEvents(const Json& custody) {
  std::map<std::string, std::size_t> numbers;
  for (const Json& event : custody["events"]) numbers.emplace(Text(event["id"]), numbers.size() + 1);
  return numbers;
}

std::string Pointers(const Json& events, const std::map<std::string, std::size_t>& numbers) {
  std::string out;
  for (const Json& id : events) {
    auto found = numbers.find(Text(id));
    if (found != numbers.end()) out += (out.empty() ? " [" : ", ") + std::to_string(found->second);
  }
  return out.empty() ? "" : out + "]";
}

void PrintChain(const Json& custody) {
  std::size_t n = 0;
  for (const Json& event : custody["events"]) {
    char head[96];
    std::snprintf(head, sizeof head, "  %2zu. %-23s %-13s ", ++n, DateText(event["date"]).c_str(),
                  Text(event["kind"]).c_str());
    std::string text;
    const std::string from = Text(event["from_party"]);
    const std::string to = Text(event["to_party"]);
    if (!from.empty()) text += from;
    if (!to.empty()) text += (text.empty() ? "to " : " -> ") + to;
    if (const std::string place = Text(event["place"]); !place.empty()) text += (text.empty() ? "" : ", ") + place;
    if (const std::string paper = Text(event["document"]); !paper.empty()) text += (text.empty() ? "" : ", ") + paper;
    text += (text.empty() ? "" : "  ") + ("(" + Text(event["owner"]) + ")");
    PrintWrapped(head, 44, text);
  }
  if (n == 0) std::printf("  no event is known\n");
}

void PrintArguments(const char* sign, const Json& arguments, const std::map<std::string, std::size_t>& numbers) {
  for (const Json& one : arguments) PrintWrapped(sign, 8, Text(one["why"]) + Pointers(one["events"], numbers));
}

void PrintHypothesis(const Json& one, const std::map<std::string, std::size_t>& numbers) {
  std::string window = DateText({{"from", one["from"]}, {"to", one["to"]}});
  std::string kind = Text(one["kind"]);
  std::replace(kind.begin(), kind.end(), '_', ' ');
  std::printf("  %lld. %s%s%s\n", one["rank"].get<long long>(), kind.c_str(),
              window == "undated" ? "" : (", between " + window).c_str(),
              one["place"].is_string() ? (", at " + Text(one["place"])).c_str() : "");
  PrintArguments("      + ", one["support"], numbers);
  PrintArguments("      - ", one["against"], numbers);
}

}  // namespace

void PrintCustody(const Json& custody) {
  const std::map<std::string, std::size_t> numbers = NumberEvents(custody);
  std::printf("\nWhat happened\n");
  PrintChain(custody);
  for (const Json& one : custody["gaps"]) {
    PrintWrapped("  gap         ", 14,
                 DateText({{"from", one["from"]}, {"to", one["to"]}}) + ": " + Text(one.value("why", Json(""))) +
                     Pointers(Json::array({one["after"], one["before"]}), numbers));
  }
  for (const Json& one : custody["contradictions"]) {
    PrintWrapped("  contradicts ", 14, Text(one["why"]) + Pointers(one["events"], numbers));
  }
  std::printf("\nWhere it left lawful hands\n");
  if (custody["diversion"].contains("sentence")) PrintWrapped("  ", 2, Text(custody["diversion"]["sentence"]));
  std::size_t printed = 0;
  for (const Json& one : custody["diversion"]["hypotheses"]) {
    if (printed++ == kHypothesesPrinted) break;
    PrintHypothesis(one, numbers);
  }
  const Json& ttc = custody["time_to_crime"];
  if (ttc["days_min"].is_number()) {
    const long long least = ttc["days_min"].get<long long>();
    const long long most = ttc["days_max"].is_number() ? ttc["days_max"].get<long long>() : least;
    std::printf("\nTime to crime  %lld%s days, counted from %s%s\n", least,
                least == most ? "" : (" to " + std::to_string(most)).c_str(), Text(ttc["basis"]).c_str(),
                Pointers(Json::array({ttc["counted_from"], ttc["counted_to"]}), numbers).c_str());
  } else if (const std::string why = Text(ttc["why_not"]); !why.empty()) {
    std::printf("\n");
    PrintWrapped("Time to crime  ", 15, "not computable: " + why);
  }
  if (custody.contains("status")) PrintWrapped("Status         ", 15, StatusText(custody["status"]));
}

void PrintTrace(const Json& answer) {
  PrintUnderstood(answer);
  PrintSearched(answer);
  std::size_t n = 0;
  for (const Json& candidate : answer["candidates"]) {
    // What is next to impossible stands in the JSON and would only be read here.
    if (n > 0 && candidate["probability"].get<double>() < kPrintedLeast) break;
    PrintCandidate(candidate, ++n);
  }
  std::printf(
      "\n    %5.1f %%  none of the weapons on record (%.0f %% were thought likely to be on record beforehand)\n",
      100 * answer["none_probability"].get<double>(), 100 * answer["prior"]["present"].get<double>());
  if (answer.contains("custody")) {
    std::printf("\nThe story of weapon %s\n", Text(answer["custody"]["weapon"]).c_str());
    if (const std::size_t assumed = answer["custody"]["assumes"].size(); assumed > 0) {
      PrintWrapped("", 0,
                   "told as if the " + std::to_string(assumed) + (assumed == 1 ? " record" : " records") +
                       " that are perhaps the same weapon were; nobody has confirmed it");
    }
    PrintCustody(answer["custody"]);
  }
  std::printf("\n");
  PrintAsk(answer["ask"]);
  std::printf("%.1f ms\n", answer["micros"].get<double>() / 1000);
}

}  // namespace proofmark::app::cli
