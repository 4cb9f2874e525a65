// SPDX-License-Identifier: Apache-2.0
#include "registry/read_row.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/bytes.h"
#include "base/text.h"
#include "ledger/canonical.h"
#include "ledger/sealed.h"
#include "registry/column_key.h"
#include "registry/resolve.h"

namespace proofmark::registry {

using base::Json;

namespace {

void Put(Json& object, const std::string& key, const std::string& text) {
  object.get_ref<Json::object_t&>().emplace(key, text);
}

void AppendWithLength(std::string& out, std::string_view text) {
  for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>((text.size() >> shift) & 0xFFU);
  out += text;
}

std::optional<std::string> Trimmed(std::string_view cell) {
  std::string_view text = base::Trim(cell);
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

// What stands sealed of a life event, as the parts that the event gets.
std::vector<store::PlainPart> PartsOf(const model::LifeEvent& sealed) {
  std::vector<store::PlainPart> parts;
  auto add = [&](const char* part,
                 std::initializer_list<std::pair<const char*, const std::optional<std::string>*>> texts) {
    Json json = Json::object();
    for (auto [key, text] : texts) {
      if (*text) Put(json, key, **text);
    }
    // Texts of a row are UTF-8 and far below the limit, so there is a spelling.
    if (!json.empty()) parts.push_back({part, ledger::Canonical(json).value()});
  };
  add("notes", {{"document", &sealed.document}});
  add("parties", {{"from_party", &sealed.from_party}, {"to_party", &sealed.to_party}});
  add("place", {{"place", &sealed.place}});
  return parts;
}

std::string KnownValues(const EventColumns& event) {
  std::string out;
  for (const auto& [value, kind] : event.values) {
    if (out.size() > 200) return out + " ...";
    out += (out.empty() ? "" : ", ") + value;
  }
  return out;
}

}  // namespace

struct RowReader::State {
  const InputRow& row;
  RowReading out;

  void Fault(const std::string& column, std::string_view value, std::string reason) {
    out.faults.push_back({row.line, column, Shown(value), std::move(reason)});
  }
};

RowReader::RowReader(RowContext context) : context_(std::move(context)) {
  PM_ASSERT(sodium_init() >= 0);
  const Mapping& mapping = context_.mapping;
  const auto& ignored = mapping.ignored;
  for (const std::string& name : context_.header) {
    bool ignore = std::find(ignored.begin(), ignored.end(), name) != ignored.end();
    columns_.push_back({name, ColumnKey(name), ignore ? Use::kIgnored : Use::kUnnamed});
  }
  for (const std::string& name : NamedColumns(mapping)) columns_[At(name)].use = Use::kOpen;
  for (const std::string& name : mapping.sealed) columns_[At(name)].use = Use::kSealed;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].use != Use::kIgnored) digest_order_.push_back(i);
  }
  std::sort(digest_order_.begin(), digest_order_.end(),
            [this](std::size_t a, std::size_t b) { return columns_[a].name < columns_[b].name; });
  source_id_ = At(mapping.source_id);
  case_reference_ = At(mapping.case_reference);
  for (const ItemColumn& item : mapping.item) item_.emplace_back(item.field, At(item.column));
  for (const MarkColumns& mark : mapping.marks) marks_.push_back({mark.kind, AtAll(mark.columns)});
  PlanEvents();
}

void RowReader::PlanEvents() {
  for (const EventColumns& mapped : context_.mapping.events) {
    EventPlan plan;
    plan.mapped = &mapped;
    if (mapped.kind.empty()) plan.kind_column = At(mapped.kind_column);
    plan.date = At(mapped.date);
    plan.only_if = At(mapped.only_if);
    plan.from_party = AtAll(mapped.from_party);
    plan.to_party = AtAll(mapped.to_party);
    plan.place = AtAll(mapped.place);
    plan.document = AtAll(mapped.document);
    events_.push_back(std::move(plan));
  }
}

std::size_t RowReader::At(const std::string& column) const {
  auto found = std::find(context_.header.begin(), context_.header.end(), column);
  PM_ASSERT(found != context_.header.end());
  return static_cast<std::size_t>(found - context_.header.begin());
}

std::optional<std::size_t> RowReader::At(const std::optional<std::string>& column) const {
  if (!column) return std::nullopt;
  return At(*column);
}

RowReader::JoinedColumns RowReader::AtAll(const std::vector<std::string>& columns) const {
  JoinedColumns out;
  for (const std::string& column : columns) {
    out.at.push_back(At(column));
    if (columns_[out.at.back()].use == Use::kSealed) out.sealed = true;
  }
  return out;
}

RowReading RowReader::Read(const InputRow& row) {
  PM_ASSERT(!row.fault && row.cells.size() == columns_.size());
  State state{row, {}};
  state.out.source_grade = context_.mapping.grade;
  ReadIdentity(state);
  ReadCells(state);
  ReadItem(state);
  ReadMarks(state);
  ReadLife(state);
  if (state.out.faults.empty()) NoteUnresolved(state);
  return std::move(state.out);
}

void RowReader::ReadIdentity(State& state) const {
  std::string bytes;
  for (std::size_t i : digest_order_) {
    if (state.row.cells[i].empty()) continue;
    AppendWithLength(bytes, columns_[i].name);
    AppendWithLength(bytes, state.row.cells[i]);
  }
  RowReading& out = state.out;
  PM_ASSERT(crypto_generichash(out.content.data(), out.content.size(),
                               reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                               context_.secret.data(), context_.secret.size()) == 0);
  std::string content = base::ToHex(base::View(out.content));
  // A row without its number is still a weapon: it is known by what it says.
  out.source_id = source_id_ ? Trimmed(state.row.cells[*source_id_]).value_or(content) : content;
  if (out.source_id.size() > model::kSourceIdMax) {
    state.Fault(columns_[*source_id_].name, out.source_id,
                std::to_string(out.source_id.size()) + " bytes; at most " + std::to_string(model::kSourceIdMax));
  }
  out.record.origin = model::RegisterRow{context_.mapping.source, out.source_id,        context_.as_of,
                                         std::move(content),      context_.file_digest, state.row.line};
}

void RowReader::ReadCells(State& state) const {
  Json sealed = Json::object();
  std::size_t open_bytes = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const std::string& cell = state.row.cells[i];
    const Column& column = columns_[i];
    if (cell.empty() || column.use == Use::kIgnored) continue;
    if (column.use != Use::kOpen) {
      Put(sealed, column.key, cell);
      continue;
    }
    if (cell.size() > kCellMax) {
      state.Fault(column.name, cell, std::to_string(cell.size()) + " bytes; at most " + std::to_string(kCellMax));
    }
    open_bytes += column.key.size() + cell.size();
    Put(state.out.record.row, column.key, cell);
  }
  if (open_bytes > kOpenCellsMax) {
    state.Fault("", "",
                std::to_string(open_bytes) + " bytes in the columns that are not sealed; at most " +
                    std::to_string(kOpenCellsMax));
  }
  if (sealed.empty()) return;
  auto plaintext = ledger::Canonical(sealed, ledger::kSealedBytesMax);
  if (plaintext.ok())
    state.out.sealed.push_back({"row", std::move(*plaintext)});
  else
    state.Fault("", "", "the sealed columns: " + plaintext.error().message);
}

void RowReader::ReadItem(State& state) {
  model::Record& record = state.out.record;
  for (const auto& [field, at] : item_) record.item.*field.text = Trimmed(state.row.cells[at]);
  if (case_reference_) record.case_reference = Trimmed(state.row.cells[*case_reference_]);
}

void RowReader::ReadMarks(State& state) const {
  Json sealed = Json::array();
  for (const MarkPlan& plan : marks_) {
    model::Mark mark;
    mark.kind = plan.kind;
    std::string columns;
    for (std::size_t at : plan.columns.at) {
      std::string part(base::Trim(state.row.cells[at]));
      mark.text += part;
      if (plan.columns.at.size() > 1) mark.parts.push_back(std::move(part));
    }
    if (mark.text.empty()) continue;
    if (mark.text.size() > model::kMarkTextMax) {
      for (std::size_t at : plan.columns.at) columns += (columns.empty() ? "" : "+") + columns_[at].name;
      state.Fault(
          columns, mark.text,
          std::to_string(mark.text.size()) + " bytes in a mark; at most " + std::to_string(model::kMarkTextMax));
      continue;
    }
    if (plan.columns.sealed)
      sealed.push_back(model::ToJson(mark));
    else
      state.out.record.marks.push_back(std::move(mark));
  }
  if (sealed.empty()) return;
  // "marks" comes before "row".
  state.out.sealed.insert(state.out.sealed.begin(), {"marks", ledger::Canonical({{"marks", sealed}}).value()});
}

// The non-empty cells in order, with ", " between them.
std::optional<std::string> RowReader::Joined(State& state, const JoinedColumns& columns) const {
  std::string text;
  for (std::size_t at : columns.at) {
    std::string_view cell = base::Trim(state.row.cells[at]);
    if (cell.empty()) continue;
    if (!text.empty()) text += ", ";
    text += cell;
  }
  if (text.empty()) return std::nullopt;
  if (text.size() > model::kFieldTextMax) {
    state.Fault(columns_[columns.at.front()].name, text,
                std::to_string(text.size()) + " bytes; at most " + std::to_string(model::kFieldTextMax));
    return std::nullopt;
  }
  return text;
}

// The kind that a cell names, or nullptr: an empty cell, or one that no value of the mapping covers.
const std::optional<std::string>* RowReader::KindOf(State& state, const EventPlan& plan) {
  const std::string& cell = state.row.cells[*plan.kind_column];
  if (lookup_keys_.size() > kSpellingsRemembered) lookup_keys_.clear();
  auto [found, added] = lookup_keys_.try_emplace(cell);
  if (added) found->second = base::LookupKey(cell);
  if (found->second.empty()) return nullptr;
  auto kind = plan.mapped->values.find(found->second);
  if (kind != plan.mapped->values.end()) return &kind->second;
  state.Fault(columns_[*plan.kind_column].name, cell,
              "the mapping does not say what happened; it knows " + KnownValues(*plan.mapped));
  return nullptr;
}

void RowReader::ReadLife(State& state) {
  for (const EventPlan& plan : events_) {
    LifeReading life;
    if (plan.only_if && base::Trim(state.row.cells[*plan.only_if]).empty()) continue;
    if (plan.kind_column) {
      const std::optional<std::string>* kind = KindOf(state, plan);
      if (kind == nullptr || !*kind) continue;
      life.kind = **kind;
    } else {
      life.kind = plan.mapped->kind;
    }
    if (std::string_view cell = plan.date ? base::Trim(state.row.cells[*plan.date]) : ""; !cell.empty()) {
      auto date = context_.mapping.date_forms.Read(cell);
      if (date.ok())
        life.happened = {*date, *date};
      else
        state.Fault(columns_[*plan.date].name, cell, date.error().message);
    }
    life.source_grade = context_.mapping.grade;
    model::LifeEvent sealed;
    auto take = [&](const JoinedColumns& columns, std::optional<std::string> model::LifeEvent::*field) {
      life.whole.*field = Joined(state, columns);
      (columns.sealed ? sealed : life.body).*field = life.whole.*field;
    };
    take(plan.from_party, &model::LifeEvent::from_party);
    take(plan.to_party, &model::LifeEvent::to_party);
    take(plan.place, &model::LifeEvent::place);
    take(plan.document, &model::LifeEvent::document);
    life.sealed = PartsOf(sealed);
    state.out.life.push_back(std::move(life));
  }
}

void RowReader::NoteUnresolved(State& state) {
  const model::Description& item = state.out.record.item;
  std::string key;
  for (const auto* text : {&item.make, &item.model, &item.calibre}) {
    if (*text) key += **text;
    key += '\x1f';
  }
  if (unresolved_.size() > kSpellingsRemembered) unresolved_.clear();
  auto [found, added] = unresolved_.try_emplace(std::move(key));
  if (added) {
    model::Description spelled;
    spelled.make = item.make;
    spelled.model = item.model;
    spelled.calibre = item.calibre;
    ResolvedItem resolved = Resolve(context_.words, spelled);
    found->second = {resolved.make == kUnresolvedField, resolved.model == kUnresolvedField,
                     resolved.calibre == kUnresolvedField};
  }
  state.out.unresolved = found->second;
}

RowReading ReadRegisterRow(const RowContext& context, const InputRow& row) { return RowReader(context).Read(row); }

}  // namespace proofmark::registry
