// SPDX-License-Identifier: Apache-2.0
//
// Of the values of `with the same F` a fact keeps as many as the schema says; one that was pushed out counts
// as never seen. Where that could turn a no into a yes, a rule may act on what was only forgotten.
#pragma once

#include "compiler/program/pack.h"

namespace wend::program {

// Warns of each question in `condition` whose forgetting could make it true, unless its sentence says how
// many values are remembered.
void warn_of_forgetting(Pack& pack, ExprId condition);

}  // namespace wend::program
