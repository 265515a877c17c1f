// SPDX-License-Identifier: Apache-2.0
#include "cli/door/time_format.h"

#include <array>
#include <chrono>
#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

#include "cli/door/decimal.h"

namespace wend::door {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kDaySeconds = 86'400;

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

// What the letters of a format have filled in so far.
struct Parts {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  std::int64_t fraction = 0;
  bool has_half = false;
  bool afternoon = false;
  std::optional<std::int64_t> offset_seconds;
};

// One to `most` digits; advances.
bool number(std::string_view& text, std::size_t most, int low, int high, int& result) {
  std::size_t count = 0;
  int value = 0;
  while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
    value = value * 10 + (text[count] - '0');
    ++count;
  }
  text.remove_prefix(count);
  result = value;
  return count > 0 && value >= low && value <= high;
}

bool fraction(std::string_view& text, std::int64_t& nanoseconds) {
  std::int64_t unit = kSecond;
  nanoseconds = 0;
  std::size_t count = 0;
  for (; count < text.size() && text[count] >= '0' && text[count] <= '9'; ++count) {
    unit /= 10;
    nanoseconds += unit * (text[count] - '0');
  }
  text.remove_prefix(count);
  return count >= 1 && count <= 9;
}

bool is_same_ignoring_case(std::string_view text, std::string_view lower) {
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if ((text[i] | 0x20) != lower[i]) return false;
  }
  return true;
}

bool month_name(std::string_view& text, int& month) {
  for (std::size_t i = 0; text.size() >= 3 && i < kMonths.size(); ++i) {
    if (!is_same_ignoring_case(text, kMonths[i])) continue;
    month = static_cast<int>(i) + 1;
    text.remove_prefix(3);
    return true;
  }
  return false;
}

bool half_of_day(std::string_view& text, Parts& parts) {
  if (text.size() < 2 || (text[1] | 0x20) != 'm') return false;
  const char first = static_cast<char>(text[0] | 0x20);
  if (first != 'a' && first != 'p') return false;
  parts.has_half = true;
  parts.afternoon = first == 'p';
  text.remove_prefix(2);
  return true;
}

bool offset(std::string_view& text, Parts& parts) {
  if (text.starts_with('Z') || text.starts_with('z')) {
    text.remove_prefix(1);
    parts.offset_seconds = 0;
    return true;
  }
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  const int sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!number(text, 2, 0, 23, hours)) return false;
  if (text.starts_with(':')) text.remove_prefix(1);
  if (!number(text, 2, 0, 59, minutes)) return false;
  parts.offset_seconds = sign * (hours * 3600 + minutes * 60);
  return true;
}

bool read_letter(char letter, std::string_view& text, Parts& parts) {
  switch (letter) {
    case 'Y': return number(text, 4, 1, 9999, parts.year);
    case 'y':
      if (!number(text, 2, 0, 99, parts.year)) return false;
      parts.year += parts.year < 70 ? 2000 : 1900;
      return true;
    case 'm': return number(text, 2, 1, 12, parts.month);
    case 'd': return number(text, 2, 1, 31, parts.day);
    case 'b': return month_name(text, parts.month);
    case 'H': return number(text, 2, 0, 23, parts.hour);
    case 'I': return number(text, 2, 1, 12, parts.hour);
    case 'p': return half_of_day(text, parts);
    case 'M': return number(text, 2, 0, 59, parts.minute);
    case 'S': return number(text, 2, 0, 59, parts.second);
    case 'f': return fraction(text, parts.fraction);
    case 'z': return offset(text, parts);
    default: return false;
  }
}

std::string_view shape_of(char letter) {
  switch (letter) {
    case 'Y': return "2026";
    case 'y': return "26";
    case 'm': return "11";
    case 'd': return "22";
    case 'b': return "Nov";
    case 'H': return "09";
    case 'I': return "09";
    case 'p': return "AM";
    case 'M': return "05";
    case 'S': return "07";
    case 'f': return "123";
    case 'z': return "+01:00";
    case '%': return "%";
    default: return {};
  }
}

}  // namespace

// Wall time to an instant, with the offset remembered over the stretch where it cannot change.
struct TimeFormat::Zone {
  const date::time_zone* zone = nullptr;
  std::int64_t from = 1;  // wall seconds; [from, to) is empty at first
  std::int64_t to = 0;
  std::int64_t offset = 0;

  struct Found {
    std::int64_t seconds;
    bool is_skipped = false;  // the wall time does not exist: the end of the gap
  };
  Found instant(std::int64_t wall_seconds) {
    if (wall_seconds >= from && wall_seconds < to) return {wall_seconds - offset};
    const auto info = zone->get_info(date::local_seconds(std::chrono::seconds(wall_seconds)));
    if (info.result == date::local_info::nonexistent) {
      return {info.first.end.time_since_epoch().count(), true};
    }
    offset = info.first.offset.count();
    // Keeps a day away from both changes: no wall time between is skipped or had twice.
    from = std::max<std::int64_t>(info.first.begin.time_since_epoch().count(), -(1LL << 40)) +
           offset + kDaySeconds;
    to = std::min<std::int64_t>(info.first.end.time_since_epoch().count(), 1LL << 40) + offset -
         kDaySeconds;
    return {wall_seconds - offset};
  }
};

TimeFormat::TimeFormat() = default;
TimeFormat::TimeFormat(TimeFormat&&) noexcept = default;
TimeFormat& TimeFormat::operator=(TimeFormat&&) noexcept = default;
TimeFormat::~TimeFormat() = default;

Expected<TimeFormat> TimeFormat::from_text(const std::string& format, const std::string& zone) {
  TimeFormat result;
  if (format.empty() || format == "rfc3339") return result;
  result.format_ = format;
  result.form_ = format == "epoch seconds"        ? Form::Seconds
                 : format == "epoch milliseconds" ? Form::Milliseconds
                                                  : Form::Letters;
  if (result.form_ != Form::Letters) {
    result.shape_ = result.form_ == Form::Seconds ? "1795338307" : "1795338307000";
    return result;
  }
  result.shape_.clear();
  bool has_offset = false;
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (format[i] != '%') {
      result.shape_ += format[i];
      continue;
    }
    const char letter = ++i < format.size() ? format[i] : ' ';
    if (shape_of(letter).empty()) {
      return Failure{
          fmt::format("`%{}` is not a part of a time; known are %Y %y %m %d %b %H %I %p %M %S "
                      "%f %z %%",
                      letter)};
    }
    result.shape_ += shape_of(letter);
    has_offset = has_offset || letter == 'z';
  }
  if (has_offset) return result;
  if (zone.empty()) {
    return Failure{
        "the format has no offset (%z), so the times need a `zone`, such as \"Europe/London\""};
  }
  try {
    result.zone_ = std::make_unique<Zone>();
    result.zone_->zone = date::locate_zone(zone);
  } catch (const std::runtime_error&) {
    return Failure{
        fmt::format("no time zone `{}`; names look like \"Europe/London\" or \"UTC\"", zone)};
  }
  return result;
}

std::optional<std::int64_t> TimeFormat::instant(std::string_view text) {
  if (text == last_text_ && last_) return last_;
  last_ = computed(text);
  last_text_ = text;
  return last_;
}

std::optional<std::int64_t> TimeFormat::computed(std::string_view text) {
  if (form_ == Form::Rfc3339) return read_rfc3339(text);
  if (form_ != Form::Letters) {
    const auto count = read_decimal(text);
    const auto unit = Decimal{form_ == Form::Seconds ? kSecond : kSecond / 1000, 0};
    const auto nanoseconds = count ? product(*count, unit) : std::nullopt;
    if (!nanoseconds || nanoseconds->places > 0) return std::nullopt;
    return nanoseconds->digits;
  }
  const auto parts = wall(text);
  if (!parts) return std::nullopt;
  const std::int64_t seconds = parts->days * kDaySeconds + parts->nanoseconds / kSecond;
  const Zone::Found found = parts->offset_seconds ? Zone::Found{seconds - *parts->offset_seconds}
                                                  : zone_->instant(seconds);
  std::int64_t result = 0;
  if (__builtin_mul_overflow(found.seconds, kSecond, &result)) return std::nullopt;
  if (found.is_skipped) return result;
  if (__builtin_add_overflow(result, parts->nanoseconds % kSecond, &result)) return std::nullopt;
  return result;
}

std::optional<std::int64_t> TimeFormat::date(std::string_view text) const {
  if (form_ != Form::Letters) return std::nullopt;
  const auto parts = wall(text);
  return parts ? std::optional(parts->days) : std::nullopt;
}

std::optional<TimeFormat::Wall> TimeFormat::wall(std::string_view text) const {
  Parts parts;
  for (std::size_t i = 0; i < format_.size(); ++i) {
    const bool is_letter = format_[i] == '%' && format_[i + 1] != '%';
    if (is_letter) {
      if (!read_letter(format_[++i], text, parts)) return std::nullopt;
      continue;
    }
    if (format_[i] == '%') ++i;
    if (text.empty() || text[0] != format_[i]) return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  const auto day = date::year(parts.year) / static_cast<unsigned>(parts.month) /
                   static_cast<unsigned>(parts.day);
  if (!day.ok()) return std::nullopt;
  if (parts.has_half) parts.hour = parts.hour % 12 + (parts.afternoon ? 12 : 0);
  Wall result;
  result.days = date::sys_days(day).time_since_epoch().count();
  result.nanoseconds =
      (parts.hour * 3600LL + parts.minute * 60 + parts.second) * kSecond + parts.fraction;
  result.offset_seconds = parts.offset_seconds;
  return result;
}

}  // namespace wend::door
