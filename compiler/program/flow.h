// SPDX-License-Identifier: Apache-2.0
//
// What a test proves: the set of things that are known once it was answered yes (or no). A thing is
// named by its words, so the same path or the same history asked twice is the same thing.
#pragma once

#include <set>
#include <string>

#include "compiler/base/source.h"
#include "compiler/syntax/tree.h"

namespace wend::program {

using Facts = std::set<std::string>;

// The words of an expression without parentheses around it.
std::string fact_of(const syntax::Tree& tree, const Sources& sources, syntax::ExprId id);

// What is known when `test` was answered `answer`.
Facts facts_when(const syntax::Tree& tree, const Sources& sources, syntax::ExprId test,
                 bool answer);

}  // namespace wend::program
