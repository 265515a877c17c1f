// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/anonymous.h"

#include <algorithm>

namespace wend {

bool has_identities(const Plan& plan) {
  return std::any_of(plan.identifiers.begin(), plan.identifiers.end(),
                     [](const IdentifierInfo& one) { return one.aliases != 0; });
}

std::string_view anonymous_name(std::string_view kind, std::string_view identity,
                                std::string& room) {
  room.assign(1, '\0');
  room.append(kind);
  room.push_back('\0');
  room.append(identity);
  return room;
}

KnownBy known_by(std::string_view name) {
  if (name.empty() || name.front() != '\0') return {{}, name};
  const std::size_t end = name.find('\0', 1);
  if (end == std::string_view::npos) return {{}, name};
  return {name.substr(1, end - 1), name.substr(end + 1)};
}

}  // namespace wend
