// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/expression_parts.h"

namespace wend::program {

std::vector<PatternId> patterns_of(const Program& program, const History& history) {
  std::vector<PatternId> patterns = {history.pattern};
  if (history.window.reach == Reach::Since) patterns.push_back(history.window.since);
  if (history.window.reach == Reach::Visit) patterns.push_back(program.visit->pattern);
  return patterns;
}

std::optional<ExprId> PartSearch::first(ExprId id) {
  const Expr& expr = program_[id];
  if (wanted_(expr)) return id;
  if (const auto* named = std::get_if<Named>(&expr.kind))
    return is_in(named->definition) ? std::optional(id) : std::nullopt;
  std::optional<ExprId> found;
  each_part(program_, expr, [&](ExprId part) {
    if (!found) found = first(part);
  });
  return found;
}

// Definitions may name each other often: each is looked at once.
bool PartSearch::is_in(std::uint32_t definition) {
  if (known_.empty()) known_.resize(program_.definitions.size());
  std::optional<bool>& known = known_[definition];
  if (!known) known = first(program_.definitions[definition].value).has_value();
  return *known;
}

}  // namespace wend::program
