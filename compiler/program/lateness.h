// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "compiler/program/pack.h"

namespace wend::program {

// How late an event may come, into the schema.
void check_lateness(Pack& pack, const syntax::Lateness& declared, Span item);

// When the rule is decided; `written` is null where it does not say. False if that cannot be.
bool check_decided(Pack& pack, Rule& rule, const syntax::Decide* written, const syntax::Name& name);

}  // namespace wend::program
