// SPDX-License-Identifier: Apache-2.0
//
// By what else than its name a customer is known: whose each identity is, link by link.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "compiler/schema/schema.h"
#include "tests/reference/event.h"

namespace wend::reference {

// That somebody is known by an identity, said by an event of this instant.
struct Naming {
  std::string customer;
  std::uint32_t kind = 0;
  std::string identity;  // the name under which it is a person while it is nobody's
  std::int64_t at = 0;
};

class Names {
 public:
  explicit Names(const Schema& schema) : schema_(schema) {}

  // The name that the event comes under, and of whoever has it.
  std::string name_of(const Event& event) const;
  std::string holder_of(const std::string& name) const;
  // What an event of the customer says.
  std::vector<Naming> namings_of(const Event& event, const std::string& customer) const;
  // Whether something newer has said whose the identity is.
  bool is_outdated(const Naming& naming) const;
  // Whoever is nobody's again by it.
  std::optional<std::string> link(const Naming& naming);

 private:
  struct Link {
    std::string identity, customer;
    std::uint32_t kind;
    std::int64_t at;
  };
  const Schema& schema_;
  std::vector<Link> links_;  // oldest first
};

// The name under which an identity that is nobody's is a person.
std::string anonymous_name(const Schema& schema, std::uint32_t kind, const std::string& identity);

bool has_identities(const Schema& schema);

}  // namespace wend::reference
