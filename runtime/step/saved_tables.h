// SPDX-License-Identifier: Apache-2.0
//
// Tables in a saved session: of each u64 rows that had no room; u32 keys, ascending: text (of a number its bytes), u32 rows
// in their order: i64 instant, u8 ends, the columns, and as long as it is open i64 time, u64 sequence, source, id.
#pragma once

#include "runtime/abi/sealed_bytes.h"
#include "runtime/step/session_inside.h"

namespace wend {

void write_tables(ByteWriter& writer, const Session::Inside& inside);
// False if they are damaged. Behind `closed`.
bool read_tables(ByteReader& reader, Session::Inside& into);

}  // namespace wend
