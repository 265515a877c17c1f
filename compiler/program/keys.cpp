// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/keys.h"

#include "compiler/program/patterns.h"

namespace wend::program {
namespace {

// A key that may be missing must be asked about in `if`.
bool is_asked(Pack& pack, const Scope& scope, ExprId value, const std::string& asked,
              const syntax::Name& field) {
  Type& type = pack.program.expressions[value.value].type;
  if (!type.optional) return true;
  if (scope.known.contains(asked)) {
    type.optional = false;
    return true;
  }
  const bool unnamed = asked.starts_with('.');
  pack.report(DiagnosticKind::UnaskedOptional, field.span, {field.text})
      .with_help(unnamed ? "name the step, as in `... as earlier`, then ask: `if earlier" + asked +
                               " is known`"
                         : "ask first: `if " + asked + " is known`");
  return false;
}

}  // namespace

Key key_named(Pack& pack, Scope& scope, const syntax::Name& field) {
  const Match& match = *scope.match;
  Expressions expressions(pack, scope);
  if (match.shared && match.shared->field == field.text)
    return {true, expressions.shared_value(field, field.span)};
  std::size_t step = match.steps.size();
  while (step > 0 && !field_on_all(pack, match.steps[step - 1].touchpoints, field, true)) --step;
  if (step == 0) return {};
  return key_of_step(pack, scope, static_cast<std::uint32_t>(step - 1), field);
}

Key key_of_step(Pack& pack, Scope& scope, std::uint32_t step, const syntax::Name& field) {
  const BoundStep& bound = scope.match->steps[step];
  if (!field_on_all(pack, bound.touchpoints, field, true)) return {};
  const std::string asked = bound.name + "." + field.text;
  const MaybeExpr value = Expressions(pack, scope).step_field(step, field, field.span);
  if (!value || !is_asked(pack, scope, *value, asked, field)) return {true, std::nullopt};
  return {true, value};
}

bool reports_why_no_key(Pack& pack, const Match& match, const syntax::Name& field) {
  for (const BoundStep& step : match.steps) {
    for (const std::uint32_t touchpoint : step.touchpoints) {
      for (const SchemaField& one : pack.schema().touchpoints[touchpoint].fields) {
        if (one.name != field.text) continue;
        field_on_all(pack, step.touchpoints, field);
        return true;
      }
    }
  }
  return false;
}

}  // namespace wend::program
