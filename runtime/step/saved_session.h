// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string_view>
#include <vector>

#include "runtime/step/session_inside.h"

namespace wend {

using LeftOut = std::set<std::string_view>;  // customers, by name

// A customer under all names.
void leave_out(std::uint32_t customer, const Session::Inside& inside, LeftOut& names);
// What `Session::save` gives, without some customers.
std::vector<std::uint8_t> bytes_without(const LeftOut& names, const Session::Inside& inside);

}  // namespace wend
