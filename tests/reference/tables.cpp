// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/tables.h"

#include <map>
#include <utility>

namespace wend::reference {
namespace {

bool is_of_key(const Event& row, std::uint32_t table, ValueKind kind, const Answer& key) {
  if (row.table != table || row.left_out) return false;
  return is_bytes(kind) ? row.fields[0].text == key.text : row.fields[0].number == key.number;
}

bool is_later(const Event& row, const Event* than, std::int64_t grain) {
  if (than == nullptr) return true;
  const std::int64_t mine = instant_of(row, grain), other = instant_of(*than, grain);
  return mine != other ? mine > other : in_total_order(*than, row);
}

}  // namespace

Answer cell_of(const Schema& schema, const KnownRows& rows, const program::Lookup& lookup,
               const Answer& key, std::int64_t now) {
  if (!key.is_known()) return key.status == Status::Missing ? missing() : unknown();
  const std::vector<SchemaField>& fields = schema.tables[lookup.table].fields;
  const Event* holds = nullptr;
  for (std::size_t i = 0; i < rows.known; ++i) {
    const Event& row = (*rows.rows)[i];
    if (!is_of_key(row, lookup.table, fields[0].type.kind, key)) continue;
    if (!rows.newest && instant_of(row, schema.grain_ms) > now) continue;
    if (is_later(row, holds, schema.grain_ms)) holds = &row;
  }
  if (holds == nullptr || holds->row_ends) return missing();
  if (!lookup.column) return yes_or_no(true);
  const EventField& cell = holds->fields[*lookup.column];
  if (cell.state != EventField::State::Present) return missing();
  return is_bytes(fields[*lookup.column].type.kind) ? text_answer(cell.text)
                                                    : number_answer(cell.number);
}

std::size_t kept_rows(const Schema& schema, const Rows& rows, std::uint32_t table,
                      std::int64_t closed) {
  std::size_t kept = 0;
  std::map<std::pair<std::int64_t, std::string>, const Event*> holds;  // by key, when it is closed
  for (const Event& row : rows) {
    if (row.table != table || row.left_out) continue;
    const std::int64_t instant = instant_of(row, schema.grain_ms);
    if (instant >= closed) ++kept;
    if (instant > closed) continue;
    const Event*& newest = holds[{row.fields[0].number, row.fields[0].text}];
    if (is_later(row, newest, schema.grain_ms)) newest = &row;
  }
  for (const auto& [key, row] : holds)
    if (instant_of(*row, schema.grain_ms) < closed && !row->row_ends) ++kept;
  return kept;
}

}  // namespace wend::reference
