// SPDX-License-Identifier: Apache-2.0
//
// Whose an event is, where its subject may be an identity, and what it links: its customer is then known by that
// identity too, and what happened under it before becomes the customer's, before the event is taken.
#include "runtime/step/join.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

std::string_view Session::Inside::name_of(const Event& event) {
  if (event.customer_number != Event::kByName) return customers[event.customer_number].name;
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
  const TouchpointInfo& touchpoint = prepared.plan.touchpoints[event.touchpoint];
  const std::uint32_t customer =
      planted(runtime::Fault::AliasIgnored) ? event.customer : identities.holder_of(event.customer);
  for (const std::uint32_t number : touchpoint.links) {
    const runtime::HeldField& field = of.field(event, number);
    if (field.state == Event::State::Present && field.text_length > 0)
      link(customer, touchpoint.fields[number].type.declared, of.text_of(field));
  }
  return customer;
}

void Session::Inside::link(std::uint32_t customer, std::uint32_t kind, std::string_view identity) {
  const IdentifierInfo& about = prepared.plan.identifiers[kind];
  const std::uint32_t number =
      customers.number_of(anonymous_name(about.name, identity, name_room_));
  const auto linked = identities.link(customer, kind, number, about.aliases);
  if (linked.pushed_out) ++counts.unlinked;
  if (linked.was_nobodys && !customers[number].blob.empty()) joining_.push_back(number);
}

void Session::Inside::join_histories() {
  for (const std::uint32_t number : joining_) {
    runtime::join(moment, customers[number].blob);
    ++counts.joined;
  }
  joining_.clear();
}

}  // namespace wend
