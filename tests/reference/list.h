// SPDX-License-Identifier: Apache-2.0
//
// What is asked of a list of one event, by the definition in program.h.
#pragma once

#include "compiler/program/program.h"
#include "tests/reference/answer.h"
#include "tests/reference/record.h"

namespace wend::reference {

Answer answer_of_list(const Record& record, std::size_t event, const program::ListAnswer& asked);

}  // namespace wend::reference
