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
#include <utility>
#include <vector>

#include "runtime/host/line_shape.h"
#include "wend/runtime.h"

namespace wend::runtime {

// Names of the schema to their positions: asked again and again for few of them.
class NameTable {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  void add(std::string_view name, std::uint32_t position) {
    all_.emplace(name, position);
    if (!name.empty()) recent_[place_of(name)] = {name, position};
  }
  std::uint32_t find(std::string_view name) const;

 private:
  struct Recent {
    std::string_view name;
    std::uint32_t position = kNone;
  };
  static std::size_t place_of(std::string_view name) {
    return (name.size() * 31 + static_cast<unsigned char>(name.front()) * 7U +
            static_cast<unsigned char>(name.back())) %
           kRecent;
  }
  static constexpr std::size_t kRecent = 64;

  std::unordered_map<std::string_view, std::uint32_t> all_;
  mutable std::array<Recent, kRecent> recent_{};
};

class PlainLine {
 public:
  // The plan and the tables outlive it.
  PlainLine(const Plan& plan, const NameTable& touchpoints, const NameTable& channels);

  // True: all of the event is in `event`, its texts as views of the line. False: read it the other way; `event` holds
  // anything then. 32 bytes behind the line can be read.
  bool read(std::string_view line, Event& event);
  // Knows how lines look, as `before` does, which begins to learn it anew.
  void succeed(PlainLine& before) { habits_ = std::exchange(before.habits_, {}); }

 private:
  // Seen of a line.
  struct Members {
    std::string_view time, channel;
    bool has_type = false, has_data = false, has_sequence = false;
  };
  using Member = LineMember;
  static Member member_of(std::string_view name);
  bool read_any(std::string_view line, Event& event);
  Member member_at(JsonCursor& at, std::size_t place);
  bool read_member(JsonCursor& at, Member member, Event& event, Members& seen);
  bool set_type(std::string_view type, Event& event) const;
  static bool pass_name(JsonCursor& at, const std::vector<FieldInfo>& fields, std::size_t& number);
  bool read_data(JsonCursor& at, Event& event);
  bool read_field(JsonCursor& at, const FieldInfo& info, Event::Field& field,
                  bool is_profile) const;
  bool store_text(const FieldInfo& info, std::string_view text, Event::Field& field) const;
  bool store_token(const FieldInfo& info, std::string_view token, Event::Field& field) const;
  bool store_value(const FieldInfo& info, std::string_view text, Event::Field& field) const;
  bool complete(Event& event, const Members& seen);
  bool read_time(std::string_view text, std::int64_t& time_ns);

  bool is_worth_a_try();
  void learn(const std::vector<Member>& order);
  bool read_shaped(std::string_view line, Event& event);
  bool read_shaped_member(JsonCursor& at, Member member, Event& event, Members& seen);
  bool read_shaped_data(JsonCursor& at, Event& event);
  bool read_shaped_field(JsonCursor& at, const FieldStep& step, const FieldInfo& info,
                         Event::Field& field) const;

  static constexpr int kPatience = 16;       // lines that look otherwise, one after the other
  static constexpr int kRest = 64;           // lines until one is tried again
  static constexpr int kLinesPerShape = 16;  // at least, until another shape is made
  // How the lines looked so far, and what they had in common: a matter of who wrote them, not of the plan.
  struct Habits {
    std::array<Member, 9> order{Member::SpecVersion, Member::Id,      Member::Source,
                                Member::Type,        Member::Subject, Member::Time,
                                Member::Channel,     Member::Data,    Member::Sequence};
    std::vector<MemberStep> shape;
    std::vector<Member> last_order, shape_order;
    int patience = 0, rested = 0, since_learned = kLinesPerShape;
    // Events come by time: their date is mostly that of the one before.
    std::array<char, 10> date{};
    std::int64_t day_ns = 0;
  };

  const Plan& plan_;
  const NameTable& touchpoints_;
  const NameTable& channels_;
  Habits habits_;
  std::vector<std::vector<FieldStep>> steps_;  // by touchpoint, the profile last
  std::vector<Member> order_seen_;
};

}  // namespace wend::runtime
