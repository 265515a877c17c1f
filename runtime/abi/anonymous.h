// SPDX-License-Identifier: Apache-2.0
//
// The name of an anonymous customer, who is an identity that nobody is linked to: a zero byte, its kind, another zero
// byte, and the identity. Where there are identities, no customer's own name begins so.
#pragma once

#include <string>
#include <string_view>

#include "runtime/abi/plan.h"

namespace wend {

// Whether somebody may be known by another name than the customer's own.
bool has_identities(const Plan& plan);

// Such a name, in `room`.
std::string_view anonymous_name(std::string_view kind, std::string_view identity,
                                std::string& room);

struct KnownBy {
  std::string_view kind;  // empty: the customer's own name
  std::string_view name;
};
KnownBy known_by(std::string_view name);

}  // namespace wend
