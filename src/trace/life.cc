// SPDX-License-Identifier: Apache-2.0
#include "trace/life.h"

#include <algorithm>
#include <array>
#include <queue>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace proofmark::trace {
namespace {

// The natural order of a weapon's life, for what no date orders.
constexpr std::array<std::string_view, 29> kLifeOrder = {
    "manufactured", "marked",      "proofed",       "exported",    "imported",  "sold",
    "transferred",  "registered",  "issued",        "stored",      "inspected", "deactivated",
    "captured",     "lost",        "stolen",        "wanted",      "smuggled",  "trafficked",
    "converted",    "reactivated", "used_in_crime", "surrendered", "collected", "found",
    "seized",       "recovered",   "test_fired",    "returned",    "destroyed"};

// Forms of companies as they stand at the end of a name, points dropped.
constexpr std::array<std::string_view, 30> kLegalForms = {
    "LTD",  "LIMITED", "LLC", "INC", "INCORPORATED", "CORP", "CORPORATION", "CO",  "COMPANY", "PLC",
    "GMBH", "AG",      "KG",  "SA",  "SAS",          "SARL", "SPA",         "SRL", "LTDA",    "SL",
    "BV",   "NV",      "AB",  "OY",  "ASA",          "APS",  "OOO",         "DOO", "SRO",     "KFT"};

// How the name of an institution ends in front of its State: "ministry of defence of ...". "Port of Spain" is none.
constexpr std::array<std::string_view, 16> kInstitutions = {
    "ARMY",  "CUSTOMS",  "DEFENCE", "DEFENSE",  "FORCE", "FORCES", "GENDARMERIE", "GOVERNMENT",
    "GUARD", "INTERIOR", "JUSTICE", "MINISTRY", "NAVY",  "POLICE", "SERVICE",     "SERVICES"};

// ISO 3166-1 leaves XA to XZ to its users: Kosovo is XK in most registers.
bool IsUserAssigned(std::string_view code) { return code[0] == 'X' && code[1] >= 'A' && code[1] <= 'Z'; }

std::size_t LifeRank(std::string_view kind) {
  const auto* found = std::find(kLifeOrder.begin(), kLifeOrder.end(), kind);
  return static_cast<std::size_t>(found - kLifeOrder.begin());
}

Part PartOf(const vocab::Vocabulary& words, const std::string& kind) {
  if (kind == "recovered" || kind == "seized" || kind == "found") return Part::kTaken;
  if (kind == "surrendered" || kind == "collected") return Part::kHandedIn;
  if (kind == "destroyed") return Part::kDestroyed;
  if (kind == "inspected") return Part::kSeen;
  const vocab::Code* code = words.List("life_events").Find(kind);
  if (code == nullptr) return Part::kOther;
  const std::string& lawful = code->more.at("lawful");
  if (lawful == "lawful") return Part::kLawful;
  return lawful == "unlawful" ? Part::kUnlawful : Part::kOther;
}

// What decides between two things whose dates overlap: a total order, so that the order of the input never shows.
using Precedence = std::tuple<std::size_t, std::int32_t, std::int32_t, std::int64_t, std::string_view, std::string_view,
                              std::string_view, std::string_view>;

Precedence PrecedenceOf(const CustodyEvent& event, const Days& days) {
  return {LifeRank(event.kind), days.first,  days.last,   event.recorded_at.ms, event.id,
          event.kind,           event.owner, event.record};
}

struct Placed {
  std::size_t index = 0;
  Days days;
  Precedence precedence;
};

// An interval order made total: of the things that nothing left over surely precedes, the one with precedence goes
// first. Those are the things that begin before the earliest end of what is left.
std::vector<std::size_t> Ordered(std::vector<Placed> things) {
  std::sort(things.begin(), things.end(), [](const Placed& a, const Placed& b) {
    return std::tie(a.days.first, a.precedence) < std::tie(b.days.first, b.precedence);
  });
  std::multiset<std::int32_t> ends;
  for (const Placed& thing : things) ends.insert(thing.days.last);
  auto later = [](const Placed* a, const Placed* b) { return b->precedence < a->precedence; };
  std::priority_queue<const Placed*, std::vector<const Placed*>, decltype(later)> ready(later);
  std::vector<std::size_t> order;
  std::size_t next = 0;
  while (order.size() < things.size()) {
    while (next < things.size() && things[next].days.first <= *ends.begin()) ready.push(&things[next++]);
    const Placed* first = ready.top();
    ready.pop();
    ends.erase(ends.find(first->days.last));
    order.push_back(first->index);
  }
  return order;
}

bool TellsOf(const CustodyEvent& event, const Days& days, const Happening& happening) {
  return event.kind == happening.kind && days.Overlaps(happening.days) &&
         !PartiesDiffer(event.from_party, happening.from_party) && !PartiesDiffer(event.to_party, happening.to_party);
}

void TakeIfEmpty(std::optional<std::string>& into, const std::optional<std::string>& from) {
  if (!into.has_value()) into = from;
}

void AddTelling(Happening& happening, const CustodyEvent& event, const Days& days) {
  if (happening.tellings.empty()) {
    happening.kind = event.kind;
    happening.days = days;
    happening.dates = event.happened;
    // Written the wrong way round: DaysOf reads it so too.
    base::DateRange& dates = happening.dates;
    if (dates.from && dates.to && dates.to->LastDay() < dates.from->FirstDay()) std::swap(dates.from, dates.to);
  } else {
    const base::DateRange& told = event.happened;
    if (told.from && (!happening.dates.from || told.from->FirstDay() > happening.dates.from->FirstDay())) {
      happening.dates.from = told.from;
    }
    if (told.to && (!happening.dates.to || told.to->LastDay() < happening.dates.to->LastDay())) {
      happening.dates.to = told.to;
    }
    happening.days = {std::max(happening.days.first, days.first), std::min(happening.days.last, days.last)};
  }
  happening.tellings.push_back(&event);
  TakeIfEmpty(happening.from_party, event.from_party);
  TakeIfEmpty(happening.to_party, event.to_party);
  TakeIfEmpty(happening.place, event.place);
  TakeIfEmpty(happening.document, event.document);
}

// Hand-overs of the same span follow each other: who gives a weapon has got it before.
void ChainHandOvers(std::vector<Happening>& happenings) {
  for (std::size_t pass = 0; pass < happenings.size(); ++pass) {
    bool moved = false;
    for (std::size_t i = 1; i < happenings.size(); ++i) {
      Happening& first = happenings[i - 1];
      Happening& second = happenings[i];
      if (first.part != Part::kLawful || second.part != Part::kLawful || !first.days.Overlaps(second.days)) continue;
      if (!PartiesAgree(second.to_party, first.from_party) || PartiesAgree(first.to_party, second.from_party)) continue;
      std::swap(first, second);
      moved = true;
    }
    if (!moved) return;
  }
}

std::string_view LastWord(std::string_view text) {
  std::size_t blank = text.rfind(' ');
  return blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
}

}  // namespace

Days DaysOf(const CustodyEvent& event) {
  Days days;
  if (event.happened.from) days.first = event.happened.from->FirstDay();
  if (event.happened.to) {
    days.last = event.happened.to->LastDay();
  } else if (event.recorded_at.ms > 0) {
    days.last = std::max(days.first, static_cast<std::int32_t>(event.recorded_at.ms / base::kDayMs));
  }
  // A range written the wrong way round still says between which days.
  if (days.last < days.first) std::swap(days.first, days.last);
  return days;
}

std::vector<std::string> Happening::ids() const {
  std::vector<std::string> out;
  for (const CustodyEvent* telling : tellings) out.push_back(telling->id);
  return out;
}

Life::Life(const vocab::Vocabulary& words, std::vector<CustodyEvent> events) : events_(std::move(events)) {
  std::vector<Placed> placed;
  for (std::size_t i = 0; i < events_.size(); ++i) {
    Days days = DaysOf(events_[i]);
    placed.push_back({i, days, PrecedenceOf(events_[i], days)});
  }
  std::vector<Happening> found;
  for (std::size_t i : Ordered(std::move(placed))) {
    const CustodyEvent& event = events_[i];
    Days days = DaysOf(event);
    auto same = std::find_if(found.begin(), found.end(),
                             [&](const Happening& happening) { return TellsOf(event, days, happening); });
    AddTelling(same == found.end() ? found.emplace_back() : *same, event, days);
  }
  placed.clear();
  for (std::size_t i = 0; i < found.size(); ++i) {
    found[i].part = PartOf(words, found[i].kind);
    placed.push_back({i, found[i].days, PrecedenceOf(*found[i].tellings.front(), found[i].days)});
  }
  for (std::size_t i : Ordered(std::move(placed))) happenings_.push_back(std::move(found[i]));
  ChainHandOvers(happenings_);
}

std::vector<CustodyEvent> Life::InOrder() const {
  std::vector<CustodyEvent> out;
  for (const Happening& happening : happenings_) {
    for (const CustodyEvent* telling : happening.tellings) out.push_back(*telling);
  }
  return out;
}

std::string PartyKey(std::string_view name) {
  std::string key;
  for (char c : base::LookupKey(name)) {
    if (c == '.' || c == '\'' || c == '"') continue;
    key += c == ',' || c == '(' || c == ')' || c == ';' ? ' ' : c;
  }
  key = base::LookupKey(key);
  for (std::string_view last = LastWord(key); !last.empty(); last = LastWord(key)) {
    if (std::find(kLegalForms.begin(), kLegalForms.end(), last) == kLegalForms.end()) break;
    key.resize(key.size() - last.size() - 1);
  }
  return key;
}

bool PartiesAgree(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return a && b && !PartyKey(*a).empty() && PartyKey(*a) == PartyKey(*b);
}

bool PartiesDiffer(const std::optional<std::string>& a, const std::optional<std::string>& b) {
  return a && b && !PartyKey(*a).empty() && !PartyKey(*b).empty() && PartyKey(*a) != PartyKey(*b);
}

std::string CountryOf(const vocab::Vocabulary& words, std::string_view text) {
  text = base::Trim(text);
  // ISO 3166-1 writes "Niger (the)" for what everybody calls Niger.
  for (const std::string& name : {std::string(text), std::string(text) + " (the)"}) {
    if (vocab::Resolved whole = words.Country(name); !whole.code.empty()) return std::string(whole.code);
  }
  if (std::size_t comma = text.rfind(','); comma != std::string_view::npos) {
    return CountryOf(words, text.substr(comma + 1));
  }
  // "BR-RJ": an authority or a part of a State, by ISO 3166-2.
  const bool is_code = text.size() == 2 || (text.size() > 3 && text[2] == '-');
  if (!is_code) return "";
  const std::string_view code = text.substr(0, 2);
  if (words.List("countries").Find(code) != nullptr || IsUserAssigned(code)) return std::string(code);
  return "";
}

std::string CountryOfParty(const vocab::Vocabulary& words, std::string_view party) {
  std::string country = CountryOf(words, party);
  if (!country.empty()) return country;
  const std::string key = PartyKey(party);
  const std::size_t of = key.rfind(" OF ");
  if (of == std::string::npos) return "";
  const std::string institution = key.substr(0, of);
  const std::string_view last = institution.find(' ') == std::string::npos ? institution : LastWord(institution);
  if (std::find(kInstitutions.begin(), kInstitutions.end(), last) == kInstitutions.end()) return "";
  return CountryOf(words, std::string_view(key).substr(of + 4));
}

std::string CountryOf(const vocab::Vocabulary& words, const Happening& happening) {
  if (happening.place) {
    if (std::string country = CountryOf(words, *happening.place); !country.empty()) return country;
  }
  return CountryOf(words, happening.owner());
}

std::string DateText(const base::DateRange& dates) {
  if (dates.from && dates.to) {
    if (*dates.from == *dates.to) return dates.from->ToText();
    return dates.from->ToText() + " to " + dates.to->ToText();
  }
  if (dates.from) return "after " + dates.from->ToText();
  if (dates.to) return "before " + dates.to->ToText();
  return "on an unknown date";
}

namespace {

std::vector<std::string> OwnersOf(const Happening& happening) {
  std::vector<std::string> owners;
  for (const CustodyEvent* telling : happening.tellings) {
    if (std::find(owners.begin(), owners.end(), telling->owner) == owners.end()) owners.push_back(telling->owner);
  }
  return owners;
}

}  // namespace

std::string Told(const Happening& happening) {
  std::string kind = happening.kind;
  std::replace(kind.begin(), kind.end(), '_', ' ');
  std::string text = kind + " per ";
  const std::vector<std::string> owners = OwnersOf(happening);
  for (std::size_t i = 0; i < owners.size(); ++i) text += (i == 0 ? "" : " and ") + owners[i];
  return text + ", " + DateText(happening.dates);
}

base::Sentence Told(const std::vector<const Happening*>& of) {
  std::string english;
  base::Json parts = base::Json::array();
  for (const Happening* happening : of) {
    english += (parts.empty() ? "" : "; ") + Told(*happening);
    parts.push_back({{"kind", happening->kind},
                     {"owners", OwnersOf(*happening)},
                     {"from", base::OrNull(happening->dates.from)},
                     {"to", base::OrNull(happening->dates.to)}});
  }
  base::Json said = base::Json::array({{{"code", "told"}, {"of", std::move(parts)}}});
  return {std::move(english), std::move(said)};
}

}  // namespace proofmark::trace
