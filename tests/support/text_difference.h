// SPDX-License-Identifier: Apache-2.0
//
// The difference of two texts, line by line, as a red test shows it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wend::support {

// Lines without their ends. A text that ends in a line end has no empty last line.
std::vector<std::string_view> lines_of(std::string_view text);

// Lines of `expected` that are missing start with "- ", new lines of `actual` with "+ ", lines
// around them with two blanks. Empty if the texts have the same lines.
std::string difference(std::string_view expected, std::string_view actual);

}  // namespace wend::support
