// SPDX-License-Identifier: Apache-2.0
//
// The cases as ClickHouse can be asked them again: tables and queries, and the answers that the cases hold.
#pragma once

#include <ostream>

#include "tests/outside/case_file.h"

namespace wend::outside {

// Per case that ClickHouse 18.16 knows: `questions` prints lines CASE, CUSTOMER, ANSWER with tabs between, and the same lines
// are written to `answers`. The rows of a log are a table with `customer`, `time` (seconds), `name` and the fields.
void write_for_clickhouse(const CaseFile& file, std::ostream& questions, std::ostream& answers);

}  // namespace wend::outside
