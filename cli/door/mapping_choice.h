// SPDX-License-Identifier: Apache-2.0
//
// Which mapping is for which file of events, and the names that its rows have by default.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/door/mapping.h"

namespace wend::door {

// Its source, and the beginning of its rows' ids, unless the mapping says otherwise: without folders and
// `.gz`, so that a log keeps its ids wherever it lies.
std::string default_name(const std::string& path);
bool is_named_csv(const std::string& path);

// The first mapping whose pattern fits the file's name. One without a pattern fits CSV files and standard
// input.
const Mapping* mapping_for(const std::string& path, const std::vector<Mapping>* mappings);
// Of a CSV file that has none.
Failure no_mapping(const std::string& path, const std::vector<Mapping>* mappings);
// Two files whose rows would have the same ids.
std::optional<Failure> same_names(const std::vector<std::string>& paths,
                                  const std::vector<Mapping>& mappings);

}  // namespace wend::door
