// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/vectors.h"

namespace wend::runtime {

Vectors best_vectors() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool is_wide = __builtin_cpu_supports("avx512f") != 0 &&
                       __builtin_cpu_supports("avx512dq") != 0 &&
                       __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0 &&
                       __builtin_cpu_supports("popcnt") != 0;
  return is_wide ? Vectors::Wide : Vectors::None;
#else
  return Vectors::None;
#endif
}

}  // namespace wend::runtime
