// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/value_words.h"

#include <array>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"
#include "runtime/values/zone.h"
#include "wend/runtime.h"

namespace wend::runtime {
namespace {

// 00 to 99.
constexpr auto kTwoDigits = [] {
  std::array<char, 200> digits{};
  for (std::size_t i = 0; i < digits.size(); ++i)
    digits[i] = static_cast<char>('0' + (i % 2 == 0 ? i / 20 : i / 2 % 10));
  return digits;
}();

// What they return is where the words end.
char* put_two(char* at, std::int64_t number) {
  std::memcpy(at, kTwoDigits.data() + 2 * number, 2);
  return at + 2;
}

char* put(char* at, std::string_view words) {
  std::memcpy(at, words.data(), words.size());
  return at + words.size();
}

char* put_date(char* at, std::int64_t date) {
  const Civil civil = civil_of(date);
  if (civil.year >= 0 && civil.year <= 9999) {
    at = put_two(put_two(at, civil.year / 100), civil.year % 100);
  } else {
    at = put_number(at, civil.year);
  }
  *at++ = '-';
  at = put_two(at, civil.month);
  *at++ = '-';
  return put_two(at, civil.day);
}

// 10:00:00, with .250 if asked or needed.
char* put_clock(char* at, std::int64_t of_day, bool with_milliseconds) {
  const auto all = static_cast<std::uint32_t>(of_day);  // of one day
  const std::uint32_t seconds = all / 1000, milliseconds = all % 1000;
  std::memcpy(at, "00:00:00.000", 12);
  put_two(at, seconds / 3600);
  put_two(at + 3, seconds / 60 % 60);
  put_two(at + 6, seconds % 60);
  if (!with_milliseconds && milliseconds == 0) return at + 8;
  at[9] = static_cast<char>('0' + milliseconds / 100);
  put_two(at + 10, milliseconds % 100);
  return at + 12;
}

char* put_offset(char* at, std::int64_t offset) {
  *at++ = offset < 0 ? '-' : '+';
  const std::int64_t minutes = std::abs(offset) / 60'000;
  at = put_two(at, minutes / 60);
  *at++ = ':';
  return put_two(at, minutes % 60);
}

// The zone of that name, read once per thread.
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

char* put_instant(char* at, const Plan& plan, std::int64_t instant) {
  if (instant < -kFarthestInstant || instant > kFarthestInstant) return put_number(at, instant);
  const Zone& zone = zone_named(plan.zone);
  // RFC 3339 knows offsets in minutes; the seconds of times before standard zones go into the wall time.
  const std::int64_t offset = zone.offset_at(instant) / 60'000 * 60'000;
  const std::int64_t local = instant + offset;
  const std::int64_t day = floor_div(local, kDay);
  at = put_date(at, day);
  *at++ = 'T';
  return put_offset(put_clock(at, local - day * kDay, false), offset);
}

char* put_time_of_day(char* at, std::int64_t of_day) {
  const bool is_of_a_day = of_day >= 0 && of_day < kDay;  // a damaged pack may say anything
  if (!is_of_a_day) return put_number(at, of_day);
  if (of_day % 60'000 != 0) return put_clock(at, of_day, false);
  at = put_two(at, of_day / kHour);
  *at++ = ':';
  return put_two(at, of_day / 60'000 % 60);
}

char* put_unit(char* at, std::uint64_t count, std::string_view unit, bool& is_first) {
  if (count == 0) return at;
  if (!is_first) *at++ = ' ';
  is_first = false;
  at = put_number(at, static_cast<std::int64_t>(count));
  *at++ = ' ';
  at = put(at, unit);
  if (count != 1) *at++ = 's';
  return at;
}

char* put_duration(char* at, std::int64_t duration) {
  if (duration == 0) return put(at, "0 seconds");
  if (duration < 0) *at++ = '-';
  const std::uint64_t rest = duration < 0 ? 0 - static_cast<std::uint64_t>(duration)
                                          : static_cast<std::uint64_t>(duration);
  bool is_first = true;
  at = put_unit(at, rest / 3'600'000, "hour", is_first);
  at = put_unit(at, rest / 60'000 % 60, "minute", is_first);
  at = put_unit(at, rest / 1000 % 60, "second", is_first);
  return put_unit(at, rest % 1000, "millisecond", is_first);
}

char* put_percent(char* at, std::int64_t number) {
  if (std::int64_t hundredfold; !__builtin_mul_overflow(number, 100, &hundredfold)) {
    at = put_decimal(at, hundredfold, 0);
  } else {
    at = put(put_decimal(at, number, 0), "00");
  }
  *at++ = '%';
  return at;
}

[[gnu::noinline]] char* put_utc_anew(char* at, std::int64_t instant_ms, bool with_milliseconds) {
  const std::int64_t day = floor_div(instant_ms, kDay);
  at = put_date(at, day);
  *at++ = 'T';
  at = put_clock(at, instant_ms - day * kDay, with_milliseconds);
  *at++ = 'Z';
  return at;
}

// Decisions come in rows of one event, each with its time twice.
struct LastInstant {
  std::int64_t instant_ms = 0;
  std::uint32_t size = 0;  // 0: none yet
  bool with_milliseconds = false;
  std::array<char, 48> words{};  // years have twelve digits at most
};

void append_choice(std::string& out, const Plan& plan, const ValueType& type,
                   std::int64_t position) {
  const auto& values = plan.choices[type.declared].values;
  if (position >= 0 && static_cast<std::uint64_t>(position) < values.size()) {
    out.append(values[static_cast<std::size_t>(position)]);
  } else {
    out.append(std::to_string(position));
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

char* put_number(char* at, std::int64_t number) {
  if (number >= 0 && number < 10) {
    *at = static_cast<char>('0' + number);
    return at + 1;
  }
  if (number >= 0 && number < 100) return put_two(at, number);
  constexpr std::ptrdiff_t kMost = 20;
  return std::to_chars(at, at + kMost, number).ptr;
}

char* put_decimal(char* at, std::int64_t millionths, int places) {
  const auto size = millionths < 0 ? 0 - static_cast<std::uint64_t>(millionths)
                                   : static_cast<std::uint64_t>(millionths);
  if (millionths < 0) *at++ = '-';
  at = put_number(at, static_cast<std::int64_t>(size / kMillionth));
  const auto rest = static_cast<std::uint32_t>(size % kMillionth);
  if (rest == 0 && places == 0) return at;
  *at++ = '.';
  put_two(put_two(put_two(at, rest / 10'000), rest / 100 % 100), rest % 100);
  int shown = 6;
  while (shown > places && at[shown - 1] == '0') --shown;
  return at + shown;
}

char* put_utc(char* at, std::int64_t instant_ms, bool with_milliseconds) {
  thread_local LastInstant last;
  const bool is_last = last.size != 0 && last.with_milliseconds == with_milliseconds &&
                       (last.instant_ms == instant_ms || planted(Fault::FormerTimeIsWritten));
  if (!is_last) {
    const char* const end = put_utc_anew(last.words.data(), instant_ms, with_milliseconds);
    last.size = static_cast<std::uint32_t>(end - last.words.data());
    last.instant_ms = instant_ms;
    last.with_milliseconds = with_milliseconds;
  }
  std::memcpy(at, last.words.data(), last.words.size());
  return at + last.size;
}

int places_of(const Plan& plan, const ValueType& type) {
  if (type.kind == ValueKind::Money) return plan.currency_digits;
  return type.kind == ValueKind::Decimal ? type.places : 0;
}

char* put_value(char* at, const Plan& plan, ValueKind kind, int places, std::int64_t number) {
  switch (kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money: return put_decimal(at, number, places);
    case ValueKind::Percent: return put_percent(at, number);
    case ValueKind::Instant: return put_instant(at, plan, number);
    case ValueKind::Date: return put_date(at, number);
    case ValueKind::TimeOfDay: return put_time_of_day(at, number);
    case ValueKind::Duration: return put_duration(at, number);
    case ValueKind::YesNo: return put(at, number != 0 ? "yes" : "no");
    default: return at;
  }
}

}  // namespace wend::runtime

namespace wend {

std::string value_text(const Plan& plan, const ValueType& type, std::int64_t number,
                       std::string_view text) {
  std::string out;
  if (type.kind == ValueKind::Choice) {
    runtime::append_choice(out, plan, type, number);
  } else if (type.kind == ValueKind::SetOf) {
    runtime::append_set(out, plan, type, number);
  } else if (!runtime::has_own_words(type.kind)) {
    out = text;
  } else {
    std::array<char, runtime::kMostOfValue> room;
    const int places = runtime::places_of(plan, type);
    out.assign(room.data(), runtime::put_value(room.data(), plan, type.kind, places, number));
  }
  return out;
}

}  // namespace wend
