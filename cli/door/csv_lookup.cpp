// SPDX-License-Identifier: Apache-2.0
#include "cli/door/csv_lookup.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/door/csv_scanner.h"

namespace wend::door {

namespace {

std::string path_of(const MappedLookup& mapped, const std::string& folder) {
  const std::string beside_events = (std::filesystem::path(folder) / mapped.file).string();
  std::error_code error;
  const bool is_there = std::filesystem::exists(mapped.path, error);
  return is_there || !std::filesystem::exists(beside_events, error) ? mapped.path : beside_events;
}

}  // namespace

Expected<CsvLookup> CsvLookup::open(const MappedLookup& mapped, const std::string& folder,
                                    char delimiter, ColumnNames& names) {
  const std::string path = path_of(mapped, folder);
  CsvLookup lookup;
  auto by = CsvValue::bind(mapped.by, names);
  if (!by) return by.failure();
  lookup.by_ = std::move(by.value());
  auto window = Window::open(path);
  if (!window) return window.failure();
  CsvScanner scanner(std::move(window.value()), delimiter);
  std::vector<std::string> header;
  if (!scanner.take_header(header))
    return Failure{fmt::format("`{}` is empty: a lookup needs a header", path)};
  const auto key = std::find(header.begin(), header.end(), mapped.key_column);
  if (key == header.end()) {
    return Failure{fmt::format(
        "{}: `lookup.{}.key` names the column `{}`, which {} does not have; it has {}",
        names.mapping(), mapped.name, mapped.key_column, path, fmt::join(header, ", "))};
  }
  const auto key_position = static_cast<std::size_t>(key - header.begin());
  lookup.width_ = header.size();
  while (scanner.next()) {
    const Record& record = scanner.record();
    if (!record.problem.empty() || record.columns->size() != header.size()) {
      return Failure{fmt::format("{}:{}: the row cannot be joined: {}", path, record.line,
                                 record.problem.empty()
                                     ? "it has more or fewer columns than the header"
                                     : record.problem)};
    }
    lookup.rows_.try_emplace(std::string((*record.columns)[key_position]), record.columns->begin(),
                             record.columns->end());
  }
  if (scanner.window().failure()) return *scanner.window().failure();
  for (const std::string& column : header) names.add(mapped.name + "." + column);
  return lookup;
}

void CsvLookup::join(Columns& columns) {
  key_ = by_.text(columns);
  const auto found = rows_.find(key_);
  if (found == rows_.end()) {
    columns.insert(columns.end(), width_, {});
  } else {
    columns.insert(columns.end(), found->second.begin(), found->second.end());
  }
}

}  // namespace wend::door
