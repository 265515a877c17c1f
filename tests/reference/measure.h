// SPDX-License-Identifier: Apache-2.0
//
// Answers a history expression (`count of ... in 7 days`) by looking at every event of the record.
#pragma once

#include "compiler/program/program.h"
#include "tests/reference/answer.h"
#include "tests/reference/record.h"

namespace wend::reference {

Answer measured(const Moment& moment, const program::History& history);

}  // namespace wend::reference
