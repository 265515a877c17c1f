// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/program/pack.h"

namespace wend::program {

// Reports what a rule that acts at a deadline asks of `this visit`, also through names. False if it does.
bool check_visits(Pack& pack, const Rule& rule);

}  // namespace wend::program
