// SPDX-License-Identifier: Apache-2.0
//
// When to look at which customer next: a heap of (wake, customer). Entries may be outdated; whoever takes
// one compares it with the customer's state.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <vector>

namespace wend::runtime {

class Wakes {
 public:
  using Entry = std::pair<std::int64_t, std::uint32_t>;  // instant, customer

  bool empty() const { return heap_.empty(); }
  const Entry& least() const { return heap_.front(); }
  void push(Entry entry) {
    heap_.push_back(entry);
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  }
  void pop() {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    heap_.pop_back();
  }
  std::size_t size() const { return heap_.size(); }
  // The least and those of which one comes behind it.
  std::span<const Entry> first() const {
    return {heap_.data(), std::min<std::size_t>(heap_.size(), 3)};
  }
  // Takes these entries and no others.
  void become(std::vector<Entry> entries) {
    heap_ = std::move(entries);
    std::make_heap(heap_.begin(), heap_.end(), std::greater<>());
  }

 private:
  std::vector<Entry> heap_;
};

}  // namespace wend::runtime
