// SPDX-License-Identifier: Apache-2.0
//
// Events about something else than a customer: each reaches whoever is linked to it, once by each link, in the order of
// their names and then of what the links carry. And events of customers, by which links begin and end.
#include <algorithm>
#include <tuple>

#include "runtime/step/facts.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
using runtime::HeldEvent;
using runtime::HeldEvents;
using runtime::planted;

void Session::Inside::step_linked(const HeldEvents& of, const HeldEvent& event) {
  find_linked(of, event);
  if (linked_.empty()) ++counts.reached_nobody;
  for (const Linked& one : linked_) {
    ++counts.reached;
    if (has_lateness() && instant_of(event.time_ns) < closed_for(one.customer) &&
        !planted(Fault::LateLinkedTriggers)) {
      join_late(of, event, one);
      continue;
    }
    begin_moment(one.customer, instant_of(event.time_ns));
    runtime::end_lives(moment);
    moment.touchpoint = event.touchpoint;
    moment.context.channel = event.channel;
    take_cause(of, event);
    if (!planted(Fault::LinkedAlike))
      moment.set_cause(
          runtime::cause_by_link(moment.cause(), moment.name(), one.carried, hash_room));
    fill_fields(of, event);
    fill_carried(event, one);
    change_links();
    run_touchpoint();
    end_moment();
  }
}

void Session::Inside::fill_carried(const HeldEvent& event, const Linked& whose) {
  const std::size_t first = event.field_count - whose.carried.size();
  for (std::size_t i = 0; i < whose.carried.size(); ++i)
    moment.fields[first + i] = known(moment.texts.add_view(whose.carried[i]));
}

// Links begin and end as events are closed: of a customer with too many open events before their time has come.
std::int64_t Session::Inside::linking_at(std::int64_t instant) const {
  return has_lateness() ? closed : instant;
}

// Links may change while customers are reached: who is linked is found before.
void Session::Inside::find_linked(const HeldEvents& of, const HeldEvent& event) {
  linked_.clear();
  const std::uint32_t about = links.about(event.touchpoint);
  const std::size_t carried = pack->plan().links[about].carried.size();
  const std::string_view value = of.text_of(of.field(event, 0));
  for (const runtime::Link* link : links.to(about, value, linking_at(instant_of(event.time_ns)))) {
    Linked& one = linked_.emplace_back();
    one.customer = link->customer;
    for (std::size_t i = 1; i <= carried; ++i) one.carried.emplace_back(link->text(i));
  }
  std::sort(linked_.begin(), linked_.end(), [this](const Linked& a, const Linked& b) {
    return std::make_tuple(customers.name_of(a.customer), a.carried) <
           std::make_tuple(customers.name_of(b.customer), b.carried);
  });
  if (planted(Fault::LinkReachesOne) && linked_.size() > 1) linked_.resize(1);
}

void Session::Inside::change_links() {
  for (const runtime::Links::Effect& effect : links.effects_of(moment.touchpoint))
    effect.ends ? end_links(effect) : begin_link(effect);
}

// Where one of the fields is missing nobody is linked.
void Session::Inside::begin_link(const runtime::Links::Effect& effect) {
  runtime::LinkTexts texts;
  for (const std::uint32_t field : effect.event->fields) {
    const Cell& cell = moment.context.fields[field];
    if (cell.status != Status::Known) return;
    texts.push_back(moment.texts.at(cell.value));
  }
  counts.links_forgotten +=
      links.begin(effect.link, moment.customer, texts, linking_at(moment.now()));
}

// A field that its touchpoint does not have tells no links apart. Where one that it has is missing no link ends.
void Session::Inside::end_links(const runtime::Links::Effect& effect) {
  runtime::AskedTexts asked;
  for (const std::uint32_t field : effect.event->fields) {
    asked.emplace_back();
    if (field == LinkEvent::kNoField) continue;
    const Cell& cell = moment.context.fields[field];
    if (cell.status != Status::Known) return;
    asked.back() = moment.texts.at(cell.value);
  }
  links.end(effect.link, moment.customer, asked);
}

}  // namespace wend
