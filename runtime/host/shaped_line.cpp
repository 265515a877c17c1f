// SPDX-License-Identifier: Apache-2.0
//
// A line that looks like the one before: PlainLine's quickest way.
#include <utility>

#include "runtime/abi/plan.h"
#include "runtime/host/plain_line.h"
#include "runtime/values/faults.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

// Digits as the type has them, at most twelve in front of the point: their millionths fit.
bool read_number(JsonCursor& at, int places, std::int64_t& millionths) {
  constexpr std::int64_t kTens[] = {1'000'000, 100'000, 10'000, 1'000, 100, 10, 1};
  constexpr std::ptrdiff_t kMostWhole = 12;
  const bool is_negative = at.is_at('-');
  if (is_negative) ++at.at;
  const char* const begin = at.at;
  std::int64_t digits = 0;
  // The line's end, or what follows it, is no digit for long: thirteen are one too many.
  for (; at.at < begin + kMostWhole && is_digit(*at.at); ++at.at)
    digits = digits * 10 + (*at.at - '0');
  if (at.at == begin || (*begin == '0' && at.at != begin + 1)) return false;
  int behind = 0;
  if (*at.at == '.') {
    for (++at.at; behind < places && is_digit(*at.at); ++at.at, ++behind)
      digits = digits * 10 + (*at.at - '0');
    if (behind == 0) return false;
  }
  millionths =
      (is_negative ? -digits : digits) * kTens[planted(Fault::AlikeLosesPoint) ? 0 : behind];
  return true;
}

// In quotes or without.
bool read_number_either_way(JsonCursor& at, int places, std::int64_t& millionths) {
  if (!at.is_at('"')) return read_number(at, places, millionths);
  ++at.at;
  if (!read_number(at, places, millionths) || !at.is_at('"')) return false;
  ++at.at;
  return true;
}

bool read_word(JsonCursor& at, std::int64_t& yes) {
  static const LineText kTrue("true"), kFalse("false");
  yes = kTrue.pass(at) ? 1 : 0;
  return yes == 1 || kFalse.pass(at);
}

}  // namespace

// How lines look is learned from two in a row that have their members in one order. Lines that look another way each time
// are not tried for long.
bool PlainLine::is_worth_a_try() {
  if (habits_.shape.empty()) return false;
  if (habits_.patience > 0) return true;
  if (++habits_.rested < kRest) return false;
  habits_.rested = 0;
  habits_.patience = 1;
  return true;
}

void PlainLine::learn(const std::vector<Member>& order) {
  if (order == habits_.last_order && order != habits_.shape_order &&
      ++habits_.since_learned >= kLinesPerShape) {
    habits_.since_learned = 0;
    habits_.shape = member_steps(order);
    habits_.shape_order = order;
    habits_.patience = kPatience;
  }
  habits_.last_order = order;
}

bool PlainLine::read_shaped(std::string_view line, Event& event) {
  event.source = event.id = event.customer = {};
  event.sequence = 0;
  Members seen;
  JsonCursor at{line.data(), line.data() + line.size()};
  for (const MemberStep& step : habits_.shape)
    if (!step.before.pass(at) || !read_shaped_member(at, step.member, event, seen)) return false;
  if (!at.is_at('}')) return false;
  ++at.at;
  if (at.at != at.end && !planted(Fault::AlikeMayEndEarly)) return false;
  if (at.not_ascii != 0 && !is_utf8(line)) return false;
  return complete(event, seen);
}

bool PlainLine::read_shaped_member(JsonCursor& at, Member member, Event& event, Members& seen) {
  std::string_view value;
  switch (member) {
    case Member::Id: return at.rest_of_text(event.id);
    case Member::Source: return at.rest_of_text(event.source);
    case Member::Subject: return at.rest_of_text(event.customer);
    case Member::Time: return at.rest_of_text(seen.time);
    case Member::Channel: return at.rest_of_text(seen.channel);
    case Member::Type:
      seen.has_type = true;
      return at.rest_of_text(value) && set_type(value, event);
    case Member::Data: return read_shaped_data(at, event);
    case Member::Sequence: {
      std::int64_t number = 0;
      const bool has_digits = is_digit(at.at[at.is_at('"') ? 1 : 0]);
      if (!has_digits || !read_number_either_way(at, 0, number)) return false;
      event.sequence = static_cast<std::uint64_t>(number / kMillionth);
      return true;
    }
    case Member::SpecVersion: return true;
    case Member::Other:
    case Member::None: return false;
  }
  return false;
}

// Those that may be absent are passed over until the next name that stands there.
bool PlainLine::read_shaped_data(JsonCursor& at, Event& event) {
  const bool is_profile = event.touchpoint == Event::kProfile;
  const std::vector<FieldInfo>& fields =
      is_profile ? plan_.customer_fields : plan_.touchpoints[event.touchpoint].fields;
  const std::vector<FieldStep>& steps = is_profile ? steps_.back() : steps_[event.touchpoint];
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (!steps[i].before.pass(at)) continue;
    if (!read_shaped_field(at, steps[i], fields[i], event.fields[i])) return false;
    if (at.at >= at.end) return false;
    const char behind = *at.at++;
    if (behind == '}') return true;
    if (behind != ',') return false;
  }
  return false;
}

bool PlainLine::read_shaped_field(JsonCursor& at, const FieldStep& step, const FieldInfo& info,
                                  Event::Field& field) const {
  field.state = Event::State::Present;
  switch (step.way) {
    case FieldStep::Way::Text: return at.rest_of_text(field.text);
    case FieldStep::Way::Number: return read_number_either_way(at, step.places, field.number);
    case FieldStep::Way::YesNo: return read_word(at, field.number);
    case FieldStep::Way::Value: {
      std::string_view text;
      return at.rest_of_text(text) && store_value(info, text, field);
    }
  }
  return false;
}

}  // namespace wend::runtime
