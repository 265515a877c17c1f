// SPDX-License-Identifier: Apache-2.0
//
// Runs a body of a plan without machine code: a changed rule is live at once, and hosts without a
// compiler work.
#pragma once

#include "runtime/abi/plan.h"
#include "runtime/step/moment.h"

namespace wend::runtime {

// `registers`: room for those of the body.
void interpret(Moment& moment, const Body& body, Cell* registers);

}  // namespace wend::runtime
