// SPDX-License-Identifier: Apache-2.0
//
// What a stream contains.
#include <algorithm>
#include <map>
#include <set>

#include "tests/differential/trials/coverage.h"
#include "tests/reference/calendar.h"

namespace wend::differential {
namespace {

using reference::Event;
using reference::EventField;

constexpr std::int64_t kHour = 3'600'000;

class Reader {
 public:
  Reader(const Schema& schema, const Stream& stream)
      : schema_(schema), calendar_(schema.zone), stream_(stream) {}

  Features read() {
    for (const Event& event : stream_) {
      const std::int64_t instant = reference::instant_of(event, schema_.grain_ms);
      if (!taken_.insert({instant, event.source + "\n" + event.id}).second)
        found_.insert("stream: a repeat");
      if (started_) between(newest_, instant);
      started_ = true;
      newest_ = std::max(newest_, instant);
      look_at(event, instant);
    }
    return std::move(found_);
  }

 private:
  std::int64_t offset(std::int64_t instant) const {
    const std::int64_t time = calendar_.part_of_instant(DatePart::Time, instant);
    return calendar_.part_of_instant(DatePart::Date, instant) * 24 * kHour + time - instant;
  }
  std::int64_t year(std::int64_t instant) const {
    return calendar_.part_of_instant(DatePart::Year, instant);
  }

  void between(std::int64_t before, std::int64_t now) {
    if (now == before) found_.insert("stream: several events at one instant");
    if (now < before) found_.insert("stream: an earlier event");
    if (schema_.lateness_ms != 0 && now < before)
      found_.insert(now >= before - schema_.lateness_ms ? "stream: an event within the lateness"
                                                        : "stream: an event behind the lateness");
    if (now <= before) return;
    if (now - before > 31 * 24 * kHour) found_.insert("stream: a gap of over a month");
    if (offset(now) > offset(before)) found_.insert("stream: clocks go forward");
    if (offset(now) < offset(before)) found_.insert("stream: clocks go back");
    if (year(now) != year(before)) found_.insert("stream: a year ends");
  }

  void look_at(const Event& event, std::int64_t instant) {
    if (event.table) return look_at_row(event);
    if (event.clock) found_.insert("stream: a record of the clock");
    if (!event.profile && schema_.touchpoints[event.touchpoint].about)
      found_.insert("stream: an event about something else");
    if (event.profile && !event.clock) found_.insert("stream: a profile change");
    if (offset(instant - kHour) - offset(instant) >= kHour / 2)
      found_.insert("stream: an event in a repeated hour");
    const bool february = calendar_.part_of_instant(DatePart::Month, instant) == 2 * kMillionth;
    if (february && calendar_.part_of_instant(DatePart::Day, instant) == 29 * kMillionth)
      found_.insert("stream: 29 February");
    for (const EventField& field : event.fields) look_at(field, event.profile);
    if (!event.profile) look_at_identity(event);
  }

  void look_at_row(const Event& event) {
    found_.insert(event.row_ends ? "stream: a row ends" : "stream: a row");
    const std::string key = event.fields[0].text + std::to_string(event.fields[0].number);
    if (!rows_.insert(key).second && !event.row_ends) found_.insert("stream: a row is given anew");
  }

  void look_at_identity(const Event& event) {
    const SchemaTouchpoint& touchpoint = schema_.touchpoints[event.touchpoint];
    if (touchpoint.identity)
      found_.insert(links_.contains(event.customer) ? "stream: an event of a linked identity"
                                                    : "stream: an event of nobody");
    for (const std::uint32_t field : touchpoint.links) {
      if (event.fields[field].text.empty()) continue;
      const auto [link, is_new] = links_.try_emplace(event.fields[field].text, event.customer);
      if (is_new) found_.insert("stream: a link");
      if (link->second == event.customer) continue;
      found_.insert("stream: an identity is linked elsewhere");
      link->second = event.customer;
    }
    look_at_lists(event);
  }

  void look_at_lists(const Event& event) {
    for (std::size_t i = 0; i < event.lists.size(); ++i) {
      const auto& items = event.lists[i].items;
      if (items.empty()) found_.insert("stream: a list without items");
      if (items.size() > schema_.touchpoints[event.touchpoint].lists[i].most)
        found_.insert("stream: too many items");
      for (const auto& item : items)
        for (const EventField& field : item) look_at(field, false);
    }
  }

  void look_at(const EventField& field, bool profile) {
    if (field.state == EventField::State::Cleared) found_.insert("stream: a cleared field");
    if (field.state == EventField::State::Absent && !profile)
      found_.insert("stream: an absent field");
    if (std::abs(field.number) > 4'000'000'000'000'000'000)
      found_.insert("stream: a number near the limit");
    for (const char sign : field.text)
      if (static_cast<unsigned char>(sign) < 32 || static_cast<unsigned char>(sign) > 127 ||
          sign == '"')
        found_.insert("stream: hard text");
  }

  const Schema& schema_;
  const reference::Calendar calendar_;
  const Stream& stream_;
  Features found_;
  std::set<std::pair<std::int64_t, std::string>> taken_;
  std::set<std::string> rows_;
  std::map<std::string, std::string> links_;
  std::int64_t newest_ = 0;
  bool started_ = false;
};

}  // namespace

Features features_of(const Schema& schema, const Stream& stream) {
  return Reader(schema, stream).read();
}

}  // namespace wend::differential
