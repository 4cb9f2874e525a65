// SPDX-License-Identifier: Apache-2.0
#include "trace/episode.h"

#include <utility>

namespace proofmark::trace {
namespace {

enum class Hands { kUnknown, kLawful, kUnlawful, kAuthority, kNone };

// Walks along a life and writes down each time that the weapon leaves lawful hands.
class Walk {
 public:
  void Step(const Happening& now) {
    switch (now.part) {
      case Part::kLawful:
        Lawful(now);
        break;
      case Part::kUnlawful:
        Unlawful(now);
        break;
      case Part::kTaken:
      case Part::kHandedIn:
        Taken(now);
        break;
      case Part::kDestroyed:
        hands_ = Hands::kNone;
        Keep(now);
        break;
      case Part::kSeen:
        if (hands_ == Hands::kLawful) Keep(now);
        break;
      case Part::kOther:
        break;
    }
  }

  std::vector<Episode> episodes;

 private:
  void Open(const Happening& now) {
    episodes.push_back({last_, &now, nullptr, {&now}, std::exchange(lawful_, {})});
    hands_ = Hands::kUnlawful;
    claimed_ = nullptr;
  }

  void Keep(const Happening& now) {
    last_ = &now;
    lawful_.push_back(&now);
  }

  void Lawful(const Happening& now) {
    if (hands_ == Hands::kUnlawful && now.kind != "returned") return;
    hands_ = Hands::kLawful;
    claimed_ = nullptr;
    Keep(now);
    if (now.to_party) holder_ = now.to_party;
  }

  void Unlawful(const Happening& now) {
    // Another owner's report of a theft that comes after the recovery tells, late, of the same episode.
    bool late_report = hands_ == Hands::kAuthority && (now.kind == "stolen" || now.kind == "lost") &&
                       last_ != nullptr && last_->owner() != now.owner() && !episodes.empty();
    if (hands_ == Hands::kUnlawful || late_report) {
      episodes.back().unlawful.push_back(&now);
      return;
    }
    if (hands_ == Hands::kAuthority && now.kind == "used_in_crime" && last_->owner() != now.owner()) {
      if (claimed_ == nullptr) claimed_ = &now;
      return;
    }
    Open(now);
  }

  void Taken(const Happening& now) {
    const bool from_holder =
        hands_ == Hands::kLawful && (now.part == Part::kHandedIn || PartiesAgree(now.from_party, holder_));
    if (hands_ == Hands::kAuthority && claimed_ != nullptr) Open(*claimed_);
    if (hands_ == Hands::kUnlawful) {
      episodes.back().unlawful.push_back(&now);
    } else if (hands_ != Hands::kAuthority && !from_holder) {
      Open(now);
    }
    if (hands_ == Hands::kUnlawful) episodes.back().taken = &now;
    hands_ = Hands::kAuthority;
    Keep(now);
  }

  Hands hands_ = Hands::kUnknown;
  const Happening* last_ = nullptr;
  const Happening* claimed_ = nullptr;      // a use in a crime, told by another than the authority that keeps it
  std::vector<const Happening*> lawful_{};  // since the last episode
  std::optional<std::string> holder_;
};

}  // namespace

const Happening* Episode::Find(std::string_view kind) const {
  for (const Happening* happening : unlawful) {
    if (happening->kind == kind) return happening;
  }
  return nullptr;
}

std::vector<Episode> FindEpisodes(const Life& life) {
  Walk walk;
  for (const Happening& happening : life.happenings()) walk.Step(happening);
  return std::move(walk.episodes);
}

bool IsCrimeOrRecovery(const Happening& happening) {
  return happening.part == Part::kTaken || happening.kind == "used_in_crime";
}

base::DateRange WindowOf(const Episode& episode) {
  if (episode.last_lawful == nullptr) return {};
  // An end that nobody gave stays open: the other end of the same happening bounds it from the wrong side.
  base::DateRange window{episode.last_lawful->dates.from, episode.first_unlawful->dates.to};
  for (const Happening* lawful : episode.lawful) {
    const auto& from = lawful->dates.from;
    if (from && (!window.from || from->FirstDay() > window.from->FirstDay())) window.from = from;
    if (lawful == episode.last_lawful) break;
  }
  for (const Happening* unlawful : episode.unlawful) {
    const auto& to = unlawful->dates.to;
    if (unlawful->days.SurelyBefore(episode.first_unlawful->days) || !to) continue;
    if (!window.to || to->LastDay() < window.to->LastDay()) window.to = to;
  }
  return window;
}

}  // namespace proofmark::trace
