// SPDX-License-Identifier: Apache-2.0
//
// The judge's arithmetic: exact in 128 bits, rounded once half away from zero, unknown when the result
// does not fit 64 bits.
#pragma once

#include <cstdint>

#include "tests/reference/answer.h"

namespace wend::reference {

__extension__ using Wide = __int128;

Answer fitted(Wide value);
// Requires: divisor is not 0.
Wide rounded_quotient(Wide dividend, Wide divisor);

Answer sum_of(std::int64_t a, std::int64_t b);
Answer difference_of(std::int64_t a, std::int64_t b);
Answer product_of(std::int64_t a,
                  std::int64_t b);  // of millionths (or milliseconds and millionths)
Answer quotient_of(std::int64_t a, std::int64_t b);  // likewise; missing when b is 0
Answer rounded(std::int64_t value, std::int64_t step);

}  // namespace wend::reference
