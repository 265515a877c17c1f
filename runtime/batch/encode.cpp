// SPDX-License-Identifier: Apache-2.0
//
// From the values of a column to their codes.
#include <algorithm>
#include <array>
#include <bit>

#include "runtime/batch/bit_program.h"
#include "runtime/batch/code_kernels.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

template <typename Code>
void encode(BatchVectors vectors, const BatchColumn& column, const Batch::Column& from,
            std::size_t rows, Code* codes) {
  write_codes(vectors, column.starts, from.numbers, rows, codes);
  const std::uint64_t* present = from.present;
  if (present == nullptr || planted(Fault::BatchKnowsAll)) return;
  for (std::size_t begin = 0; begin < rows; begin += 64) {
    for (std::uint64_t absent = ~present[begin / 64]; absent != 0; absent &= absent - 1) {
      const std::size_t row = begin + static_cast<std::size_t>(std::countr_zero(absent));
      if (row >= rows) return;
      codes[row] = static_cast<Code>(column.absent());
    }
  }
}

}  // namespace

void BitProgram::encode(std::size_t number, const Batch::Block& block) {
  const BatchColumn& column = columns_[number];
  Batch::Column from;
  switch (column.source) {
    case IndexSource::Field: from = block.fields[column.number]; break;
    case IndexSource::Profile: from = block.profile[column.number]; break;
    case IndexSource::Channel:
    case IndexSource::Key: from.numbers = block.channels; break;
  }
  std::array<std::int64_t, Batch::kRows> numbers;
  if (column.is_text && !column.starts.empty()) {
    for (std::size_t row = 0; row < block.rows; ++row)
      numbers[row] = texts_->number_of(from.texts[row]);
    from.numbers = numbers.data();
  }
  const std::uint32_t most = column.absent();
  const std::size_t bytes = most <= 0xFF ? 1 : most <= 0xFFFF ? 2 : 4;
  std::vector<std::uint8_t>& codes = codes_[number];
  codes.resize(bytes * Batch::kRows);
  if (bytes == 1) {
    runtime::encode(vectors_, column, from, block.rows, codes.data());
  } else if (bytes == 2) {
    runtime::encode(vectors_, column, from, block.rows,
                    reinterpret_cast<std::uint16_t*>(codes.data()));
  } else {
    runtime::encode(vectors_, column, from, block.rows,
                    reinterpret_cast<std::uint32_t*>(codes.data()));
  }
}

}  // namespace wend::runtime
