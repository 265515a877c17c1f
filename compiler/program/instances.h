// SPDX-License-Identifier: Apache-2.0
//
// `for each order`: which touchpoints carry the order, and what that makes of a trigger.
#pragma once

#include "compiler/program/patterns.h"
#include "compiler/program/triggers.h"

namespace wend::program {

// `identifier Order ... with 20 open for 400 days`, if it says so; asked before the rules.
void check_instance_bound(Pack& pack, const syntax::Identifier& declared);

// The field of this name, else the only field of the kind; nothing if there are several or none.
std::optional<std::uint32_t> carrying_field(const SchemaTouchpoint& touchpoint,
                                            const Instance& instance);

// Where a pattern carries the instance. Of a touchpoint that is the field of this name, else its only field of the
// kind. Without fields no touchpoint of it does; `understood` is false where only some do, or one in several fields:
// that was reported at `place`.
struct Carried {
  bool understood = true;
  SameField fields;
  bool personal = false;
};
Carried carried_by(Pack& pack, const Instance& instance, PatternId pattern, Span place);

// Gives every pattern of the trigger the value of the rule's instance, and `that F` to the rule; asked in the place of
// check_shared.
void check_instance(Pack& pack, const syntax::Name& each, const syntax::Trigger& trigger,
                    CheckedTrigger& made);

}  // namespace wend::program
