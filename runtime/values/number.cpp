// SPDX-License-Identifier: Apache-2.0
#include "runtime/values/number.h"

#include <limits>

#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

Cell cell_of(Int128 value) {
  const auto number = narrowed(value);
  return number ? known(*number) : Cell{0, Status::Unknown};
}

}  // namespace

Int128 divide_rounded(Int128 dividend, Int128 divisor) {
  const bool negative = (dividend < 0) != (divisor < 0);
  const Int128 above = dividend < 0 ? -dividend : dividend;
  const Int128 below = divisor < 0 ? -divisor : divisor;
  const Int128 rounded = above / below + (above % below >= below - above % below ? 1 : 0);
  return negative ? -rounded : rounded;
}

Cell multiply(std::int64_t a, std::int64_t b) {
  if (planted(Fault::MultiplyTruncates)) return cell_of(Int128{a} * b / kMillionth);
  return cell_of(divide_rounded(Int128{a} * b, kMillionth));
}

Cell divide(std::int64_t a, std::int64_t b) {
  if (b == 0) return planted(Fault::DivisionByZeroIsZero) ? known(0) : Cell{0, Status::Missing};
  if (planted(Fault::DivideTruncates)) return cell_of(Int128{a} * kMillionth / b);
  return cell_of(divide_rounded(Int128{a} * kMillionth, b));
}

Cell round_to(std::int64_t a, std::int64_t unit) {
  if (unit <= 0) return known(a);
  if (planted(Fault::RoundHalfDown)) return cell_of(Int128{a} / unit * unit);
  return cell_of(divide_rounded(a, unit) * unit);
}

}  // namespace wend::runtime
