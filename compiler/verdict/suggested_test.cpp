// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/suggested_test.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/program/links.h"
#include "compiler/program/value_words.h"

namespace wend::verdict {

using namespace program;

namespace {

// A test in which the question was asked, and the event that it was asked about.
struct Base {
  const Test* test = nullptr;
  std::size_t event = 0;
  std::int64_t instant = 0;
};

std::optional<Base> base_of(const Program& program, const std::vector<Played>& played,
                            const Watched& of) {
  for (std::size_t i = 0; i < played.size(); ++i) {
    for (const Asked& asked : played[i].asked) {
      if (asked.of != &of) continue;
      const auto& events = program.tests[i].events;
      for (std::size_t at = events.size(); at-- > 0;) {
        if (events[at].touchpoint && events[at].instant == asked.instant)
          return Base{&program.tests[i], at, asked.instant};
      }
    }
  }
  return std::nullopt;
}

class Suggestion {
 public:
  Suggestion(const Program& program, const Obligation& obligation, const Base& base)
      : program_(program), obligation_(obligation), base_(base) {}

  std::optional<std::string> text(const Expr& moving, std::int64_t value) {
    type_ = moving.type.value;
    value_ = value;
    const bool is_profile = std::holds_alternative<CustomerField>(moving.kind);
    std::string lines;
    if (is_profile) {
      lines = with_profile(std::get<CustomerField>(moving.kind).field);
    } else if (const auto* field = std::get_if<StepField>(&moving.kind)) {
      const auto changed = with_field(*field);
      if (!changed) return std::nullopt;
      lines = *changed;
    } else {
      return std::nullopt;
    }
    return fmt::format(
        "test {}\n{}{}",
        title_words(fmt::format("{}: {} at {}", obligation_.of->rule, moving.text, words())), lines,
        expectation());
  }

 private:
  std::string title_words(const std::string& title) const {
    return value_words(program_.schema, {ValueKind::Text, 0, 0, 0}, 0, title);
  }

  std::string words() const { return value_words(program_.schema, type_, value_); }

  std::string line(const TestEvent& event) const {
    const std::size_t blank = event.text.find(' ');
    return fmt::format("  {:<7} {}\n", event.text.substr(0, blank), event.text.substr(blank + 1));
  }

  // `text` with another value of one field.
  std::string changed(const TestEvent& event, const std::vector<SchemaField>& fields,
                      const std::string& name, std::uint32_t field) const {
    std::string values;
    for (std::uint32_t i = 0; i < fields.size(); ++i) {
      const TestValue& value = event.fields[i];
      if (i != field && value.state == TestValue::State::Unsaid) continue;
      values += (values.empty() ? "" : ", ") + fields[i].name + ": ";
      values += i == field ? words()
                : value.state == TestValue::State::Missing
                    ? "missing"
                    : value_words(program_.schema, fields[i].type, value.number, value.text);
    }
    if (event.touchpoint)
      values += items(program_.schema.touchpoints[*event.touchpoint], event.fields);
    const std::size_t named = event.text.find(" " + name) + 1 + name.size();
    const std::size_t closed = event.text.rfind(')');
    TestEvent made = event;
    made.text =
        event.text.substr(0, named) + "(" + values + ")" +
        (closed == std::string::npos ? event.text.substr(named) : event.text.substr(closed + 1));
    return line(made);
  }

  // `, items: (price: 3 EUR) and (price: 4 EUR)`
  std::string items(const SchemaTouchpoint& touchpoint, const std::vector<TestValue>& all) const {
    std::string made;
    std::size_t at = touchpoint.fields.size();
    for (const SchemaList& list : touchpoint.lists) {
      const TestValue& head = all[at++];
      if (head.state == TestValue::State::Unsaid) continue;
      made += (made.empty() && touchpoint.fields.empty() ? "" : ", ") + list.name + ": ";
      if (head.number == 0) made += "empty";
      for (std::int64_t item = 0; item < head.number; ++item) {
        std::string values;
        for (const SchemaField& field : program_.schema.records[list.record].fields) {
          const TestValue& value = all[at++];
          if (value.state == TestValue::State::Unsaid) continue;
          values += (values.empty() ? "" : ", ") + field.name + ": " +
                    (value.state == TestValue::State::Missing
                         ? "missing"
                         : value_words(program_.schema, field.type, value.number, value.text));
        }
        made += (item == 0 ? "(" : " and (") + values + ")";
      }
    }
    return made;
  }

  std::optional<std::string> with_field(const StepField& field) const {
    const TestEvent& asked = base_.test->events[base_.event];
    const SchemaTouchpoint& touchpoint = program_.schema.touchpoints[*asked.touchpoint];
    const bool is_one = std::all_of(field.fields.begin(), field.fields.end(),
                                    [&](std::uint32_t one) { return one == field.fields.front(); });
    if (!is_one || field.fields.front() >= touchpoint.fields.size() ||
        program::is_filled_by_link(program_.schema, *asked.touchpoint, field.fields.front()))
      return std::nullopt;
    std::string made;
    for (std::size_t i = 0; i <= base_.event; ++i) {
      made += i == base_.event
                  ? changed(asked, touchpoint.fields, touchpoint.name, field.fields.front())
                  : line(base_.test->events[i]);
    }
    return made;
  }

  std::string with_profile(std::uint32_t field) const {
    const auto& events = base_.test->events;
    const bool is_given = !events.empty() && !events.front().touchpoint && !events.front().table;
    std::string made;
    if (!is_given) {
      made = fmt::format("  given   customer({}: {})\n", program_.schema.customer[field].name,
                         words());
    }
    for (std::size_t i = 0; i <= base_.event; ++i) {
      made += i == 0 && is_given ? changed(events[i], program_.schema.customer, "customer", field)
                                 : line(events[i]);
    }
    return made;
  }

  // At the time of the last line, in its words, if that is when the rule acts.
  std::string expectation() const {
    const auto rule =
        std::find_if(program_.rules.begin(), program_.rules.end(),
                     [&](const Rule& one) { return one.name == obligation_.of->rule; });
    const std::string action = program_.schema.actions[rule->calls.front().action].name;
    std::string time;
    if (obligation_.of->kind == Watching::Rule) {
      const TestEvent& last = base_.test->events[base_.event];
      const std::string& name = program_.schema.touchpoints[*last.touchpoint].name;
      time = last.text.substr(0, last.text.find(" " + name)) + " ";
    }
    return fmt::format("  expect  {} {}by {}  # or `expect no {} ...`", action, time, rule->name,
                       action);
  }

  const Program& program_;
  const Obligation& obligation_;
  const Base& base_;
  ValueType type_;
  std::int64_t value_ = 0;
};

// The field must be of the event that is asked about: the last step.
bool is_of_last_step(const Watch& watch, const Watched& of, const Expr& moving) {
  const auto* field = std::get_if<StepField>(&moving.kind);
  if (field == nullptr) return true;
  for (const Rule& rule : watch.program.rules) {
    if (rule.name == of.name)
      return !rule.trigger.absence && field->step + 1 == rule.trigger.steps.size();
  }
  return false;
}

std::optional<std::int64_t> other_value(const Schema& schema, const ValueType& type,
                                        std::int64_t fixed) {
  switch (type.kind) {
    case ValueKind::YesNo: return 1 - fixed;
    case ValueKind::Choice: {
      const auto values = static_cast<std::int64_t>(schema.choices[type.declared].values.size());
      return values < 2 ? std::nullopt : std::optional((fixed + 1) % values);
    }
    case ValueKind::Whole:
    case ValueKind::Decimal:
    case ValueKind::Money: return fixed + kMillionth;
    case ValueKind::Percent:
    case ValueKind::Instant:
    case ValueKind::Date:
    case ValueKind::TimeOfDay:
    case ValueKind::Duration:
    case ValueKind::Text:
    case ValueKind::SetOf:
    case ValueKind::Identifier: return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::int64_t> value_that_shows(const Program& program, const Obligation& obligation,
                                             ExprId& moving) {
  const Question& question = obligation.of->questions[obligation.question];
  if (const auto threshold = threshold_of(program, question)) {
    moving = threshold->moving;
    const std::int64_t step = step_of(program.schema, *threshold);
    if (obligation.wanted == Wanted::Below) return threshold->fixed - step;
    return obligation.wanted == Wanted::At ? threshold->fixed : threshold->fixed + step;
  }
  const bool is = question.op == BinaryKind::Equal;
  if ((!is && question.op != BinaryKind::NotEqual) || !question.left || !question.right)
    return std::nullopt;
  const bool fixed_left = std::holds_alternative<Constant>(program[*question.left].kind);
  const auto* fixed =
      std::get_if<Constant>(&program[fixed_left ? *question.left : *question.right].kind);
  if (fixed == nullptr) return std::nullopt;
  moving = fixed_left ? *question.right : *question.left;
  if (is == (obligation.wanted == Wanted::Yes)) return fixed->number;
  return other_value(program.schema, program[moving].type.value, fixed->number);
}

std::optional<std::string> suggested_test(const Program& program, const Watch& watch,
                                          const std::vector<Played>& played,
                                          const Obligation& obligation) {
  const bool asks = obligation.wanted == Wanted::Yes || obligation.wanted == Wanted::No ||
                    obligation.wanted == Wanted::Below || obligation.wanted == Wanted::At ||
                    obligation.wanted == Wanted::Above;
  const bool of_stage = rule_named(program, obligation.of->rule).calls.empty();
  if (!asks || of_stage) return std::nullopt;
  ExprId moving;
  const auto value = value_that_shows(watch.program, obligation, moving);
  if (!value) return std::nullopt;
  const Expr& expr = watch.program[moving];
  const auto base = base_of(program, played, *obligation.of);
  if (!base || !is_of_last_step(watch, *obligation.of, expr)) return std::nullopt;
  return Suggestion(program, obligation, *base).text(expr, *value);
}

}  // namespace wend::verdict
