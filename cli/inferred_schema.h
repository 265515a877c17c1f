// SPDX-License-Identifier: Apache-2.0
//
// A first schema guessed from a sample of events: what values a field has seen decides its type.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cli/seen_field.h"
#include "wend/runtime.h"

namespace wend::cli {

struct SeenTouchpoint {
  std::uint64_t count = 0;
  std::set<std::string> channels;
  std::map<std::string, SeenField> fields;
};

struct SeenEvents {
  // Rows of CSV, whose columns a mapping names anew; the events of a JSON log name everything themselves.
  bool is_csv = false;
  std::map<std::string, SeenTouchpoint> touchpoints;
  std::map<std::string, SeenField> customer;
  std::uint64_t profile_events = 0;
  std::optional<std::int64_t> first_ns;  // the time of the earliest event
  std::uint64_t rows = 0;
  std::uint64_t unreadable = 0;
};

// Reads the sample: CloudEvents lines, or CSV with a header, whose rows become one touchpoint named
// after the file.
Expected<SeenEvents> seen_in(const std::string& log);

struct InferredSchema {
  std::string
      text;  // of a .wend file. Names that the language does not allow are changed, with a remark
  // Touchpoints and channels of a JSON log that are among them: their events cannot be taken.
  std::vector<std::string> unspeakable;
};
InferredSchema inferred_schema(const SeenEvents& seen, const std::string& log);

}  // namespace wend::cli
