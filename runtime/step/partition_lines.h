// SPDX-License-Identifier: Apache-2.0
//
// What threads decided, as the host's bytes, and all of it in one order: by instant, then customer, then the order of the
// step.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace wend::runtime {

// Of one thread, in order.
struct PartitionLines {
  struct Line {
    std::int64_t time;
    std::string_view customer;  // as the thread's session keeps it
    std::size_t end;            // in `text`; it begins where the one before ends
  };
  std::vector<Line> lines;
  std::string text;
  void clear() {
    lines.clear();
    text.clear();
  }
};

// Calls `write` with each line of all; a customer's stand in one of them.
void write_in_order(const std::vector<const PartitionLines*>& all,
                    const std::function<void(std::string_view)>& write);

}  // namespace wend::runtime
