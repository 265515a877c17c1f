// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/partition_lines.h"

#include <algorithm>
#include <tuple>

namespace wend::runtime {
namespace {

struct Next {
  const PartitionLines* of;
  std::size_t line = 0, begin = 0;
  bool is_any() const { return line < of->lines.size(); }
  std::string_view take() {
    const std::size_t end = of->lines[line++].end;
    const std::string_view bytes = std::string_view(of->text).substr(begin, end - begin);
    begin = end;
    return bytes;
  }
};

// Of a heap, whose front is the greatest.
bool is_later(const Next& a, const Next& b) {
  const PartitionLines::Line& one = a.of->lines[a.line];
  const PartitionLines::Line& other = b.of->lines[b.line];
  return std::tie(one.time, one.customer) > std::tie(other.time, other.customer);
}

}  // namespace

// The least goes on as long as it is the least.
void write_in_order(const std::vector<const PartitionLines*>& all,
                    const std::function<void(std::string_view)>& write) {
  std::vector<Next> heap;
  for (const PartitionLines* one : all)
    if (!one->lines.empty()) heap.push_back({one});
  std::make_heap(heap.begin(), heap.end(), is_later);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), is_later);
    Next least = heap.back();
    heap.pop_back();
    do write(least.take());
    while (least.is_any() && (heap.empty() || !is_later(least, heap.front())));
    if (!least.is_any()) continue;
    heap.push_back(least);
    std::push_heap(heap.begin(), heap.end(), is_later);
  }
}

}  // namespace wend::runtime
