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

// The trigger of a rule, and what the rest of the rule can look back at. `each`: of a rule `for each`.
CheckedTrigger check_trigger(Pack& pack, const syntax::Tree& tree, const syntax::Trigger& trigger,
                             const std::optional<syntax::Name>& each);

// `customer.F changes`; as below nothing if it has mistakes, which were reported.
std::optional<ProfileChange> check_change(Pack& pack, const syntax::Tree& tree,
                                          const syntax::Change& change);

std::optional<Crossing> check_crossing(Pack& pack, const syntax::Tree& tree,
                                       const syntax::Crossing& crossing);
std::optional<Approach> check_approach(Pack& pack, const syntax::Approach& approach);
// The same of an event's date; the event is the first step, which is understood.
std::optional<Approach> check_approach(Pack& pack, const syntax::Tree& tree,
                                       const syntax::Approach& approach, const Match& match);
std::optional<Recurring> check_recurring(Pack& pack, const syntax::Recurring& recurring);

// `with the same F` of its later steps and of its absence; asked last, of a trigger that is understood so far.
void check_shared(Pack& pack, const syntax::Trigger& trigger, CheckedTrigger& made);

// How many values of a key are kept per customer: as many as the schema remembers of an identifier, all
// of a choice. Nothing, and reported, if `type` can be no key; `use` says what wants one.
std::optional<std::uint32_t> remembering_of(Pack& pack, const syntax::Name& field,
                                            const ValueType& type, const std::string& use);

}  // namespace wend::program
