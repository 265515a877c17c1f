// SPDX-License-Identifier: Apache-2.0
//
// Journeys. A stage is checked as a rule is, but for what rules do; what recognises it reads no stage, so that it is
// known in a moment before anybody asks.
#include "compiler/program/expression_parts.h"
#include "compiler/program/expressions.h"
#include "compiler/program/rules.h"
#include "compiler/program/stages.h"
#include "compiler/program/triggers.h"
#include "compiler/program/visits.h"
#include "compiler/schema/names.h"

namespace wend::program {
namespace {

constexpr std::size_t kMostStages = 63;

class StageCheck {
 public:
  StageCheck(Pack& pack, const syntax::Tree& tree, const syntax::Stage& stage, std::string name)
      : pack_(pack), tree_(tree), written_(stage) {
    made_.name = std::move(name);
    made_.span = stage.span;
    made_.limit.none = true;
  }

  std::optional<Rule> check() {
    pack_.extent = {};
    CheckedTrigger checked = check_trigger(pack_, tree_, written_.trigger, std::nullopt);
    made_.trigger = std::move(checked.trigger);
    bool understood = checked.understood && waits_for_no_stage();
    if (written_.test) {
      Scope scope{tree_, Place::Rule, &checked.match,
                  {},    nullptr,     proven_by(pack_.program, made_.trigger)};
      made_.condition = check_condition(pack_, scope, *written_.test, made_.name);
      understood = understood && made_.condition && reads_no_stage(*made_.condition);
    }
    if (!understood || !check_visits(pack_, made_)) return std::nullopt;
    return std::move(made_);
  }

 private:
  bool waits_for_no_stage() {
    if (!made_.trigger.move && !made_.trigger.stay) return true;
    return report(written_.trigger.span, made_.trigger.text);
  }

  bool reads_no_stage(ExprId condition) {
    const auto found = stage_read_by(pack_.program, condition);
    return !found || report(pack_.program[*found].span, pack_.program[*found].text);
  }

  bool report(Span span, const std::string& words) {
    pack_.report(DiagnosticKind::StageReadsStage, span, {made_.name, words})
        .with_help("a stage is recognised by what happened: ask for that");
    return false;
  }

  Pack& pack_;
  const syntax::Tree& tree_;
  const syntax::Stage& written_;
  Rule made_;
};

bool reads_stage(const Expr& expr) { return std::holds_alternative<StageValue>(expr.kind); }

}  // namespace

void declare_journey(Pack& pack, const syntax::Journey& journey, Span span) {
  Choice stages{journey.name.text, {}, true, span};
  std::map<std::string, Span> first;
  for (const syntax::Stage& stage : journey.stages) {
    schema::check_value_name(stage.name, pack.diagnostics);
    const auto [known, is_new] = first.emplace(stage.name.text, stage.name.span);
    if (is_new)
      stages.values.push_back(stage.name.text);
    else
      schema::report_taken(stage.name, "a stage", known->second, pack.diagnostics);
  }
  if (stages.values.size() > kMostStages)
    pack.report(DiagnosticKind::TooManyStages, journey.stages[kMostStages].name.span,
                {std::to_string(kMostStages)})
        .with_help("declare two journeys");
  Schema& schema = pack.program.schema;
  pack.journeys.emplace(journey.name.text,
                        static_cast<std::uint32_t>(pack.program.journeys.size()));
  pack.program.journeys.push_back({journey.name.text,
                                   static_cast<std::uint32_t>(schema.choices.size()),
                                   {},
                                   journey.name.span});
  schema.choices.push_back(std::move(stages));
}

void check_journey(Pack& pack, const syntax::Tree& tree, const syntax::Journey& journey) {
  const auto number = pack.journeys.find(journey.name.text);
  if (number == pack.journeys.end()) return;
  for (const syntax::Stage& stage : journey.stages) {
    auto made = StageCheck(pack, tree, stage, journey.name.text + "." + stage.name.text).check();
    if (made) pack.program.journeys[number->second].stages.push_back(std::move(*made));
  }
}

std::optional<ExprId> stage_read_by(const Program& program, ExprId id) {
  return PartSearch(program, reads_stage).first(id);
}

}  // namespace wend::program
