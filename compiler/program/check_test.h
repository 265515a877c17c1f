// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "compiler/program/pack.h"

namespace wend::program {

// Checks one test and adds it to the program if it is understood. Requires: the rules were checked;
// `rules` are all that are declared, understood or not.
void check_test(Pack& pack, const syntax::Tree& tree, const syntax::Test& test, Span span,
                const std::map<std::string, Span>& rules);

}  // namespace wend::program
