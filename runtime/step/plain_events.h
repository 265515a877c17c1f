// SPDX-License-Identifier: Apache-2.0
//
// Events that need no closer look: of a customer by name or number, without lists and without texts to be put in normal form. They
// are checked and read in one go, and may wait where they stand.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "runtime/abi/value.h"
#include "runtime/step/record_reader.h"
#include "runtime/step/texts.h"
#include "runtime/values/short_text.h"
#include "wend/runtime.h"

namespace wend {
struct FieldInfo;
struct TouchpointInfo;
}  // namespace wend

namespace wend::runtime {

constexpr std::int64_t kFarthestNanoseconds = 9'200'000'000'000'000'000;
constexpr std::size_t kLongestText = 65'535;

struct PlainEvent {
  std::uint32_t touchpoint = 0, channel = 0;
  std::uint32_t customer_number = Event::kByName;
  std::string_view customer;
  std::int64_t instant = 0;  // in milliseconds, down
  // By field. Texts are those of a step behind the plan's constants, in their order.
  std::vector<Cell> fields;
  std::vector<std::string_view> texts;  // the first text_count
  std::uint32_t text_count = 0;
  // Where it stands: an event, or a host's struct and what reads it. None: it is a copy.
  const Event* event = nullptr;
  const std::byte* record = nullptr;
  const RecordReader* reader = nullptr;
  std::vector<RecordReader::Digits> digits;  // of texts that the struct has as numbers
  // Of a copy, whose texts stand in its room:
  std::string_view source, id;
  std::int64_t time_ns = 0;
  std::uint64_t sequence = 0;
  std::vector<char> room;

  // For the fields of every touchpoint.
  void make_room(std::size_t most_fields) {
    fields.resize(most_fields);
    texts.resize(std::max(most_fields, Texts::kFew));
    digits.resize(most_fields);
  }
};

class PlainEvents {
 public:
  explicit PlainEvents(const Plan& plan);

  bool is_plain(const Event& event) const;
  // The same, and it may be stepped from where it stands: never where events may be late, which wait for long.
  bool may_stand_alone(const Event& event) const {
    return event.touchpoint < may_stand_alone_ && is_plain(event);
  }
  // Checks and reads in one go. Requires: room in `into` for the fields of every touchpoint. False if it may not stand alone; then
  // nothing is said of what is in it. What was read is valid as long as the event stays where it is.
  bool read(const Event& event, PlainEvent& into) const {
    return event.touchpoint < may_stand_alone_ && read_into<Way::Read>(event, into);
  }
  // The same as a copy, of all but its customer's name, which the session knows.
  bool copy(const Event& event, PlainEvent& into) const {
    return event.touchpoint < may_stand_alone_ && read_into<Way::Copy>(event, into);
  }
  // `read` of an event that is known to be plain.
  void fill(const Event& event, PlainEvent& into) const { read_into<Way::Fill>(event, into); }
  // What was copied, as an event of nobody; its texts are those of the copy.
  void restore(const PlainEvent& copy, Event& into) const;

 private:
  struct Field {
    enum class Form : std::uint8_t { Number, Range, Bytes, Ascii, None };
    Form form = Form::None;
    bool is_optional = false;
    std::uint32_t most = 0;                 // bytes
    std::int64_t least = 0, greatest = -1;  // of a Range
    void become_range(std::int64_t from, std::int64_t to) {
      form = Form::Range;
      least = from;
      greatest = to;
    }
    bool is_bytes() const { return form == Form::Bytes || form == Form::Ascii; }
    bool takes(std::int64_t number) const {
      return form == Form::Number || (form == Form::Range && number >= least && number <= greatest);
    }
    bool takes(std::string_view text) const;
    // Whether it may say so: nothing of what is absent is looked at.
    bool takes(const Event::Field& field) const {
      if (field.state != Event::State::Present)
        return is_optional && field.state == Event::State::Absent;
      return is_bytes() ? takes(field.text) : field.text.empty() && takes(field.number);
    }
  };
  struct Form {  // of the events of a touchpoint
    // Where they are plain: of the first 64 channels as bits; on those behind, if it occurs on all.
    std::uint64_t channels = 0;
    bool occurs_on_all = false;
    std::vector<Field> fields;
    std::size_t text_bytes = 0;  // of all fields, at most
    bool takes(std::uint32_t channel) const {
      return channel < 64 ? (channels >> channel & 1) != 0 : occurs_on_all;
    }
  };
  Form form_of(const Plan& plan, const TouchpointInfo& touchpoint) const;
  static Field field_of(const Plan& plan, const FieldInfo& info);
  bool takes(const Form& form, std::uint32_t channel, std::int64_t time_ns) const {
    return since(time_ns) <= since(kFarthestNanoseconds) && form.takes(channel);
  }
  // Wraps around before `from_ns_`, to more than any other.
  std::uint64_t since(std::int64_t time_ns) const {
    return static_cast<std::uint64_t>(time_ns) - static_cast<std::uint64_t>(from_ns_);
  }
  // Requires: it is not before `from_ns_`, which is a whole number of milliseconds.
  std::int64_t instant_of(std::int64_t time_ns) const {
    return from_ms_ + static_cast<std::int64_t>(since(time_ns) / 1'000'000);
  }
  static bool is_plain_name(std::string_view customer) {
    return !customer.empty() && customer.size() <= kLongestText;
  }
  bool is_plain_head(const Form& form, const Event& event) const {
    return event.fields.size() == form.fields.size() && takes(form, event.channel, event.time_ns) &&
           (event.customer_number != Event::kByName || is_plain_name(event.customer));
  }
  enum class Way : std::uint8_t { Read, Copy, Fill };  // Fill: it was checked before
  template <Way way>
  bool read_into(const Event& event, PlainEvent& into) const;
  // For its texts.
  static char* room_for(const Event& event, const Form& form, std::vector<char>& room) {
    const bool is_enough = form.text_bytes + event.source.size() + event.id.size() <= room.size();
    if (!is_enough) [[unlikely]]
      make_room(event, form, room);
    return room.data();
  }
  static void make_room(const Event& event, const Form& form, std::vector<char>& room);

  friend class RecordSteps;

  std::vector<Form> forms_;          // by touchpoint
  bool stay_open_ = false;           // they may be late
  std::size_t may_stand_alone_ = 0;  // the touchpoints whose events may: all or none
  // No event of this time or later is older than the history. Midnight of some day.
  std::int64_t from_ns_ = 0, from_ms_ = 0;
  std::int64_t constants_ = 0;  // texts of the plan
};

template <PlainEvents::Way way>
inline bool PlainEvents::read_into(const Event& event, PlainEvent& into) const {
  const Form& form = forms_[event.touchpoint];
  constexpr bool is_copy = way == Way::Copy;
  if (way != Way::Fill && !is_plain_head(form, event)) return false;
  char* room = is_copy ? room_for(event, form, into.room) : nullptr;
  const auto kept = [&room](std::string_view text) {
    if constexpr (!is_copy) return text;
    room = copy_text(room, text);
    return std::string_view(room - text.size(), text.size());
  };
  into.text_count = 0;
  const Event::Field* here = event.fields.data();
  Cell* cell = into.fields.data();
  for (const Field& field : form.fields) {
    // A copy is what is read: it has no number beside a text.
    if (way != Way::Fill && !field.takes(*here)) return false;
    if (is_copy && field.is_bytes() && here->number != 0) return false;
    if (here->state != Event::State::Present) {
      *cell = {0, Status::Missing};
    } else if (field.is_bytes()) {
      *cell = known(constants_ + into.text_count);
      into.texts[into.text_count++] = kept(here->text);
    } else {
      *cell = known(here->number);
    }
    ++here;
    ++cell;
  }
  into.touchpoint = event.touchpoint;
  into.channel = event.channel;
  into.customer_number = event.customer_number;
  into.customer = event.customer;
  into.instant = instant_of(event.time_ns);
  into.record = nullptr;
  into.event = is_copy ? nullptr : &event;
  if constexpr (!is_copy) return true;
  into.source = kept(event.source);
  into.id = kept(event.id);
  into.time_ns = event.time_ns;
  into.sequence = event.sequence;
  return true;
}

}  // namespace wend::runtime
