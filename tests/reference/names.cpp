// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/names.h"

#include <algorithm>

namespace wend::reference {

std::string Names::name_of(const Event& event) const {
  if (event.profile || event.linked) return event.customer;
  const auto& kind = schema_.touchpoints[event.touchpoint].identity;
  return kind ? anonymous_name(schema_, *kind, event.customer) : event.customer;
}

std::string Names::holder_of(const std::string& name) const {
  for (const Link& one : links_)
    if (one.identity == name) return one.customer;
  return name;
}

std::vector<Naming> Names::namings_of(const Event& event, const std::string& customer) const {
  std::vector<Naming> namings;
  if (event.profile) return namings;
  const SchemaTouchpoint& touchpoint = schema_.touchpoints[event.touchpoint];
  for (const std::uint32_t field : touchpoint.links) {
    const EventField& value = event.fields[field];
    if (value.state != EventField::State::Present || value.text.empty()) continue;
    const std::uint32_t kind = touchpoint.fields[field].type.declared;
    namings.push_back({customer, kind, anonymous_name(schema_, kind, value.text),
                       instant_of(event, schema_.grain_ms)});
  }
  return namings;
}

bool Names::is_outdated(const Naming& naming) const {
  return std::any_of(links_.begin(), links_.end(), [&](const Link& one) {
    return one.identity == naming.identity && one.at > naming.at;
  });
}

std::optional<std::string> Names::link(const Naming& naming) {
  std::erase_if(links_, [&](const Link& one) { return one.identity == naming.identity; });
  links_.push_back({naming.identity, naming.customer, naming.kind, naming.at});
  const auto of_kind = [&](const Link& one) {
    return one.customer == naming.customer && one.kind == naming.kind;
  };
  if (std::count_if(links_.begin(), links_.end(), of_kind) <=
      std::int64_t{schema_.identifiers[naming.kind].aliases})
    return std::nullopt;
  const auto oldest = std::find_if(links_.begin(), links_.end(), of_kind);
  const std::string pushed_out = oldest->identity;
  links_.erase(oldest);
  return pushed_out;
}

std::string anonymous_name(const Schema& schema, std::uint32_t kind, const std::string& identity) {
  std::string name(1, '\0');
  name += schema.identifiers[kind].name;
  name += '\0';
  return name + identity;
}

bool has_identities(const Schema& schema) {
  return std::any_of(schema.identifiers.begin(), schema.identifiers.end(),
                     [](const IdentifierKind& one) { return one.aliases != 0; });
}

}  // namespace wend::reference
