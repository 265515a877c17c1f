// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/program/pack.h"

namespace wend::program {

// Checks definition `which`, once, when it is first needed; `asked_at` needs it. False if it has
// mistakes, one of which may be that it needs itself.
bool check_definition(Pack& pack, std::uint32_t which, Span asked_at);

}  // namespace wend::program
