// SPDX-License-Identifier: Apache-2.0
#include "cli/seen_field.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "wend/runtime.h"

namespace wend::cli {
namespace {

constexpr std::size_t kMostChoices = 12;     // more different values are no choice
constexpr std::uint64_t kSeenPerChoice = 3;  // each must have been seen so often on average
constexpr std::size_t kLongestChoice = 40;
constexpr int kMostPlaces = 6;
constexpr int kMostWholeDigits = 12;
constexpr std::size_t kLongestText = 1000;
constexpr std::size_t kLongestIdentifier = 64;

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Takes `e3` off the end of a number; 0 if it has none.
int take_exponent(std::string_view& text) {
  const std::size_t at = text.find_first_of("eE");
  if (at == std::string_view::npos) return 0;
  std::string_view digits = text.substr(at + 1);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  int exponent = 1000;  // too large a number for any type
  std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
  text = text.substr(0, at);
  return exponent;
}

// Digits behind the point, or nothing if the text is no number that the language can hold. Leading zeros
// make a code; so does an exponent, where the log does not say that it is a number.
std::optional<std::size_t> places_of(std::string_view text, bool is_number) {
  const int exponent = is_number ? take_exponent(text) : 0;
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!is_digits(whole) || (whole.size() > 1 && whole.front() == '0')) return std::nullopt;
  std::string_view fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (point != std::string_view::npos && !is_digits(fraction)) return std::nullopt;
  if (exponent != 0) fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
  const int before = static_cast<int>(whole.size()) + exponent;
  const int behind = static_cast<int>(fraction.size()) - exponent;
  if (before > kMostWholeDigits || behind > kMostPlaces) return std::nullopt;
  return static_cast<std::size_t>(std::max(behind, 0));
}

bool is_date(std::string_view text) {
  return text.size() == 10 && read_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

}  // namespace

void SeenField::add(std::string_view text, Form form) {
  ++count_;
  longest_ = std::max(longest_, text.size());
  if (form == Form::YesNo) kinds_ &= kYesNo;
  if (form == Form::Number) kinds_ &= kWhole | kDecimal | kIdentifier;
  rule_out_numbers(text, form);
  if (text != "yes" && text != "no") kinds_ &= ~kYesNo;
  if (text.empty() || text.size() > kLongestIdentifier) kinds_ &= ~kIdentifier;
  if (text.size() > kLongestText) kinds_ &= ~kText;
  if ((kinds_ & kInstant) != 0 && !read_rfc3339(text)) kinds_ &= ~kInstant;
  if ((kinds_ & kDate) != 0 && !is_date(text)) kinds_ &= ~kDate;
  if (too_many_values_ || values_.contains(text)) return;
  if (values_.size() == kMostChoices || text.empty() || text.size() > kLongestChoice ||
      form != Form::Text) {
    too_many_values_ = true;
    values_.clear();
    return;
  }
  values_.emplace(text);
}

void SeenField::rule_out_numbers(std::string_view text, Form form) {
  const auto places = places_of(text, form == Form::Number);
  if (!places) kinds_ &= ~(kWhole | kDecimal);
  if (places.value_or(0) > 0) kinds_ &= ~kWhole;
  places_ = std::max(places_, places.value_or(0));
}

std::string_view SeenField::left_out() const {
  if (has_list_) return "a list";
  if (has_object_) return "an object";
  if (count_ == 0) return "never there";
  if (kinds_ != 0) return {};
  return longest_ > kLongestText ? "texts longer than 1,000 characters" : "values of several kinds";
}

std::optional<std::vector<std::string>> SeenField::choice_values() const {
  constexpr unsigned kOthers = kYesNo | kWhole | kDecimal | kInstant | kDate;
  if ((kinds_ & kOthers) != 0 || too_many_values_ || values_.size() < 2 ||
      count_ < values_.size() * kSeenPerChoice)
    return std::nullopt;
  return std::vector<std::string>(values_.begin(), values_.end());
}

std::optional<std::size_t> SeenField::identifier_length() const {
  if (kinds_ != kIdentifier) return std::nullopt;
  return std::min((longest_ * 2 + 9) / 10 * 10, kLongestIdentifier);
}

std::string SeenField::plain_type() const {
  if ((kinds_ & kYesNo) != 0) return "yes or no";
  if ((kinds_ & kWhole) != 0) return "whole";
  if ((kinds_ & kDecimal) != 0) return fmt::format("decimal {} places", places_);
  if ((kinds_ & kInstant) != 0) return "instant";
  if ((kinds_ & kDate) != 0) return "date";
  const std::size_t room = (longest_ * 2 + 9) / 10 * 10;  // some room to grow
  return fmt::format("text up to {} characters", std::clamp<std::size_t>(room, 10, kLongestText));
}

}  // namespace wend::cli
