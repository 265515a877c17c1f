// SPDX-License-Identifier: Apache-2.0
//
// Which machine native code is made for, as one line of text: the instruction-set features that the
// compiler may use, each with a leading plus, in the order of a fixed list (`x86-64,+sse4.2,+avx2`).
// The compiler builds code for exactly what the text names; the runtime loads code only if its own text
// is the same.
#pragma once

#include <string>

namespace wend {

std::string processor();

}  // namespace wend
