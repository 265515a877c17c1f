// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/units.h"

#include <array>
#include <charconv>
#include <utility>

namespace wend::program {
namespace {

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kLongestMilliseconds = std::int64_t{36525} * 24 * kHour;  // a hundred years
constexpr std::int64_t kLongestDays = 36525;
constexpr std::int64_t kLongestMonths = 1200;

constexpr std::array<std::pair<std::string_view, Unit>, 8> kUnits = {{
    {"millisecond", {false, 1, 0, 0}},
    {"second", {false, kSecond, 0, 0}},
    {"minute", {false, 60 * kSecond, 0, 0}},
    {"hour", {false, kHour, 0, 0}},
    {"day", {true, 0, 0, 1}},
    {"week", {true, 0, 0, 7}},
    {"month", {true, 0, 1, 0}},
    {"year", {true, 0, 12, 0}},
}};

std::optional<Stretch> too_long(Pack& pack, Span span) {
  pack.report(DiagnosticKind::TooLong, span, {pack.words_of(span)})
      .with_help("a stretch of time is at most a hundred years");
  return std::nullopt;
}

std::optional<Stretch> calendar_span(Pack& pack, std::int64_t number, const Unit& unit, Span span) {
  if (number % kMillionth != 0) {
    pack.report(DiagnosticKind::BrokenSpan, span, {pack.words_of(span)})
        .with_help("days have no fixed length; use whole ones, or hours");
    return std::nullopt;
  }
  const std::int64_t count = number / kMillionth;
  if (count > kLongestDays || count * unit.days > kLongestDays ||
      count * unit.months > kLongestMonths) {
    return too_long(pack, span);
  }
  const CalendarSpan made{static_cast<std::int32_t>(count * unit.months),
                          static_cast<std::int32_t>(count * unit.days)};
  return Stretch{true, ::wend::pack(made)};
}

std::optional<Stretch> duration(Pack& pack, std::int64_t number, const Unit& unit, Span span) {
  if (number / kMillionth > kLongestMilliseconds / unit.milliseconds) return too_long(pack, span);
  const std::int64_t whole = number / kMillionth * unit.milliseconds;
  const std::int64_t rest = number % kMillionth * unit.milliseconds;
  const std::int64_t made = whole + rest / kMillionth;
  if (rest % kMillionth != 0 || made % pack.schema().grain_ms != 0) {
    const char* grain = pack.schema().grain_ms == 1 ? "1 millisecond" : "1 second";
    pack.report(DiagnosticKind::FinerThanGrain, span, {pack.words_of(span), grain})
        .with_help("times are rounded down to the grain of the schema");
    return std::nullopt;
  }
  return Stretch{false, made};
}

}  // namespace

std::optional<Unit> unit_named(std::string_view name) {
  for (const auto& [word, unit] : kUnits) {
    const bool plural =
        name.size() == word.size() + 1 && name.starts_with(word) && name.back() == 's';
    if (name == word || plural) return unit;
  }
  return std::nullopt;
}

std::optional<std::int64_t> millionths_of(std::string_view digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string_view decimals = digits.substr(std::min(point + 1, digits.size()));
  while (decimals.size() > 6 && decimals.back() == '0') decimals.remove_suffix(1);
  if (decimals.size() > 6) return std::nullopt;
  std::string all(digits.substr(0, point));
  all += decimals;
  all.append(6 - decimals.size(), '0');
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), value);
  if (error != std::errc() || end != all.data() + all.size()) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> whole_of(std::string_view digits, std::uint32_t least,
                                      std::uint32_t most) {
  std::uint32_t value = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value);
  if (error != std::errc() || end != last || value < least || value > most) return std::nullopt;
  return value;
}

void report_unknown_unit(Pack& pack, const syntax::Name& unit) {
  std::vector<std::string> names;
  for (const auto& known : kUnits) names.push_back(std::string(known.first) + "s");
  if (!pack.schema().currency.empty()) names.push_back(pack.schema().currency);
  offer_nearest(pack, pack.report(DiagnosticKind::UnknownUnit, unit.span, {unit.text}), unit, names,
                "units are " + listed(names, "and", 9));
}

std::optional<Stretch> quantity_of(Pack& pack, std::string_view digits, const syntax::Name& unit,
                                   Span span) {
  const auto known = unit_named(unit.text);
  if (!known) {
    report_unknown_unit(pack, unit);
    return std::nullopt;
  }
  const auto number = millionths_of(digits);
  if (!number) return std::nullopt;  // the parser reports numbers that cannot be kept
  return known->calendar ? calendar_span(pack, *number, *known, span)
                         : duration(pack, *number, *known, span);
}

std::optional<Stretch> stretch_of(Pack& pack, const syntax::Amount& amount) {
  const auto made = quantity_of(pack, amount.digits, amount.unit, amount.span);
  if (!made || made->amount != 0) return made;
  pack.report(DiagnosticKind::EmptyStretch, amount.span, {pack.words_of(amount.span)})
      .with_help("a limit or window is longer than nothing");
  return std::nullopt;
}

std::string stretch_words(const Stretch& stretch) {
  if (!stretch.calendar) {
    for (std::size_t i = 4; i-- > 0;) {
      const std::int64_t unit = kUnits[i].second.milliseconds;
      if (stretch.amount % unit != 0) continue;
      const std::int64_t count = stretch.amount / unit;
      return std::to_string(count) + " " + std::string(kUnits[i].first) + (count == 1 ? "" : "s");
    }
  }
  const CalendarSpan span = unpack(stretch.amount);
  std::string made;
  if (span.months != 0)
    made = std::to_string(span.months) + (span.months == 1 ? " month" : " months");
  if (span.days != 0 || made.empty()) {
    made +=
        (made.empty() ? "" : " ") + std::to_string(span.days) + (span.days == 1 ? " day" : " days");
  }
  return made;
}

}  // namespace wend::program
