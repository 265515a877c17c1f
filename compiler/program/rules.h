// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/program/expressions.h"
#include "compiler/program/pack.h"

namespace wend::program {

// Checks one rule and adds it to the program if it is understood.
void check_rule(Pack& pack, const syntax::Tree& tree, const syntax::Rule& rule, Span span);

// Reports clauses that are missing, repeated or out of order; false if something is.
bool check_clauses(Pack& pack, const syntax::Rule& rule);

// What a trigger makes known: it acts when that is there.
Facts proven_by(const Program& program, const Trigger& trigger);

// `if` of the rule or stage `name`. What it asks is known in `scope` from then on.
MaybeExpr check_condition(Pack& pack, Scope& scope, syntax::ExprId test, const std::string& name);

// `do` and `also`.
std::optional<Call> check_call(Pack& pack, Expressions& expressions, const syntax::Call& call);

// Whether a value may stand where `field` is declared; reports why not.
bool fits_declared(Pack& pack, const Expr& given, const SchemaField& field);

// `limit`.
std::optional<Limit> check_limit(Pack& pack, Scope& scope, const syntax::Limit& limit, Span span);

// What a decision shows of this condition.
std::vector<Reason> reasons_of(const Program& program, ExprId condition);

}  // namespace wend::program
