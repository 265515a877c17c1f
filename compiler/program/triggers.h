// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/program/match.h"
#include "compiler/program/pack.h"

namespace wend::program {

struct CheckedTrigger {
  Trigger trigger;
  Match match;
  bool understood = true;
};

// The trigger of a rule, and what the rest of the rule can look back at.
CheckedTrigger check_trigger(Pack& pack, const syntax::Tree& tree, const syntax::Trigger& trigger);

// How many values of a key are kept per customer: as many as the schema remembers of an identifier, all
// of a choice. Nothing, and reported, if `type` can be no key; `use` says what wants one.
std::optional<std::uint32_t> remembering_of(Pack& pack, const syntax::Name& field,
                                            const ValueType& type, const std::string& use);

}  // namespace wend::program
