// SPDX-License-Identifier: Apache-2.0
#include "app/bench_records.h"

#include <cstdio>
#include <tuple>
#include <utility>

#include "base/json.h"

namespace proofmark::app {

namespace {

constexpr const char* kImport = "import:bench";
constexpr const char* kDesk = "desk:bench";

}  // namespace

void RecordMaker::Make(std::int64_t n, std::vector<store::Draft>& out) {
  store::Draft recorded = Recorded(n, kImport);
  store::Draft seized = Basic(n, "seized", kImport);
  seized.event.subject = recorded.event.subject;
  seized.event.happened.from = *base::PartialDate::Parse("2019-07-12");
  seized.event.happened.to = seized.event.happened.from;
  seized.event.body = model::ToJson(model::LifeEvent{.record_event = recorded.event.id}, kBenchOwner);
  seized.caused_by = out.size();
  out.push_back(std::move(recorded));
  out.push_back(std::move(seized));
}

store::Draft RecordMaker::Access(std::int64_t n) {
  store::Draft access = Basic(n, "accessed", kImport);
  access.event.body = model::ToJson(model::Access{"import", {}, static_cast<std::int64_t>(kBenchBatchEvents)});
  return access;
}

store::Batch RecordMaker::Command(std::int64_t n) {
  store::Batch batch;
  batch.owner = kBenchOwner;
  store::Draft recorded = Recorded(n, kDesk);
  recorded.sealed.push_back({"details", R"({"holder":{"name":"Maria da Silva","document":"123.456.789-00"}})"});
  batch.drafts.push_back(std::move(recorded));
  store::Draft access = Basic(n, "accessed", kDesk);
  access.event.body = model::ToJson(model::Access{"record", {}, 1});
  batch.accesses.push_back(std::move(access));
  return batch;
}

std::pair<model::Description, std::string> RecordMaker::Weapon() {
  static constexpr const char* kMakes[] = {"TAURUS", "ROSSI", "GLOCK", "IMBEL", "CBC"};
  static constexpr const char* kTypes[] = {"PISTOLA", "REVÓLVER", "FUZIL", "ESPINGARDA"};
  if (shapes_ == nullptr) {
    model::Description item;
    std::string serial = std::string(1, static_cast<char>('A' + rng_.Below(26)));
    serial += std::to_string(rng_.Below(1'000'000));
    item.type = kTypes[rng_.Below(4)];
    item.make = kMakes[rng_.Below(5)];
    item.calibre = ".38";
    return {std::move(item), std::move(serial)};
  }
  FlatInvented one = shapes_->Next(rng_);
  return {shapes_->Describe(one.type, one.fields), std::move(one.number)};
}

store::Draft RecordMaker::Recorded(std::int64_t n, const char* command) {
  store::Draft recorded = Basic(n, "recorded", command);
  model::Record record;
  std::string serial;
  std::tie(record.item, serial) = Weapon();
  record.marks.push_back({.kind = "serial", .text = serial});
  record.origin = model::RegisterRow{
      "bench", "BE" + std::to_string(1'000'000 + n), {}, std::string(32, 'a'), std::string(64, 'b'), n};
  record.row = {{"id", record.origin->source_id}, {"serial_raw", serial}, {"make", record.item.make.value_or("")}};
  recorded.event.body = model::ToJson(record, kBenchOwner);
  return recorded;
}

store::Draft RecordMaker::Basic(std::int64_t n, const char* kind, const char* command) {
  store::Draft draft;
  draft.event.id = ids_.Make();
  draft.event.owner = kBenchOwner;
  draft.event.actor = "console:0";
  draft.event.kind = kind;
  draft.event.subject = model::ThingId{kBenchOwner, "item", ids_.Make()}.ToText();
  draft.event.handling = {{"owner_only"}, {}, "none", "import_of_records", "national_law", {}, {}};
  char name[48];
  std::snprintf(name, sizeof name, "%s:%09lld", command, static_cast<long long>(n));
  draft.event.command = name;
  draft.event.rules = "import-1";
  draft.event.nonce = rng_.Bytes<16>();
  return draft;
}

}  // namespace proofmark::app
