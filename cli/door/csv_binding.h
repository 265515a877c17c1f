// SPDX-License-Identifier: Apache-2.0
//
// A mapping bound to a program and to the columns of one file: every name is a position, and what does
// not fit was refused with the key it is about. A row then costs no look-up by name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/door/csv_field.h"
#include "cli/door/csv_lookup.h"
#include "cli/door/decoder.h"
#include "cli/door/time_format.h"

namespace wend::door {

struct BoundSkip {
  CsvTest test;
  std::uint64_t* count;
};

struct BoundTouchpoint {
  std::uint32_t touchpoint = 0;  // position in the plan, or Event::kProfile
  std::vector<CsvField> fields;
  std::size_t field_count = 0;
};

struct BoundCase {
  CsvTest test;
  std::size_t touchpoint;  // index of a BoundTouchpoint
};

struct CsvBinding {
  std::size_t width = 0;  // columns of the file
  std::vector<CsvLookup> lookups;
  std::vector<BoundSkip> skips;
  std::vector<BoundCase> cases;
  std::optional<std::size_t> otherwise;
  std::vector<BoundTouchpoint> touchpoints;
  CsvValue customer, time;
  std::optional<CsvValue> id, sequence, channel;
  TimeFormat time_format;
  std::vector<CsvField> profile;
  std::vector<bool> is_personal;  // per column, those of lookups too
};

// `file`: its name, for messages; `folder`: where it lies. The plan, the mapping and the verdicts stay alive.
Expected<CsvBinding> csv_binding(const Plan& plan, const Mapping& mapping, const std::string& file,
                                 const std::string& folder, const std::vector<std::string>& columns,
                                 Verdicts& verdicts);

}  // namespace wend::door
