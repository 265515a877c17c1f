// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/value_words.h"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "runtime/values/calendar.h"
#include "wend/runtime.h"

namespace wend::runtime {
namespace {

// Two digits; what follows them.
char* put_two(char* at, std::int64_t number) {
  at[0] = static_cast<char>('0' + number / 10);
  at[1] = static_cast<char>('0' + number % 10);
  return at + 2;
}

void append_two(std::string& out, std::int64_t number) {
  char digits[2];
  put_two(digits, number);
  out.append(digits, sizeof digits);
}

void append_date(std::string& out, std::int64_t date) {
  const Civil civil = civil_of(date);
  char text[] = "0000-00-00";
  put_two(text + 5, civil.month);
  put_two(text + 8, civil.day);
  if (civil.year >= 0 && civil.year <= 9999) {
    put_two(put_two(text, civil.year / 100), civil.year % 100);
    out.append(text, 10);
  } else {
    append_number(out, civil.year);
    out.append(text + 4, 6);
  }
}

// 10:00:00, with .250 if asked or needed.
void append_clock(std::string& out, std::int64_t of_day, bool with_milliseconds) {
  char text[] = "00:00:00.000";
  const std::int64_t milliseconds = of_day % 1000;
  put_two(text, of_day / kHour);
  put_two(text + 3, of_day / 60'000 % 60);
  put_two(text + 6, of_day / 1000 % 60);
  text[9] = static_cast<char>('0' + milliseconds / 100);
  put_two(text + 10, milliseconds % 100);
  out.append(text, with_milliseconds || milliseconds != 0 ? 12 : 8);
}

void append_offset(std::string& out, std::int64_t offset) {
  out.push_back(offset < 0 ? '-' : '+');
  const std::int64_t minutes = std::abs(offset) / 60'000;
  append_two(out, minutes / 60);
  out.push_back(':');
  append_two(out, minutes % 60);
}

void append_instant(std::string& out, const Plan& plan, std::int64_t instant) {
  if (instant < -kFarthestInstant || instant > kFarthestInstant) {
    append_number(out, instant);
    return;
  }
  const Zone& zone = zone_named(plan.zone);
  // RFC 3339 knows offsets in minutes; the seconds of times before standard zones go into the wall time.
  const std::int64_t offset = zone.offset_at(instant) / 60'000 * 60'000;
  const std::int64_t local = instant + offset;
  append_date(out, floor_div(local, kDay));
  out.push_back('T');
  append_clock(out, floor_mod(local, kDay), false);
  append_offset(out, offset);
}

void append_time_of_day(std::string& out, std::int64_t of_day) {
  if (of_day % 60'000 != 0) {
    append_clock(out, of_day, false);
    return;
  }
  append_two(out, of_day / kHour);
  out.push_back(':');
  append_two(out, of_day / 60'000 % 60);
}

void append_unit(std::string& out, std::uint64_t count, std::string_view unit, bool& is_first) {
  if (count == 0) return;
  if (!is_first) out.push_back(' ');
  is_first = false;
  append_number(out, static_cast<std::int64_t>(count));
  out.push_back(' ');
  out.append(unit);
  if (count != 1) out.push_back('s');
}

void append_duration(std::string& out, std::int64_t duration) {
  if (duration == 0) {
    out.append("0 seconds");
    return;
  }
  if (duration < 0) out.push_back('-');
  const std::uint64_t rest = duration < 0 ? 0 - static_cast<std::uint64_t>(duration)
                                          : static_cast<std::uint64_t>(duration);
  bool is_first = true;
  append_unit(out, rest / 3'600'000, "hour", is_first);
  append_unit(out, rest / 60'000 % 60, "minute", is_first);
  append_unit(out, rest / 1000 % 60, "second", is_first);
  append_unit(out, rest % 1000, "millisecond", is_first);
}

void append_choice(std::string& out, const Plan& plan, const ValueType& type,
                   std::int64_t position) {
  const auto& values = plan.choices[type.declared].values;
  if (position >= 0 && static_cast<std::uint64_t>(position) < values.size()) {
    out.append(values[static_cast<std::size_t>(position)]);
  } else {
    append_number(out, position);
  }
}

void append_set(std::string& out, const Plan& plan, const ValueType& type, std::int64_t set) {
  bool is_first = true;
  for (std::int64_t bit = 0; bit < 63; ++bit) {
    if ((static_cast<std::uint64_t>(set) >> bit & 1) == 0) continue;
    if (!is_first) out.push_back('|');
    is_first = false;
    append_choice(out, plan, type, bit);
  }
}

}  // namespace

const Zone& zone_named(const std::string& name) {
  thread_local std::string known_name;
  thread_local std::optional<Zone> zone;
  if (!zone || known_name != name) {
    zone = Zone::of(name);
    if (!zone) zone = Zone::of("");
    known_name = name;
  }
  return *zone;
}

void append_number(std::string& out, std::int64_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_decimal(std::string& out, std::int64_t millionths, int places) {
  const auto size = millionths < 0 ? 0 - static_cast<std::uint64_t>(millionths)
                                   : static_cast<std::uint64_t>(millionths);
  if (millionths < 0) out.push_back('-');
  append_number(out, static_cast<std::int64_t>(size / kMillionth));
  std::uint64_t rest = size % kMillionth;
  if (rest == 0 && places == 0) return;
  char digits[6];
  for (int i = 5; i >= 0; --i, rest /= 10) digits[i] = static_cast<char>('0' + rest % 10);
  int shown = 6;
  while (shown > places && digits[shown - 1] == '0') --shown;
  out.push_back('.');
  out.append(digits, static_cast<std::size_t>(shown));
}

void append_utc(std::string& out, std::int64_t instant_ms, bool with_milliseconds) {
  append_date(out, floor_div(instant_ms, kDay));
  out.push_back('T');
  append_clock(out, floor_mod(instant_ms, kDay), with_milliseconds);
  out.push_back('Z');
}

int places_of(const Plan& plan, const ValueType& type) {
  if (type.kind == ValueKind::Money) return plan.currency_digits;
  return type.kind == ValueKind::Decimal ? type.places : 0;
}

void append_value(std::string& out, const Plan& plan, const ValueType& type, std::int64_t number,
                  std::string_view text) {
  switch (type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money: append_decimal(out, number, places_of(plan, type)); break;
    case ValueKind::Percent:
      if (std::int64_t hundredfold; !__builtin_mul_overflow(number, 100, &hundredfold)) {
        append_decimal(out, hundredfold, 0);
      } else {
        append_decimal(out, number, 0);
        out.append("00");
      }
      out.push_back('%');
      break;
    case ValueKind::Instant: append_instant(out, plan, number); break;
    case ValueKind::Date: append_date(out, number); break;
    case ValueKind::TimeOfDay: append_time_of_day(out, number); break;
    case ValueKind::Duration: append_duration(out, number); break;
    case ValueKind::YesNo: out.append(number != 0 ? "yes" : "no"); break;
    case ValueKind::Choice: append_choice(out, plan, type, number); break;
    case ValueKind::SetOf: append_set(out, plan, type, number); break;
    case ValueKind::Text:
    case ValueKind::Identifier: out.append(text); break;
  }
}

}  // namespace wend::runtime

namespace wend {

std::string value_text(const Plan& plan, const ValueType& type, std::int64_t number,
                       std::string_view text) {
  std::string out;
  runtime::append_value(out, plan, type, number, text);
  return out;
}

}  // namespace wend
