// SPDX-License-Identifier: Apache-2.0
//
// The rows of all tables, each from an instant on. Of a row stay what holds at the instant up to which all is closed, and
// all that came for later ones; a table holds as many of them as it says.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "runtime/step/moment.h"
#include "wend/runtime.h"

namespace wend::runtime {

struct RowCell {
  bool is_there = false;
  std::int64_t number = 0;
  std::string text;
  friend bool operator==(const RowCell&, const RowCell&) = default;
};

// A row as it is from an instant on. Its place in the total order matters as long as another of its instant may come.
struct Row {
  std::int64_t instant = 0;
  bool ends = false;
  std::vector<RowCell> cells;  // the columns; none if it ends
  std::int64_t time_ns = 0;
  std::uint64_t sequence = 0;
  std::string source, id;
};

// A key as bytes: the text, or the number.
// Both must outlive it.
std::string_view row_key(const ValueType& type, const std::int64_t& number, std::string_view text);

class Tables {
 public:
  explicit Tables(const Plan& plan);

  bool is_any() const { return !tables_.empty(); }

  // The cell of the row that holds at `instant`, or of the newest; null if there is none. `column`: position among the
  // table's fields, or kRowItself, which every row has.
  static constexpr std::uint32_t kRowItself = 0xFFFF;
  const RowCell* cell(std::uint32_t table, std::uint32_t column, std::string_view key,
                      std::int64_t instant, bool newest) const;

  // An open record of this source and id; null if there is none. Is it the same?
  struct Known {
    std::uint32_t table = 0;
    std::string key;
    std::int64_t instant = 0;
  };
  const Known* known(const Cause& cause) const;
  bool is_same(const Known& known, const Event& event) const;

  // Takes an accepted record, where all before `closed` is closed; false if the table has no room.
  bool take(const Event& event, const Cause& cause, std::int64_t instant);
  // Nobody asks for what is earlier any more.
  void close_before(std::int64_t instant);

  std::uint64_t size(std::uint32_t table) const { return tables_[table].kept; }
  std::uint64_t left_out(std::uint32_t table) const { return tables_[table].left_out; }
  std::uint64_t bytes() const;
  std::uint64_t changes() const { return changes_; }  // how often something was taken

  // Of a saved session: rows of a key in their order; false if they cannot be.
  using Rows = std::map<std::string, std::vector<Row>, std::less<>>;
  const Rows& rows(std::uint32_t table) const { return tables_[table].rows; }
  bool add(std::uint32_t table, const std::string& key, Row row);
  void set_left_out(std::uint32_t table, std::uint64_t count) { tables_[table].left_out = count; }
  std::int64_t closed() const { return closed_; }

 private:
  struct Table {
    Rows rows;  // by key, in order
    std::uint64_t kept = 0;
    std::uint64_t left_out = 0;
  };
  void prune(Table& table, Rows::iterator rows);
  void keep(Table& table, Rows::iterator rows, Row row);
  Row row_of(const Event& event, std::int64_t instant) const;

  const Plan& plan_;
  std::vector<Table> tables_;
  std::multimap<std::int64_t, Cause> open_;  // by instant
  std::map<Cause, Known> open_records_;
  std::int64_t closed_;
  std::uint64_t changes_ = 0;
};

}  // namespace wend::runtime
