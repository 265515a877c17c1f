// SPDX-License-Identifier: Apache-2.0
#include "tests/outside/clickhouse.h"

#include <algorithm>
#include <map>
#include <string>

#include <fmt/format.h>

namespace wend::outside {
namespace {

using Columns = std::map<std::string, bool>;  // name, and whether all its values are numbers

bool is_number(const std::string& word) {
  return !word.empty() &&
         std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Columns columns_of(const Log& log) {
  Columns columns;
  for (const LoggedEvent& event : log) {
    for (const auto& [name, word] : event.fields) {
      bool& number = columns.try_emplace(name, true).first->second;
      number = number && is_number(word);
    }
  }
  return columns;
}

std::string table_of(const Columns& columns) {
  std::string text = "customer String, time UInt32, name String";
  for (const auto& [name, number] : columns)
    text += fmt::format(", {} Nullable({})", name, number ? "Int64" : "String");
  return text;
}

std::string row_of(const LoggedEvent& event, const Columns& columns) {
  std::string row = fmt::format("('{}', {}, '{}'", event.customer, event.time_ns / 1'000'000'000,
                                event.touchpoint);
  for (const auto& [name, number] : columns) {
    const auto field = std::find_if(event.fields.begin(), event.fields.end(),
                                    [&](const auto& one) { return one.first == name; });
    if (field == event.fields.end()) {
      row += ", null";
    } else {
      row += number ? ", " + field->second : ", '" + field->second + "'";
    }
  }
  return row + ")";
}

void write_table(const Log& log, std::ostream& out) {
  const Columns columns = columns_of(log);
  out << "drop table if exists log;\n"
      << "create table log (" << table_of(columns) << ") engine = Memory;\n"
      << "insert into log values";
  for (const LoggedEvent& event : log)
    out << (&event == &log.front() ? " " : ", ") << row_of(event, columns);
  out << ";\n";
}

std::string query_of(const OutsideCase& one, const std::string& name) {
  const std::string per_customer =
      fmt::format("select customer, {} as answer from log group by customer", one.sql);
  if (one.expected.contains("total"))
    return fmt::format("select '{}', 'total', toString(sumForEach(answer)) from ({});\n", name,
                       per_customer);
  return fmt::format("select '{}', customer, toString(answer) from ({});\n", name, per_customer);
}

}  // namespace

void write_for_clickhouse(const CaseFile& file, std::ostream& questions, std::ostream& answers) {
  for (const OutsideCase& one : file.cases) {
    if (one.sql.empty() || one.newer) continue;
    const std::string name = file.path.stem().string() + "/" + one.name;
    write_table(file.logs.at(one.log), questions);
    questions << query_of(one, name);
    for (const auto& [customer, answer] : one.expected)
      answers << name << "\t" << customer << "\t" << answer << "\n";
  }
}

}  // namespace wend::outside
