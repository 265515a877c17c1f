// SPDX-License-Identifier: Apache-2.0
#include "cli/verdict_text.h"

#include <fmt/format.h>

namespace wend::cli {

std::string text_of(const TestVerdict& verdict) {
  std::string made;
  for (const TestVerdict::Difference& one : verdict.differences) {
    made += fmt::format("{}:{}:{}  {}\n", one.place.path, one.place.line, one.place.column,
                        one.expected);
    made += fmt::format("    {}\n", one.message);
    for (const std::string& line : one.why) made += fmt::format("    {}\n", line);
  }
  return made;
}

}  // namespace wend::cli
