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

// Values that were never computed keep the digits they were accepted with.
bool has_its_digits(const Schema& schema, const Expr& expr, std::uint8_t places) {
  const bool as_given = std::holds_alternative<CustomerField>(expr.kind) ||
                        std::holds_alternative<StepField>(expr.kind);
  const ValueType& type = expr.type.value;
  if (type.kind == ValueKind::Whole) return true;
  if (type.kind != ValueKind::Money && type.kind != ValueKind::Decimal) return false;
  return as_given && places_of(schema, type) <= places;
}

Register rounded(const Schema& schema, const ValueType& to, const Expr& expr, Register value,
                 BodyBuilder& builder) {
  if (to.kind != ValueKind::Money && to.kind != ValueKind::Decimal) return value;
  const std::uint8_t places = places_of(schema, to);
  if (places >= 6 || has_its_digits(schema, expr, places)) return value;
  return builder.value(OpCode::Round, {value}, power_of_ten(6 - places));
}

class DecisionLowering {
 public:
  DecisionLowering(const Analysis& analysis, const Rule& rule, ExpressionLowering& expressions,
                   BodyBuilder& builder)
      : program_(analysis.program), rule_(rule), expressions_(expressions), builder_(builder) {}

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
  Register argument(const ValueType& type, ExprId id) {
    return rounded(program_.schema, type, program_[id], expressions_.lower(id), builder_);
  }

  const Program& program_;
  const Rule& rule_;
  ExpressionLowering& expressions_;
  BodyBuilder& builder_;
};

}  // namespace

void lower_decision(const Analysis& analysis, std::uint32_t index, ExpressionLowering& expressions,
                    BodyBuilder& builder) {
  const RuleFacts& facts = analysis.rules[index];
  const Rule& rule = *facts.rule;
  expressions.set_rule(facts);
  const Register condition = rule.condition ? expressions.lower(*rule.condition) : builder.yes();
  const Register key =
      rule.limit.key && facts.ledger ? expressions.lower(*rule.limit.key) : condition;
  const Register acts = builder.change(OpCode::Candidate, {condition, key}, index);
  builder.when(acts, [&] {
    DecisionLowering decision(analysis, rule, expressions, builder);
    decision.arguments();
    decision.reasons();
    for (std::size_t i = 0; i < rule.calls.size(); ++i) {
      builder.effect(OpCode::Issue, {},
                     static_cast<std::int64_t>(index) << 16 | static_cast<std::int64_t>(i));
    }
  });
}

}  // namespace wend::plan
