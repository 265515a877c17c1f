// SPDX-License-Identifier: Apache-2.0
//
// A second CSV file, held in memory, whose columns join the rows of the first by a key. Of several
// rows with one key the first counts.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "cli/door/csv_value.h"

namespace wend::door {

class CsvLookup {
 public:
  // The file lies beside the mapping, or else in `folder`. Adds the joined columns to `names`, as
  // NAME.COLUMN.
  static Expected<CsvLookup> open(const MappedLookup& mapped, const std::string& folder,
                                  char delimiter, ColumnNames& names);
  // Appends the columns of the row that `columns` selects, or as many empty ones.
  void join(Columns& columns);

 private:
  CsvValue by_;
  std::size_t width_ = 0;
  std::unordered_map<std::string, std::vector<std::string>> rows_;
  std::string key_;
};

}  // namespace wend::door
