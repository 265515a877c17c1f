// SPDX-License-Identifier: Apache-2.0
//
// Open events by instant. Nearly all come behind those that wait, and stand in a row; only those that do not are put in
// order, as a heap. So what comes in order costs no search, and no order of coming costs more than a logarithm.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/values/faults.h"

namespace wend::runtime {

class OpenOrder {
 public:
  struct Entry {
    std::int64_t instant = 0;
    std::uint32_t number = 0;
    std::uint32_t customer = 0;
  };

  bool empty() const { return row_begin_ == row_.size() && out_of_order_.empty(); }
  std::size_t size() const { return row_.size() - row_begin_ + out_of_order_.size(); }
  const Entry& oldest() const {  // requires: not empty; of an instant any
    return is_oldest_in_row() ? row_[row_begin_] : out_of_order_.front();
  }
  void add(const Entry& entry);
  void drop_oldest() { is_oldest_in_row() ? static_cast<void>(++row_begin_) : drop_out_of_order(); }
  // Calls visit(entry) for each, in any order.
  template <typename Visit>
  void for_each(const Visit& visit) const {
    for (std::size_t at = row_begin_; at < row_.size(); ++at) visit(row_[at]);
    for (const Entry& entry : out_of_order_) visit(entry);
  }
  template <typename Goes>
  void drop_if(const Goes& goes) {
    forget_dropped();
    std::erase_if(row_, goes);
    std::erase_if(out_of_order_, goes);
    make_heap();
  }

  // Those of the row that are among its oldest `ahead` since it was asked for these: one Asked for each distance.
  struct Asked {
    std::uint64_t until = 0;  // counted from the first that ever stood there
  };
  std::span<const Entry> coming(std::size_t ahead, Asked& asked) const {
    const std::uint64_t end = dropped_ + std::min(row_.size(), row_begin_ + ahead);
    const std::uint64_t begin = std::max(dropped_ + row_begin_, asked.until);
    if (begin >= end) return {};
    asked.until = end;
    return {row_.data() + (begin - dropped_), end - begin};
  }

 private:
  bool is_oldest_in_row() const {
    if (out_of_order_.empty()) return true;
    if (row_begin_ == row_.size()) return false;
    return row_[row_begin_].instant <= out_of_order_.front().instant ||
           planted(Fault::OutOfOrderWaits);
  }
  void drop_out_of_order();
  void make_room();
  void forget_dropped();
  void make_heap();

  std::vector<Entry> row_;  // ascending, from row_begin_ on
  std::size_t row_begin_ = 0;
  std::uint64_t dropped_ = 0;  // that stood before the first of row_
  std::vector<Entry> out_of_order_;
};

}  // namespace wend::runtime
