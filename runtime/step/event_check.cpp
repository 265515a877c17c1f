// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/event_check.h"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/abi/about.h"
#include "runtime/abi/fact_layout.h"
#include "runtime/abi/plan.h"
#include "runtime/step/plain_events.h"
#include "runtime/values/calendar.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {
namespace {

Refusal refusal(RefusalKind kind, std::string reason) { return {kind, std::move(reason)}; }

bool is_in(std::int64_t number, std::int64_t least, std::int64_t greatest) {
  return number >= least && number <= greatest;
}

bool is_in_range(const Plan& plan, const ValueType& type, std::int64_t number) {
  switch (type.kind) {
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money:
    case ValueKind::Percent:
    case ValueKind::Duration:
    case ValueKind::Text:
    case ValueKind::Identifier: return true;
    case ValueKind::Instant: return is_in(number, -kFarthestInstant, kFarthestInstant);
    case ValueKind::Date: return is_in(number, -kFarthestDate, kFarthestDate);
    case ValueKind::TimeOfDay: return is_in(number, 0, kDay - 1);
    case ValueKind::YesNo: return is_in(number, 0, 1);
    case ValueKind::Choice:
      return is_in(number, 0,
                   static_cast<std::int64_t>(plan.choices[type.declared].values.size()) - 1);
    case ValueKind::SetOf: {
      const std::size_t values = plan.choices[type.declared].values.size();
      return number >= 0 && (values >= 63 || number >> values == 0);
    }
  }
  return false;
}

}  // namespace

std::string too_many_items(const ListInfo& list) {
  return fmt::format("`{}` has more items than the schema allows, which is {}", list.name,
                     list.most);
}

EventCheck::EventCheck(const Plan& plan, const Zone& zone)
    : plan_(plan), zone_(zone), has_identities_(has_identities(plan)), plain_(plan) {}

const std::vector<FieldInfo>& EventCheck::fields_of(const Event& event) const {
  return event.touchpoint == Event::kProfile ? plan_.customer_fields
                                             : plan_.touchpoints[event.touchpoint].fields;
}

const std::vector<ListInfo>& EventCheck::lists_of(const Event& event) const {
  static const std::vector<ListInfo> kNone;
  return event.touchpoint == Event::kProfile ? kNone : plan_.touchpoints[event.touchpoint].lists;
}

std::optional<Refusal> EventCheck::refusal_of_time(const Event& event) {
  if (is_in(event.time_ns, -kFarthestNanoseconds, kFarthestNanoseconds)) return std::nullopt;
  return refusal(RefusalKind::TimeOutOfRange, "the time is outside the years 1679 to 2261");
}

std::optional<Refusal> EventCheck::check_identity(const Event& event) const {
  const std::uint32_t kind = event.touchpoint < plan_.touchpoints.size()
                                 ? plan_.touchpoints[event.touchpoint].identity
                                 : TouchpointInfo::kCustomer;
  if (kind == TouchpointInfo::kCustomer) {
    if (event.customer.front() != '\0') return std::nullopt;
    return refusal(RefusalKind::ValueOutOfRange, "the customer's name begins with a zero byte");
  }
  const std::size_t most = length_of(plan_, {ValueKind::Identifier, 0, 0, kind});
  if (event.customer.size() <= most) return std::nullopt;
  return refusal(RefusalKind::TextTooLong,
                 fmt::format("the subject is a `{}` of {} bytes, and at most {} are allowed",
                             plan_.identifiers[kind].name, event.customer.size(), most));
}

std::optional<Refusal> EventCheck::check_place(const Event& event) const {
  const bool has_customer = !event.customer.empty() || event.customer_number != Event::kByName;
  const bool is_about = is_about_value(plan_, event.touchpoint);
  if (!has_customer && !is_about)
    return refusal(RefusalKind::NoCustomer, "the event names no customer");
  if (event.customer.size() > kLongestText) {
    return refusal(RefusalKind::TextTooLong, "the customer's name is longer than 65,535 bytes");
  }
  if (has_identities_ && !is_about && event.customer_number == Event::kByName) {
    if (auto refused = check_identity(event)) return refused;
  }
  if (auto refused = check_time(event)) return refused;
  if (event.touchpoint == Event::kProfile) return std::nullopt;
  const TouchpointInfo& touchpoint = plan_.touchpoints[event.touchpoint];
  const auto& channels = touchpoint.channels;
  if (channels.empty() ||
      std::find(channels.begin(), channels.end(), event.channel) != channels.end()) {
    return std::nullopt;
  }
  const bool has_name = event.channel < plan_.channels.size();
  return refusal(RefusalKind::ChannelNotAllowed,
                 fmt::format("`{}` does not occur on {}", touchpoint.name,
                             has_name ? fmt::format("`{}`", plan_.channels[event.channel].name)
                                      : "this channel"));
}

std::optional<Refusal> EventCheck::check_time(const Event& event) const {
  // Of an open event they are kept, and what is kept has a stated size.
  if (plan_.lateness != 0 && std::max(event.source.size(), event.id.size()) > kLongestOpenName) {
    return refusal(RefusalKind::TextTooLong,
                   fmt::format("`source` and `id` may have {} bytes each", kLongestOpenName));
  }
  if (auto refused = refusal_of_time(event)) return refused;
  const bool is_declared =
      event.touchpoint == Event::kProfile || event.touchpoint < plan_.touchpoints.size() ||
      (Event::is_row(event.touchpoint) && event.touchpoint - Event::kRow < plan_.tables.size());
  if (!is_declared) {
    return refusal(RefusalKind::Malformed, "the schema declares no such touchpoint");
  }
  const std::int64_t instant = floor_div(event.time_ns, 1'000'000);
  if (!plan_.history_complete && zone_.date_of(instant) < plan_.history_begins) {
    const Civil begins = civil_of(plan_.history_begins);
    return refusal(
        RefusalKind::BeforeHistory,
        fmt::format("the event is older than the history, which begins {:04}-{:02}-{:02}",
                    begins.year, begins.month, begins.day));
  }
  return std::nullopt;
}

std::optional<Refusal> EventCheck::check_text(const FieldInfo& info, std::size_t i) {
  Event::Field& field = copy_.fields[i];
  if (info.type.kind == ValueKind::Text && !is_ascii(field.text)) {
    if (!is_utf8(field.text)) {
      return refusal(RefusalKind::ValueOutOfRange,
                     fmt::format("`{}` is not valid UTF-8", info.name));
    }
    field.text = normal_form(field.text, rooms_[i]);
  }
  const bool is_stated = info.type.length != 0 || info.type.kind == ValueKind::Identifier;
  const std::size_t most = is_stated ? length_of(plan_, info.type) : kLongestText;
  if (field.text.size() <= most) return std::nullopt;
  return refusal(RefusalKind::TextTooLong,
                 fmt::format("`{}` has {} bytes, and at most {} are allowed", info.name,
                             field.text.size(), most));
}

std::optional<Refusal> EventCheck::check_field(const FieldInfo& info, std::size_t i,
                                               bool is_profile) {
  Event::Field& field = copy_.fields[i];
  if (field.state != Event::State::Present) {
    const bool may_be_absent = info.optional || (is_profile && field.state == Event::State::Absent);
    if (may_be_absent) return std::nullopt;
    return refusal(RefusalKind::MissingField, fmt::format("`{}` is missing", info.name));
  }
  if (is_bytes(info.type.kind)) return check_text(info, i);
  field.text = {};
  if (is_in_range(plan_, info.type, field.number)) return std::nullopt;
  return refusal(RefusalKind::ValueOutOfRange,
                 fmt::format("`{}` has a value outside its type", info.name));
}

void EventCheck::copy(const Event& event, std::size_t fields) {
  copy_ = event;
  accepted_ = &copy_;
  copy_.fields.resize(fields);
  if (rooms_.size() < fields) rooms_.resize(fields);
}

// What it is about is its subject, or its first field, or both; the link fills its last fields.
std::optional<Refusal> EventCheck::check_about(const Event& event) {
  const TouchpointInfo& touchpoint = plan_.touchpoints[event.touchpoint];
  const std::size_t own = touchpoint.fields.size() - plan_.links[touchpoint.about].carried.size();
  copy(event, touchpoint.fields.size());
  Event::Field& value = copy_.fields[0];
  const std::string& name = touchpoint.fields[0].name;
  if (value.state != Event::State::Present) {
    value = {Event::State::Present, 0, event.customer};
  } else if (!event.customer.empty() && value.text != event.customer) {
    return refusal(RefusalKind::WrongType,
                   fmt::format("the subject is another one than `{}`", name));
  }
  copy_.customer = {};
  if (value.text.empty())
    return refusal(RefusalKind::NoCustomer, fmt::format("the event names no `{}`", name));
  for (std::size_t i = 0; i < own; ++i) {
    if (auto refused = check_field(touchpoint.fields[i], i, false)) return refused;
  }
  for (std::size_t i = own; i < copy_.fields.size(); ++i) {
    if (copy_.fields[i].state == Event::State::Present)
      return refusal(
          RefusalKind::Malformed,
          fmt::format("`{}` comes from the link, not from the event", touchpoint.fields[i].name));
    copy_.fields[i] = {};
  }
  return std::nullopt;
}

// Of one that ends only the key matters.
std::optional<Refusal> EventCheck::check_row(const Event& event) {
  if (auto refused = check_time(event)) return refused;
  const std::vector<FieldInfo>& fields = plan_.tables[event.touchpoint - Event::kRow].fields;
  if (event.channel > Event::kRowEnds)
    return refusal(RefusalKind::Malformed, "a row holds or ends, and this one does neither");
  copy(event, fields.size());
  copy_.customer = {};
  const std::size_t asked = event.channel == Event::kRowEnds ? 1 : fields.size();
  for (std::size_t i = asked; i < fields.size(); ++i) copy_.fields[i] = {};
  for (std::size_t i = 0; i < asked; ++i) {
    if (auto refused = check_field(fields[i], i, false)) return refused;
  }
  return std::nullopt;
}

std::optional<Refusal> EventCheck::refusal_of(const Event& event) {
  accepted_ = &event;
  if (plain_.is_plain(event)) return std::nullopt;
  if (Event::is_row(event.touchpoint)) return check_row(event);
  if (auto refused = check_place(event)) return refused;
  const std::vector<FieldInfo>& fields = fields_of(event);
  if (is_about_value(plan_, event.touchpoint)) return check_about(event);
  const std::vector<ListInfo>& lists = lists_of(event);
  copy(event, lists.empty() ? fields.size() : std::max(fields.size(), event.fields.size()));
  if (auto refused = check_lengths(lists, fields.size())) return refused;
  // Texts in normal form stand there: no room may move behind this.
  if (rooms_.size() < copy_.fields.size()) rooms_.resize(copy_.fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (auto refused = check_field(fields[i], i, event.touchpoint == Event::kProfile))
      return refused;
  }
  return check_items(lists, fields.size());
}

// How many items each list has, and that they are there.
std::optional<Refusal> EventCheck::check_lengths(const std::vector<ListInfo>& lists,
                                                 std::size_t at) {
  for (const ListInfo& list : lists) {
    if (at == copy_.fields.size()) copy_.fields.emplace_back();
    Event::Field& head = copy_.fields[at++];
    head.text = {};
    if (head.state != Event::State::Present) {
      head = {};
      if (list.optional) continue;
      return refusal(RefusalKind::MissingField, fmt::format("`{}` is missing", list.name));
    }
    if (head.number < 0 || head.number > list.most)
      return refusal(RefusalKind::TooManyItems, too_many_items(list));
    const std::size_t fields = static_cast<std::size_t>(head.number) * list.fields.size();
    if (copy_.fields.size() - at < fields)
      return refusal(RefusalKind::Malformed,
                     fmt::format("`{}` has fewer items than it says", list.name));
    at += fields;
  }
  copy_.fields.resize(at);
  return std::nullopt;
}

std::optional<Refusal> EventCheck::check_items(const std::vector<ListInfo>& lists, std::size_t at) {
  for (const ListInfo& list : lists) {
    const std::int64_t count = copy_.fields[at++].number;
    for (std::int64_t item = 1; item <= count; ++item) {
      for (const FieldInfo& info : list.fields) {
        auto refused = check_field(info, at++, false);
        if (!refused) continue;
        refused->reason = fmt::format("item {} of `{}`: {}", item, list.name, refused->reason);
        return refused;
      }
    }
  }
  return std::nullopt;
}

}  // namespace wend::runtime
