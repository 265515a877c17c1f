// SPDX-License-Identifier: Apache-2.0
//
// Reads what a host's struct says of an event, where it stands (wend/record.h).
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/value.h"
#include "runtime/values/digits.h"
#include "runtime/values/faults.h"
#include "wend/record.h"
#include "wend/runtime.h"

namespace wend::runtime {

// Whether a field may be a whole number with so many digits behind the point (RecordLayout::field_at).
inline bool has_digits(ValueKind kind) {
  return kind == ValueKind::Whole || kind == ValueKind::Decimal || kind == ValueKind::Money ||
         kind == ValueKind::Percent;
}

// Where something stands in the struct.
struct RecordPlace {
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::size_t offset = kNone;
  std::size_t present = kNone;  // of the byte that says whether it is there; kNone: it is
  RecordLayout::Form form = RecordLayout::Form::Int64;
  bool is_bytes = false;   // the field is a text or an identifier
  std::int64_t scale = 1;  // a whole number times this is the field's
  double steps = 1;  // a Double times this is rounded; `scale` then makes the field's number of it
  bool is_given() const { return offset != kNone; }
};

class RecordReader {
 public:
  explicit RecordReader(const Plan& from);

  // Digits of numbers that are texts.
  using Digits = std::array<char, 24>;

  template <typename T>
  static T at(const std::byte* record, std::size_t offset) {
    T value;
    std::memcpy(&value, record + offset, sizeof value);
    return value;
  }
  std::uint32_t touchpoint_of(const std::byte* record) const {
    return place_of(record, touchpoint_at, touchpoint);
  }
  std::uint32_t channel_of(const std::byte* record) const {
    return place_of(record, channel_at, channel);
  }
  std::string_view customer_of(const std::byte* record) const {
    return customer_at.is_given() ? at<std::string_view>(record, customer_at.offset)
                                  : std::string_view{};
  }
  std::uint32_t customer_number_of(const std::byte* record) const {
    return customer_number_at.is_given() ? at<std::uint32_t>(record, customer_number_at.offset)
                                         : Event::kByName;
  }
  std::string_view source_of(const std::byte* record) const {
    return source_at.is_given() ? at<std::string_view>(record, source_at.offset)
                                : std::string_view(source);
  }
  std::string_view id_of(const std::byte* record, Digits& digits) const {
    return id_at.is_given() ? text_of(record, id_at, digits) : std::string_view{};
  }
  std::uint64_t sequence_of(const std::byte* record) const {
    return sequence_at.is_given() ? at<std::uint64_t>(record, sequence_at.offset) : 0;
  }
  // False: it does not fit.
  bool time_of(const std::byte* record, std::int64_t& time_ns) const {
    return !__builtin_mul_overflow(at<std::int64_t>(record, time_at.offset), time_unit_ns,
                                   &time_ns);
  }
  static bool is_there(const std::byte* record, const RecordPlace& place) {
    return place.is_given() &&
           (place.present == RecordPlace::kNone || at<std::uint8_t>(record, place.present) != 0 ||
            planted(Fault::RecordFieldsAreThere));
  }
  // Of a field that is there. False: it does not fit.
  static bool number_of(const std::byte* record, const RecordPlace& place, std::int64_t& number);
  static std::string_view text_of(const std::byte* record, const RecordPlace& place,
                                  Digits& digits);
  // The places of the fields of a touchpoint.
  const std::vector<RecordPlace>& fields_of(std::uint32_t touchpoint_number) const {
    return fields[touchpoint_number];
  }
  // The same as an event, its texts as views of the record or of `digits`. False: some number does not fit.
  bool copy(const std::byte* record, Event& event, std::vector<Digits>& digits) const;

  const Plan& plan;
  RecordPlace touchpoint_at, channel_at, customer_at, customer_number_at, source_at, id_at,
      sequence_at, time_at;
  std::uint32_t touchpoint = 0, channel = 0;
  std::string source;
  std::int64_t time_unit_ns = 1;
  std::vector<std::vector<RecordPlace>> fields;  // by touchpoint
  // Another one after each change of where something stands that decides how events are read: whoever keeps it knows by it
  // that all is as it was.
  std::shared_ptr<const char> state = std::make_shared<const char>();

 private:
  friend class RecordSteps;
  static std::uint32_t place_of(const std::byte* record, const RecordPlace& place,
                                std::uint32_t otherwise) {
    if (!place.is_given()) return otherwise;
    const auto number = static_cast<std::uint64_t>(integer_of(record, place));
    return number < 0xFFFF0000 ? static_cast<std::uint32_t>(number) : 0xFFFEFFFF;
  }
  // Requires: neither a Double nor a View. A UInt64 above all others is negative.
  static std::int64_t integer_of(const std::byte* record, const RecordPlace& place);
  static bool whole_of(const std::byte* record, const RecordPlace& place, std::int64_t& number);
};

inline std::int64_t RecordReader::integer_of(const std::byte* record, const RecordPlace& place) {
  using Form = RecordLayout::Form;
  switch (place.form) {
    case Form::Int8: return at<std::int8_t>(record, place.offset);
    case Form::UInt8: return at<std::uint8_t>(record, place.offset);
    case Form::Int16: return at<std::int16_t>(record, place.offset);
    case Form::UInt16: return at<std::uint16_t>(record, place.offset);
    case Form::Int32: return at<std::int32_t>(record, place.offset);
    case Form::UInt32: return at<std::uint32_t>(record, place.offset);
    case Form::Int64:
    case Form::UInt64: return at<std::int64_t>(record, place.offset);
    case Form::Double:
    case Form::View: break;
  }
  return -1;
}

inline bool RecordReader::whole_of(const std::byte* record, const RecordPlace& place,
                                   std::int64_t& number) {
  using Form = RecordLayout::Form;
  switch (place.form) {
    case Form::Int8:
    case Form::UInt8:
    case Form::Int16:
    case Form::UInt16:
    case Form::Int32:
    case Form::UInt32:
    case Form::Int64: number = integer_of(record, place); return true;
    case Form::UInt64: number = at<std::int64_t>(record, place.offset); return number >= 0;
    case Form::Double: {
      const double steps = std::nearbyint(at<double>(record, place.offset) * place.steps);
      constexpr double kMost = 9.0e18;
      if (!(steps > -kMost && steps < kMost)) return false;
      number = static_cast<std::int64_t>(steps);
      return true;
    }
    case Form::View: return false;
  }
  return false;
}

inline bool RecordReader::number_of(const std::byte* record, const RecordPlace& place,
                                    std::int64_t& number) {
  return whole_of(record, place, number) && !__builtin_mul_overflow(number, place.scale, &number);
}

inline std::string_view RecordReader::text_of(const std::byte* record, const RecordPlace& place,
                                              Digits& digits) {
  if (place.form == RecordLayout::Form::View) return at<std::string_view>(record, place.offset);
  if (place.form == RecordLayout::Form::UInt64)
    return put_digits(at<std::uint64_t>(record, place.offset), digits.data());
  std::int64_t number = 0;
  whole_of(record, place, number);
  return put_digits(number, digits.data());
}

}  // namespace wend::runtime
