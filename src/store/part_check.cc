// SPDX-License-Identifier: Apache-2.0
#include "store/part_check.h"

#include "ledger/sealed.h"

namespace proofmark::store {

using base::Result;

namespace {

constexpr std::size_t kDoubtsMax = 10'000;

}  // namespace

Result<PartCheck::Key> PartCheck::Open(const base::Ulid& event, std::string_view part, std::string_view ciphertext) {
  auto key = keys_.Find(authority_.code, event, std::string(part));
  if (!key.ok() && key.error().code == base::Code::kUnavailable) return key.error();
  if (!key.ok()) return Key::kWrong;
  if (!key->has_value()) return Key::kMissing;
  std::string id = model::ThingId{authority_.code, "event", event}.ToText();
  return ledger::Unseal(ciphertext, **key, part, id).ok() ? Key::kOpens : Key::kWrong;
}

Result<bool> PartCheck::KeyIsThere(const base::Ulid& event, const std::string& part) {
  auto key = keys_.Find(authority_.code, event, part);
  if (!key.ok()) return key.error().code == base::Code::kUnavailable ? Result<bool>(key.error()) : Result<bool>(true);
  return key->has_value();
}

Result<void> PartCheck::Read(std::int64_t from, std::int64_t to, const Found& found) {
  sealed_.clear();
  erased_.clear();
  auto stream = static_cast<int>(stream_);
  PM_TRY(
      engine_.Query("SELECT s.seq, s.part, s.salt, s.ciphertext, "
                    "(SELECT e.id FROM event e WHERE e.owner = s.owner AND e.stream = s.stream AND e.seq = s.seq) "
                    "FROM sealed s WHERE s.owner = $1 AND s.stream = $2 AND s.seq >= $3 AND s.seq < $4",
                    {authority_.owner, stream, from, to}, [&](const Row& row) -> Result<void> {
                      auto salt = base::ToArray<32>(row.Blob(2));
                      bool kinds = row.KindOf(1) == Value::Kind::kText && row.KindOf(2) == Value::Kind::kBlob &&
                                   row.KindOf(3) == Value::Kind::kBlob;
                      if (!kinds || !salt.ok()) {
                        found("sealed", row.Integer(0), "a part that is not as parts are written");
                        return {};
                      }
                      Seen seen{ledger::Commitment(*salt, row.Blob(3)), Key::kWrong};
                      auto id = base::ToArray<16>(row.Blob(4));
                      if (id.ok()) {
                        PM_ASSIGN(seen.key, Open(base::Ulid{*id}, row.Text(1), row.Blob(3)));
                      }
                      sealed_[{row.Integer(0), std::string(row.Text(1))}] = seen;
                      return {};
                    }));
  return engine_.Query("SELECT seq, part FROM erased_part WHERE owner = $1 AND stream = $2 AND seq >= $3 AND seq < $4",
                       {authority_.owner, stream, from, to}, [&](const Row& row) {
                         erased_[{row.Integer(0), std::string(row.Text(1))}] = true;
                         return Result<void>{};
                       });
}

Result<void> PartCheck::Check(const model::Event& event, const Found& found) {
  for (const model::SealedReference& reference : event.sealed) {
    PartName name{event.seq, reference.part};
    auto there = sealed_.find(name);
    bool doubtful = false;
    if (erased_.contains(name)) {
      PM_ASSIGN(bool key, KeyIsThere(event.id, reference.part));
      PM_ASSIGN(bool told, keys_.Erased(authority_.code, event.id, reference.part));
      doubtful = there != sealed_.end() || key || !told;
    } else if (there == sealed_.end()) {
      doubtful = true;
    } else if (there->second.commitment != reference.commitment) {
      found("sealed", event.seq, "the part " + reference.part + " is not what the event commits to");
    } else if (there->second.key == Key::kWrong) {
      found("key", event.seq, "the key of the part " + reference.part + " does not open it");
    } else {
      doubtful = there->second.key == Key::kMissing;
    }
    if (there != sealed_.end()) sealed_.erase(there);
    Doubt doubt{event.seq, event.id, reference.part};
    if (doubtful && doubts_.size() < kDoubtsMax) {
      doubts_.push_back(std::move(doubt));
    } else if (doubtful) {
      PM_TRY(SettleOne(doubt, found));
    }
  }
  return {};
}

void PartCheck::Conclude(const Found& found) {
  for (const auto& [name, seen] : sealed_) {
    found("sealed", name.first, "the part " + name.second + " belongs to no event");
  }
  sealed_.clear();
}

Result<void> PartCheck::FindBeyond(std::int64_t size, const Found& found) {
  return engine_.Query(
      "SELECT count(*), min(seq) FROM sealed WHERE owner = $1 AND stream = $2 AND (seq >= $3 OR seq < 0)",
      {authority_.owner, static_cast<int>(stream_), size}, [&](const Row& row) {
        if (row.Integer(0) > 0) {
          found("sealed", row.Integer(1), std::to_string(row.Integer(0)) + " parts lie beyond the end of the log");
        }
        return Result<void>{};
      });
}

Result<void> PartCheck::Settle(const Found& found) {
  for (const Doubt& doubt : doubts_) PM_TRY(SettleOne(doubt, found));
  doubts_.clear();
  return {};
}

Result<void> PartCheck::SettleOne(const Doubt& doubt, const Found& found) {
  auto stream = static_cast<int>(stream_);
  PM_ASSIGN(bool erased,
            IsThere(engine_, "SELECT 1 FROM erased_part WHERE owner = $1 AND stream = $2 AND seq = $3 AND part = $4",
                    {authority_.owner, stream, doubt.seq, Value::Text(doubt.part)}));
  PM_ASSIGN(bool sealed,
            IsThere(engine_, "SELECT 1 FROM sealed WHERE owner = $1 AND stream = $2 AND seq = $3 AND part = $4",
                    {authority_.owner, stream, doubt.seq, Value::Text(doubt.part)}));
  PM_ASSIGN(bool key, KeyIsThere(doubt.event, doubt.part));
  PM_ASSIGN(bool told, keys_.Erased(authority_.code, doubt.event, doubt.part));
  std::string part = "the part " + doubt.part;
  if (erased) {
    if (sealed) found("sealed", doubt.seq, part + " was erased and is still there");
    if (key) found("key", doubt.seq, "the key of " + part + " was erased and is still there");
    if (!key && !told) found("key", doubt.seq, part + " was erased and the key store does not remember it");
    return {};
  }
  if (!sealed) {
    found("sealed", doubt.seq, part + " is missing and was not erased");
  } else if (!key) {
    found("key", doubt.seq,
          told ? "the key of " + part + " was destroyed, and no event says so"
               : "the key of " + part + " is missing; nobody can open it");
  }
  return {};
}

}  // namespace proofmark::store
