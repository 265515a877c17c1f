// SPDX-License-Identifier: Apache-2.0
//
// The body of a change of the profile: rules that wait for it, absences that begin with it, and instants
// that move with its dates.
#include <map>
#include <set>

#include "compiler/base/check.h"
#include "compiler/plan/lower_approach.h"
#include "compiler/plan/lower_body.h"
#include "compiler/plan/lower_crossing.h"
#include "compiler/plan/lower_journey.h"

namespace wend::plan {

using namespace program;

namespace {

class ProfileLowering {
 public:
  ProfileLowering(const Analysis& analysis, TextTable& texts, BodyBuilder& builder)
      : analysis_(analysis),
        builder_(builder),
        expressions_(analysis, texts, builder, std::nullopt) {}

  void lower() {
    arm_recurring(analysis_, builder_);
    for (const RuleFacts& rule : analysis_.rules) {
      if (rule.rule->trigger.change && rule.absence) arm(rule);
      const std::optional<Approach>& awaited = rule.rule->trigger.approach;
      if (awaited && !awaited->kept) approach(rule);
    }
    for (std::uint32_t i = 0; i < analysis_.rules.size(); ++i) {
      if (analysis_.rules[i].stage && act(i)) may_move_.insert(analysis_.rules[i].stage->journey);
    }
    for (const std::uint32_t journey : may_move_)
      moved_[journey] = builder_.change(OpCode::Move, {}, analysis_.journeys[journey]);
    builder_.forget_reads();
    for (std::uint32_t i = 0; i < analysis_.rules.size(); ++i) {
      if (!analysis_.rules[i].stage) act(i);
    }
  }

 private:
  void arm(const RuleFacts& rule) {
    builder_.when(changed(*rule.rule->trigger.change),
                  [&] { builder_.effect(OpCode::Arm, {}, *rule.absence); });
  }

  // False if nothing of the profile concerns it.
  bool act(std::uint32_t index) {
    const RuleFacts& rule = analysis_.rules[index];
    const Trigger& trigger = rule.rule->trigger;
    const auto decide = [&] { lower_decision(analysis_, index, expressions_, builder_); };
    if (rule.level) return cross(index);
    if (trigger.move && moved_.contains(trigger.move->journey)) {
      builder_.when(moved_.at(trigger.move->journey),
                    [&] { builder_.when(is_awaited(analysis_, *trigger.move, builder_), decide); });
    }
    if (!trigger.change || rule.absence) return false;
    builder_.when(changed(*trigger.change), decide);
    return true;
  }

  // Its first look, if it is one, only says where the value starts from.
  bool cross(std::uint32_t index) {
    const RuleFacts& rule = analysis_.rules[index];
    if (!sources_of_crossing(analysis_.program, *rule.rule).reads_profile) return false;
    const Register crossed = look(rule, expressions_, builder_);
    wait_for_leaving(analysis_, rule, builder_, true);
    builder_.when(crossed, [&] { lower_decision(analysis_, index, expressions_, builder_); });
    return true;
  }

  void approach(const RuleFacts& rule) {
    const Approach& asked = *rule.rule->trigger.approach;
    const std::uint32_t field = field_of(asked.value);
    builder_.when(builder_.value(OpCode::Moved, {}, field), [&] {
      arm_before(asked, builder_.value(OpCode::Profile, {}, field), *rule.absence, std::nullopt,
                 builder_);
    });
  }

  std::uint32_t field_of(ExprId value) const {
    const auto* field = std::get_if<CustomerField>(&analysis_.program[value].kind);
    CHECK(field != nullptr);
    return field->field;
  }

  // From one known value to another, and to or from what is asked for.
  Register changed(const ProfileChange& change) {
    const std::uint32_t field = field_of(change.value);
    const bool text = is_bytes(analysis_.program[change.value].type.value.kind);
    const Register before = builder_.value(OpCode::ProfileBefore, {}, field);
    const Register now = builder_.value(OpCode::Profile, {}, field);
    const Register both = builder_.value(OpCode::And, {builder_.value(OpCode::IsKnown, {before}),
                                                       builder_.value(OpCode::IsKnown, {now})});
    const Register same = equal(before, now, text);
    Register changed = builder_.value(OpCode::And, {both, builder_.value(OpCode::Not, {same})});
    if (change.from) changed = also(changed, equal(before, expressions_.lower(*change.from), text));
    if (change.to) changed = also(changed, equal(now, expressions_.lower(*change.to), text));
    return changed;
  }

  Register equal(Register a, Register b, bool text) {
    return builder_.value(text ? OpCode::TextEqual : OpCode::Equal, {a, b});
  }
  Register also(Register a, Register b) { return builder_.value(OpCode::And, {a, b}); }

  const Analysis& analysis_;
  BodyBuilder& builder_;
  ExpressionLowering expressions_;
  std::set<std::uint32_t> may_move_;         // journeys
  std::map<std::uint32_t, Register> moved_;  // by journey: what Move answered
};

}  // namespace

void lower_profile(const Analysis& analysis, TextTable& texts, BodyBuilder& builder) {
  ProfileLowering(analysis, texts, builder).lower();
}

}  // namespace wend::plan
