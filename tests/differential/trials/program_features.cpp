// SPDX-License-Identifier: Apache-2.0
//
// What a checked program uses.
#include <fmt/format.h>

#include "compiler/base/match.h"
#include "compiler/plan/expression_walk.h"
#include "tests/differential/trials/coverage.h"

namespace wend::differential {
namespace {

using namespace program;

const char* words_of(Measure measure) {
  switch (measure) {
    case Measure::Exists: return "any, no";
    case Measure::Count: return "count";
    case Measure::CountDifferent: return "count of different";
    case Measure::Sum: return "sum";
    case Measure::Average: return "average";
    case Measure::Largest: return "largest";
    case Measure::Smallest: return "smallest";
    case Measure::First: return "first";
    case Measure::Last: return "last";
    case Measure::NthLast: return "nth last";
    case Measure::SinceFirst: return "time since first";
    case Measure::SinceLast: return "time since last";
  }
  return "?";
}

const char* words_of(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::Add: return "add";
    case BinaryKind::Subtract: return "subtract";
    case BinaryKind::Multiply: return "multiply";
    case BinaryKind::Divide: return "divide";
    case BinaryKind::AddSpan: return "add a calendar span";
    case BinaryKind::Equal: return "equal";
    case BinaryKind::NotEqual: return "not equal";
    case BinaryKind::Less: return "less";
    case BinaryKind::LessEqual: return "less or equal";
    case BinaryKind::And: return "and";
    case BinaryKind::Or: return "or";
    case BinaryKind::Default: return "default";
    case BinaryKind::Contains: return "contains";
    case BinaryKind::StartsWith: return "starts with";
    case BinaryKind::EndsWith: return "ends with";
    case BinaryKind::Includes: return "includes";
  }
  return "?";
}

const char* words_of(DatePart part) {
  switch (part) {
    case DatePart::Date: return "date";
    case DatePart::Time: return "time";
    case DatePart::Year: return "year";
    case DatePart::Month: return "month";
    case DatePart::Day: return "day";
    case DatePart::Weekday: return "weekday";
  }
  return "?";
}

const char* words_of(ValueKind kind) {
  switch (kind) {
    case ValueKind::Whole: return "whole";
    case ValueKind::Decimal: return "decimal";
    case ValueKind::Money: return "money";
    case ValueKind::Percent: return "percent";
    case ValueKind::Instant: return "instant";
    case ValueKind::Date: return "date";
    case ValueKind::TimeOfDay: return "time of day";
    case ValueKind::Duration: return "duration";
    case ValueKind::Text: return "text";
    case ValueKind::YesNo: return "yes or no";
    case ValueKind::Choice: return "choice";
    case ValueKind::SetOf: return "set";
    case ValueKind::Identifier: return "identifier";
  }
  return "?";
}

const char* words_of(ListMeasure measure) {
  switch (measure) {
    case ListMeasure::Any: return "any, no";
    case ListMeasure::All: return "all";
    case ListMeasure::Count: return "count";
    case ListMeasure::Sum: return "sum";
    case ListMeasure::Average: return "average";
    case ListMeasure::Largest: return "largest";
    case ListMeasure::Smallest: return "smallest";
  }
  return "?";
}

class Reader {
 public:
  explicit Reader(const Program& program) : program_(program) {}

  Features read() {
    for (const Expr& expr : program_.expressions) expression(expr);
    for (const Definition& definition : program_.definitions)
      found_.insert(definition.segment ? "expression: segment" : "expression: definition");
    for (const NamedTouchpoints& named : program_.named)
      for (const Pattern& pattern : program_.patterns)
        if (pattern.text.starts_with(named.name)) found_.insert("pattern: by a name");
    for (const Journey& one : program_.journeys) journey(one);
    for (const Rule& one : program_.rules) rule(one);
    const Schema& schema = program_.schema;
    for (const std::vector<ListAnswer>& answers : program_.answers)
      for (const ListAnswer& answer : answers)
        found_.insert(fmt::format("list: {}", words_of(answer.measure)));
    for (const SchemaTouchpoint& touchpoint : schema.touchpoints)
      for (const SchemaField& field : touchpoint.fields)
        if (field.name.find('.') != std::string::npos)
          found_.insert("schema: a record in an event");
    found_.insert("schema: zone " + schema.zone);
    if (schema.lateness_ms != 0) found_.insert("schema: lateness");
    if (schema.lateness_ms != 0 && !schema.links.empty())
      found_.insert("schema: lateness and a link");
    if (schema.lateness_ms != 0 && !program_.journeys.empty())
      found_.insert("schema: lateness and a journey");
    for (const SchemaTouchpoint& touchpoint : schema.touchpoints)
      if (touchpoint.without_repeats) found_.insert("schema: without repeats");
    for (const SchemaLink& link : schema.links) {
      found_.insert(link.fields.size() > 1 ? "schema: a link that carries a field"
                                           : "schema: a link");
      if (link.by.size() > 1) found_.insert("schema: a link by several touchpoints");
      for (const SchemaLinkEvent& until : link.until)
        found_.insert(schema.touchpoints[until.touchpoint].about
                          ? "schema: a link until what it is about"
                          : "schema: a link until an event of the customer");
    }
    if (!schema.tables.empty()) found_.insert("schema: a table");
    if (schema.identifiers.back().aliases != 0) found_.insert("schema: identities");
    if (schema.identifiers.back().aliases != 0 && schema.lateness_ms != 0)
      found_.insert("schema: lateness and identities");
    if (schema.identifiers.back().aliases != 0 && !schema.links.empty())
      found_.insert("schema: identities and a link");
    found_.insert(schema.grain_ms == 1 ? "schema: grain of a millisecond"
                                       : "schema: grain of a second");
    return std::move(found_);
  }

 private:
  void expression(const Expr& expr) {
    if (expr.type.kind == Kind::Value)
      found_.insert(fmt::format("type: {}", words_of(expr.type.value.kind)));
    match(
        expr.kind, [](const Constant&) {}, [](const TextConstant&) {}, [](const OwnField&) {},
        [](const ItemField&) {}, [](const Named&) {},
        [&](const CustomerField&) { found_.insert("expression: field of the customer"); },
        [&](const StepField& node) { step_field(node); },
        [&](const Now&) { found_.insert("expression: now"); },
        [&](const Binary& node) {
          found_.insert(fmt::format("expression: {}", words_of(node.op)));
          if (node.ignoring_case) found_.insert("expression: ignoring case");
        },
        [&](const Unary& node) {
          found_.insert(node.op == UnaryKind::Negate ? "expression: negative"
                        : node.op == UnaryKind::Not  ? "expression: not"
                                                     : "expression: is known");
        },
        [&](const OneOf& node) {
          found_.insert("expression: one of several");
          for (const ExprId option : node.options)
            if (!std::holds_alternative<Constant>(program_[option].kind) &&
                !std::holds_alternative<TextConstant>(program_[option].kind))
              found_.insert("expression: one of several that are not fixed");
          if (node.ignoring_case) found_.insert("expression: ignoring case");
        },
        [&](const Select&) { found_.insert("expression: by cases"); },
        [&](const Part& node) {
          found_.insert(fmt::format("expression: {}", words_of(node.part)));
        },
        [&](const History& node) { history(node); },
        [&](const Lookup& node) {
          found_.insert(node.column ? "expression: a cell of a table"
                                    : "expression: whether a table has a row");
        },
        [&](const StageValue& node) {
          found_.insert(node.part == StagePart::Stage    ? "expression: stage"
                        : node.part == StagePart::Before ? "expression: stage before"
                                                         : "expression: time in a stage");
        });
  }

  void step_field(const StepField& node) {
    found_.insert("expression: field of a step");
    for (const std::uint32_t field : node.fields) {
      if (field == kMetaTime) found_.insert("expression: time of a step");
      if (field == kMetaChannel) found_.insert("expression: channel of a step");
    }
  }

  void history(const History& node) {
    found_.insert(fmt::format("history: {}", words_of(node.measure)));
    const Window& window = node.window;
    if (node.up_to > 0) found_.insert("window: up to");
    if (node.same) found_.insert("history: with the same");
    if (node.same && !node.same->may_be_forgotten &&
        program_[node.same->key].type.value.kind == ValueKind::Identifier)
      found_.insert("history: remembering so many");
    if (!window.since_same.empty()) found_.insert("window: since last with the same");
    if (node.fields.size() > 1) found_.insert("history: field of several touchpoints");
    for (const std::uint32_t field : node.fields)
      if (field == kMetaTime || field == kMetaChannel) found_.insert("history: time or channel");
    if (window.newest > 0) found_.insert("window: of the newest");
    if (window.reach == Reach::Record) found_.insert("window: on record");
    if (window.reach == Reach::Since) found_.insert("window: since last");
    if (window.reach == Reach::Visit) found_.insert("window: this visit");
    if (window.reach == Reach::Stage) found_.insert("window: this stage");
    if (window.reach == Reach::Fading) found_.insert("window: half life");
    if (window.reach == Reach::Calendar) found_.insert(period(window));
    if (window.ago)
      found_.insert(window.panes ? "window: some time ago, by panes"
                                 : "window: some time ago, of the newest");
    if (window.reach != Reach::Sliding || window.ago) return;
    if (window.panes) {
      found_.insert(*window.panes == PaneUnit::Hour  ? "window: by hour"
                    : *window.panes == PaneUnit::Day ? "window: by day"
                                                     : "window: by month");
    } else {
      found_.insert(window.stretch.calendar ? "window: a calendar span" : "window: a duration");
    }
  }

  static const char* period(const Window& window) {
    if (window.back) return "window: the period before";
    switch (window.period) {
      case PaneUnit::Week: return "window: this week";
      case PaneUnit::Month: return "window: this month";
      case PaneUnit::Year: return "window: this year";
      case PaneUnit::Hour:
      case PaneUnit::Day:
      case PaneUnit::Exact: break;
    }
    return "window: this day";
  }

  // What is asked of the time before a step's event.
  void before(const Rule& one, const History& history) {
    const bool current =
        !one.trigger.absence && *history.before_step + 1 == one.trigger.steps.size();
    found_.insert(current ? "window: before this" : "window: before an earlier step");
    if (!current && history.same) found_.insert("window: before an earlier step, with the same");
  }

  void pattern(PatternId id) {
    const Pattern& read = program_[id];
    if (read.alternatives.size() > 1) found_.insert("trigger: one of several");
    if (!read.channels.empty()) found_.insert("trigger: on a channel");
    for (const PatternAlternative& one : read.alternatives)
      if (one.where) found_.insert("trigger: where");
  }

  void within(const std::optional<Stretch>& stretch) {
    if (stretch)
      found_.insert(stretch->calendar ? "trigger: within a calendar span"
                                      : "trigger: within a duration");
  }

  void trigger(const Trigger& one) {
    const std::size_t steps = one.steps.size();
    if (one.change) change(one);
    if (one.move) move(*one.move);
    if (one.stay)
      found_.insert(one.stay->without ? "trigger: a stage stays, without"
                                      : "trigger: a stage stays");
    if (one.crossing)
      found_.insert(one.crossing->falls ? "trigger: falls below" : "trigger: reaches");
    if (one.approach) approach(*one.approach);
    if (one.instance) instance(one);
    if (one.recurring) recurring(*one.recurring);
    const bool of_touchpoint =
        !one.change && !one.approach && !one.recurring && !one.crossing && !one.move && !one.stay;
    if (steps == 1 && !one.absence && !one.repetition && of_touchpoint)
      found_.insert("trigger: a touchpoint alone");
    if (steps > 1) found_.insert(fmt::format("trigger: sequence of {}", steps));
    if (one.repetition) repetition(*one.repetition);
    if (one.all_within) found_.insert("trigger: all within");
    for (std::size_t i = 1; i < steps; ++i)
      if (!one.steps[i].within) found_.insert("trigger: a step without a limit of its own");
    for (const TriggerStep& step : one.steps) {
      pattern(step.pattern);
      within(step.within);
      for (const Forbidden& forbidden : step.without)
        found_.insert(forbidden.same.empty() ? "trigger: without"
                                             : "trigger: without, with the same");
    }
    if (one.absence) absence(one);
    if (one.shared) shared(one);
  }

  void journey(const Journey& one) {
    for (const Rule& stage : one.stages) {
      trigger(stage.trigger);
      const Trigger& by = stage.trigger;
      const bool by_clock = by.absence || by.approach || by.recurring;
      found_.insert(by_clock ? "journey: stage by the clock" : "journey: stage at an event");
      if (stage.condition) found_.insert("journey: stage with a condition");
    }
  }

  void move(const StageMove& one) {
    found_.insert(one.back ? "trigger: falls back" : "trigger: a stage changes");
    if (one.from) found_.insert("trigger: move from a stage");
    if (one.to) found_.insert("trigger: move to a stage");
  }

  void change(const Trigger& one) {
    found_.insert("trigger: change of the profile");
    if (one.change->from) found_.insert("trigger: change from a value");
    if (one.change->to) found_.insert("trigger: change to a value");
    if (one.absence) found_.insert("trigger: absence after a change");
  }

  void instance(const Trigger& one) {
    const auto found = [&](const char* what) {
      found_.insert(std::string("trigger: for each, ") + what);
    };
    if (one.repetition) return found(one.repetition->every ? "every n times" : "n times");
    if (one.steps.size() > 1) found("a sequence");
    if (one.approach) found("before a date");
    if (one.approach && one.approach->until && one.approach->until->same.empty())
      found("until what ends it for all");
    if (one.absence && one.text.starts_with("no ")) return found("a silence");
    if (one.absence)
      return found(one.absence->same.empty() ? "an absence of what counts for all" : "an absence");
    if (one.steps.size() == 1 && !one.approach) found("a touchpoint alone");
  }

  void approach(const Approach& one) {
    if (one.until) found_.insert("trigger: until an event");
    if (one.kept) {
      found_.insert(one.clock ? "trigger: before a date of an event"
                              : "trigger: before an instant of an event");
      return;
    }
    found_.insert(one.clock ? "trigger: before a date" : "trigger: before an instant");
    found_.insert(one.at_once ? "trigger: if passed: at once" : "trigger: if passed: skip");
  }

  void recurring(const Recurring& one) {
    found_.insert(one.period == Period::Day    ? "trigger: every day"
                  : one.period == Period::Week ? "trigger: every week"
                                               : "trigger: every month");
  }

  void repetition(const Repetition& one) {
    const std::string times = one.every ? "trigger: every n times" : "trigger: n times";
    if (one.times == 1 && !one.every) found_.insert("trigger: for the first time");
    found_.insert(times + (!one.window ? " on record" : one.same.empty() ? "" : " with the same"));
  }

  void shared(const Trigger& one) {
    const std::size_t steps = one.steps.size();
    if (steps > 1) found_.insert("trigger: sequence with the same");
    for (const TriggerStep& step : one.steps)
      if (steps > 1 && step.same.empty())
        found_.insert("trigger: a step of any value in a sequence with the same");
    if (!one.absence || one.absence->same.empty()) return;
    const bool silence = one.text.starts_with("no ");
    found_.insert(silence      ? "trigger: silence with the same"
                  : steps == 1 ? "trigger: absence with the same"
                               : "trigger: absence with the same after a sequence");
  }

  void absence(const Trigger& one) {
    within(one.absence->within);
    if (one.steps.size() > 1) found_.insert("trigger: absence after a sequence");
    switch (one.absence->anchor) {
      case AbsenceAnchor::Each: found_.insert("trigger: absence of each"); break;
      case AbsenceAnchor::First: found_.insert("trigger: absence of the first"); break;
      case AbsenceAnchor::Last: found_.insert("trigger: absence of the last"); break;
    }
    if (one.text.starts_with("no ")) found_.insert("trigger: silence");
  }

  void limit(const Limit& one) {
    if (one.none) {
      found_.insert("rule: limit none");
      return;
    }
    if (one.per_instance) found_.insert("rule: limit per instance");
    if (one.level) found_.insert("rule: limit per household");
    found_.insert(one.key ? "rule: limit per key" : "rule: limit per customer");
    found_.insert(!one.in            ? "rule: limit for ever"
                  : one.in->calendar ? "rule: limit in a calendar span"
                                     : "rule: limit in a duration");
    if (one.times > 1) found_.insert("rule: limit of several times");
  }

  // Of a sequence: what its condition, arguments and key read of a step before the last.
  void earlier_steps(const Rule& one) {
    plan::ExpressionWalk walk(program_);
    for (const ExprId root : plan::roots_of(one)) {
      walk.walk(root, [&](const Expr& expr) {
        const auto* history = history_in(expr);
        if (history != nullptr && history->before_step) before(one, *history);
        if (history != nullptr && history->same && history->same->per_instance)
          found_.insert(history->window.reach == Reach::Since
                            ? "history: of an instance, since last"
                            : "history: of an instance");
        if (history != nullptr && history->same && one.trigger.absence)
          found_.insert("history: with the same at a deadline");
        const auto* field = std::get_if<StepField>(&expr.kind);
        if (field != nullptr && field->step + 1 < one.trigger.steps.size())
          found_.insert("expression: field of an earlier step");
      });
    }
    if (!one.limit.key) return;
    const auto* key = std::get_if<StepField>(&program_[*one.limit.key].kind);
    if (key != nullptr && key->step + 1 < one.trigger.steps.size())
      found_.insert("rule: limit per key of an earlier step");
  }

  void rule(const Rule& one) {
    trigger(one.trigger);
    limit(one.limit);
    earlier_steps(one);
    if (one.priority != 0) found_.insert("rule: priority");
    if (one.at_once && program_.schema.lateness_ms != 0)
      found_.insert("rule: decided at once, with lateness");
    found_.insert(one.at_once ? "rule: decided at once" : "rule: decided when certain");
    if (!one.title.empty()) found_.insert("rule: title");
    if (!one.formerly.empty()) found_.insert("rule: formerly another");
    if (one.calls.size() > 1) found_.insert("rule: several actions");
    for (const Call& call : one.calls)
      if (call.place) found_.insert("rule: an action for a place");
    for (const Call& call : one.calls)
      if (call.arguments.size() < program_.schema.actions[call.action].arguments.size())
        found_.insert("rule: an argument left out");
  }

  const Program& program_;
  Features found_;
};

}  // namespace

Features features_of(const Program& program) { return Reader(program).read(); }

}  // namespace wend::differential
