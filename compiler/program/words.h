// SPDX-License-Identifier: Apache-2.0
//
// The author's own words on one line: comments and line ends gone, spaces where the formatter puts
// them. Reasons, reports and facts are shown and compared in this form.
#pragma once

#include <string>
#include <string_view>

namespace wend::program {

std::string words(std::string_view source);

}  // namespace wend::program
