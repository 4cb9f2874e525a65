// SPDX-License-Identifier: Apache-2.0
#include "tools/world/score.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace proofmark::world {
namespace {

using base::Json;

// Days that a date can mean; open where nobody knows.
struct Span {
  std::int32_t first = std::numeric_limits<std::int32_t>::min();
  std::int32_t last = std::numeric_limits<std::int32_t>::max();

  bool Overlaps(const Span& other) const { return first <= other.last && other.first <= last; }
  bool IsBefore(const Span& other) const { return last < other.first; }
};

std::optional<base::PartialDate> DateAt(const Json& json) {
  if (!json.is_string()) return std::nullopt;
  auto date = base::PartialDate::Parse(json.get<std::string>());
  if (!date.ok()) return std::nullopt;
  return *date;
}

// A text, an object of from and to, or null.
Span SpanOf(const Json& json) {
  Span span;
  if (json.is_object()) {
    if (json.contains("from")) span.first = SpanOf(json["from"]).first;
    if (json.contains("to")) span.last = SpanOf(json["to"]).last;
    return span;
  }
  if (auto date = DateAt(json)) span = {date->FirstDay(), date->LastDay()};
  return span;
}

const Json& At(const Json& json, const char* key) {
  static const Json kNothing;
  if (!json.is_object()) return kNothing;
  auto found = json.find(key);
  return found == json.end() ? kNothing : *found;
}

std::string TextAt(const Json& json, const char* key) {
  const Json& value = At(json, key);
  return value.is_string() ? value.get<std::string>() : "";
}

void Blame(Verdict& verdict, const std::string& why) { verdict.why += (verdict.why.empty() ? "" : "; ") + why; }

Mark MarkOf(bool right) { return right ? Mark::kRight : Mark::kWrong; }

struct Statement {
  std::string kind;
  std::string owner;
  Span date;
  bool may_be_missing = false;
};

std::vector<Statement> StatementsOf(const Json& truth) {
  std::vector<Statement> statements;
  for (const Json& step : At(truth, "chain")) {
    const Json& told = At(step, "told");
    if (!told.is_object()) continue;
    bool withdrawn = TextAt(step, "kind") == "stolen" && At(step, "true") == Json(false);
    statements.push_back({TextAt(step, "kind"), TextAt(told, "owner"), SpanOf(At(told, "date")), withdrawn});
  }
  return statements;
}

// Owners of finds in which a slide or a barrel of this weapon was built in.
std::set<std::string> OwnersOfParts(const Json& truth) {
  std::set<std::string> owners;
  for (const Json& record : At(truth, "records")) {
    std::string part = TextAt(record, "part");
    if (part == "slide" || part == "barrel") owners.insert(TextAt(record, "owner"));
  }
  return owners;
}

bool IsFind(const std::string& kind) {
  constexpr std::array<std::string_view, 6> kFinds = {"seized",      "found",         "recovered",
                                                      "surrendered", "used_in_crime", "smuggled"};
  return std::find(kFinds.begin(), kFinds.end(), kind) != kFinds.end();
}

void ScoreChain(const Json& custody, const Json& truth, Verdict& verdict) {
  std::vector<Statement> expected = StatementsOf(truth);
  std::set<std::string> owners_of_parts = OwnersOfParts(truth);
  std::vector<Span> seen;
  bool right = true;
  for (const Json& event : At(custody, "events")) {
    std::string kind = TextAt(event, "kind");
    std::string owner = TextAt(event, "owner");
    Span date = SpanOf(At(event, "date"));
    auto same = [&](const Statement& s) { return s.kind == kind && s.owner == owner && s.date.Overlaps(date); };
    auto found = std::find_if(expected.begin(), expected.end(), same);
    if (found != expected.end()) {
      expected.erase(found);
    } else if (!IsFind(kind) || !owners_of_parts.contains(owner)) {
      right = false;
      Blame(verdict, "chain: " + kind + " of " + owner + " is not of this weapon");
    }
    for (const Span& earlier : seen) {
      if (!date.IsBefore(earlier)) continue;
      right = false;
      Blame(verdict, "chain: " + kind + " of " + owner + " stands behind a later event");
      break;
    }
    seen.push_back(date);
  }
  for (const Statement& missing : expected) {
    if (missing.may_be_missing) continue;
    right = false;
    Blame(verdict, "chain: " + missing.kind + " of " + missing.owner + " is missing");
  }
  verdict.chain = MarkOf(right);
}

// The hypotheses, best first.
std::vector<Json> Ranked(const Json& custody) {
  std::vector<Json> ranked;
  const Json& hypotheses = At(At(custody, "diversion"), "hypotheses");
  if (hypotheses.is_array()) ranked.assign(hypotheses.begin(), hypotheses.end());
  std::stable_sort(ranked.begin(), ranked.end(), [](const Json& a, const Json& b) {
    return a.value("rank", std::numeric_limits<int>::max()) < b.value("rank", std::numeric_limits<int>::max());
  });
  return ranked;
}

void ScoreKind(const std::vector<Json>& ranked, const Json& truth, Verdict& verdict) {
  const Json& diversion = At(truth, "diversion");
  if (At(At(truth, "knowable"), "kind") == Json(false)) return;
  if (!diversion.is_object()) {
    verdict.kind = verdict.in_top2 = verdict.accepted = MarkOf(ranked.empty());
    if (!ranked.empty()) Blame(verdict, "kind: " + TextAt(ranked[0], "kind") + ", but nothing was diverted");
    return;
  }
  std::string kind = TextAt(diversion, "kind");
  std::string first = ranked.empty() ? "" : TextAt(ranked[0], "kind");
  std::string second = ranked.size() < 2 ? "" : TextAt(ranked[1], "kind");
  const Json& others = At(At(truth, "knowable"), "accepted");
  bool among_others = std::find(others.begin(), others.end(), Json(first)) != others.end();
  verdict.kind = MarkOf(first == kind);
  verdict.in_top2 = MarkOf(first == kind || second == kind);
  verdict.accepted = MarkOf(first == kind || among_others);
  if (first != kind) Blame(verdict, "kind: " + (first.empty() ? "none" : first) + " told, " + kind + " true");
}

// Does the told window lie where the truth is, and no wider than the records force it?
bool BoundsAreRight(const Json& told, const Json& truth) {
  const Json& knowable = At(truth, "knowable");
  Span from = SpanOf(At(told, "from"));
  Span to = SpanOf(At(told, "to"));
  Span least = SpanOf(At(knowable, "from"));
  Span most = SpanOf(At(knowable, "to"));
  std::optional<base::PartialDate> at = DateAt(At(At(truth, "diversion"), "at"));
  if (!at) {
    bool from_right = At(knowable, "from").is_null() || (!At(told, "from").is_null() && from.Overlaps(least));
    bool to_right = At(knowable, "to").is_null() || (!At(told, "to").is_null() && to.Overlaps(most));
    return from_right && to_right;
  }
  if (At(told, "from").is_null() || At(told, "to").is_null()) return false;
  bool inside = from.first <= at->LastDay() && to.last >= at->FirstDay();
  return inside && from.last >= least.first && to.first <= most.last;
}

void ScoreWindow(const std::vector<Json>& ranked, const Json& truth, Verdict& verdict) {
  std::string rule = TextAt(At(truth, "knowable"), "window");
  if (!At(truth, "diversion").is_object() || rule == "hidden" || rule.empty()) return;
  static const Json kNothing;
  const Json& told = ranked.empty() ? kNothing : ranked[0];
  verdict.window =
      MarkOf(rule == "none" ? told.is_object() && At(told, "from").is_null() : BoundsAreRight(told, truth));
  if (verdict.window == Mark::kRight) return;
  Blame(verdict, "window: " + base::JsonLine(At(told, "from")) + " to " + base::JsonLine(At(told, "to")) + " told, " +
                     base::JsonLine(At(At(truth, "knowable"), "from")) + " to " +
                     base::JsonLine(At(At(truth, "knowable"), "to")) + " can be known");
}

void ScoreTimeToCrime(const Json& custody, const Json& truth, Verdict& verdict) {
  const Json& expected = At(truth, "time_to_crime");
  if (!expected.is_object() || At(expected, "told") == Json(false)) return;
  const Json& told = At(custody, "time_to_crime");
  const Json& least = At(told, "days_min");
  const Json& most = At(told, "days_max");
  const int days = At(expected, "days").get<int>();
  const bool holds = least.is_number() && least.get<int>() <= days && (most.is_null() || days <= most.get<int>());
  verdict.time_to_crime = MarkOf(holds && At(told, "basis") == At(expected, "basis"));
  if (verdict.time_to_crime == Mark::kRight) return;
  Blame(verdict, "time to crime: " + base::JsonLine(least) + " to " + base::JsonLine(most) + " from " +
                     base::JsonLine(At(told, "basis")) + " told, " + std::to_string(days) + " from " +
                     base::JsonLine(At(expected, "basis")) + " true");
}

}  // namespace

Verdict Score(const Json& custody, const Json& truth) {
  Verdict verdict;
  std::vector<Json> ranked = Ranked(custody);
  ScoreChain(custody, truth, verdict);
  ScoreKind(ranked, truth, verdict);
  ScoreWindow(ranked, truth, verdict);
  ScoreTimeToCrime(custody, truth, verdict);
  return verdict;
}

std::string FirstKind(const Json& custody) {
  std::vector<Json> ranked = Ranked(custody);
  return ranked.empty() ? "none" : TextAt(ranked[0], "kind");
}

void Tally::Count::Add(Mark mark) {
  right += mark == Mark::kRight;
  wrong += mark == Mark::kWrong;
  unknown += mark == Mark::kUnknown;
}

void Tally::Add(const Verdict& verdict) {
  chain.Add(verdict.chain);
  kind.Add(verdict.kind);
  in_top2.Add(verdict.in_top2);
  accepted.Add(verdict.accepted);
  window.Add(verdict.window);
  time_to_crime.Add(verdict.time_to_crime);
}

std::string Tally::ToText() const {
  std::string text;
  auto add = [&text](const char* name, const Count& count) {
    char part[120];
    std::snprintf(part, sizeof part, "%s%s %.3f (%d of %d, %d unknown)", text.empty() ? "" : ", ", name, count.share(),
                  count.right, count.right + count.wrong, count.unknown);
    text += part;
  };
  add("chain", chain);
  add("kind", kind);
  add("kind in the first two", in_top2);
  add("kind accepted", accepted);
  add("window", window);
  add("time to crime", time_to_crime);
  return text;
}

}  // namespace proofmark::world
