// SPDX-License-Identifier: Apache-2.0
#include "compiler/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace wend {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr,
               "wend: this is a fault of ours, not of your rules: `%s` does not hold (%s:%d)\n"
               "please report it with the files that led to it\n",
               condition, file, line);
  std::abort();
}

}  // namespace wend
