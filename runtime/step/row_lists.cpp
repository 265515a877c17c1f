// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/row_lists.h"

#include <algorithm>
#include <iterator>

#include "runtime/step/bit_index.h"

namespace wend::runtime {
namespace {

// Calls visit(first, last) for the rows of an input that are allowed.
template <class Visit>
void for_each_range(const RowLists::Asked& asked, std::uint32_t input, std::uint32_t rows,
                    Visit visit) {
  bool is_asked = false;
  for (const IndexRange& range : *asked.ranges) {
    if (range.input != input) continue;
    is_asked = true;
    visit(range.first, range.last);
  }
  if (!is_asked) visit(0U, rows - 1);
}

std::vector<std::uint32_t> counts_of(std::uint32_t input, std::uint32_t rows,
                                     const std::vector<RowLists::Asked>& asked) {
  std::vector<std::uint32_t> counts(rows +
                                    1);  // first by how much each differs from the one before
  for (const RowLists::Asked& one : asked) {
    for_each_range(one, input, rows, [&](std::uint32_t first, std::uint32_t last) {
      ++counts[first];
      --counts[last + 1];
    });
  }
  for (std::uint32_t row = 1; row < rows; ++row) counts[row] += counts[row - 1];
  return counts;
}

}  // namespace

double RowLists::mean(std::uint32_t input, std::uint32_t rows, const std::vector<Asked>& asked) {
  const std::uint32_t numbers = rows - 2;  // behind them what is missing and what is unknown
  std::uint64_t all = 0;
  for (const Asked& one : asked) {
    for_each_range(one, input, rows, [&](std::uint32_t first, std::uint32_t last) {
      if (first < numbers) all += std::min(last, numbers - 1) - first + std::uint64_t{1};
    });
  }
  return static_cast<double>(all) / static_cast<double>(numbers);
}

RowLists::RowLists(std::uint32_t input, std::uint32_t rows, const std::vector<Asked>& asked,
                   std::uint32_t first_place, bool is_only)
    : rows_(rows) {
  const std::vector<std::uint32_t> counts = counts_of(input, rows, asked);
  std::uint32_t begin = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (counts[row] > kMost) {
      rows_[row] = {first_place + places_++, kNoList};
    } else {
      rows_[row].begin = begin;
      begin += counts[row];
    }
  }
  items_.resize(begin);
  for (const Asked& one : asked) {
    for_each_range(one, input, rows, [&](std::uint32_t first, std::uint32_t last) {
      for (std::uint32_t row = first; row <= last; ++row) {
        if (is_list(row)) items_[rows_[row].begin + rows_[row].count++] = one.item;
      }
    });
  }
  if (is_only) keep_bodies();
}

void RowLists::keep_bodies() {
  for (Row& row : rows_) {
    if (row.count > kMost) continue;
    const auto first = items_.begin() + row.begin, last = first + row.count;
    row.begin = static_cast<std::uint32_t>(bodies_.size());
    std::transform(first, last, std::back_inserter(bodies_),
                   [](const Item& item) { return item.of; });
    bodies_.erase(std::unique(bodies_.begin() + row.begin, bodies_.end()), bodies_.end());
    row.count = static_cast<std::uint32_t>(bodies_.size()) - row.begin;
  }
  items_ = {};
}

void RowLists::write(BitRows& bits, std::uint32_t input, const std::vector<Asked>& asked) const {
  const auto rows = static_cast<std::uint32_t>(rows_.size());
  for (const Asked& one : asked) {
    for_each_range(one, input, rows, [&](std::uint32_t first, std::uint32_t last) {
      for (std::uint32_t row = first; row <= last; ++row) {
        if (!is_list(row))
          bits.row(place(row))[one.item.bit >> 6] |= std::uint64_t{1} << (one.item.bit & 63);
      }
    });
  }
}

}  // namespace wend::runtime
