// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/identity.h"

#include <algorithm>
#include <map>
#include <utility>

namespace wend::reference {
namespace {

class Walk {
 public:
  explicit Walk(const Schema& schema) : schema_(schema), names_(schema) {}

  // In its turn: everybody is closed up to it.
  void take(const Event& event, bool is_closed = true) {
    const std::string name = names_.holder_of(names_.name_of(event));
    const std::size_t person = living(name);
    if (is_closed) {
      for (const Naming& naming : names_.namings_of(event, name))
        if (is_in_turn(naming)) link(naming, std::nullopt, 0);
    }
    people_[person].events.push_back(event);
    people_[person].events.back().customer = name;
  }

  void take_late(const Event& event) {
    const std::size_t person = living(names_.holder_of(names_.name_of(event)));
    late_.emplace_back(person, event);
    late_.back().second.customer = people_[person].name;
  }

  void close(const Closing& closing) {
    auto& closed = closing.customer ? early_[*closing.customer] : closed_;
    closed = std::max(closed.value_or(INT64_MIN), closing.before);
  }

  void link_out_of_turn(const Naming& naming, std::size_t step) {
    link(naming, closed_for(naming.customer), step);
  }

  // Only of what is closed for all. `closes_all`: the one in hand does, and is not over.
  void begin(bool closes_all, std::int64_t instant) {
    closes_all_ = closes_all;
    if (closes_all) closed_ = std::max(closed_.value_or(INT64_MIN), instant);
  }

  const Names& names() const { return names_; }

  // Whoever is joined never is joined to, so they may all stand first.
  std::vector<Person> people() {
    for (auto& [person, event] : late_) people_[person].events.push_back(std::move(event));
    std::vector<std::size_t> order, place(people_.size());
    for (const bool over : {true, false})
      for (std::size_t i = 0; i < people_.size(); ++i)
        if (people_[i].ends.has_value() == over) order.push_back(i);
    for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
    std::vector<Person> result;
    for (const std::size_t i : order) {
      for (Person::Join& join : people_[i].joins) join.person = place[join.person];
      result.push_back(std::move(people_[i]));
    }
    return result;
  }

 private:
  std::size_t living(const std::string& name) {
    const auto [found, is_new] = living_.try_emplace(name, people_.size());
    if (is_new) people_.push_back({name, {}, {}, std::nullopt});
    return found->second;
  }

  std::int64_t closed_for(const std::string& name) const {
    const auto early = early_.find(name);
    const std::int64_t closed = closed_.value_or(INT64_MIN);
    return early == early_.end() ? closed : std::max(closed, early->second.value_or(closed));
  }

  bool is_in_turn(const Naming& naming) const {
    return closes_all_ && closed_for(names_.holder_of(naming.identity)) <= naming.at;
  }

  void link(const Naming& naming, std::optional<std::int64_t> from, std::size_t step) {
    if (names_.is_outdated(naming)) return;
    const std::size_t person = living(naming.customer);
    const auto nobodys = living_.find(naming.identity);
    if (names_.holder_of(naming.identity) == naming.identity && nobodys != living_.end()) {
      people_[person].joins.push_back({people_[person].events.size(), nobodys->second, from, step});
      people_[nobodys->second].ends = from.value_or(naming.at);
      living_.erase(nobodys);
    }
    early_.erase(naming.identity);
    const auto pushed_out = names_.link(naming);
    const auto early = early_.find(naming.customer);
    if (pushed_out && early != early_.end()) early_[*pushed_out] = early->second;
  }

  const Schema& schema_;
  Names names_;
  std::vector<Person> people_;
  std::map<std::string, std::size_t> living_;
  std::vector<std::pair<std::size_t, Event>> late_;  // and whose
  std::optional<std::int64_t> closed_;
  std::map<std::string, std::optional<std::int64_t>> early_;  // of whom more is closed
  bool closes_all_ = true;
};

// Closing by closing, where events may come late.
class ClosedWalk {
 public:
  ClosedWalk(const Schema& schema, const std::vector<Event>& events,
             const std::vector<Closing>& closings)
      : schema_(schema), events_(events), closings_(closings), walk_(schema) {
    for (std::size_t i = 0; i < events.size(); ++i)
      if (!events[i].known_from) open_.push_back(i);
    std::stable_sort(open_.begin(), open_.end(), [&](std::size_t a, std::size_t b) {
      return in_total_order(events[a], events[b]);
    });
  }

  std::vector<Person> people() {
    for (std::size_t step = 0; step < closings_.size(); ++step) {
      const Closing& one = closings_[step];
      if (one.naming)
        walk_.link_out_of_turn(*one.naming, step);
      else if (!one.arrived)
        close(one);
      else if (events_[*one.arrived].known_from)
        walk_.take_late(events_[*one.arrived]);
    }
    walk_.begin(false, 0);
    for (const std::size_t event : open_) walk_.take(events_[event], false);
    return walk_.people();
  }

 private:
  void close(const Closing& one) {
    std::vector<std::size_t> still_open;
    for (const std::size_t number : open_) {
      const Event& event = events_[number];
      const std::int64_t instant = instant_of(event, schema_.grain_ms);
      const std::string holder = walk_.names().holder_of(walk_.names().name_of(event));
      if (instant < one.before && (!one.customer || *one.customer == holder)) {
        walk_.begin(!one.customer, instant);
        walk_.take(event);
      } else {
        still_open.push_back(number);
      }
    }
    open_ = std::move(still_open);
    walk_.close(one);
  }

  const Schema& schema_;
  const std::vector<Event>& events_;
  const std::vector<Closing>& closings_;
  Walk walk_;
  std::vector<std::size_t> open_;  // in total order
};

}  // namespace

std::vector<Person> people_of(const Schema& schema, const std::vector<Event>& events,
                              const std::vector<Closing>& closings) {
  if (schema.lateness_ms != 0 && has_identities(schema))
    return ClosedWalk(schema, events, closings).people();
  std::vector<Event> ordered = events;
  std::stable_sort(ordered.begin(), ordered.end(), in_total_order);
  Walk walk(schema);
  for (const Event& event : ordered) walk.take(event);
  return walk.people();
}

}  // namespace wend::reference
