// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/links.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

namespace wend::reference {
namespace {

using Texts = std::vector<std::string>;
using Asked = std::vector<std::optional<std::string>>;

// Whoever was linked last stands last.
struct Link {
  std::size_t declared;
  std::string customer;
  Texts texts;
  std::int64_t at;
};

class Linking {
 public:
  Linking(const Schema& schema, const Calendar& calendar, Reached& result)
      : schema_(schema), calendar_(calendar), result_(result) {}

  void take(const Event& event) {
    now_ = instant_of(event, schema_.grain_ms);
    std::erase_if(links_, [&](const Link& one) {
      const auto end = limit_end(calendar_, one.at, schema_.links[one.declared].life);
      return end && now_ > *end;
    });
    if (is_about(schema_, event)) return reach(event);
    result_.events.push_back(event);
    if (!event.profile) change(event);
  }

 private:
  void reach(const Event& event) {
    const std::size_t declared = *schema_.touchpoints[event.touchpoint].about;
    std::vector<Event> own;
    for (const Link& link : links_) {
      if (link.declared != declared || link.texts[0] != event.fields[0].text) continue;
      Event one = event;
      one.customer = link.customer;
      one.linked = true;
      one.carried.assign(link.texts.begin() + 1, link.texts.end());
      for (std::size_t i = 0; i < one.carried.size(); ++i)
        one.fields[one.fields.size() - one.carried.size() + i] = {EventField::State::Present, 0,
                                                                  one.carried[i]};
      own.push_back(std::move(one));
    }
    if (own.empty()) ++result_.reached_nobody;
    result_.reached += own.size();
    for (const Event& one : own) {
      result_.events.push_back(one);
      change(one);
    }
  }

  void change(const Event& event) {
    for (std::size_t declared = 0; declared < schema_.links.size(); ++declared) {
      for (const SchemaLinkEvent& by : schema_.links[declared].by)
        if (by.touchpoint == event.touchpoint) begin(declared, by, event);
      for (const SchemaLinkEvent& until : schema_.links[declared].until)
        if (until.touchpoint == event.touchpoint) end(declared, until, event);
    }
  }

  // Of the fields that the touchpoint has; nothing if one of them is missing.
  static std::optional<Asked> asked_by(const SchemaLinkEvent& by, const Event& event) {
    Asked asked;
    for (const std::uint32_t field : by.fields) {
      asked.emplace_back();
      if (field == SchemaLinkEvent::kNoField) continue;
      if (event.fields[field].state != EventField::State::Present) return std::nullopt;
      asked.back() = event.fields[field].text;
    }
    return asked;
  }

  static bool fits(const Link& link, const Asked& asked) {
    for (std::size_t i = 0; i < asked.size(); ++i)
      if (asked[i] && link.texts[i] != *asked[i]) return false;
    return true;
  }

  void begin(std::size_t declared, const SchemaLinkEvent& by, const Event& event) {
    const auto asked = asked_by(by, event);
    if (!asked) return;
    Link made{declared, event.customer, {}, now_};
    for (const auto& text : *asked) made.texts.push_back(*text);
    const auto again = std::find_if(links_.begin(), links_.end(), [&](const Link& one) {
      return one.declared == declared && one.customer == made.customer && one.texts == made.texts;
    });
    if (again != links_.end()) {
      links_.erase(again);
    } else {
      const SchemaLink& bounds = schema_.links[declared];
      make_room(bounds.per_customer, [&](const Link& one) {
        return one.declared == declared && one.customer == made.customer;
      });
      make_room(bounds.per_value, [&](const Link& one) {
        return one.declared == declared && one.texts[0] == made.texts[0];
      });
    }
    links_.push_back(std::move(made));
  }

  template <class Which>
  void make_room(std::uint32_t most, Which which) {
    if (static_cast<std::size_t>(std::count_if(links_.begin(), links_.end(), which)) < most) return;
    links_.erase(std::find_if(links_.begin(), links_.end(), which));
    ++result_.forgotten;
  }

  void end(std::size_t declared, const SchemaLinkEvent& until, const Event& event) {
    const auto asked = asked_by(until, event);
    if (!asked) return;
    std::erase_if(links_, [&](const Link& one) {
      return one.declared == declared && one.customer == event.customer && fits(one, *asked);
    });
  }

  const Schema& schema_;
  const Calendar& calendar_;
  Reached& result_;
  std::vector<Link> links_;
  std::int64_t now_ = 0;
};

}  // namespace

bool is_about(const Schema& schema, const Event& event) {
  return !event.profile && !event.clock && schema.touchpoints[event.touchpoint].about.has_value();
}

Reached reached(const Schema& schema, const Calendar& calendar, std::vector<Event> events) {
  Reached result;
  if (schema.links.empty()) {
    result.events = std::move(events);
    return result;
  }
  std::stable_sort(events.begin(), events.end(), in_total_order);
  Linking linking(schema, calendar, result);
  for (const Event& event : events) linking.take(event);
  return result;
}

}  // namespace wend::reference
