// SPDX-License-Identifier: Apache-2.0
//
// The words of the language for what a tree keeps as a kind.
#pragma once

#include <string_view>

#include "compiler/syntax/tree.h"

namespace wend::syntax {

std::string_view word_of(BinaryOp op);
std::string_view word_of(UnaryOp op);
std::string_view word_of(AggregateKind kind);
std::string_view word_of(TypeWord word);
std::string_view word_of(LiteralKind kind);
std::string_view word_of(Anchor anchor);

}  // namespace wend::syntax
