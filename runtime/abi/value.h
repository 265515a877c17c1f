// SPDX-License-Identifier: Apache-2.0
//
// Values as the machine sees them. Every value is one 64-bit number beside a status:
//   whole, decimal, money, percent   millionths (140% is 1,400,000; 2.50 EUR is 2,500,000)
//   instant, duration, time of day   milliseconds (instants since 1970-01-01T00:00Z)
//   date                             days since 1970-01-01
//   choice                           position of the value in its declaration, from 0
//   set of choice                    bit n is the value at position n (at most 63 values)
//   yes/no                           1 or 0
//   text, identifier                 index into the step's texts
#pragma once

#include <cstdint>
#include <string>

namespace wend {

enum class ValueKind : std::uint8_t {
  Whole,
  Decimal,
  Money,
  Percent,
  Instant,
  Date,
  TimeOfDay,
  Duration,
  Text,
  YesNo,
  Choice,
  SetOf,
  Identifier,
};

struct ValueType {
  ValueKind kind = ValueKind::Whole;
  std::uint8_t places = 0;     // Decimal: digits after the point, 0 to 6
  std::uint16_t length = 0;    // Text, Identifier: most bytes; 0: no length stated (Text only)
  std::uint32_t declared = 0;  // Choice, SetOf: index of the choice; Identifier: index of the kind
  friend bool operator==(const ValueType&, const ValueType&) = default;
};

constexpr std::int64_t kMillionth = 1'000'000;
// Milliseconds from 1970, about 9,500 years, both ways. Beyond there is no calendar: an instant computed
// to lie there is unknown.
constexpr std::int64_t kFarthestInstant = 300'000'000'000'000;

constexpr std::uint32_t kMostAliases = 1'000;  // of one kind of identity, per customer

constexpr std::uint32_t kMostListItems = 1'000;

constexpr std::uint32_t kMostTables = 100;
constexpr std::uint32_t kMostColumns = 100;     // of a table, beside its key
constexpr std::uint32_t kMostRows = 1'000'000;  // of a table

inline bool is_bytes(ValueKind kind) {
  return kind == ValueKind::Text || kind == ValueKind::Identifier;
}

// Missing: a value that may be absent is absent. Unknown: overflow, or a fact not known; it spreads,
// three-valued, and a rule acts only on a known yes.
enum class Status : std::uint8_t { Known = 0, Missing = 1, Unknown = 2 };

// A register, a field, an argument. Native code reads and writes it by these offsets.
struct Cell {
  std::int64_t value = 0;
  Status status = Status::Missing;
};
static_assert(sizeof(Cell) == 16);

inline Cell known(std::int64_t value) { return {value, Status::Known}; }

// A calendar span, packed into a 64-bit immediate: months in the high half, days in the low.
struct CalendarSpan {
  std::int32_t months = 0;
  std::int32_t days = 0;
};
inline std::int64_t pack(CalendarSpan span) {
  return (static_cast<std::int64_t>(span.months) << 32) | static_cast<std::uint32_t>(span.days);
}
inline CalendarSpan unpack(std::int64_t packed) {
  return {static_cast<std::int32_t>(packed >> 32), static_cast<std::int32_t>(packed & 0xFFFFFFFF)};
}

// A stretch of time: either exact milliseconds or a calendar span.
struct Stretch {
  bool calendar = false;
  std::int64_t amount = 0;  // milliseconds, or a packed CalendarSpan
  friend bool operator==(const Stretch&, const Stretch&) = default;
};

}  // namespace wend
