// SPDX-License-Identifier: Apache-2.0
//
// Which inputs of an index each block of its conjunctions asks. Where rules ask one thing or two out of hundreds, and those
// that ask the same stand side by side, a block asks few inputs: the rows of the others allow all of it, and are not read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "runtime/step/row_lists.h"

namespace wend::runtime {

class BlockInputs {
 public:
  BlockInputs() = default;
  // If it is worth it, `asked` is numbered anew, so that conjunctions about the same input stand side by side. A block holds
  // `block` of them.
  BlockInputs(std::vector<RowLists::Asked>& asked, std::size_t inputs, std::size_t block);

  bool is_worth_it() const { return !first_.empty(); }
  std::span<const std::uint32_t> of(std::size_t block) const {
    return {inputs_.data() + first_[block], first_[block + 1] - first_[block]};
  }

 private:
  std::vector<std::uint32_t> first_;  // by block, and behind the last; none: not worth it
  std::vector<std::uint32_t> inputs_;
};

}  // namespace wend::runtime
