// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "compiler/program/pack.h"

namespace wend::program {

// The links of the schema, and the fields that touchpoints about something else than a customer have by them.
void declare_links(Pack& pack, const std::vector<syntax::Tree>& trees);

// Whether the field of this touchpoint comes from the link, not from the event.
bool is_filled_by_link(const Schema& schema, std::uint32_t touchpoint, std::size_t field);

// Those that the event itself has: all but what the link fills, which stand last.
std::vector<SchemaField> given_fields(const Schema& schema, std::uint32_t touchpoint);

}  // namespace wend::program
