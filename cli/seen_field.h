// SPDX-License-Identifier: Apache-2.0
//
// What a sample has shown of one field. All types start possible; each value rules some out.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace wend::cli {

class SeenField {
 public:
  // How a log writes a value: JSON says what is a number, a text says nothing.
  enum class Form : std::uint8_t { Text, Number, YesNo };
  void add(std::string_view text, Form form = Form::Text);
  void add_list() { has_list_ = true; }
  void add_object() { has_object_ = true; }

  std::uint64_t count() const { return count_; }
  // Why no type can hold the values; empty if one can.
  std::string_view left_out() const;
  // The values, when they are few and look like words. Whether they are names is not known here.
  std::optional<std::vector<std::string>> choice_values() const;
  // The length of an identifier, when the values are numbers that no number of the language holds.
  std::optional<std::size_t> identifier_length() const;
  // The type of a field that is neither.
  std::string plain_type() const;

 private:
  static constexpr unsigned kYesNo = 1, kWhole = 2, kDecimal = 4, kInstant = 8, kDate = 16,
                            kText = 32, kIdentifier = 64;
  void rule_out_numbers(std::string_view text, Form form);

  std::uint64_t count_ = 0;
  unsigned kinds_ = kYesNo | kWhole | kDecimal | kInstant | kDate | kText | kIdentifier;
  bool has_list_ = false;
  bool has_object_ = false;
  std::size_t places_ = 0;
  std::size_t longest_ = 0;
  bool too_many_values_ = false;
  std::set<std::string, std::less<>> values_;
};

}  // namespace wend::cli
