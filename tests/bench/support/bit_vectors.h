// SPDX-License-Identifier: Apache-2.0
//
// What a program written by hand for these records would do: an index of bit vectors. Per field, each value leads to a
// row of bits, one for each conjunction that the value does not rule out; the rows of a record are and-ed. With
// AVX-512 in vectors of 512 bits, else in words.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tests/bench/support/records.h"

namespace wend::bench {

class BitVectors {
 public:
  explicit BitVectors(const std::vector<Test>& rules);
  ~BitVectors();

  // The rules that hold for the record, in any order; `out` has room for all.
  std::size_t match(const Record& record, std::uint32_t* out);
  std::size_t conjunctions() const;
  static bool has_wide_vectors();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace wend::bench
