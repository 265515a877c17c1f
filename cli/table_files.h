// SPDX-License-Identifier: Apache-2.0
//
// `--table Shop=shops.csv`: the rows that a table has from the beginning of the history on, one a line under a head that names the key
// and the columns.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "wend/runtime.h"

namespace wend::cli {

// Feeds the rows of all files; a failure names the file, the line and what is wrong.
std::optional<Failure> load_tables(Session& session, const std::vector<std::string>& wishes);

}  // namespace wend::cli
