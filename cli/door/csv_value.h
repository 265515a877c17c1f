// SPDX-License-Identifier: Apache-2.0
//
// A value of a mapping file bound to the columns of a CSV file: read from a row, cleaned, and where
// it is a number computed exactly. Nothing is allocated for a plain column.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/door/mapping.h"

namespace wend::door {

// Names of the columns a row has: those of the file, then those that lookups join.
class ColumnNames {
 public:
  ColumnNames(std::string mapping, std::string file, std::vector<std::string> names,
              bool has_decimal_comma)
      : mapping_(std::move(mapping)),
        file_(std::move(file)),
        names_(std::move(names)),
        has_decimal_comma_(has_decimal_comma) {}
  // The position of a column, or a failure that names `key` of the mapping and the known columns.
  Expected<std::uint32_t> position(const std::string& name, const std::string& key) const;
  void add(std::string name) { names_.push_back(std::move(name)); }
  std::size_t count() const { return names_.size(); }
  const std::string& mapping() const { return mapping_; }
  bool has_decimal_comma() const { return has_decimal_comma_; }  // the numbers in them

 private:
  std::string mapping_;
  std::string file_;
  std::vector<std::string> names_;
  bool has_decimal_comma_;
};

using Columns = std::vector<std::string_view>;

class CsvValue {
 public:
  static Expected<CsvValue> bind(const MappedValue& mapped, const ColumnNames& names);

  // The cleaned text; empty when there is none. Valid until the next call or the next row.
  std::string_view text(const Columns& columns);
  // The number after arithmetic; nothing when the text is empty or no number (then see problem()).
  std::optional<Decimal> number(const Columns& columns);
  bool computes() const { return computes_; }  // absolute, negate, scale or a product
  bool has_decimal_comma() const { return has_decimal_comma_; }
  const std::string& problem() const { return problem_; }
  const MappedValue& mapped() const { return *mapped_; }
  // Every column it reads.
  void collect_columns(std::vector<std::uint32_t>& positions) const;

 private:
  std::string_view cleaned(std::string_view text);
  std::optional<Decimal> read_number(const Columns& columns);
  std::optional<Decimal> product_of_factors(const Columns& columns);

  const MappedValue* mapped_ = nullptr;
  std::uint32_t column_ = 0;
  std::vector<CsvValue> factors_;
  bool cleans_ = false;
  bool computes_ = false;
  bool has_decimal_comma_ = false;
  std::string scratch_;
  std::string problem_;
};

// A test of a mapping file bound to columns.
class CsvTest {
 public:
  static Expected<CsvTest> bind(const MappedTest& mapped, const ColumnNames& names);
  bool holds(const Columns& columns) const;

 private:
  bool part_holds(const MappedTest::Part& part, std::string_view text) const;

  const MappedTest* mapped_ = nullptr;
  std::uint32_t column_ = 0;
  bool has_decimal_comma_ = false;
  std::vector<std::vector<CsvTest>> inner_;  // per part: its tests
};

}  // namespace wend::door
