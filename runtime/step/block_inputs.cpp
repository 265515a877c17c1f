// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/block_inputs.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace wend::runtime {
namespace {

// The first input that a conjunction asks; those that ask nothing come first.
std::uint32_t first_input(const RowLists::Asked& asked) {
  return asked.ranges->empty() ? 0 : asked.ranges->front().input;
}

// Positions in `asked`, in the order of the bits that they would have.
std::vector<std::uint32_t> side_by_side(const std::vector<RowLists::Asked>& asked) {
  std::vector<std::uint32_t> order(asked.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return first_input(asked[a]) < first_input(asked[b]);
  });
  return order;
}

}  // namespace

BlockInputs::BlockInputs(std::vector<RowLists::Asked>& asked, std::size_t inputs,
                         std::size_t block) {
  if (inputs == 0 || asked.size() <= block) return;
  const std::vector<std::uint32_t> order = side_by_side(asked);
  for (std::size_t begin = 0; begin < order.size(); begin += block) {
    std::set<std::uint32_t> of_block;
    for (std::size_t bit = begin; bit < std::min(begin + block, order.size()); ++bit)
      for (const IndexRange& range : *asked[order[bit]].ranges) of_block.insert(range.input);
    first_.push_back(static_cast<std::uint32_t>(inputs_.size()));
    inputs_.insert(inputs_.end(), of_block.begin(), of_block.end());
  }
  if (2 * inputs_.size() > first_.size() * inputs) {  // then reading all rows in turn is quicker
    *this = BlockInputs();
    return;
  }
  first_.push_back(static_cast<std::uint32_t>(inputs_.size()));
  for (std::uint32_t bit = 0; bit < order.size(); ++bit) asked[order[bit]].item.bit = bit;
}

}  // namespace wend::runtime
