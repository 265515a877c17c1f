// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/lower_crossing.h"

#include "compiler/plan/expression_walk.h"

namespace wend::plan {

using namespace program;

CrossingSources sources_of_crossing(const Program& program, const Rule& rule) {
  CrossingSources sources;
  ExpressionWalk walk(program);
  walk.walk(rule.trigger.crossing->value, [&](const Expr& expr) {
    if (const auto* history = history_in(expr)) sources.histories.push_back(history);
    if (std::holds_alternative<CustomerField>(expr.kind)) sources.reads_profile = true;
  });
  return sources;
}

Register look(const RuleFacts& rule, ExpressionLowering& expressions, BodyBuilder& builder) {
  const Crossing& crossing = *rule.rule->trigger.crossing;
  const Register value = expressions.lower_in_order(crossing.value);
  const Register threshold = expressions.lower(crossing.threshold);
  return builder.change(OpCode::Cross, {value, threshold}, *rule.level);
}

void wait_for_leaving(const Analysis& analysis, const RuleFacts& rule, BodyBuilder& builder,
                      bool at_event) {
  if (at_event) builder.effect(OpCode::Disarm, {}, *rule.absence);
  for (const History* history : sources_of_crossing(analysis.program, *rule.rule).histories) {
    if (history->window.reach != Reach::Sliding) continue;
    const Window& window = history->window;
    const Stretch stretch =
        window.panes ? Stretch{false, std::int64_t{window.pane_count}} : window.stretch;
    const std::int64_t fact = analysis.read_of(*history, true).fact;
    const std::int64_t calendar = stretch.calendar ? std::int64_t{1} << 32 : 0;
    const Register leaving =
        builder.value(OpCode::NextLeaving, {builder.constant(stretch.amount)}, fact | calendar);
    builder.effect(OpCode::WakeAt, {leaving}, *rule.absence);
  }
}

}  // namespace wend::plan
