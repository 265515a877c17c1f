// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/expression_parts.h"

#include "compiler/base/match.h"

namespace wend::program {

std::vector<ExprId> parts_of(const Program& program, const Expr& expr) {
  using Parts = std::vector<ExprId>;
  return match(
      expr.kind, [](const Constant&) { return Parts{}; },
      [](const TextConstant&) { return Parts{}; }, [](const CustomerField&) { return Parts{}; },
      [](const OwnField&) { return Parts{}; }, [](const ItemField&) { return Parts{}; },
      [](const StepField&) { return Parts{}; }, [](const Now&) { return Parts{}; },
      [&](const Named& named) { return Parts{program.definitions[named.definition].value}; },
      [](const Binary& binary) { return Parts{binary.left, binary.right}; },
      [](const Unary& unary) { return Parts{unary.operand}; },
      [](const OneOf& one_of) {
        Parts parts{one_of.value};
        parts.insert(parts.end(), one_of.options.begin(), one_of.options.end());
        return parts;
      },
      [](const Select& select) { return Parts{select.test, select.yes, select.otherwise}; },
      [](const Part& part) { return Parts{part.operand}; },
      [](const History& history) { return history.same ? Parts{history.same->key} : Parts{}; },
      [](const StageValue&) { return Parts{}; },
      [](const Lookup& lookup) { return Parts{lookup.key}; });
}

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
  for (const ExprId part : parts_of(program_, expr)) {
    if (const auto found = first(part)) return found;
  }
  return std::nullopt;
}

// Definitions may name each other often: each is looked at once.
bool PartSearch::is_in(std::uint32_t definition) {
  if (known_.empty()) known_.resize(program_.definitions.size());
  std::optional<bool>& known = known_[definition];
  if (!known) known = first(program_.definitions[definition].value).has_value();
  return *known;
}

}  // namespace wend::program
