// SPDX-License-Identifier: Apache-2.0
//
// Events that need no closer look: of a customer by name or number, without lists and without texts to be put in normal form. They
// are checked and read in one go, and may wait where they stand.
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

#include "runtime/abi/value.h"
#include "runtime/step/event_copy.h"
#include "runtime/step/record_reader.h"
#include "wend/runtime.h"

namespace wend {
struct FieldInfo;
struct TouchpointInfo;
}  // namespace wend

namespace wend::runtime {

constexpr std::int64_t kFarthestNanoseconds = 9'200'000'000'000'000'000;
constexpr std::size_t kLongestText = 65'535;

struct PlainHead {
  std::uint32_t touchpoint = 0, channel = 0;
  std::uint32_t customer_number = Event::kByName;
  std::string_view customer;
  std::int64_t time_ns = 0;
};

struct PlainEvent : PlainHead {
  // By field. Texts are those of a step behind the plan's constants, in their order.
  std::vector<Cell> fields;
  std::vector<std::string_view> texts;
  // Where it stands: an event, which may be its own copy, or a host's struct and what reads it.
  const Event* event = nullptr;
  const std::byte* record = nullptr;
  const RecordReader* reader = nullptr;
  std::vector<RecordReader::Digits> digits;  // of texts that the struct has as numbers
  EventCopy copy;
};

class PlainEvents {
 public:
  explicit PlainEvents(const Plan& plan);

  bool is_plain(const Event& event) const;
  // The same, and it may be stepped from where it stands: never where events may be late, which wait for long.
  bool may_stand_alone(const Event& event) const { return !stay_open_ && is_plain(event); }
  // Requires: room in `into` for the fields of every touchpoint, and for their digits. False if it may not stand alone; then nothing is
  // said of what is in it. What was read is valid as long as the event, or the struct, stays where it is.
  bool read(const Event& event, PlainEvent& into) const {
    if (!may_stand_alone(event)) return false;
    fill(event, into);
    return true;
  }
  bool read(const RecordReader& reader, const std::byte* record, PlainEvent& into) const;
  // `read` of an event that is known to be plain.
  void fill(const Event& event, PlainEvent& into) const;

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
  };
  struct Form {  // of the events of a touchpoint
    // Where they are plain: of the first 64 channels as bits; on those behind, if it occurs on all.
    std::uint64_t channels = 0;
    bool occurs_on_all = false;
    std::vector<Field> fields;
  };
  Form form_of(const Plan& plan, const TouchpointInfo& touchpoint) const;
  static Field field_of(const Plan& plan, const FieldInfo& info);
  bool takes(const Form& form, std::uint32_t channel, std::int64_t time_ns) const {
    return since(time_ns) <= since(kFarthestNanoseconds) &&
           (channel < 64 ? (form.channels >> channel & 1) != 0 : form.occurs_on_all);
  }
  // Wraps around before `from_ns_`, to more than any other.
  std::uint64_t since(std::int64_t time_ns) const {
    return static_cast<std::uint64_t>(time_ns) - static_cast<std::uint64_t>(from_ns_);
  }
  bool is_plain_head(const Form& form, const PlainHead& head) const;
  static bool is_plain_name(std::string_view customer);
  bool read_fields(const RecordReader& reader, const std::byte* record, const Form& form,
                   PlainEvent& into) const;
  Cell add_text(PlainEvent& event, std::string_view text) const;

  std::vector<Form> forms_;          // by touchpoint
  bool stay_open_ = false;           // they may be late
  std::size_t may_stand_alone_ = 0;  // the touchpoints whose events may: all or none
  std::int64_t from_ns_ = 0;         // no event of this time or later is older than the history
  std::int64_t constants_ = 0;       // texts of the plan
};

}  // namespace wend::runtime
