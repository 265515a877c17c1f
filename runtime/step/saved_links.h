// SPDX-License-Identifier: Apache-2.0
//
// The links of a session as bytes, in the order in which they last began: u32 how many, then of each u32 which of the
// plan, the customer's name, i64 since when, and its texts.
#pragma once

#include "runtime/abi/sealed_bytes.h"
#include "runtime/step/saved_session.h"

namespace wend {

void write_links(ByteWriter& writer, const Session::Inside& inside, const LeftOut& left_out);
bool read_links(ByteReader& reader, Session::Inside& into);

}  // namespace wend
