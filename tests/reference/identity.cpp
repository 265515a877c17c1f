// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/identity.h"

#include <algorithm>
#include <map>
#include <utility>

namespace wend::reference {
namespace {

class Walk {
 public:
  explicit Walk(const Schema& schema) : schema_(schema) {}

  void take(const Event& event) {
    std::string name = event.customer;
    if (!event.profile) {
      const SchemaTouchpoint& touchpoint = schema_.touchpoints[event.touchpoint];
      if (touchpoint.identity) {
        name = anonymous_name(schema_, *touchpoint.identity, event.customer);
        if (const auto known = holders_.find(name); known != holders_.end()) name = known->second;
      }
    }
    const std::size_t person = living(name);
    if (!event.profile) link(event, person);
    people_[person].events.push_back(event);
    people_[person].events.back().customer = name;
  }

  // Whoever is joined never is joined to, so they may all stand first.
  std::vector<Person> people() {
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

  void link(const Event& event, std::size_t person) {
    const SchemaTouchpoint& touchpoint = schema_.touchpoints[event.touchpoint];
    for (const std::uint32_t field : touchpoint.links) {
      const EventField& value = event.fields[field];
      if (value.state != EventField::State::Present || value.text.empty()) continue;
      link(touchpoint.fields[field].type.declared, value.text, event, person);
    }
  }

  void link(std::uint32_t kind, const std::string& identity, const Event& event,
            std::size_t person) {
    const std::string name = anonymous_name(schema_, kind, identity);
    const auto nobodys = living_.find(name);
    if (!holders_.contains(name) && nobodys != living_.end()) {
      people_[person].joins.push_back({people_[person].events.size(), nobodys->second});
      people_[nobodys->second].ends = instant_of(event, schema_.grain_ms);
      living_.erase(nobodys);
    }
    std::erase_if(links_, [&](const Link& one) { return one.name == name; });
    links_.push_back({name, people_[person].name, kind});
    holders_[name] = people_[person].name;
    const auto of_kind = [&](const Link& one) {
      return one.customer == people_[person].name && one.kind == kind;
    };
    if (std::count_if(links_.begin(), links_.end(), of_kind) <=
        std::int64_t{schema_.identifiers[kind].aliases})
      return;
    const auto oldest = std::find_if(links_.begin(), links_.end(), of_kind);
    holders_.erase(oldest->name);
    links_.erase(oldest);
  }

  struct Link {
    std::string name, customer;
    std::uint32_t kind;
  };
  const Schema& schema_;
  std::vector<Person> people_;
  std::map<std::string, std::size_t> living_;
  std::map<std::string, std::string> holders_;  // by the name of the identity
  std::vector<Link> links_;                     // oldest first
};

}  // namespace

std::string anonymous_name(const Schema& schema, std::uint32_t kind, const std::string& identity) {
  std::string name(1, '\0');
  name += schema.identifiers[kind].name;
  name += '\0';
  return name + identity;
}

std::vector<Person> people_of(const Schema& schema, std::vector<Event> events) {
  std::stable_sort(events.begin(), events.end(), in_total_order);
  Walk walk(schema);
  for (const Event& event : events) walk.take(event);
  return walk.people();
}

}  // namespace wend::reference
