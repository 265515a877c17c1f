// SPDX-License-Identifier: Apache-2.0
//
// Texts between quotation marks: `\"`, `\\`, `\n` and `\t` are the only escapes.
#pragma once

#include <string>
#include <string_view>

namespace wend::syntax {

// The text that a literal with its quotation marks stands for. Unknown escapes stay as written.
std::string text_value(std::string_view literal);

// The literal, with its quotation marks, that stands for a text.
std::string text_literal(std::string_view value);

}  // namespace wend::syntax
