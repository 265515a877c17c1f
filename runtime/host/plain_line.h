// SPDX-License-Identifier: Apache-2.0
//
// The quick way through a line of JSON that is what nearly all are: the members of a CloudEvent and a flat `data` behind
// its `type`, texts without escapes, numbers in plain digits, fields mostly in the order of the schema. Whatever else
// a line may be, this leaves to the reader that knows all of JSON (cloud_events.cpp); what it reads, that one reads
// alike.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wend/runtime.h"

namespace wend::runtime {

// Names of the schema to their positions: asked again and again for few of them.
class NameTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  void add(std::string_view name, std::uint32_t position) { all_.emplace(name, position); }
  std::uint32_t find(std::string_view name) const;

 private:
  struct Recent {
    std::string_view name;
    std::uint32_t position = kNone;
  };
  std::unordered_map<std::string_view, std::uint32_t> all_;
  mutable std::array<Recent, 64> recent_{};
};

class PlainLine {
 public:
  // The plan and the tables outlive it.
  PlainLine(const Plan& plan, const NameTable& touchpoints, const NameTable& channels)
      : plan_(plan), touchpoints_(touchpoints), channels_(channels) {}

  // True: all of the event is in `event`, its texts as views of the line. False: read it the other way; `event` holds
  // anything then. 32 bytes behind the line can be read.
  bool read(std::string_view line, Event& event);

 private:
  struct Cursor;
  struct Members;
  enum class Member : std::uint8_t {
    Id,
    Source,
    Subject,
    Time,
    Channel,
    Type,
    Data,
    Sequence,
    SpecVersion,
    Other,
    None,  // no member stands there
  };
  static Member member_of(std::string_view name);
  Member member_at(Cursor& at, std::size_t place);
  bool read_member(Cursor& at, Member member, Event& event, Members& seen);
  bool set_type(std::string_view type, Event& event) const;
  static bool pass_name(Cursor& at, const std::vector<FieldInfo>& fields, std::size_t& number);
  bool read_data(Cursor& at, Event& event);
  bool read_field(Cursor& at, const FieldInfo& info, Event::Field& field, bool is_profile) const;
  bool store_text(const FieldInfo& info, std::string_view text, Event::Field& field) const;
  bool store_token(const FieldInfo& info, std::string_view token, Event::Field& field) const;
  bool store_value(const FieldInfo& info, std::string_view text, Event::Field& field) const;
  bool complete(Event& event, const Members& seen);
  bool read_time(std::string_view text, std::int64_t& time_ns);

  const Plan& plan_;
  const NameTable& touchpoints_;
  const NameTable& channels_;
  std::array<Member, 9> order_{Member::SpecVersion, Member::Id,      Member::Source,
                               Member::Type,        Member::Subject, Member::Time,
                               Member::Channel,     Member::Data,    Member::Sequence};
  // Events come by time: their date is mostly that of the one before.
  std::array<char, 10> date_{};
  std::int64_t day_ns_ = 0;
};

}  // namespace wend::runtime
