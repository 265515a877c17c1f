// SPDX-License-Identifier: Apache-2.0
#include "runtime/abi/processor.h"

namespace wend {

#if defined(__x86_64__)
namespace {

// `__builtin_cpu_supports` needs a literal, hence the macro. It asks the operating system as well.
std::string x86_features() {
  std::string text;
#define FEATURE(name) \
  if (__builtin_cpu_supports(name)) text += ",+" name;
  FEATURE("avx")
  FEATURE("avx2")
  FEATURE("bmi")
  FEATURE("bmi2")
  FEATURE("popcnt")
  FEATURE("sse4.1")
  FEATURE("sse4.2")
  FEATURE("ssse3")
#undef FEATURE
  return text;
}

}  // namespace

std::string processor() {
  __builtin_cpu_init();
  return "x86-64" + x86_features();
}
#elif defined(__aarch64__)
std::string processor() { return "aarch64,+neon"; }
#else
std::string processor() { return "unknown"; }
#endif

}  // namespace wend
