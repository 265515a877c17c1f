// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/number.h"

#include <limits>

namespace wend::reference {

Answer fitted(Wide value) {
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max())
    return unknown();
  return number_answer(static_cast<std::int64_t>(value));
}

Wide rounded_quotient(Wide dividend, Wide divisor) {
  const bool negative = (dividend < 0) != (divisor < 0);
  const Wide size = dividend < 0 ? -dividend : dividend;
  const Wide by = divisor < 0 ? -divisor : divisor;
  Wide quotient = size / by;
  if (size % by * 2 >= by) ++quotient;
  return negative ? -quotient : quotient;
}

Answer sum_of(std::int64_t a, std::int64_t b) { return fitted(Wide{a} + b); }
Answer difference_of(std::int64_t a, std::int64_t b) { return fitted(Wide{a} - b); }
Answer product_of(std::int64_t a, std::int64_t b) {
  return fitted(rounded_quotient(Wide{a} * b, kMillionth));
}

Answer quotient_of(std::int64_t a, std::int64_t b) {
  if (b == 0) return missing();
  return fitted(rounded_quotient(Wide{a} * kMillionth, b));
}

Answer rounded(std::int64_t value, std::int64_t step) {
  return fitted(rounded_quotient(value, step) * step);
}

}  // namespace wend::reference
