// SPDX-License-Identifier: Apache-2.0
//
// The links of a session as bytes, in the order in which they last began: u32 how many, then of each u32 which of the
// plan, the customer's name, i64 since when, and its texts.
#pragma once

#include <set>
#include <string_view>

#include "runtime/abi/sealed_bytes.h"
#include "runtime/step/session_inside.h"

namespace wend {

using LeftOut = std::set<std::string_view>;  // customers, by name

void write_links(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out);
bool read_links(ByteReader& reader, Session::Inside& into);

}  // namespace wend
