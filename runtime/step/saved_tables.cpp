// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/saved_tables.h"

#include <cstring>

namespace wend {

using runtime::Row;
using runtime::RowCell;

namespace {

void write_row(ByteWriter& writer, const Row& row, bool is_open) {
  writer.number(row.instant);
  writer.number(static_cast<std::uint8_t>(row.ends ? 1 : 0));
  for (const RowCell& cell : row.cells) {
    writer.number(static_cast<std::uint8_t>(cell.is_there ? 1 : 0));
    writer.number(cell.number);
    writer.text(cell.text);
  }
  if (!is_open) return;
  writer.number(row.time_ns);
  writer.number(row.sequence);
  writer.text(row.source);
  writer.text(row.id);
}

void write_table(ByteWriter& writer, const Session::Inside& inside, std::uint32_t table) {
  writer.number(inside.tables.left_out(table));
  const auto& all = inside.tables.rows(table);
  writer.number(static_cast<std::uint32_t>(all.size()));
  for (const auto& [key, rows] : all) {
    writer.text(key);
    writer.number(static_cast<std::uint32_t>(rows.size()));
    for (const Row& row : rows) write_row(writer, row, row.instant >= inside.closed);
  }
}

Row read_row(ByteReader& reader, const TableInfo& table, std::int64_t closed) {
  Row made;
  made.instant = reader.number<std::int64_t>();
  made.ends = reader.number<std::uint8_t>() != 0;
  for (std::size_t i = 1; !made.ends && i < table.fields.size() && reader.ok(); ++i) {
    RowCell& cell = made.cells.emplace_back();
    cell.is_there = reader.number<std::uint8_t>() != 0;
    cell.number = reader.number<std::int64_t>();
    cell.text = reader.text();
  }
  if (made.instant < closed) return made;
  made.time_ns = reader.number<std::int64_t>();
  made.sequence = reader.number<std::uint64_t>();
  made.source = reader.text();
  made.id = reader.text();
  return made;
}

// It passes the same checks as one that comes in.
bool is_sound(Session::Inside& inside, std::uint32_t table, const std::string& key,
              const Row& row) {
  const std::vector<FieldInfo>& fields = inside.prepared.plan.tables[table].fields;
  constexpr std::int64_t kFarthest = 9'200'000'000'000;
  if (row.instant < -kFarthest || row.instant > kFarthest) return false;
  Event event;
  event.touchpoint = Event::kRow + table;
  event.channel = row.ends ? Event::kRowEnds : Event::kRowHolds;
  const bool is_open = row.instant >= inside.closed;
  event.time_ns = is_open ? row.time_ns : row.instant * 1'000'000;
  event.source = row.source;
  event.id = row.id;
  Event::Field& first = event.fields.emplace_back();
  first.state = Event::State::Present;
  if (is_bytes(fields[0].type.kind)) {
    first.text = key;
  } else {
    if (key.size() != sizeof first.number) return false;
    std::memcpy(&first.number, key.data(), sizeof first.number);
  }
  for (const RowCell& cell : row.cells) {
    event.fields.emplace_back();
    if (cell.is_there) event.fields.back() = {Event::State::Present, cell.number, cell.text};
  }
  return !inside.check.refusal_of(event) && inside.instant_of(event.time_ns) == row.instant &&
         row.instant <= inside.newest();
}

bool read_key(ByteReader& reader, Session::Inside& into, std::uint32_t table, std::string& newest,
              bool is_first) {
  const std::string key(reader.text());
  const auto rows = reader.number<std::uint32_t>();
  if (!reader.ok() || rows == 0 || (!is_first && key <= newest)) return false;
  newest = key;
  for (std::uint32_t i = 0; i < rows && reader.ok(); ++i) {
    Row row = read_row(reader, into.prepared.plan.tables[table], into.closed);
    if (!reader.ok() || !is_sound(into, table, key, row) ||
        !into.tables.add(table, key, std::move(row)))
      return false;
  }
  return reader.ok();
}

}  // namespace

void write_tables(ByteWriter& writer, const Session::Inside& inside) {
  for (std::uint32_t table = 0; table < inside.prepared.plan.tables.size(); ++table)
    write_table(writer, inside, table);
}

bool read_tables(ByteReader& reader, Session::Inside& into) {
  into.tables.close_before(into.closed);
  for (std::uint32_t table = 0; table < into.prepared.plan.tables.size(); ++table) {
    into.tables.set_left_out(table, reader.number<std::uint64_t>());
    const auto keys = reader.number<std::uint32_t>();
    std::string newest;
    for (std::uint32_t i = 0; i < keys && reader.ok(); ++i)
      if (!read_key(reader, into, table, newest, i == 0)) return false;
  }
  return reader.ok();
}

}  // namespace wend
