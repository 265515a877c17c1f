// SPDX-License-Identifier: Apache-2.0
//
// Patterns: `order_placed on (web or app) where total > 100 EUR`.
#pragma once

#include "compiler/program/pack.h"

namespace wend::program {

// Nothing if the pattern has mistakes; they were reported.
std::optional<PatternId> check_pattern(Pack& pack, const syntax::Tree& tree,
                                       const syntax::Pattern& pattern);

// What a name stands for: touchpoints of the schema, without channels.
std::optional<PatternId> check_definition_of(Pack& pack, const syntax::Tree& tree,
                                             const syntax::Pattern& pattern);

// The touchpoints of a checked pattern, in its order.
std::vector<std::uint32_t> touchpoints_of(const Pack& pack, PatternId pattern);

// A field that all of several touchpoints have, with one type.
struct FieldOnAll {
  std::vector<std::uint32_t> fields;  // per touchpoint; kMetaTime and kMetaChannel too
  Type type;                          // optional and personal if it is so on one of them
};
// Nothing if one of them lacks it or has it with another type; reported unless `quiet`.
std::optional<FieldOnAll> field_on_all(Pack& pack, const std::vector<std::uint32_t>& touchpoints,
                                       const syntax::Name& name, bool quiet = false);

}  // namespace wend::program
