// SPDX-License-Identifier: Apache-2.0
#include "cli/door/csv_value.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wend::door {
namespace {

constexpr const char* kTooManyDigits = "the number has too many digits";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Expected<std::uint32_t> ColumnNames::position(const std::string& name,
                                              const std::string& key) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  const auto count = std::count(names_.begin(), names_.end(), name);
  if (count == 1) return static_cast<std::uint32_t>(found - names_.begin());
  if (count > 1) {
    return Failure{
        fmt::format("{}: `{}` names the column `{}`, which {} has {} times: give them names of "
                    "their own in its header",
                    mapping_, key, name, file_, count)};
  }
  return Failure{fmt::format("{}: `{}` names the column `{}`, which {} does not have; it has {}",
                             mapping_, key, name, file_, fmt::join(names_, ", "))};
}

Expected<CsvValue> CsvValue::bind(const MappedValue& mapped, const ColumnNames& names) {
  CsvValue value;
  value.mapped_ = &mapped;
  value.has_decimal_comma_ =
      names.has_decimal_comma() && mapped.from != MappedValue::From::Constant;
  if (mapped.from == MappedValue::From::Column) {
    const auto column = names.position(mapped.column, mapped.key);
    if (!column) return column.failure();
    value.column_ = column.value();
  }
  for (const MappedValue& factor : mapped.factors) {
    auto bound = bind(factor, names);
    if (!bound) return bound.failure();
    value.factors_.push_back(std::move(bound.value()));
  }
  value.cleans_ = mapped.trim || !mapped.strip_prefix.empty() || !mapped.strip_suffix.empty() ||
                  !mapped.remove.empty() || !mapped.missing.empty() || !mapped.map.empty();
  value.computes_ = mapped.absolute || mapped.negate || mapped.scale || !mapped.factors.empty();
  return value;
}

std::string_view CsvValue::text(const Columns& columns) {
  if (computes_) {
    const auto result = number(columns);
    if (!result) return {};
    scratch_ = text_of(*result);
    return scratch_;
  }
  if (mapped_->from == MappedValue::From::Constant) return mapped_->constant;
  return cleans_ ? cleaned(columns[column_]) : columns[column_];
}

std::string_view CsvValue::cleaned(std::string_view text) {
  if (mapped_->trim) text = trimmed(text);
  if (!mapped_->strip_prefix.empty() && text.starts_with(mapped_->strip_prefix)) {
    text.remove_prefix(mapped_->strip_prefix.size());
  }
  if (!mapped_->strip_suffix.empty() && text.ends_with(mapped_->strip_suffix)) {
    text.remove_suffix(mapped_->strip_suffix.size());
  }
  if (!mapped_->remove.empty() && text.find(mapped_->remove) != std::string_view::npos) {
    scratch_ = text;
    for (std::size_t at; (at = scratch_.find(mapped_->remove)) != std::string::npos;) {
      scratch_.erase(at, mapped_->remove.size());
    }
    text = scratch_;
  }
  if (std::find(mapped_->missing.begin(), mapped_->missing.end(), text) != mapped_->missing.end()) {
    return {};
  }
  if (mapped_->map.empty() || text.empty()) return text;
  const auto found = mapped_->map.find(std::string(text));
  if (found != mapped_->map.end()) return found->second;
  return mapped_->otherwise ? std::string_view(*mapped_->otherwise) : text;
}

std::optional<Decimal> CsvValue::number(const Columns& columns) {
  problem_.clear();
  std::optional<Decimal> result = mapped_->from == MappedValue::From::Product
                                      ? product_of_factors(columns)
                                      : read_number(columns);
  if (!result) return result;
  if (mapped_->scale) result = product(*result, *mapped_->scale);
  if (!result) {
    problem_ = kTooManyDigits;
    return result;
  }
  if ((mapped_->absolute && result->digits < 0) != mapped_->negate)
    result->digits = -result->digits;
  return result;
}

std::optional<Decimal> CsvValue::product_of_factors(const Columns& columns) {
  const auto left = factors_[0].number(columns);
  const auto right = factors_[1].number(columns);
  if (!left || !right) {
    problem_ = factors_[0].problem_.empty() ? factors_[1].problem_ : factors_[0].problem_;
    return std::nullopt;
  }
  std::optional<Decimal> result = product(*left, *right);
  if (!result) problem_ = kTooManyDigits;
  return result;
}

std::optional<Decimal> CsvValue::read_number(const Columns& columns) {
  const std::string_view text = mapped_->from == MappedValue::From::Constant ? mapped_->constant
                                : cleans_ ? cleaned(columns[column_])
                                          : columns[column_];
  if (text.empty()) return std::nullopt;
  std::optional<Decimal> result =
      has_decimal_comma_ ? read_decimal_with_comma(text) : read_decimal(text);
  if (!result) problem_ = fmt::format("`{}` is not a number", text);
  return result;
}

void CsvValue::collect_columns(std::vector<std::uint32_t>& positions) const {
  if (mapped_->from == MappedValue::From::Column) positions.push_back(column_);
  for (const CsvValue& factor : factors_) factor.collect_columns(positions);
}

Expected<CsvTest> CsvTest::bind(const MappedTest& mapped, const ColumnNames& names) {
  CsvTest test;
  test.mapped_ = &mapped;
  test.has_decimal_comma_ = names.has_decimal_comma();
  if (!mapped.column.empty()) {
    const auto column = names.position(mapped.column, mapped.key);
    if (!column) return column.failure();
    test.column_ = column.value();
  }
  for (const MappedTest::Part& part : mapped.parts) {
    auto& bound = test.inner_.emplace_back();
    for (const MappedTest& inner : part.tests) {
      auto inner_test = bind(inner, names);
      if (!inner_test) return inner_test.failure();
      bound.push_back(std::move(inner_test.value()));
    }
  }
  return test;
}

bool CsvTest::holds(const Columns& columns) const {
  const auto inner_holds = [&](const CsvTest& test) { return test.holds(columns); };
  for (std::size_t i = 0; i < mapped_->parts.size(); ++i) {
    const MappedTest::Part& part = mapped_->parts[i];
    const bool holds = part.kind == MappedTest::Kind::All
                           ? std::all_of(inner_[i].begin(), inner_[i].end(), inner_holds)
                       : part.kind == MappedTest::Kind::Any
                           ? std::any_of(inner_[i].begin(), inner_[i].end(), inner_holds)
                           : part_holds(part, columns[column_]);
    if (!holds) return false;
  }
  return true;
}

bool CsvTest::part_holds(const MappedTest::Part& part, std::string_view text) const {
  using Kind = MappedTest::Kind;
  const auto order = [&]() -> std::optional<int> {
    const auto number = has_decimal_comma_ ? read_decimal_with_comma(text) : read_decimal(text);
    return number ? std::optional(compare(*number, part.number)) : std::nullopt;
  };
  switch (part.kind) {
    case Kind::Is: return text == part.text;
    case Kind::IsNot: return text != part.text;
    case Kind::IsOneOf:
      return std::find(part.texts.begin(), part.texts.end(), text) != part.texts.end();
    case Kind::IsEmpty: return text.empty();
    case Kind::IsNotEmpty: return !text.empty();
    case Kind::StartsWith: return text.starts_with(part.text);
    case Kind::EndsWith: return text.ends_with(part.text);
    case Kind::Contains: return text.find(part.text) != std::string_view::npos;
    case Kind::LessThan: {
      const auto o = order();
      return o && *o < 0;
    }
    case Kind::MoreThan: {
      const auto o = order();
      return o && *o > 0;
    }
    case Kind::AtLeast: {
      const auto o = order();
      return o && *o >= 0;
    }
    case Kind::AtMost: {
      const auto o = order();
      return o && *o <= 0;
    }
    case Kind::All:
    case Kind::Any: return true;  // holds() looks at their tests
  }
  return false;
}

}  // namespace wend::door
