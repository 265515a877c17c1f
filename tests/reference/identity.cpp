// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/identity.h"

#include <algorithm>
#include <map>
#include <utility>

#include "tests/reference/links.h"

namespace wend::reference {
namespace {

class Walk {
 public:
  explicit Walk(const Schema& schema) : schema_(schema), names_(schema) {}

  // In its turn: everybody is closed up to it.
  void take(const Event& event, std::size_t number, bool is_closed = true) {
    const std::string name = names_.holder_of(names_.name_of(event));
    const std::size_t person = living(name);
    in_hand_ = number;
    note(number, name);
    if (is_closed && !event.linked) {
      for (const Naming& naming : names_.namings_of(event, name))
        if (is_in_turn(naming)) link(naming, std::nullopt, 0);
    }
    people_[person].events.push_back(event);
    people_[person].events.back().customer = name;
  }

  void take_late(const Event& event, std::size_t number) {
    const std::size_t person = living(names_.holder_of(names_.name_of(event)));
    note(number, people_[person].name);
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
  WhoIsWho who() const { return who_; }

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

  void note(std::size_t number, const std::string& name) {
    if (who_.customers.size() <= number) who_.customers.resize(number + 1);
    who_.customers[number] = name;
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
      who_.moves.push_back(
          {from ? std::nullopt : std::optional(in_hand_), step, naming.identity, naming.customer});
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
  std::size_t in_hand_ = 0;  // the event
  WhoIsWho who_;
};

// Closing by closing, where events may come late.
class ClosedWalk {
 public:
  ClosedWalk(const Schema& schema, const std::vector<Event>& events,
             const std::vector<Closing>& closings)
      : schema_(schema), events_(events), closings_(closings), walk_(schema) {
    for (std::size_t i = 0; i < events.size(); ++i)
      if (is_of_customer(schema, events[i])) open_.push_back(i);
    std::stable_sort(open_.begin(), open_.end(), [&](std::size_t a, std::size_t b) {
      return in_total_order(events[a], events[b]);
    });
  }

  Walk walk() {
    for (std::size_t step = 0; step < closings_.size(); ++step) {
      if (closings_[step].naming)
        walk_.link_out_of_turn(*closings_[step].naming, step);
      else
        close(closings_[step], step);
    }
    walk_.begin(false, 0);
    for (const std::size_t event : open_) walk_.take(events_[event], event, false);
    return std::move(walk_);
  }

 private:
  // What is known from this step on, late as it is; and what the step closes.
  void close(const Closing& one, std::size_t step) {
    std::vector<std::size_t> still_open;
    for (const std::size_t number : open_) {
      const Event& event = events_[number];
      if (event.known_from && event.arrival >> 32 == step) {
        walk_.take_late(event, number);
      } else if (!event.known_from && closes(one, event)) {
        walk_.begin(!one.customer, instant_of(event, schema_.grain_ms));
        walk_.take(event, number);
      } else {
        still_open.push_back(number);
      }
    }
    open_ = std::move(still_open);
    if (!one.arrived) walk_.close(one);
  }

  bool closes(const Closing& one, const Event& event) const {
    if (one.arrived || instant_of(event, schema_.grain_ms) >= one.before) return false;
    return !one.customer || *one.customer == walk_.names().holder_of(walk_.names().name_of(event));
  }

  const Schema& schema_;
  const std::vector<Event>& events_;
  const std::vector<Closing>& closings_;
  Walk walk_;
  std::vector<std::size_t> open_;  // in total order
};

Walk walked(const Schema& schema, const std::vector<Event>& events,
            const std::vector<Closing>& closings) {
  if (schema.lateness_ms != 0 && has_identities(schema))
    return ClosedWalk(schema, events, closings).walk();
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < events.size(); ++i)
    if (is_of_customer(schema, events[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return in_total_order(events[a], events[b]);
  });
  Walk walk(schema);
  for (const std::size_t number : order) walk.take(events[number], number);
  return walk;
}

}  // namespace

WhoIsWho who_is_who(const Schema& schema, const std::vector<Event>& events,
                    const std::vector<Closing>& closings) {
  WhoIsWho who = walked(schema, events, closings).who();
  who.customers.resize(events.size());
  return who;
}

std::vector<Person> people_of(const Schema& schema, const std::vector<Event>& events,
                              const std::vector<Closing>& closings) {
  return walked(schema, events, closings).people();
}

}  // namespace wend::reference
