// SPDX-License-Identifier: Apache-2.0
//
// A field of an event, or a customer field, filled from a row: the bridge from text to the typed
// values of a program.
#pragma once

#include <optional>
#include <string>

#include "cli/door/csv_value.h"
#include "cli/door/time_format.h"
#include "runtime/abi/plan.h"

namespace wend::door {

class CsvField {
 public:
  // Requires: `plan` and `info` outlive it.
  static Expected<CsvField> bind(const Plan& plan, const FieldInfo& info, std::uint32_t position,
                                 const MappedValue& mapped, const ColumnNames& names);
  // False: the row's value cannot be one of this field; see problem().
  bool fill(const Columns& columns, Event::Field& field);
  std::uint32_t position() const { return position_; }
  const std::string& problem() const { return problem_; }
  RefusalKind problem_kind() const { return kind_; }
  const FieldInfo& info() const { return *info_; }
  const CsvValue& value() const { return value_; }

 private:
  bool fill_text(std::string_view text, Event::Field& field);
  bool fill_read(std::string_view text, Event::Field& field);
  bool fill_empty(Event::Field& field);
  bool refuse(std::string_view problem, RefusalKind kind = RefusalKind::WrongType);
  std::optional<std::int64_t> plainly(Decimal number) const;

  const Plan* plan_ = nullptr;
  const FieldInfo* info_ = nullptr;
  std::uint32_t position_ = 0;
  CsvValue value_;
  std::optional<TimeFormat> format_;
  bool is_number_ = false;
  bool computes_ = false;  // the number is not the text in the column
  std::uint8_t most_places_ = 0;
  std::string last_text_;  // the same text again needs no reading
  std::optional<std::int64_t> last_number_;
  std::string problem_;
  RefusalKind kind_ = RefusalKind::WrongType;
};

}  // namespace wend::door
