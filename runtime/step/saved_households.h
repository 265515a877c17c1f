// SPDX-License-Identifier: Apache-2.0
//
// Ledgers of several customers together, in a saved session: u32 how many, then by level and value: u32 level, value, state.
#pragma once

#include "runtime/abi/sealed_bytes.h"
#include "runtime/step/session_inside.h"

namespace wend {

void write_households(ByteWriter& writer, const Session::Inside& inside);
// False if they are damaged.
bool read_households(ByteReader& reader, Session::Inside& into);

}  // namespace wend
