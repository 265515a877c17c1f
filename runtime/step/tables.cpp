// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/tables.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "runtime/decision/identity.h"
#include "runtime/step/facts.h"
#include "runtime/step/operations.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

bool is_before(const Row& a, const Row& b) {
  return std::tie(a.instant, a.time_ns, a.source, a.sequence, a.id) <
         std::tie(b.instant, b.time_ns, b.source, b.sequence, b.id);
}

const RowCell& there() {
  static const RowCell kThere{true, 1, {}};
  return kThere;
}

}  // namespace

std::string_view row_key(const ValueType& type, const std::int64_t& number, std::string_view text) {
  if (is_bytes(type.kind)) return text;
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

Tables::Tables(const Plan& plan)
    : plan_(plan), tables_(plan.tables.size()), closed_(std::numeric_limits<std::int64_t>::min()) {}

// ------------------------------------------------------------------------------------- what is asked

const RowCell* Tables::cell(std::uint32_t table, std::uint32_t column, std::string_view key,
                            std::int64_t instant, bool newest) const {
  const auto found = tables_[table].rows.find(key);
  if (found == tables_[table].rows.end()) return nullptr;
  const std::vector<Row>& rows = found->second;
  std::size_t behind = rows.size();
  while (behind > 0 && !newest && rows[behind - 1].instant > instant) --behind;
  if (planted(Fault::RowOfNow)) behind = rows.size();
  if (behind == 0) return nullptr;
  const Row* row = &rows[planted(Fault::FirstRowStays) ? 0 : behind - 1];
  if (row->ends && planted(Fault::RowStays) && row != rows.data()) --row;
  if (row->ends) return nullptr;
  if (column == kRowItself) return &there();
  const RowCell& cell = row->cells[column - 1];
  return cell.is_there ? &cell : nullptr;
}

// ------------------------------------------------------------------------------------- what is taken

const Tables::Known* Tables::known(const Cause& cause) const {
  const auto found = open_records_.find(cause);
  return found == open_records_.end() ? nullptr : &found->second;
}

Row Tables::row_of(const Event& event, std::int64_t instant) const {
  const TableInfo& table = plan_.tables[event.touchpoint - Event::kRow];
  Row made;
  made.instant = instant;
  made.ends = event.channel == Event::kRowEnds;
  made.time_ns = event.time_ns;
  made.sequence = event.sequence;
  made.source = event.source;
  made.id = event.id;
  for (std::size_t i = 1; !made.ends && i < table.fields.size(); ++i) {
    const Event::Field& field = event.fields[i];
    RowCell& cell = made.cells.emplace_back();
    if (field.state != Event::State::Present) continue;
    cell = {true, field.number, {}};
    if (is_bytes(table.fields[i].type.kind)) cell = {true, 0, std::string(field.text)};
  }
  return made;
}

bool Tables::is_same(const Known& known, const Event& event) const {
  const std::uint32_t table = event.touchpoint - Event::kRow;
  const Event::Field& key = event.fields[0];
  if (known.table != table ||
      known.key != row_key(plan_.tables[table].fields[0].type, key.number, key.text))
    return false;
  for (const Row& row : tables_[table].rows.at(known.key)) {
    if (row.source != event.source || row.id != event.id || row.instant != known.instant) continue;
    const Row other = row_of(event, known.instant);
    return row.time_ns == other.time_ns && row.sequence == other.sequence &&
           row.ends == other.ends && row.cells == other.cells;
  }
  return false;
}

bool Tables::take(const Event& event, const Cause& cause, std::int64_t instant) {
  const std::uint32_t number = event.touchpoint - Event::kRow;
  Table& table = tables_[number];
  const Event::Field& field = event.fields[0];
  const std::string key(row_key(plan_.tables[number].fields[0].type, field.number, field.text));
  const auto rows = table.rows.try_emplace(key).first;
  keep(table, rows, row_of(event, instant));
  prune(table, rows);
  const std::uint64_t most =
      std::uint64_t{plan_.tables[number].rows} + (planted(Fault::OneMoreRow) ? 1 : 0);
  if (table.kept > most) {
    std::erase_if(rows->second, [&](const Row& row) {
      return row.instant == instant && row.source == event.source && row.id == event.id;
    });
    --table.kept;
    if (rows->second.empty()) table.rows.erase(rows);
    ++table.left_out;
    return false;
  }
  open_.emplace(instant, cause);
  open_records_[cause] = {number, key, instant};
  ++changes_;
  return true;
}

void Tables::keep(Table& table, Rows::iterator rows, Row row) {
  std::vector<Row>& all = rows->second;
  all.insert(std::upper_bound(all.begin(), all.end(), row, is_before), std::move(row));
  ++table.kept;
}

void Tables::prune(Table& table, Rows::iterator rows) {
  std::vector<Row>& all = rows->second;
  std::size_t holds = all.size();  // the newest that is not later than what is closed
  for (std::size_t i = 0; i < all.size() && all[i].instant <= closed_; ++i) holds = i;
  if (holds == all.size()) return;
  std::size_t gone = 0;
  while (gone < holds && all[gone].instant < closed_) ++gone;
  if (gone == holds && all[holds].ends && all[holds].instant < closed_) ++gone;
  all.erase(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(gone));
  table.kept -= gone;
  if (!all.empty() && all.front().instant < closed_) {
    Row& first = all.front();
    first.time_ns = 0;
    first.sequence = 0;
    first.source = first.id = std::string();
  }
  if (all.empty()) table.rows.erase(rows);
}

void Tables::close_before(std::int64_t instant) {
  closed_ = std::max(closed_, instant);
  // Those of that very instant replace what was before, and stay open.
  for (auto open = open_.begin(); open != open_.end() && open->first <= closed_;) {
    const auto known = open_records_.find(open->second);
    Table& table = tables_[known->second.table];
    const auto rows = table.rows.find(known->second.key);
    if (rows != table.rows.end()) prune(table, rows);
    if (open->first == closed_) {
      ++open;
      continue;
    }
    open_records_.erase(known);
    open = open_.erase(open);
  }
}

// ------------------------------------------------------------------------------------- all of them

std::uint64_t Tables::bytes() const {
  static_assert(sizeof(Row) + sizeof(Known) + sizeof(Cause) + 8 * sizeof(void*) <= kRowBytes);
  static_assert(sizeof(RowCell) <= kCellBytes);
  std::uint64_t bytes = 0;
  for (const Table& table : tables_) {
    for (const auto& [key, rows] : table.rows) {
      for (const Row& row : rows) {
        bytes += kRowBytes + 2 * key.size() + row.source.size() + row.id.size();
        for (const RowCell& cell : row.cells) bytes += kCellBytes + cell.text.size();
      }
    }
  }
  return bytes;
}

bool Tables::add(std::uint32_t number, const std::string& key, Row row) {
  Table& table = tables_[number];
  if (table.kept >= plan_.tables[number].rows) return false;
  const auto rows = table.rows.try_emplace(key).first;
  if (!rows->second.empty() && !is_before(rows->second.back(), row)) return false;
  if (row.instant >= closed_) {
    std::string room;
    const Cause cause = cause_of(row.source, row.id, room);
    if (!open_records_.emplace(cause, Known{number, key, row.instant}).second) return false;
    open_.emplace(row.instant, cause);
  }
  keep(table, rows, std::move(row));
  return true;
}

void op_LookUp(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  Moment& moment = moment_of(context);
  *out = {0, inputs[0].status};
  if (inputs[0].status != Status::Known) return;
  const auto table = static_cast<std::uint32_t>(op->imm & 0xFFFF);
  const auto column = static_cast<std::uint32_t>(op->imm >> 16 & 0xFFFF);
  const std::vector<FieldInfo>& fields = moment.plan().tables[table].fields;
  const ValueType& type = fields[0].type;
  const std::string_view text =
      is_bytes(type.kind) ? moment.texts.at(inputs[0].value) : std::string_view();
  const RowCell* cell = moment.tables->cell(table, column, row_key(type, inputs[0].value, text),
                                            moment.now(), moment.pass == Pass::AtOnce);
  if (cell == nullptr) {
    *out = {0, Status::Missing};
  } else if (column != Tables::kRowItself && is_bytes(fields[column].type.kind)) {
    *out = known(moment.texts.add_view(cell->text));
  } else {
    *out = known(cell->number);
  }
}

}  // namespace wend::runtime
