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
std::string_view word_of(Quantifier quantifier);
std::string_view word_of(TypeWord word);
std::string_view word_of(LiteralKind kind);
std::string_view word_of(Anchor anchor);
// `3 times`, `every 3 times`, `for the first time`
std::string occurring_words(Occurring occurring, const std::string& times);

// `10:00`, `2026-03-02 10:00`, `day 3 10:00`, an instant as it is written.
std::string text_of(const TestTime& time);
// What stands behind the action: ` 2 times until 13:30 by cart_left_behind`.
std::string text_behind(const Expecting& expecting);

}  // namespace wend::syntax
