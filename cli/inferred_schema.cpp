// SPDX-License-Identifier: Apache-2.0
#include "cli/inferred_schema.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace wend::cli {
namespace {

constexpr std::size_t kMostChoices = 12;     // more different values are no choice
constexpr std::uint64_t kSeenPerChoice = 3;  // each must have been seen so often on average
constexpr std::size_t kLongestChoice = 40;
constexpr std::size_t kMostPlaces = 6;

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Digits behind the point, or nothing if the text is no plain number. Leading zeros make a code.
std::optional<std::size_t> places_of(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  if (!is_digits(whole) || whole.size() > 12 || (whole.size() > 1 && whole.front() == '0'))
    return std::nullopt;
  if (point == std::string_view::npos) return 0;
  const std::string_view fraction = text.substr(point + 1);
  return is_digits(fraction) ? std::optional(fraction.size()) : std::nullopt;
}

bool is_date(std::string_view text) {
  return text.size() == 10 && read_rfc3339(std::string(text) + "T00:00:00Z").has_value();
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kLongestChoice && text == name_from(text);
}

// `stock_code` as a name of a choice: StockCode.
std::string type_name(const std::string& name) {
  std::string result;
  bool starts = true;
  for (const char c : name) {
    if (c == '_') {
      starts = true;
      continue;
    }
    result += starts ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    starts = false;
  }
  return result;
}

std::string fields_text(const std::map<std::string, SeenField>& fields, std::uint64_t events,
                        bool always_optional,
                        std::map<std::string, std::vector<std::string>>& choices) {
  std::string text;
  for (const auto& [written, field] : fields) {
    const std::string name = name_from(written);
    std::string choice = type_name(name);
    if (const auto values = field.choice_values()) {
      while (choices.contains(choice) && choices[choice] != *values) choice += "Kind";
      choices[choice] = *values;
    }
    const bool optional = always_optional || field.count() < events;
    text += fmt::format("    {}: {}{}{}\n", name,
                        field.count() == 0 ? "text up to 80 characters" : field.type(choice),
                        optional ? " optional" : "",
                        name == written ? "" : "  # `" + written + "` in the log");
  }
  return text;
}

std::string touchpoint_text(const std::string& written, const SeenTouchpoint& touchpoint,
                            std::map<std::string, std::vector<std::string>>& choices) {
  std::vector<std::string> channels;
  for (const std::string& channel : touchpoint.channels) channels.push_back(name_from(channel));
  if (channels.empty()) channels.push_back("web");
  const std::string on =
      channels.size() == 1 ? channels[0] : fmt::format("({})", fmt::join(channels, " or "));
  const std::string name = name_from(written);
  const std::string remark = name == written ? "" : "  # `" + written + "` in the log";
  return fmt::format("\n  touchpoint {} on {}{}\n{}", name, on, remark,
                     fields_text(touchpoint.fields, touchpoint.count, false, choices));
}

}  // namespace

std::string name_from(std::string_view text) {
  static const std::set<std::string, std::less<>> kReserved = {
      "and",       "or",      "not",   "is",     "if",      "when",    "then",       "do",
      "also",      "limit",   "rule",  "define", "segment", "schema",  "touchpoint", "customer",
      "all",       "any",     "no",    "yes",    "in",      "of",      "on",         "to",
      "from",      "first",   "last",  "count",  "sum",     "average", "largest",    "smallest",
      "different", "default", "where", "with",   "without", "within",  "since",      "time",
      "that",      "the",     "as",    "by",     "up",      "per",     "once",       "times",
      "none",      "each",    "ever",  "same",   "newest",  "known",   "above",      "below"};
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool begins_word =
        std::isupper(c) != 0 && i > 0 && std::islower(static_cast<unsigned char>(text[i - 1])) != 0;
    if (begins_word) name += '_';
    if (std::isalnum(c) != 0 && c < 0x80) {
      name += static_cast<char>(std::tolower(c));
    } else if (!name.empty() && name.back() != '_') {
      name += '_';
    }
  }
  while (!name.empty() && name.back() == '_') name.pop_back();
  if (name.empty() || std::isdigit(static_cast<unsigned char>(name.front())) != 0)
    name.insert(0, "x_");
  if (kReserved.contains(name)) name += "_value";
  return name;
}

void SeenField::add(std::string_view text) {
  ++count_;
  longest_ = std::max(longest_, text.size());
  const auto places = places_of(text);
  places_ = std::max(places_, places.value_or(0));
  if (text != "yes" && text != "no") kinds_ &= ~kYesNo;
  if (!places) kinds_ &= ~(kWhole | kDecimal);
  if (places.value_or(0) > 0) kinds_ &= ~kWhole;
  if (places.value_or(0) > kMostPlaces) kinds_ &= ~kDecimal;
  if ((kinds_ & kInstant) != 0 && !read_rfc3339(text)) kinds_ &= ~kInstant;
  if ((kinds_ & kDate) != 0 && !is_date(text)) kinds_ &= ~kDate;
  if (too_many_values_ || values_.contains(text)) return;
  if (values_.size() == kMostChoices || !is_name(text)) {
    too_many_values_ = true;
    values_.clear();
    return;
  }
  values_.emplace(text);
}

std::optional<std::vector<std::string>> SeenField::choice_values() const {
  if (kinds_ != 0 || too_many_values_ || values_.size() < 2 ||
      count_ < values_.size() * kSeenPerChoice)
    return std::nullopt;
  return std::vector<std::string>(values_.begin(), values_.end());
}

std::string SeenField::type(const std::string& choice) const {
  if ((kinds_ & kYesNo) != 0) return "yes or no";
  if ((kinds_ & kWhole) != 0) return "whole";
  if ((kinds_ & kDecimal) != 0) return fmt::format("decimal {} places", places_);
  if ((kinds_ & kInstant) != 0) return "instant";
  if ((kinds_ & kDate) != 0) return "date";
  if (choice_values()) return choice;
  const std::size_t room = (longest_ * 2 + 9) / 10 * 10;  // some room to grow
  return fmt::format("text up to {} characters", room);
}

std::string schema_text(const SeenEvents& seen, const std::string& log) {
  std::map<std::string, std::vector<std::string>> choices;
  std::set<std::string> channels;
  std::string touchpoints;
  for (const auto& [name, touchpoint] : seen.touchpoints) {
    touchpoints += touchpoint_text(name, touchpoint, choices);
    for (const std::string& channel : touchpoint.channels) channels.insert(name_from(channel));
  }
  if (channels.empty()) channels.insert("web");
  const std::string customer = fields_text(seen.customer, seen.profile_events, true, choices);
  std::string text = fmt::format(
      "# A first schema, guessed from {} ({} events). Look at each line: a sample cannot know\n"
      "# what is money, an identifier, personal, or which values a choice may still take.\n\n"
      "schema guessed\n  zone       \"UTC\"\n  grain      1 second\n  history    {}\n  currency   "
      "EUR 2 digits\n",
      log, seen.rows, seen.first_day.empty() ? "complete" : "begins " + seen.first_day);
  if (!choices.empty()) text += "\n";
  for (const auto& [name, values] : choices)
    text += fmt::format("  choice     {} = {}\n", name, fmt::join(values, " or "));
  if (!customer.empty()) text += "\n  customer\n" + customer;
  text += "\n";
  for (const std::string& channel : channels) text += "  channel    " + channel + "\n";
  return text + touchpoints;
}

}  // namespace wend::cli
