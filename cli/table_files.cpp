// SPDX-License-Identifier: Apache-2.0
#include "cli/table_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "cli/door/csv_row.h"
#include "runtime/abi/plan.h"
#include "runtime/values/zone.h"

namespace wend::cli {
namespace {

constexpr std::size_t kPadding = 16;  // that CsvRow may read behind the text

std::int64_t beginning_ns(const Plan& plan) {
  constexpr std::int64_t kDay = 86'400'000;
  constexpr std::int64_t kLongAgo = -9'000'000'000'000'000'000;
  if (plan.history_complete) return kLongAgo;
  const auto zone = runtime::Zone::of(plan.zone);
  const std::int64_t local = plan.history_begins * kDay;
  return (zone ? zone->instant_of(local) : local) * 1'000'000;
}

class TableFile {
 public:
  TableFile(Session& session, std::uint32_t table, std::string path)
      : session_(session),
        plan_(session.pack().plan()),
        number_(table),
        table_(plan_.tables[table]),
        beginning_ns_(beginning_ns(plan_)),
        path_(std::move(path)) {}

  std::optional<Failure> load() {
    std::ifstream file(path_, std::ios::binary);
    if (!file) return Failure{fmt::format("--table: cannot read `{}`", path_)};
    text_.assign(std::istreambuf_iterator<char>(file), {});
    text_.append(kPadding, '\0');
    if (auto failure = head()) return failure;
    while (next()) {
      if (auto failure = row()) return failure;
    }
    if (!row_.problem.empty()) return wrong(std::string(row_.problem));
    return std::nullopt;
  }

 private:
  // The next line that is not empty; false at the end, or where there is a problem.
  bool next() {
    row_.problem = {};
    while (at_ + kPadding < text_.size()) {
      const std::string_view rest(text_.data() + at_, text_.size() - at_ - kPadding);
      line_ += lines_of_row_;
      lines_of_row_ = 1;
      if (row_.split(rest, true) != door::CsvRow::Split::Complete) {
        if (row_.problem.empty()) row_.problem = "the row does not end";
        return false;
      }
      lines_of_row_ += row_.inner_lines;
      at_ += row_.length;
      const bool is_empty = row_.columns.size() == 1 && row_.columns[0].empty();
      if (!is_empty) return true;
    }
    return false;
  }

  std::optional<Failure> head() {
    if (!next()) return wrong("there is no head that names the columns");
    for (const std::string_view name : row_.columns) {
      const auto found = std::find_if(table_.fields.begin(), table_.fields.end(),
                                      [&](const FieldInfo& field) { return field.name == name; });
      if (found == table_.fields.end())
        return wrong(fmt::format("`{}` has no column `{}`", table_.name, name));
      fields_.push_back(static_cast<std::size_t>(found - table_.fields.begin()));
    }
    for (std::size_t i = 0; i < table_.fields.size(); ++i) {
      const auto count = std::count(fields_.begin(), fields_.end(), i);
      if (count > 1) return wrong(fmt::format("`{}` stands there twice", table_.fields[i].name));
      if (count == 0 && !table_.fields[i].optional)
        return wrong(fmt::format("the column `{}` is missing", table_.fields[i].name));
    }
    return std::nullopt;
  }

  std::optional<Failure> row() {
    if (row_.columns.size() != fields_.size())
      return wrong(fmt::format("the row has {} values, and the head names {} columns",
                               row_.columns.size(), fields_.size()));
    Event event;
    event.source = "table";
    const std::string id = fmt::format("{}/{}", table_.name, ++rows_);
    event.id = id;
    event.time_ns = beginning_ns_;
    event.touchpoint = Event::kRow + number_;
    event.fields.resize(table_.fields.size());
    for (std::size_t i = 0; i < fields_.size(); ++i) {
      if (auto failure = value(fields_[i], row_.columns[i], event.fields[fields_[i]]))
        return failure;
    }
    const auto refusal = session_.feed(event);
    if (refusal) return wrong(refusal->reason);
    if (session_.rows_left_out(number_) != 0)
      return wrong(fmt::format("`{}` holds at most {} rows: say more in the schema", table_.name,
                               table_.rows));
    return std::nullopt;
  }

  std::optional<Failure> value(std::size_t field, std::string_view text, Event::Field& to) const {
    const FieldInfo& info = table_.fields[field];
    if (text.empty()) return std::nullopt;
    to.state = Event::State::Present;
    if (is_bytes(info.type.kind)) {
      to.text = text;
      return std::nullopt;
    }
    const ReadValue read = read_value(plan_, info.type, text);
    to.number = read.number;
    if (read.ok) return std::nullopt;
    return wrong(fmt::format("`{}`: {}", info.name,
                             info.personal ? "‹personal› does not fit its type" : read.problem));
  }

  Failure wrong(const std::string& what) const {
    return {fmt::format("--table: {}:{}: {}", path_, line_, what)};
  }

  Session& session_;
  const Plan& plan_;
  std::uint32_t number_;
  const TableInfo& table_;
  std::int64_t beginning_ns_;
  std::string path_;
  std::string text_;
  door::CsvRow row_{','};
  std::size_t at_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t lines_of_row_ = 1;
  std::uint64_t rows_ = 0;
  std::vector<std::size_t> fields_;  // by column of the file
};

}  // namespace

std::optional<Failure> load_tables(Session& session, const std::vector<std::string>& wishes) {
  const std::vector<TableInfo>& tables = session.pack().plan().tables;
  for (const std::string& wish : wishes) {
    const std::size_t equal = wish.find('=');
    const std::string name = wish.substr(0, equal);
    if (equal == std::string::npos || equal == 0 || equal + 1 == wish.size())
      return Failure{fmt::format(
          "--table wants a table and a file, as in `--table Shop=shops.csv`, and `{}` is none",
          wish)};
    const auto found = std::find_if(tables.begin(), tables.end(),
                                    [&](const TableInfo& table) { return table.name == name; });
    if (found == tables.end())
      return Failure{fmt::format("--table: the schema declares no table `{}`", name)};
    TableFile file(session, static_cast<std::uint32_t>(found - tables.begin()),
                   wish.substr(equal + 1));
    if (auto failure = file.load()) return failure;
  }
  return std::nullopt;
}

}  // namespace wend::cli
