// SPDX-License-Identifier: Apache-2.0
//
// CloudEvents `type`s that name no touchpoint.
#pragma once

#include <string_view>

namespace wend {

constexpr std::string_view kProfileType = "wend.customer";  // sets customer fields
constexpr std::string_view kClockType = "wend.clock";
constexpr std::string_view kRowType = "wend.row.";  // and the name of the table: a row from then on
constexpr std::string_view kNoRowType = "wend.no_row.";  // likewise: none any more

}  // namespace wend
