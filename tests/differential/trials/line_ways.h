// SPDX-License-Identifier: Apache-2.0
//
// A line of JSON is read by a quick way if it is what nearly all are, by a quicker one if it looks like those before it, else
// by one that knows all of JSON. Whatever the line, all give the same.
#pragma once

#include <string>
#include <string_view>

#include "tests/differential/trials/random.h"
#include "wend/runtime.h"

namespace wend::differential {

// Where the reader with all ways and the general one part, after lines that look like `usual`; empty if nowhere.
std::string difference_of_ways(const Plan& plan, std::string_view line, std::string_view usual);

// The line with one thing changed: a byte, a piece that is gone or stands twice, spaces, numbers without quotes.
std::string changed_line(std::string line, Random& random);

}  // namespace wend::differential
