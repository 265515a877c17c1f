// SPDX-License-Identifier: Apache-2.0
//
// The printed form of a program: one indented line per node, with its type behind a colon.
#include <algorithm>

#include "compiler/base/match.h"
#include "compiler/program/constants.h"
#include "compiler/program/from_syntax.h"
#include "compiler/program/print_test.h"
#include "compiler/program/units.h"
#include "compiler/program/value_words.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

const char* word(BinaryKind kind) {
  switch (kind) {
    case BinaryKind::Add: return "add";
    case BinaryKind::Subtract: return "subtract";
    case BinaryKind::Multiply: return "multiply";
    case BinaryKind::Divide: return "divide";
    case BinaryKind::AddSpan: return "add span";
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
  return "";
}

const char* word(UnaryKind kind) {
  switch (kind) {
    case UnaryKind::Negate: return "negate";
    case UnaryKind::Not: return "not";
    case UnaryKind::IsKnown: return "is known";
  }
  return "";
}

const char* word(DatePart part) {
  switch (part) {
    case DatePart::Date: return "date";
    case DatePart::Time: return "time";
    case DatePart::Year: return "year";
    case DatePart::Month: return "month";
    case DatePart::Day: return "day";
    case DatePart::Weekday: return "weekday";
  }
  return "";
}

const char* word(Measure measure) {
  switch (measure) {
    case Measure::Exists: return "any";
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
  return "";
}

const char* word(PaneUnit unit) {
  switch (unit) {
    case PaneUnit::Hour: return "hour";
    case PaneUnit::Day: return "day";
    case PaneUnit::Week: return "week";
    case PaneUnit::Month: return "month";
    case PaneUnit::Year: return "year";
    case PaneUnit::Exact: return "an eighth";
  }
  return "";
}

const char* word(AbsenceAnchor anchor) {
  switch (anchor) {
    case AbsenceAnchor::First: return "of the first";
    case AbsenceAnchor::Last: return "of the last";
    case AbsenceAnchor::Each: return "of each";
  }
  return "";
}

class Printer {
 public:
  explicit Printer(const Program& program) : program_(program) {}

  std::string print() {
    schema();
    visit();
    for (const SchemaLink& link : program_.schema.links) line(words_of(link));
    for (const SchemaTable& table : program_.schema.tables) this->table(table);
    for (const SchemaLevel& level : program_.schema.levels)
      line("level " + level.name + " by customer." + program_.schema.customer[level.field].name);
    for (const Definition& definition : program_.definitions) {
      line((definition.segment ? "segment " : "define ") + definition.name);
      expression(definition.value);
    }
    for (const Journey& one : program_.journeys) journey(one);
    for (const Rule& rule : program_.rules) this->rule(rule);
    for (const Test& test : program_.tests) out_ += printed(program_.schema, test);
    return std::move(out_);
  }

 private:
  // One line deeper as long as it lives.
  struct Deeper {
    explicit Deeper(Printer& printer) : depth(printer.depth_) { ++depth; }
    ~Deeper() { --depth; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;
    std::size_t& depth;
  };

  void line(const std::string& text) { out_ += std::string(2 * depth_, ' ') + text + "\n"; }

  void schema() {
    const Schema& schema = program_.schema;
    std::string text = "schema " + schema.name + ": zone " + schema.zone + ", grain " +
                       (schema.grain_ms == 1 ? "1 millisecond" : "1 second") + ", history ";
    text += schema.history_complete ? "complete" : "begins " + date_words(schema.history_begins);
    if (!schema.currency.empty()) {
      text += ", currency " + schema.currency + " " + std::to_string(schema.currency_digits) +
              " digits";
    }
    line(text);
  }

  std::string words_of(const SchemaLink& link) const {
    const Schema& schema = program_.schema;
    const auto names = [&](const std::vector<SchemaLinkEvent>& events) {
      std::string made;
      for (const SchemaLinkEvent& event : events)
        made += (made.empty() ? "" : " or ") + schema.touchpoints[event.touchpoint].name;
      return made;
    };
    std::string text =
        "link " + schema.identifiers[link.kind].name + " by " + names(link.by) + " field";
    for (const std::string& field : link.fields) text += " " + field;
    text += ", up to " + std::to_string(link.per_value) + " per " + link.fields[0] + " and " +
            std::to_string(link.per_customer) + " per customer for " + stretch_words(link.life);
    return link.until.empty() ? text : text + " until " + names(link.until);
  }

  void table(const SchemaTable& table) {
    line("table " + table.name + " by " + table.fields[0].name + ", up to " +
         std::to_string(table.rows) + " rows");
    const Deeper deeper(*this);
    for (const SchemaField& field : table.fields)
      line(field.name + ": " + type_name(program_.schema, field.type) +
           (field.optional ? " optional" : "") + (field.personal ? " personal" : ""));
  }

  void visit() {
    if (!program_.visit) return;
    line("visit within " + stretch_words(program_.visit->gap));
    pattern(program_.visit->pattern);
  }

  // ------------------------------------------------------------ journeys
  void journey(const Journey& journey) {
    line("journey " + journey.name);
    const Deeper deeper(*this);
    for (const Rule& stage : journey.stages) {
      line("stage " + stage.name);
      const Deeper inside(*this);
      trigger(stage.trigger);
      if (!stage.condition) continue;
      line("if");
      expression(*stage.condition);
    }
  }

  const std::string& stage_name(std::uint32_t journey, std::uint32_t stage) const {
    return program_.schema.choices[program_.journeys[journey].choice].values[stage];
  }

  void move(const StageMove& move) {
    std::string text = program_.journeys[move.journey].name;
    text += move.back ? " falls back" : " moves";
    if (move.from) text += " from " + stage_name(move.journey, *move.from);
    if (move.to) text += " to " + stage_name(move.journey, *move.to);
    line(text);
  }

  void stay(const StageStay& stay) {
    line(program_.journeys[stay.journey].name + " stays " + stage_name(stay.journey, stay.stage) +
         " for " + stretch_words(stay.within));
    if (!stay.without) return;
    line("without");
    pattern(*stay.without);
  }

  // ------------------------------------------------------------ rules
  void rule(const Rule& rule) {
    line("rule " + rule.name + (rule.formerly.empty() ? "" : " formerly " + rule.formerly));
    const Deeper deeper(*this);
    trigger(rule.trigger);
    if (rule.condition) {
      line("if");
      expression(*rule.condition);
    }
    for (const Call& one : rule.calls) call(one);
    limit(rule.limit);
    if (rule.priority != 0) line("priority " + std::to_string(rule.priority));
    if (program_.schema.lateness_ms != 0)
      line(rule.at_once ? "decided at once" : "decided when certain");
    for (const Reason& reason : rule.reasons) line("because " + program_[reason.value].text);
  }

  void trigger(const Trigger& trigger) {
    line("when");
    const Deeper deeper(*this);
    if (trigger.instance) {
      line("for each " + trigger.instance->name + " of " +
           program_.schema.identifiers[trigger.instance->kind].name);
    }
    if (trigger.shared) {
      line("sharing " + type_name(program_.schema, trigger.shared->type) + ", remembering " +
           std::to_string(trigger.shared->remembering));
    }
    if (trigger.change) {
      change(*trigger.change);
    } else if (trigger.move) {
      move(*trigger.move);
    } else if (trigger.stay) {
      stay(*trigger.stay);
    } else if (trigger.crossing) {
      line(trigger.crossing->falls ? "falls below" : "reaches");
      expression(trigger.crossing->value);
      expression(trigger.crossing->threshold);
    } else if (trigger.approach) {
      approach(*trigger.approach);
      if (trigger.approach->kept) step(0, trigger.steps[0]);
    } else if (trigger.recurring) {
      recurring(*trigger.recurring);
    } else {
      for (std::size_t i = 0; i < trigger.steps.size(); ++i) step(i, trigger.steps[i]);
    }
    if (trigger.repetition) repetition(trigger, *trigger.repetition);
    if (trigger.all_within) line("all within " + stretch_words(*trigger.all_within));
    if (!trigger.absence) return;
    const Absence& absence = *trigger.absence;
    std::string text =
        "absence within " + stretch_words(absence.within) + " " + word(absence.anchor);
    if (absence.anchor == AbsenceAnchor::Each)
      text += " up to " + std::to_string(absence.open) + " open";
    line(text + same(absence.pattern, absence.same));
    pattern(absence.pattern);
  }

  void change(const ProfileChange& change) {
    line("change");
    expression(change.value);
    if (change.from) line("from");
    if (change.from) expression(*change.from);
    if (change.to) line("to");
    if (change.to) expression(*change.to);
  }

  void approach(const Approach& approach) {
    std::string text = "before, if passed ";
    text += approach.at_once ? "at once" : "skipped";
    if (approach.clock) text += ", at " + clock_words(*approach.clock);
    line(text);
    for (const Stretch& distance : approach.distances) line("  " + stretch_words(distance));
    expression(approach.value);
    if (approach.until) {
      line("until" + same(approach.until->pattern, approach.until->same));
      pattern(approach.until->pattern);
    }
  }

  void recurring(const Recurring& recurring) {
    const char* period = recurring.period == Period::Day    ? "day"
                         : recurring.period == Period::Week ? "week"
                                                            : "month";
    std::string text = std::string("every ") + period;
    if (recurring.day > 0) text += " day " + std::to_string(recurring.day);
    line(text + " at " + clock_words(recurring.clock));
  }

  void step(std::size_t number, const TriggerStep& step) {
    std::string text = "step " + std::to_string(number);
    if (!step.name.empty()) text += " as " + step.name;
    if (step.within) text += " within " + stretch_words(*step.within);
    line(text + same(step.pattern, step.same));
    pattern(step.pattern);
    for (const Forbidden& forbidden : step.without) {
      line("without" + same(forbidden.pattern, forbidden.same));
      pattern(forbidden.pattern);
    }
  }

  std::string same(PatternId pattern, const SameField& fields) const {
    if (fields.empty()) return "";
    return " with the same " + field_name(program_[pattern].alternatives[0].touchpoint, fields[0]);
  }

  void repetition(const Trigger& trigger, const Repetition& repetition) {
    std::string text =
        (repetition.every ? "every " : "") + std::to_string(repetition.times) + " times " +
        (repetition.window ? "in " + stretch_words(*repetition.window) : "on record");
    if (!repetition.same.empty()) {
      text += same(trigger.steps[0].pattern, repetition.same) + ": " +
              type_name(program_.schema, repetition.same_type) + ", remembering " +
              std::to_string(repetition.remembering);
    }
    line(text);
  }

  void call(const Call& call) {
    const SchemaAction& action = program_.schema.actions[call.action];
    line("do " + action.name +
         (call.place ? " for " + program_.schema.places[*call.place].name : ""));
    const Deeper deeper(*this);
    for (const Argument& argument : call.arguments) {
      const SchemaField& field = action.arguments[argument.argument];
      line(field.name + ": " + type_name(program_.schema, field.type));
      expression(argument.value);
    }
  }

  void limit(const Limit& limit) {
    if (limit.none) return line("limit none");
    std::string text =
        "limit " + std::to_string(limit.times) + (limit.times == 1 ? " time" : " times");
    text += limit.key     ? " per key, remembering " + std::to_string(limit.remembering)
            : limit.level ? " per " + program_.schema.levels[*limit.level].name
                          : " per customer";
    if (limit.per_instance) text += ", of an instance";
    if (limit.in) text += " in " + stretch_words(*limit.in);
    line(text);
    if (limit.key) expression(*limit.key);
  }

  // ------------------------------------------------------------ patterns
  void pattern(PatternId id) {
    const Deeper deeper(*this);
    const Pattern& pattern = program_[id];
    std::string names;
    for (const PatternAlternative& one : pattern.alternatives) {
      names += (names.empty() ? "" : " or ") + program_.schema.touchpoints[one.touchpoint].name;
    }
    std::string channels;
    for (const std::uint32_t channel : pattern.channels) {
      channels += (channels.empty() ? " on " : " or ") + program_.schema.channels[channel].name;
    }
    line("pattern " + names + channels);
    for (const PatternAlternative& one : pattern.alternatives) {
      if (!one.where) continue;
      const Deeper inside(*this);
      own_ = one.touchpoint;
      line("where " + program_.schema.touchpoints[one.touchpoint].name);
      expression(*one.where);
    }
  }

  std::string field_name(std::uint32_t touchpoint, std::uint32_t field) const {
    if (field == kMetaTime) return "time";
    if (field == kMetaChannel) return "channel";
    return field_of(program_.schema.touchpoints[touchpoint], field).name;
  }

  // ------------------------------------------------------------ expressions
  void expression(ExprId id) {
    const Deeper deeper(*this);
    const Expr& expr = program_[id];
    line(head(expr) + ": " + type(expr.type));
    children(expr);
  }

  std::string type(const Type& type) const {
    std::string made = name_of(type);
    if (type.optional) made += ", may be missing";
    if (type.personal) made += ", personal";
    return made;
  }

  std::string name_of(const Type& type) const {
    if (type.kind == Kind::Span) return "span";
    const bool computed = type.value.kind == ValueKind::Decimal && type.value.places == 0;
    return computed ? "decimal" : type_name(program_.schema, type.value);
  }

  std::string head(const Expr& expr) const {
    return match(
        expr.kind, [&](const Constant& constant) { return value(constant.number, expr.type); },
        [&](const TextConstant& constant) { return "\"" + constant.text + "\""; },
        [&](const CustomerField& field) {
          return "customer." + program_.schema.customer[field.field].name;
        },
        [&](const OwnField& field) { return "own " + field_name(own_, field.field); },
        [&](const ItemField&) { return "own " + expr.text; },
        [&](const StepField& field) {
          return "step " + std::to_string(field.step) + " field of " + expr.text;
        },
        [&](const Now&) { return std::string("now"); },
        [&](const Named& named) { return "named " + program_.definitions[named.definition].name; },
        [&](const Binary& binary) {
          return std::string(word(binary.op)) + (binary.ignoring_case ? " ignoring case" : "");
        },
        [&](const Unary& unary) { return std::string(word(unary.op)); },
        [&](const OneOf& one_of) {
          return std::string("one of") + (one_of.ignoring_case ? " ignoring case" : "");
        },
        [&](const Select&) { return std::string("select"); },
        [&](const Part& part) { return std::string("part ") + word(part.part); },
        [&](const History& history) { return history_head(history); },
        [&](const Lookup& lookup) {
          const SchemaTable& table = program_.schema.tables[lookup.table];
          return lookup.column ? "cell " + table.name + "." + table.fields[*lookup.column].name
                               : "row of " + table.name;
        },
        [&](const StageValue& value) {
          const char* part = value.part == StagePart::Stage    ? "stage of "
                             : value.part == StagePart::Before ? "stage before of "
                                                               : "time in the stage of ";
          return part + program_.journeys[value.journey].name;
        });
  }

  std::string history_head(const History& history) const {
    const Window& window = history.window;
    std::string made = word(history.measure);
    if (!history.fields.empty()) {
      made += " of " +
              field_name(program_[history.pattern].alternatives[0].touchpoint, history.fields[0]);
    }
    switch (window.reach) {
      case Reach::Record: made += " on record"; break;
      case Reach::Sliding: made += " in " + stretch_words(window.stretch); break;
      case Reach::Since:
        made += window.since_same.empty() ? " since last" : " since last with the same";
        break;
      case Reach::Calendar:
        made += std::string(window.back ? " in the " : " in this ") + word(window.period) +
                (window.back ? " before" : "");
        break;
      case Reach::Visit: made += " this visit"; break;
      case Reach::Stage:
        made += " this " + program_.journeys[window.journey].name + ".stage";
        break;
      case Reach::Fading:
        made += " with half life " + stretch_words({false, window.half_life});
        break;
    }
    if (window.ago) made += " before " + stretch_words(*window.ago) + " ago";
    if (history.nth > 0) made += ", number " + std::to_string(history.nth) + " from the end";
    if (history.before_step) made += ", before step " + std::to_string(*history.before_step);
    if (history.same)
      made += " with the same " + history.same->name + ", remembering " +
              std::to_string(history.same->remembering);
    if (window.panes && window.reach != Reach::Calendar)
      made += ", " + std::to_string(window.pane_count) + " panes by " + word(*window.panes);
    if (window.newest > 0) made += ", of the newest " + std::to_string(window.newest);
    if (history.cap > 0) made += ", at most " + std::to_string(history.cap);
    return made;
  }

  void children(const Expr& expr) {
    match(
        expr.kind,
        [&](const Binary& binary) {
          expression(binary.left);
          expression(binary.right);
        },
        [&](const Unary& unary) { expression(unary.operand); },
        [&](const OneOf& one_of) {
          expression(one_of.value);
          for (const ExprId option : one_of.options) expression(option);
        },
        [&](const Select& select) {
          expression(select.test);
          expression(select.yes);
          expression(select.otherwise);
        },
        [&](const Part& part) { expression(part.operand); },
        [&](const Lookup& lookup) { expression(lookup.key); },
        [&](const History& history) {
          pattern(history.pattern);
          if (history.window.reach == Reach::Since) pattern(history.window.since);
          if (history.same) expression(history.same->key);
        },
        [](const auto&) {});
  }

  std::string value(std::int64_t number, const Type& type) const {
    if (type.kind == Kind::Span) return stretch_words({true, number});
    return value_words(program_.schema, type.value, number);
  }

  const Program& program_;
  std::size_t depth_ = 0;
  std::uint32_t own_ = 0;  // the touchpoint whose `where` is printed
  std::string out_;
};

}  // namespace

std::string print(const Program& program) { return Printer(program).print(); }

}  // namespace wend::program
