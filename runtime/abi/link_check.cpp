// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/link_check.h"

#include <algorithm>

namespace wend {
namespace {

bool is_identifier(const FieldInfo& field, std::uint32_t kind) {
  return field.type.kind == ValueKind::Identifier && field.type.declared == kind;
}

std::uint32_t kind_of(const LinkInfo& link, std::size_t position) {
  return position == 0 ? link.kind : link.carried[position - 1];
}

bool is_sound_event(const Plan& plan, const LinkInfo& link, const LinkEvent& event, bool has_all) {
  if (event.touchpoint >= plan.touchpoints.size() || event.fields.size() != 1 + link.carried.size())
    return false;
  const std::vector<FieldInfo>& fields = plan.touchpoints[event.touchpoint].fields;
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    if (event.fields[i] == LinkEvent::kNoField && !has_all) continue;
    if (event.fields[i] >= fields.size() ||
        !is_identifier(fields[event.fields[i]], kind_of(link, i)))
      return false;
  }
  return true;
}

bool is_sound_link(const Plan& plan, const LinkInfo& link) {
  const auto is_kind = [&](std::uint32_t kind) { return kind < plan.identifiers.size(); };
  if (!is_kind(link.kind) || link.carried.size() > kMostCarried ||
      !std::all_of(link.carried.begin(), link.carried.end(), is_kind))
    return false;
  if (link.per_value == 0 || link.per_value > kMostLinksPerValue || link.per_customer == 0 ||
      link.per_customer > kMostLinksPerCustomer || link.life.amount < 0)
    return false;
  return std::all_of(link.by.begin(), link.by.end(),
                     [&](const LinkEvent& event) {
                       return is_sound_event(plan, link, event, true) &&
                              plan.touchpoints[event.touchpoint].about == TouchpointInfo::kNoLink;
                     }) &&
         std::all_of(link.until.begin(), link.until.end(), [&](const LinkEvent& event) {
           return is_sound_event(plan, link, event, false);
         });
}

bool is_sound_about(const Plan& plan, const TouchpointInfo& touchpoint) {
  if (touchpoint.about == TouchpointInfo::kNoLink) return true;
  if (touchpoint.about >= plan.links.size()) return false;
  const LinkInfo& link = plan.links[touchpoint.about];
  const std::vector<FieldInfo>& fields = touchpoint.fields;
  if (fields.size() < 1 + link.carried.size() || !is_identifier(fields[0], link.kind)) return false;
  for (std::size_t i = 0; i < link.carried.size(); ++i) {
    if (!is_identifier(fields[fields.size() - link.carried.size() + i], link.carried[i]))
      return false;
  }
  return true;
}

}  // namespace

std::string_view link_problem(const Plan& plan) {
  for (const LinkInfo& link : plan.links) {
    if (!is_sound_link(plan, link)) return "a link cannot be made";
  }
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    if (!is_sound_about(plan, touchpoint)) return "a touchpoint is about what no link knows";
  }
  return {};
}

}  // namespace wend
