// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"

namespace wend {

// The row's message with its arguments in place.
std::string message_of(const Diagnostic& diagnostic);

// Safe to show: control characters, which could command a terminal, become `·`, and bytes that are no
// UTF-8 become `�`; tabs stay.
std::string printable(std::string_view text);

}  // namespace wend
