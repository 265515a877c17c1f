// SPDX-License-Identifier: Apache-2.0
//
// Named definitions and segments. They are checked in the order in which they need each other, so a
// circle shows as a definition that is needed while it is being checked.
#include "compiler/program/definitions.h"

#include <utility>

#include "compiler/program/expressions.h"

namespace wend::program {
namespace {

void report_cycle(Pack& pack, std::uint32_t which, Span asked_at) {
  const DeclaredDefinition& definition = pack.declared[which];
  Diagnostic& reported =
      pack.report(DiagnosticKind::DefinitionCycle, definition.name.span, {definition.name.text});
  reported.with_help("break the circle: a definition never needs itself");
  std::size_t first = 0;
  while (pack.open[first].first != which) ++first;
  for (std::size_t i = first; i < pack.open.size(); ++i) {
    const bool last = i + 1 == pack.open.size();
    const std::uint32_t needed = last ? which : pack.open[i + 1].first;
    const Span place = last ? asked_at : pack.open[i + 1].second;
    reported.with_label(place, "`" + pack.declared[pack.open[i].first].name.text + "` needs `" +
                                   pack.declared[needed].name.text + "`");
  }
}

MaybeExpr value_of(Pack& pack, const DeclaredDefinition& definition) {
  Scope scope{*definition.tree, Place::Definition, nullptr, std::nullopt, nullptr, {}};
  Expressions expressions(pack, scope);
  if (definition.segment) return expressions.check_test(definition.value);
  return expressions.check(definition.value);
}

}  // namespace

bool check_definition(Pack& pack, std::uint32_t which, Span asked_at) {
  using State = DeclaredDefinition::State;
  DeclaredDefinition& definition = pack.declared[which];
  if (definition.state == State::Done) return definition.understood;
  if (definition.state == State::Open) {
    report_cycle(pack, which, asked_at);
    return false;
  }
  definition.state = State::Open;
  pack.open.emplace_back(which, asked_at);
  const Extent around = std::exchange(pack.extent, {pack.extent.depth, pack.extent.depth, 0});
  if (!definition.damaged) {
    if (const MaybeExpr value = value_of(pack, definition)) {
      pack.program.definitions[which].value = *value;
      definition.understood = true;
    }
  }
  pack.open.pop_back();
  definition.depth = pack.extent.deepest - around.depth;
  definition.size = pack.extent.size;
  pack.extent = around;
  definition.state = State::Done;
  return definition.understood;
}

}  // namespace wend::program
