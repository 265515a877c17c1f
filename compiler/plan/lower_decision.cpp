// SPDX-License-Identifier: Apache-2.0
//
// A rule behind its trigger: condition, limit, arguments, reasons, actions.
#include "compiler/base/check.h"
#include "compiler/plan/lower_body.h"

namespace wend::plan {

using namespace program;

namespace {

std::uint8_t places_of(const Schema& schema, const ValueType& type) {
  if (type.kind == ValueKind::Money) return schema.currency_digits;
  return type.kind == ValueKind::Decimal ? type.places : std::uint8_t{6};
}

std::int64_t power_of_ten(int exponent) {
  std::int64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

// Of an event as it came, not an answer about its lists.
bool is_accepted(const Program& program, const Rule& rule, const StepField& field) {
  const Pattern& pattern = program[rule.trigger.steps[field.step].pattern];
  for (std::size_t i = 0; i < field.fields.size(); ++i) {
    const std::uint32_t number = field.fields[i];
    if (number == kMetaTime || number == kMetaChannel) continue;
    const std::uint32_t touchpoint = pattern.alternatives[i].touchpoint;
    if (number >= program.schema.touchpoints[touchpoint].fields.size()) return false;
  }
  return true;
}

bool is_accepted(const Program& program, const Rule& rule, const Expr& expr) {
  const auto* field = std::get_if<StepField>(&expr.kind);
  return std::holds_alternative<CustomerField>(expr.kind) ||
         (field != nullptr && is_accepted(program, rule, *field));
}

// Values that were never computed keep the digits they were accepted with.
bool has_its_digits(const Program& program, const Rule& rule, const Expr& expr,
                    std::uint8_t places) {
  const bool as_given = is_accepted(program, rule, expr);
  const Schema& schema = program.schema;
  const ValueType& type = expr.type.value;
  if (type.kind == ValueKind::Whole) return true;
  if (type.kind != ValueKind::Money && type.kind != ValueKind::Decimal) return false;
  return as_given && places_of(schema, type) <= places;
}

bool rounds(const Program& program, const Rule& rule, const ValueType& to, const Expr& expr) {
  if (to.kind != ValueKind::Money && to.kind != ValueKind::Decimal) return false;
  const std::uint8_t places = places_of(program.schema, to);
  return places < 6 && !has_its_digits(program, rule, expr, places);
}

class DecisionLowering {
 public:
  DecisionLowering(const Analysis& analysis, const Rule& rule, ExpressionLowering& expressions,
                   BodyBuilder& builder)
      : program_(analysis.program), rule_(rule), expressions_(expressions), builder_(builder) {}

  // The rule's condition, unknown if an argument is: what cannot be said is not decided, and uses up no
  // limit. So these arguments are computed before the limit is asked.
  Register condition() {
    Register condition = rule_.condition ? expressions_.lower(*rule_.condition) : builder_.yes();
    for (const Call& call : rule_.calls) {
      for (const Argument& given : call.arguments) {
        const ValueType& type = program_.schema.actions[call.action].arguments[given.argument].type;
        if (!may_be_unknown(type, given.value)) continue;
        const Register known = builder_.value(OpCode::IsKnown, {argument(type, given.value)});
        // Yes for both answers of `is known`, unknown if it has none.
        const Register computed = builder_.value(OpCode::Equal, {known, known});
        condition = builder_.value(OpCode::And, {condition, computed});
      }
    }
    return condition;
  }

  void arguments() {
    std::int64_t next = 0;
    for (const Call& call : rule_.calls) {
      const SchemaAction& action = program_.schema.actions[call.action];
      auto given = call.arguments.begin();
      for (std::uint32_t i = 0; i < action.arguments.size(); ++i) {
        const bool is_given = given != call.arguments.end() && given->argument == i;
        const Register value = is_given ? argument(action.arguments[i].type, given->value)
                                        : builder_.value(OpCode::Absent);
        if (is_given) ++given;
        builder_.effect(OpCode::Argument, {value}, next++);
      }
      CHECK(given == call.arguments.end());
    }
  }

  void reasons() {
    std::int64_t next = 0;
    for (const Reason& reason : rule_.reasons) {
      const Register value = expressions_.lower(reason.value);
      builder_.effect(OpCode::Reason, {value}, next++);
    }
  }

 private:
  // Only what was accepted or written is surely known or missing; even rounding may leave the numbers.
  bool may_be_unknown(const ValueType& to, ExprId id) const {
    const auto& kind = program_[id].kind;
    if (std::holds_alternative<Constant>(kind) || std::holds_alternative<TextConstant>(kind))
      return false;
    return rounds(program_, rule_, to, program_[id]) || may_be_unknown(id);
  }

  bool may_be_unknown(ExprId id) const {
    const auto& kind = program_[id].kind;
    if (const auto* field = std::get_if<CustomerField>(&kind))
      return !program_.schema.customer[field->field].optional;
    if (const auto* named = std::get_if<Named>(&kind))
      return may_be_unknown(program_.definitions[named->definition].value);
    if (const auto* select = std::get_if<Select>(&kind)) {
      return may_be_unknown(select->test) || may_be_unknown(select->yes) ||
             may_be_unknown(select->otherwise);
    }
    if (const auto* unary = std::get_if<Unary>(&kind))
      return unary->op == UnaryKind::Negate || may_be_unknown(unary->operand);
    if (const auto* field = std::get_if<StepField>(&kind))
      return !is_accepted(program_, rule_, *field);
    return !std::holds_alternative<Constant>(kind) && !std::holds_alternative<TextConstant>(kind) &&
           !std::holds_alternative<Now>(kind);
  }

  Register argument(const ValueType& type, ExprId id) {
    const Register value = expressions_.lower(id);
    if (!rounds(program_, rule_, type, program_[id])) return value;
    return builder_.value(OpCode::Round, {value},
                          power_of_ten(6 - places_of(program_.schema, type)));
  }

  const Program& program_;
  const Rule& rule_;
  ExpressionLowering& expressions_;
  BodyBuilder& builder_;
};

}  // namespace

Register lower_condition(const Analysis& analysis, std::uint32_t index,
                         ExpressionLowering& expressions, BodyBuilder& builder) {
  const RuleFacts& facts = analysis.rules[index];
  expressions.set_rule(facts);
  return DecisionLowering(analysis, *facts.rule, expressions, builder).condition();
}

void lower_decision(const Analysis& analysis, std::uint32_t index, ExpressionLowering& expressions,
                    BodyBuilder& builder) {
  const RuleFacts& facts = analysis.rules[index];
  const Rule& rule = *facts.rule;
  expressions.set_rule(facts);
  DecisionLowering decision(analysis, rule, expressions, builder);
  const Register condition = decision.condition();
  const Register key = rule.limit.key && facts.ledger ? expressions.lower(*rule.limit.key)
                       : rule.limit.level
                           ? builder.value(OpCode::Profile, {},
                                           analysis.program.schema.levels[*rule.limit.level].field)
                           : condition;
  const Register acts = builder.change(OpCode::Candidate, {condition, key}, index);
  builder.when(acts, [&] {
    if (facts.stage)
      builder.effect(OpCode::Recognise, {},
                     std::int64_t{analysis.journeys[facts.stage->journey]} |
                         std::int64_t{facts.stage->number} << 24);
    decision.arguments();
    decision.reasons();
    for (std::size_t i = 0; i < rule.calls.size(); ++i) {
      builder.effect(OpCode::Issue, {},
                     static_cast<std::int64_t>(index) << 16 | static_cast<std::int64_t>(i));
    }
  });
}

}  // namespace wend::plan
