// SPDX-License-Identifier: Apache-2.0
// A WeaponStory gathers what a reader may see of one physical weapon: its records, held to be one by confirmed links,
// and the story that their events tell.
//
//   WeaponStory story(words, store, view);
//   PM_ASSIGN(std::vector<model::ThingId> records, story.RecordsOf(record));   // without links the record alone
//   PM_ASSIGN(trace::Custody custody, story.Tell(records));
//   WeaponStory::NameOf(records);            // "BR-RJ.weapon.01J9...", after the oldest of them
//
// A weapon is derived for each View and stands in no event, so its name tells nothing of records that are hidden.
// Errors: those of Store. One thread at a time.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/ids.h"
#include "store/store.h"
#include "trace/custody.h"
#include "vocab/vocabulary.h"

namespace proofmark::app {

inline constexpr std::size_t kRecordsOfWeaponMax = 64;
inline constexpr std::size_t kEventsOfStoryMax = 2000;

class WeaponStory {
 public:
  // All must outlive it.
  WeaponStory(const vocab::Vocabulary& words, store::Store& store, const store::View& view)
      : words_(words), store_(store), view_(view) {}

  // The record and all that confirmed links join to it, as far as the view sees them. kTooLarge.
  base::Result<std::vector<model::ThingId>> RecordsOf(const model::ThingId& record);
  // What happened to one record, with what its sealed parts say.
  base::Result<std::vector<trace::CustodyEvent>> EventsOf(const model::ThingId& record);
  base::Result<trace::Custody> Tell(const std::vector<model::ThingId>& records);
  // The status that each owner's events give, in the owners' order.
  base::Result<std::vector<trace::OwnerStatus>> StatusOf(const std::vector<model::ThingId>& records);

  static std::string NameOf(const std::vector<model::ThingId>& records);

 private:
  base::Result<void> Describe(const model::ThingId& record, trace::CustodyWeapon& about);

  const vocab::Vocabulary& words_;
  store::Store& store_;
  const store::View& view_;
};

// What a reader to whom a sealed part is not opened is told to be withheld: the fields that it may hold.
std::vector<std::string> SealedFields(const std::string& part);

// Where a make has its seat: a code of countries, or nothing.
std::string CountryOfMake(const vocab::Vocabulary& words, const std::string& make);

}  // namespace proofmark::app
