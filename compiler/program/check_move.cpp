// SPDX-License-Identifier: Apache-2.0
//
// Triggers of journeys: `buying.stage becomes purchase`, `buying.stage stays consideration for 10 days`.
#include "compiler/program/patterns.h"
#include "compiler/program/stages.h"
#include "compiler/program/units.h"

namespace wend::program {
namespace {

// The stage that a plain value names.
std::optional<std::uint32_t> stage_of(Pack& pack, const syntax::Tree& tree, std::uint32_t journey,
                                      syntax::ExprId written) {
  const Choice& stages = pack.schema().choices[pack.program.journeys[journey].choice];
  const syntax::Expr& value = tree[written];
  const auto* path = std::get_if<syntax::Path>(&value.kind);
  const syntax::Name name =
      path != nullptr ? path->parts[0] : syntax::Name{pack.words_of(value.span), value.span};
  for (std::uint32_t i = 0; path != nullptr && i < stages.values.size(); ++i) {
    if (stages.values[i] == name.text) return i;
  }
  offer_nearest(pack,
                pack.report(DiagnosticKind::UnknownValue, value.span, {name.text, stages.name}),
                name, stages.values, "its stages are " + listed(stages.values, "and"));
  return std::nullopt;
}

// Back is from a later stage to an earlier one.
bool may_happen(const StageMove& move, std::size_t stages) {
  if (!move.back) return true;
  const std::size_t from = move.from.value_or(static_cast<std::uint32_t>(stages - 1));
  return move.to.value_or(0) < from;
}

}  // namespace

std::optional<std::uint32_t> journey_of(Pack& pack, const syntax::Name& journey,
                                        const syntax::Name& part) {
  const auto found = pack.journeys.find(journey.text);
  if (found == pack.journeys.end()) {
    if (pack.incomplete) return std::nullopt;
    std::vector<std::string> names;
    for (const auto& [name, number] : pack.journeys) names.push_back(name);
    offer_nearest(pack, pack.report(DiagnosticKind::UnknownName, journey.span, {journey.text}),
                  journey, names, "declare it, as in `journey " + journey.text + "`");
    return std::nullopt;
  }
  if (part.text == "stage") return found->second;
  pack.report(DiagnosticKind::UnknownField, part.span, {part.text, journey.text})
      .with_help("a journey has a `stage`, and nothing else")
      .with_fix("write `stage`", part.span, "stage");
  return std::nullopt;
}

std::optional<StageMove> check_move(Pack& pack, const syntax::Tree& tree,
                                    const syntax::Change& change) {
  const auto journey = journey_of(pack, *change.journey, change.field);
  if (!journey) return std::nullopt;
  StageMove made{*journey, {}, {}, change.back};
  if (change.from) made.from = stage_of(pack, tree, *journey, *change.from);
  if (change.to) made.to = stage_of(pack, tree, *journey, *change.to);
  if ((change.from && !made.from) || (change.to && !made.to)) return std::nullopt;
  if (made.from && made.from == made.to) {
    pack.report(DiagnosticKind::ChangesToItself, change.span,
                {change.journey->text + "." + change.field.text})
        .with_help("name two stages, or leave one of them out");
    return std::nullopt;
  }
  const std::size_t stages =
      pack.schema().choices[pack.program.journeys[*journey].choice].values.size();
  if (may_happen(made, stages)) return made;
  pack.report(DiagnosticKind::NeverFallsBack, change.span, {pack.words_of(change.span)})
      .with_help("back is to a stage that is declared earlier");
  return std::nullopt;
}

std::optional<StageStay> check_stay(Pack& pack, const syntax::Tree& tree,
                                    const syntax::Stay& stay) {
  const auto journey = journey_of(pack, stay.journey, stay.part);
  const auto within = stretch_of(pack, stay.span_of_time);
  std::optional<PatternId> without;
  if (stay.without) without = check_pattern(pack, tree, *stay.without);
  const auto stage = journey ? stage_of(pack, tree, *journey, stay.stage) : std::nullopt;
  if (!stage || !within || (stay.without && !without)) return std::nullopt;
  return StageStay{*journey, *stage, *within, without};
}

}  // namespace wend::program
