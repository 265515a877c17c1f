// SPDX-License-Identifier: Apache-2.0
#include "cli/door/csv_field.h"

#include <fmt/format.h>

namespace wend::door {
namespace {

constexpr std::string_view kMasked = "‹personal›";
constexpr std::int64_t kMillisecond = 1'000'000;  // in nanoseconds

std::uint8_t most_places(const Plan& plan, const ValueType& type) {
  switch (type.kind) {
    case ValueKind::Money: return plan.currency_digits;
    case ValueKind::Decimal: return type.places;
    default: return 0;
  }
}

std::int64_t floor_to(std::int64_t value, std::int64_t unit) {
  const std::int64_t rest = value % unit;
  return (value - (rest < 0 ? rest + unit : rest)) / unit;
}

}  // namespace

Expected<CsvField> CsvField::bind(const Plan& plan, const FieldInfo& info, std::uint32_t position,
                                  const MappedValue& mapped, const ColumnNames& names) {
  CsvField field;
  field.plan_ = &plan;
  field.info_ = &info;
  field.position_ = position;
  auto value = CsvValue::bind(mapped, names);
  if (!value) return value.failure();
  field.value_ = std::move(value.value());
  const ValueKind kind = info.type.kind;
  field.is_number_ =
      kind == ValueKind::Whole || kind == ValueKind::Decimal || kind == ValueKind::Money;
  field.computes_ = field.value_.computes() || (field.value_.has_decimal_comma() &&
                                                (field.is_number_ || kind == ValueKind::Percent));
  field.most_places_ = most_places(plan, info.type);
  if (!mapped.format.empty()) {
    if (kind != ValueKind::Instant && kind != ValueKind::Date) {
      return Failure{fmt::format(
          "{}: `{}` has a `format`, but the field `{}` is neither an instant nor a date",
          names.mapping(), mapped.key, info.name)};
    }
    auto format =
        TimeFormat::from_text(mapped.format, mapped.zone.empty() ? plan.zone : mapped.zone);
    if (!format)
      return Failure{
          fmt::format("{}: `{}.format`: {}", names.mapping(), mapped.key, format.failure().what)};
    field.format_ = std::move(format.value());
  }
  return field;
}

bool CsvField::fill(const Columns& columns, Event::Field& field) {
  field = Event::Field{};
  if (is_number_ || computes_) {
    const auto number = value_.number(columns);
    const auto plain = number ? plainly(*number) : std::nullopt;
    if (plain) {
      field.state = Event::State::Present;
      field.number = *plain;
      return true;
    }
    if (number) return fill_read(text_of(*number), field);
    if (computes_) return value_.problem().empty() ? fill_empty(field) : refuse(value_.problem());
  }
  const std::string_view text = value_.text(columns);
  if (text.empty() && value_.mapped().empty != WhenEmpty::Kept) return fill_empty(field);
  return is_bytes(info_->type.kind) ? fill_text(text, field) : fill_read(text, field);
}

// Millionths, where the number needs neither rounding nor a closer look.
std::optional<std::int64_t> CsvField::plainly(Decimal number) const {
  if (!is_number_ || number.places > most_places_) return std::nullopt;
  return millionths(number);
}

bool CsvField::fill_empty(Event::Field& field) {
  field.state =
      value_.mapped().empty == WhenEmpty::Cleared ? Event::State::Cleared : Event::State::Absent;
  return true;
}

bool CsvField::fill_text(std::string_view text, Event::Field& field) {
  field.state = Event::State::Present;
  field.text = text;
  return true;
}

bool CsvField::fill_read(std::string_view text, Event::Field& field) {
  field.state = Event::State::Present;
  if (last_number_ && text == last_text_) {
    field.number = *last_number_;
    return true;
  }
  if (format_) {
    const bool is_date = info_->type.kind == ValueKind::Date;
    const auto found = is_date ? format_->date(text) : format_->instant(text);
    if (!found) return refuse(fmt::format("`{}` does not read like `{}`", text, format_->shape()));
    field.number = is_date ? *found : floor_to(*found, kMillisecond);
  } else {
    const ReadValue read = read_value(*plan_, info_->type, text);
    if (!read.ok) {
      return refuse(read.problem,
                    read.is_too_large ? RefusalKind::ValueOutOfRange : RefusalKind::WrongType);
    }
    field.number = read.number;
  }
  last_text_ = text;
  last_number_ = field.number;
  return true;
}

bool CsvField::refuse(std::string_view problem, RefusalKind kind) {
  kind_ = kind;
  problem_ = fmt::format("`{}`: {}", info_->name, info_->personal ? kMasked : problem);
  return false;
}

}  // namespace wend::door
