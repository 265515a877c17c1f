// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/open_order.h"

#include <algorithm>

namespace wend::runtime {
namespace {

bool is_behind(const OpenOrder::Entry& a, const OpenOrder::Entry& b) {
  return a.instant > b.instant;
}

}  // namespace

void OpenOrder::add(const Entry& entry) {
  if (row_begin_ == row_.size() || row_.back().instant <= entry.instant) {
    if (row_.size() == row_.capacity()) make_room();
    row_.push_back(entry);
  } else {
    out_of_order_.push_back(entry);
    std::push_heap(out_of_order_.begin(), out_of_order_.end(), is_behind);
  }
}

void OpenOrder::drop_out_of_order() {
  std::pop_heap(out_of_order_.begin(), out_of_order_.end(), is_behind);
  out_of_order_.pop_back();
}

// If less than half of the room is free, more of it costs less than moving the rest again and again.
void OpenOrder::make_room() {
  if (row_begin_ * 2 >= row_.size()) forget_dropped();
}

void OpenOrder::forget_dropped() {
  row_.erase(row_.begin(), row_.begin() + static_cast<std::ptrdiff_t>(row_begin_));
  dropped_ += row_begin_;
  row_begin_ = 0;
}

void OpenOrder::make_heap() {
  std::make_heap(out_of_order_.begin(), out_of_order_.end(), is_behind);
}

}  // namespace wend::runtime
