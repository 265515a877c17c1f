// SPDX-License-Identifier: Apache-2.0
//
// The printed form of the tests of a program: part of `print` (from_syntax.h).
#pragma once

#include <string>

#include "compiler/program/program.h"

namespace wend::program {

std::string printed(const Schema& schema, const Test& test);

}  // namespace wend::program
