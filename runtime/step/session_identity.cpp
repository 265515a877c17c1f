// SPDX-License-Identifier: Apache-2.0
//
// Whose an event is, where its subject may be an identity, and what it links: its customer is then known by that
// identity too, and what happened under it before becomes the customer's, before the event is taken.
#include "runtime/step/join.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

std::string_view Session::Inside::name_of(const Event& event) {
  if (event.customer_number != Event::kByName) return customers.name_of(event.customer_number);
  const Plan& plan = prepared.plan;
  if (!prepared.has_identities || event.touchpoint >= plan.touchpoints.size())
    return event.customer;
  const std::uint32_t kind = plan.touchpoints[event.touchpoint].identity;
  if (kind == TouchpointInfo::kCustomer) return event.customer;
  return anonymous_name(plan.identifiers[kind].name, event.customer, name_room_);
}

std::uint32_t Session::Inside::holder_of(const runtime::HeldEvents& of,
                                         const runtime::HeldEvent& event) {
  if (event.touchpoint == Event::kProfile) return event.customer;
  const std::uint32_t customer =
      planted(runtime::Fault::AliasIgnored) ? event.customer : identities.holder_of(event.customer);
  if (prepared.plan.touchpoints[event.touchpoint].links.empty()) return customer;
  for (const Naming& naming : namings_of(customer, of, event))
    is_in_turn(naming) ? link(naming) : out_of_turn_.push_back(naming);
  return customer;
}

std::vector<Session::Inside::Naming> Session::Inside::namings_of(std::uint32_t customer,
                                                                 const runtime::HeldEvents& of,
                                                                 const runtime::HeldEvent& event) {
  std::vector<Naming> namings;
  const TouchpointInfo& touchpoint = prepared.plan.touchpoints[event.touchpoint];
  for (const std::uint32_t number : touchpoint.links) {
    const runtime::HeldField& field = of.field(event, number);
    if (field.state != Event::State::Present || field.text_length == 0) continue;
    const std::uint32_t kind = touchpoint.fields[number].type.declared;
    const std::string_view name =
        anonymous_name(prepared.plan.identifiers[kind].name, of.text_of(field), name_room_);
    namings.push_back({customer, kind, customers.number_of(name), instant_of(event.time_ns)});
  }
  return namings;
}

// What somebody else is known by since then stays theirs.
void Session::Inside::link(const Naming& naming) {
  if (identities.is_linked_behind(naming.identity, naming.at)) return;
  const std::uint32_t most = prepared.plan.identifiers[naming.kind].aliases;
  const auto linked =
      identities.link(naming.customer, naming.kind, naming.identity, most, naming.at);
  if (linked.was_nobodys && !customers[naming.identity].blob.empty())
    joining_.push_back(naming.identity);
  if (linked.pushed_out) ++counts.unlinked;
  if (!has_lateness()) return;
  closed_early.erase(naming.identity);
  grown_.push_back(naming.customer);
  const auto early = closed_early.find(naming.customer);
  if (linked.pushed_out && early != closed_early.end())
    closed_early[*linked.pushed_out] = early->second;
}

void Session::Inside::join_histories() {
  for (const std::uint32_t number : joining_) {
    runtime::join(moment, customers[number].blob);
    ++counts.joined;
    if (links.is_any())
      counts.links_forgotten += links.move(number, moment.customer, linking_at(moment.now()));
  }
  joining_.clear();
}

}  // namespace wend
