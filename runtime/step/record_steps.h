// SPDX-License-Identifier: Apache-2.0
//
// How structs of one layout are read as plain events: what the layout says of where something stands and what the plan says of
// what it may be, put together once, so that a field takes a load, a comparison and a store.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "runtime/step/plain_events.h"
#include "runtime/step/record_reader.h"

namespace wend::runtime {

class RecordSteps {
 public:
  RecordSteps(const PlainEvents& plain, const RecordReader& reader);

  // Whether they are for that reader as it is now.
  bool is_for(const RecordReader& reader) const { return reader.state == state_; }
  // That nobody has the layout any more.
  bool is_outlived() const { return state_.use_count() == 1; }

  // Requires: `is_for` the reader, and room in `into` for the fields of every touchpoint. False if the event may not stand
  // alone; then nothing is said of what is in it. What was read is valid as long as the struct stays where it is.
  [[gnu::always_inline]] bool read(const RecordReader& reader, const std::byte* record,
                                   PlainEvent& into);

 private:
  // A small number: what it always is, or from where it is loaded.
  struct Small {
    enum class From : std::uint8_t { Always, Byte, Other };
    From from = From::Always;
    std::uint32_t always = 0;
    RecordPlace place;
  };
  // A number of the struct itself, as far as it may be: from the least on, and as many as `beyond` says behind it.
  struct Range {
    std::int64_t least = 0;
    std::uint64_t beyond = 0;
    bool holds(std::int64_t number) const {
      return static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(least) <= beyond;
    }
  };
  struct Field {
    // `Absent`: the layout has no place for it. `Never`: an event that says it needs a closer look.
    enum class As : std::uint8_t { Number, Text, Absent, Never };
    As as = As::Absent;
    bool is_optional = false;
    RecordPlace place;
    Range range;                               // of a number, before it is scaled
    const PlainEvents::Field* text = nullptr;  // what is asked of it
  };
  struct alignas(32) Touchpoint {
    std::uint64_t channels = 0;  // where its events are plain, of the first 64, as bits
    std::unique_ptr<Field[]> fields;
    std::uint32_t field_count = 0;
    bool is_known = false;  // all of this was worked out
  };

  bool read_otherwise(const RecordReader& reader, const std::byte* record, PlainEvent& into);
  bool read_fields(const std::byte* record, const Touchpoint& of, PlainEvent& into) const;
  void learn(const RecordReader& reader, std::uint32_t touchpoint);
  Field field_of(const RecordPlace& place, const PlainEvents::Field& field) const;
  static Small small_of(const RecordPlace& place, std::uint32_t otherwise);
  static std::uint32_t small_at(const std::byte* record, const Small& small) {
    if (small.from == Small::From::Always) return small.always;
    if (small.from == Small::From::Byte)
      return RecordReader::at<std::uint8_t>(record, small.place.offset);
    return RecordReader::place_of(record, small.place, 0);
  }

  const PlainEvents& plain_;
  std::shared_ptr<const char> state_;
  std::unique_ptr<Touchpoint[]> touchpoints_;
  std::uint32_t touchpoint_count_ = 0;  // whose events may stand alone: all or none
  Small touchpoint_, channel_;
  std::size_t time_at_ = 0, number_at_ = RecordPlace::kNone;
  Range times_;               // in the layout's unit
  std::int64_t unit_ms_ = 0;  // 0: it is no whole number of milliseconds
  std::int64_t unit_ns_ = 1;
};

inline bool RecordSteps::read(const RecordReader& reader, const std::byte* record,
                              PlainEvent& into) {
  const std::uint32_t number = small_at(record, touchpoint_);
  if (number >= touchpoint_count_) return false;
  const Touchpoint& touchpoint = touchpoints_[number];
  const std::uint32_t channel = small_at(record, channel_);
  const auto time = RecordReader::at<std::int64_t>(record, time_at_);
  into.touchpoint = number;
  into.channel = channel;
  into.instant = static_cast<std::int64_t>(static_cast<std::uint64_t>(time) *
                                           static_cast<std::uint64_t>(unit_ms_));  // if it holds
  into.record = record;
  into.reader = &reader;
  into.event = nullptr;
  into.text_count = 0;
  into.customer_number = number_at_ == RecordPlace::kNone
                             ? Event::kByName
                             : RecordReader::at<std::uint32_t>(record, number_at_);
  const bool is_usual = channel < 64 && (touchpoint.channels >> channel & 1) != 0 &&
                        times_.holds(time) && unit_ms_ != 0 &&
                        into.customer_number != Event::kByName;
  if (!is_usual) [[unlikely]]
    return read_otherwise(reader, record, into);
  return touchpoint.field_count == 0 || read_fields(record, touchpoint, into);
}

}  // namespace wend::runtime
