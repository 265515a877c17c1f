// SPDX-License-Identifier: Apache-2.0
//
// Cells of tables, by keys that the sentence can speak of.
#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {

// Of each table by one key, if there is one.
void Author::add_cells(std::vector<Path>& all, const Scope& scope,
                       const std::function<bool(const ValueType&)>& wanted) {
  for (const SchemaTable& table : schema_.tables) {
    const std::string row = row_of(table, scope);
    if (row.empty()) continue;
    for (std::size_t i = 1; i < table.fields.size(); ++i) {
      const SchemaField& field = table.fields[i];
      if (wanted(field.type) && (scope.personal || !field.personal))
        all.push_back({row + "." + field.name, true, field.type});
    }
  }
}

std::string Author::row_of(const SchemaTable& table, const Scope& scope) {
  const SchemaField& key = table.fields[0];
  if (key.personal && !scope.personal) return "";
  const auto keys = own_paths(scope, [&](const ValueType& one) {
    return one.kind == key.type.kind && one.declared == key.type.declared;
  });
  if (random_.chance(keys.empty() ? 40 : 8))
    return fmt::format("{}({})", table.name, plain(key.type));
  if (keys.empty()) return "";
  return fmt::format("{}({})", table.name, random_.pick(keys).text);
}

std::string Author::row_test(const Scope& scope) {
  if (schema_.tables.empty()) return "";
  const SchemaTable& table = random_.pick(schema_.tables);
  const std::string row = row_of(table, scope);
  if (row.empty()) return "";
  std::vector<std::string> sure;
  for (std::size_t i = 1; i < table.fields.size(); ++i)
    if (!table.fields[i].optional && table.fields[i].type.kind == ValueKind::Whole &&
        (scope.personal || !table.fields[i].personal))
      sure.push_back(table.fields[i].name);
  if (!sure.empty() && random_.chance(50))
    return fmt::format("({} is known and {}.{} {} {})", row, row, random_.pick(sure), order(),
                       random_.between(-1, 4));
  return fmt::format("({} is {}known)", row, random_.chance(40) ? "not " : "");
}

}  // namespace wend::differential
