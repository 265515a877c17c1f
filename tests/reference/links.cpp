// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/links.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "tests/reference/identity.h"

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
  Linking(const Schema& schema, const Calendar& calendar, const std::vector<Closing>& closings,
          Reached& result)
      : schema_(schema), calendar_(calendar), closings_(closings), result_(result) {}

  // `step`: the closing that it is decided by, or its own arrival. Histories that join bring their links.
  void take(const Event& event, std::size_t step, const std::vector<WhoIsWho::Move>& moves) {
    step_ = step;
    instant_ = instant_of(event, schema_.grain_ms);
    now_ = linking_at();
    end_lives();
    for (const WhoIsWho::Move& one : moves) join(one);
    if (is_about(schema_, event)) return reach(event);
    if (!event.profile) change(event);
  }

  void take(const WhoIsWho::Move& move) {
    step_ = move.step;
    now_ = closed_for(std::nullopt);
    end_lives();
    join(move);
  }

 private:
  void end_lives() {
    std::erase_if(links_, [&](const Link& one) {
      const auto end = limit_end(calendar_, one.at, schema_.links[one.declared].life);
      return end && now_ > *end;
    });
  }

  // Of two links that are alike the newer stays.
  void join(const WhoIsWho::Move& move) {
    for (Link& one : links_)
      if (one.customer == move.from) one.customer = move.to;
    for (std::size_t i = links_.size(); i-- > 0;) {
      const bool has_newer = std::any_of(links_.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                         links_.end(), [&](const Link& newer) {
                                           return newer.customer == move.to &&
                                                  newer.declared == links_[i].declared &&
                                                  newer.texts == links_[i].texts;
                                         });
      if (links_[i].customer == move.to && has_newer)
        links_.erase(links_.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (std::size_t declared = 0; declared < schema_.links.size(); ++declared) {
      const auto own = [&](const Link& one) {
        return one.declared == declared && one.customer == move.to;
      };
      while (std::count_if(links_.begin(), links_.end(), own) >
             std::int64_t{schema_.links[declared].per_customer}) {
        links_.erase(std::find_if(links_.begin(), links_.end(), own));
        ++result_.forgotten;
      }
    }
  }

  // What is closed of all, which is earlier than the event where one customer's have to make room.
  std::int64_t linking_at() const {
    const bool of_all =
        step_ == closings_.size() || (!closings_[step_].customer && !closings_[step_].arrived);
    return schema_.lateness_ms == 0 || of_all ? instant_ : closed_for(std::nullopt);
  }

  std::int64_t closed_for(const std::optional<std::string>& customer) const {
    std::int64_t closed = INT64_MIN;
    for (std::size_t i = 0; i < step_; ++i)
      if (!closings_[i].customer || closings_[i].customer == customer)
        closed = std::max(closed, closings_[i].before);
    return closed;
  }

  void reach(const Event& event) {
    const std::size_t declared = *schema_.touchpoints[event.touchpoint].about;
    std::vector<Event> own;
    for (const Link& link : links_) {
      if (link.declared != declared || link.texts[0] != event.fields[0].text) continue;
      Event one = event;
      one.customer = link.customer;
      one.linked = true;
      one.reached = link.customer;
      one.carried.assign(link.texts.begin() + 1, link.texts.end());
      for (std::size_t i = 0; i < one.carried.size(); ++i)
        one.fields[one.fields.size() - one.carried.size() + i] = {EventField::State::Present, 0,
                                                                  one.carried[i]};
      own.push_back(std::move(one));
    }
    std::stable_sort(own.begin(), own.end(), [](const Event& a, const Event& b) {
      return std::tie(a.customer, a.carried) < std::tie(b.customer, b.carried);
    });
    for (Event& one : own) {
      const std::int64_t closed = closed_for(one.customer);
      if (schema_.lateness_ms == 0 || instant_ >= closed) continue;
      one.known_from = closed;
      one.arrival = (step_ << 32) + reached_late_++;
    }
    if (own.empty()) ++result_.reached_nobody;
    result_.reached += own.size();
    for (const Event& one : own) {
      result_.events.push_back(one);
      if (!one.known_from) change(one);
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
  const std::vector<Closing>& closings_;
  Reached& result_;
  std::size_t step_ = 0;
  std::size_t reached_late_ = 0;
  std::int64_t instant_ = 0;
  std::vector<Link> links_;
  std::int64_t now_ = 0;
};

}  // namespace

bool is_about(const Schema& schema, const Event& event) {
  return !event.profile && !event.clock && !event.table &&
         schema.touchpoints[event.touchpoint].about.has_value();
}

bool is_of_customer(const Schema& schema, const Event& event) {
  return event.linked || !is_about(schema, event);
}

namespace {

// The closing that decides the event, or its arrival if it is later than stated; nothing: it stays open, or links nobody.
std::optional<std::size_t> step_of(const Schema& schema, const std::vector<Closing>& closings,
                                   const Event& event, std::size_t number) {
  const bool is_own = is_of_customer(schema, event);
  if (event.known_from && is_own) return std::nullopt;
  const std::int64_t instant = instant_of(event, schema.grain_ms);
  for (std::size_t i = 0; i < closings.size(); ++i) {
    const Closing& one = closings[i];
    if (event.known_from && one.arrived == number) return i;
    const bool concerns = !one.customer || (is_own && *one.customer == event.customer);
    if (!event.known_from && concerns && instant < one.before) return i;
  }
  return schema.lateness_ms == 0 ? std::optional(closings.size()) : std::nullopt;
}

}  // namespace

Reached reached(const Schema& schema, const Calendar& calendar, const std::vector<Event>& events,
                const std::vector<Closing>& closings) {
  Reached result;
  result.events = events;
  if (schema.links.empty()) return result;
  const WhoIsWho who = who_is_who(schema, events, closings);
  std::vector<Event> owned = events;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (is_of_customer(schema, events[i])) owned[i].customer = who.customers[i];
  std::vector<std::pair<std::size_t, std::size_t>> order;  // step, number
  for (std::size_t i = 0; i < events.size(); ++i)
    if (const auto step = step_of(schema, closings, owned[i], i)) order.emplace_back(*step, i);
  std::stable_sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    if (a.first != b.first) return a.first < b.first;
    return in_total_order(events[a.second], events[b.second]);
  });
  std::vector<WhoIsWho::Move> out_of_turn;
  std::map<std::size_t, std::vector<WhoIsWho::Move>> in_turn;
  for (const WhoIsWho::Move& one : who.moves)
    (one.event ? in_turn[*one.event] : out_of_turn).push_back(one);
  Linking linking(schema, calendar, closings, result);
  auto next = out_of_turn.begin();
  for (const auto& [step, number] : order) {
    for (; next != out_of_turn.end() && next->step < step; ++next) linking.take(*next);
    linking.take(owned[number], step, in_turn[number]);
  }
  for (; next != out_of_turn.end(); ++next) linking.take(*next);
  return result;
}

}  // namespace wend::reference
