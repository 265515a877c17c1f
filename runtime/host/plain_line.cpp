// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/plain_line.h"

#include <cstring>
#include <utility>

#include "runtime/abi/about.h"
#include "runtime/abi/plan.h"
#include "runtime/abi/record_types.h"
#include "runtime/decision/read_time.h"
#include "runtime/host/json_cursor.h"
#include "runtime/values/calendar.h"
#include "runtime/values/faults.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t kDayNs = 86'400 * kSecondNs;

// Two digits, or a negative number.
int two_digits(const char* at) {
  if (!is_digit(at[0]) || !is_digit(at[1])) return -1000;
  return (at[0] - '0') * 10 + (at[1] - '0');
}

// What stands between the seconds and the end: nothing but Z, or up to nine digits behind a point. Negative: something
// else.
std::int64_t fraction_ns(std::string_view text) {
  constexpr std::int64_t kOther = -1;
  if (text == "Z") return 0;
  if (text.size() < 3 || text.size() > 11 || text.front() != '.' || text.back() != 'Z')
    return kOther;
  std::int64_t digits = 0;
  std::int64_t unit = kSecondNs;
  for (const char letter : text.substr(1, text.size() - 2)) {
    if (!is_digit(letter)) return kOther;
    digits = digits * 10 + (letter - '0');
    unit /= 10;
  }
  return planted(Fault::LineLosesFraction) ? 0 : digits * unit;
}

}  // namespace

PlainLine::PlainLine(const Plan& plan, const NameTable& touchpoints, const NameTable& channels)
    : plan_(plan), touchpoints_(touchpoints), channels_(channels) {
  for (const TouchpointInfo& touchpoint : plan.touchpoints)
    steps_.push_back(field_steps(plan, touchpoint.fields));
  steps_.push_back(field_steps(plan, plan.customer_fields));
}

PlainLine::Member PlainLine::member_of(std::string_view name) {
  Member likely = Member::Other;
  switch (name.size()) {
    case 2: likely = Member::Id; break;
    case 4:
      likely = name[0] == 'd' ? Member::Data : name[1] == 'i' ? Member::Time : Member::Type;
      break;
    case 6: likely = Member::Source; break;
    case 7: likely = name[0] == 's' ? Member::Subject : Member::Channel; break;
    case 8: likely = Member::Sequence; break;
    case 11: likely = Member::SpecVersion; break;
    default: return Member::Other;
  }
  return is_same(name_of(likely), name) ? likely : Member::Other;
}

std::uint32_t NameTable::find(std::string_view name) const {
  if (name.empty()) return kNone;
  Recent& recent = recent_[place_of(name)];
  if (is_same(recent.name, name)) return recent.position;
  const auto found = all_.find(name);
  if (found == all_.end()) return kNone;
  recent = {found->first, found->second};
  return found->second;
}

bool PlainLine::read(std::string_view line, Event& event) {
  if (is_worth_a_try()) {
    if (read_shaped(line, event)) {
      habits_.patience = kPatience;
      return true;
    }
    --habits_.patience;
  }
  order_seen_.clear();
  if (!read_any(line, event)) return false;
  learn(order_seen_);
  return true;
}

bool PlainLine::read_any(std::string_view line, Event& event) {
  event.source = event.id = event.customer = {};
  event.sequence = 0;
  Members seen;
  JsonCursor at{line.data(), line.data() + line.size()};
  if (!at.skip('{')) return false;
  bool is_well = true;
  std::size_t place = 0;
  do {
    order_seen_.push_back(member_at(at, place++));
    if (!read_member(at, order_seen_.back(), event, seen)) return false;
  } while (at.next_member(is_well));
  at.skip_spaces();
  if (at.not_ascii != 0 && !is_utf8(line)) return false;
  return is_well && at.at == at.end && complete(event, seen);
}

// Lines of one source have their members in one order: the one of the line before is tried first.
PlainLine::Member PlainLine::member_at(JsonCursor& at, std::size_t place) {
  const bool is_expected = place < habits_.order.size();
  if (is_expected && at.is_name(name_of(habits_.order[place]))) return habits_.order[place];
  std::string_view name;
  if (!at.text(name) || !at.skip(':')) return Member::None;
  const Member member = member_of(name);
  if (is_expected) habits_.order[place] = member == Member::Other ? Member::Id : member;
  return member;
}

// What stands there twice is for the other reader to refuse.
bool PlainLine::read_member(JsonCursor& at, Member member, Event& event, Members& seen) {
  const auto text_into = [&](std::string_view& into) { return into.empty() && at.text(into); };
  std::string_view value;
  switch (member) {
    case Member::Id: return text_into(event.id);
    case Member::Source: return text_into(event.source);
    case Member::Subject: return text_into(event.customer);
    case Member::Time: return text_into(seen.time);
    case Member::Channel: return text_into(seen.channel);
    case Member::Type:
      return !std::exchange(seen.has_type, true) && at.text(value) && set_type(value, event);
    case Member::Data:
      return seen.has_type && !std::exchange(seen.has_data, true) && read_data(at, event);
    case Member::Sequence: {
      at.skip_spaces();
      if (std::exchange(seen.has_sequence, true)) return false;
      if (!(at.is_at('"') ? at.text(value) : at.token(value))) return false;
      const PlainNumber number = plain_number(value);
      event.sequence = static_cast<std::uint64_t>(number.digits);
      return number.is_plain && number.behind == 0 && is_digit(value.front());
    }
    case Member::SpecVersion:
    case Member::Other: return at.pass_over();
    case Member::None: return false;
  }
  return false;
}

// Lists are for the other reader.
bool PlainLine::set_type(std::string_view type, Event& event) const {
  if (type == kProfileType) {
    event.touchpoint = Event::kProfile;
    event.fields.assign(plan_.customer_fields.size(), {});
    return true;
  }
  const std::uint32_t found = touchpoints_.find(type);
  if (found == NameTable::kNone) return false;
  event.touchpoint = found;
  event.fields.assign(plan_.touchpoints[found].fields.size(), {});
  return plan_.touchpoints[found].lists.empty();
}

// The field whose name stands there: mostly the one behind the last, or behind some that are left out.
bool PlainLine::pass_name(JsonCursor& at, const std::vector<FieldInfo>& fields,
                          std::size_t& number) {
  for (; number < fields.size(); ++number) {
    if (at.is_name(fields[number].name)) return true;
    if (!fields[number].optional) break;
  }
  std::string_view name;
  if (!at.text(name) || !at.skip(':')) return false;
  for (number = 0; number < fields.size() && !is_same(fields[number].name, name);) ++number;
  return true;
}

bool PlainLine::read_data(JsonCursor& at, Event& event) {
  const bool is_profile = event.touchpoint == Event::kProfile;
  const std::vector<FieldInfo>& fields =
      is_profile ? plan_.customer_fields : plan_.touchpoints[event.touchpoint].fields;
  if (!at.skip('{')) return false;
  at.skip_spaces();
  if (at.is_at('}')) return at.skip('}');
  bool is_well = true;
  std::size_t next = 0;
  do {
    std::size_t number = next;
    if (!pass_name(at, fields, number)) return false;
    if (number == fields.size()) {
      if (!at.pass_over()) return false;
      continue;
    }
    next = number + 1;
    if (!read_field(at, fields[number], event.fields[number], is_profile)) return false;
  } while (at.next_member(is_well));
  return is_well;
}

bool PlainLine::read_field(JsonCursor& at, const FieldInfo& info, Event::Field& field,
                           bool is_profile) const {
  if (field.state != Event::State::Absent) return false;
  at.skip_spaces();
  std::string_view value;
  if (at.is_at('"')) return at.text(value) && store_text(info, value, field);
  if (!at.token(value)) return false;
  if (value != "null") return store_token(info, value, field);
  field.state = is_profile ? Event::State::Cleared : Event::State::Absent;
  return true;
}

bool PlainLine::store_text(const FieldInfo& info, std::string_view text,
                           Event::Field& field) const {
  field.state = Event::State::Present;
  if (!is_bytes(info.type.kind)) return store_value(info, text, field);
  field.text = text;
  return true;
}

bool PlainLine::store_token(const FieldInfo& info, std::string_view token,
                            Event::Field& field) const {
  field.state = Event::State::Present;
  if (info.type.kind == ValueKind::YesNo) {
    field.number = token == "true" ? 1 : 0;
    return token == "true" || token == "false";
  }
  if (info.type.kind == ValueKind::Text || !plain_number(token).is_plain) return false;
  if (info.type.kind != ValueKind::Identifier) return store_value(info, token, field);
  field.text = token;
  return true;
}

// Digits that the type does not have are rounded, or refused, by the other reader.
bool PlainLine::store_value(const FieldInfo& info, std::string_view text,
                            Event::Field& field) const {
  const int places = info.type.kind == ValueKind::Whole     ? 0
                     : info.type.kind == ValueKind::Decimal ? static_cast<int>(info.type.places)
                     : info.type.kind == ValueKind::Money ? static_cast<int>(plan_.currency_digits)
                                                          : -1;
  if (places >= 0) {
    const PlainNumber number = plain_number(text);
    field.number = millionths(number);
    return number.is_plain && number.behind <= places;
  }
  const ReadValue value = read_value(plan_, info.type, text);
  field.number = value.number;
  return value.ok;
}

bool PlainLine::complete(Event& event, const Members& seen) {
  if (!seen.has_type || event.id.empty() || event.source.empty() || seen.time.empty()) return false;
  if (event.customer.empty() && !is_about_value(plan_, event.touchpoint)) return false;
  event.channel = 0;
  if (!read_time(seen.time, event.time_ns)) return false;
  if (event.touchpoint == Event::kProfile) return true;
  const TouchpointInfo& touchpoint = plan_.touchpoints[event.touchpoint];
  if (!seen.channel.empty()) {
    event.channel = channels_.find(seen.channel);
    return event.channel != NameTable::kNone;
  }
  if (touchpoint.channels.size() > 1) return false;
  if (!touchpoint.channels.empty()) event.channel = touchpoint.channels[0];
  return true;
}

// 2026-03-02T09:10:00.5Z, without the fraction or in another zone if it likes.
bool PlainLine::read_time(std::string_view text, std::int64_t& time_ns) {
  constexpr std::size_t kToSeconds = 19;
  const auto unusual = [&] {
    const auto time = read_rfc3339(text);
    if (time) time_ns = *time;
    return time.has_value();
  };
  if (text.size() <= kToSeconds || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return unusual();
  const std::int64_t fraction = fraction_ns(text.substr(kToSeconds));
  if (fraction < 0) return unusual();
  const char* const at = text.data();
  if (!is_same(at, habits_.date.data(), habits_.date.size())) {
    constexpr std::int64_t kMostDays = 100'000;  // in nanoseconds they fit
    const auto day = read_date(text.substr(0, habits_.date.size()));
    if (!day || *day > kMostDays || *day < -kMostDays) return unusual();
    std::memcpy(habits_.date.data(), at, habits_.date.size());
    habits_.day_ns = *day * kDayNs;
  }
  const int hour = two_digits(at + 11);
  const int minute = two_digits(at + 14);
  const int second = two_digits(at + 17);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59)
    return unusual();
  time_ns = habits_.day_ns + (hour * 3600 + minute * 60 + second) * kSecondNs + fraction;
  return true;
}

}  // namespace wend::runtime
