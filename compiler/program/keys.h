// SPDX-License-Identifier: Apache-2.0
//
// The value that `per F` and `with the same F` speak of: what the steps of the trigger share, or else the
// field of the newest step that has one of this name.
#pragma once

#include <string>

#include "compiler/program/expressions.h"

namespace wend::program {

struct Key {
  bool exists = false;  // some step has the field; if none has, nothing was reported
  MaybeExpr value;      // never missing; nothing if something was reported
};

// Requires: the scope is that of a rule.
Key key_named(Pack& pack, Scope& scope, const syntax::Name& field);

// The same of one step.
Key key_of_step(Pack& pack, Scope& scope, std::uint32_t step, const syntax::Name& field);

// The field is there, but not on all touchpoints of its step, or not with one type: that is reported.
bool reports_why_no_key(Pack& pack, const Match& match, const syntax::Name& field);

}  // namespace wend::program
