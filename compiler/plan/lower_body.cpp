// SPDX-License-Identifier: Apache-2.0
//
// The body of a touchpoint, in the order that meaning.md asks for: the event's own tests; sequences,
// each of which advances, then forgets what was forbidden, then places (that is Advance); history, where
// an event that also ends a `since last` is taken first and forgotten with the rest; absences, which
// the event cancels before it arms new ones; then the rules, which see all of it.
#include "compiler/plan/lower_body.h"

#include <algorithm>
#include <map>

namespace wend::plan {

namespace {

class TouchpointLowering {
 public:
  TouchpointLowering(const Analysis& analysis, std::uint32_t touchpoint, TextTable& texts,
                     BodyBuilder& builder)
      : analysis_(analysis),
        touchpoint_(touchpoint),
        builder_(builder),
        expressions_(analysis, texts, builder, touchpoint) {}

  void lower() {
    tests();
    keep_before();
    sequences();
    read_before();
    visits();
    history();
    absences();
    rules();
  }

 private:
  bool can_match(TestId test) const { return analysis_.patterns.can_match(test, touchpoint_); }
  Register matches(TestId test) { return expressions_.matches(test); }

  // All tests come first, so that runs that may be skipped find them done.
  void tests() {
    for (std::uint32_t i = 0; i < analysis_.patterns.test_count(); ++i) {
      if (can_match(TestId{i})) matches(TestId{i});
    }
  }

  // Before the event joins the history: what captures take of the time before it.
  void keep_before() {
    for (std::uint32_t i = 0; i < analysis_.kept.size(); ++i) {
      const Analysis::Kept& kept = analysis_.kept[i];
      const program::Rule& rule = *analysis_.rules[kept.rule].rule;
      const TestId test = analysis_.patterns.test_of(rule.trigger.steps[kept.step].pattern);
      if (can_match(test)) builder_.when(matches(test), [&] { keep(kept, i); });
    }
    builder_.forget_reads();
  }

  // A key is a field of this very event: it is read as if the step were the current one.
  void keep(const Analysis::Kept& kept, std::uint32_t number) {
    const auto& history = std::get<program::History>(analysis_.program[kept.history].kind);
    std::optional<Register> key;
    if (history.same) key = own_key(kept, history);
    builder_.effect(OpCode::Keep, {expressions_.asked_now(history, key)}, number);
  }

  Register own_key(const Analysis::Kept& kept, const program::History& history) {
    const auto& field = std::get<program::StepField>(analysis_.program[history.same->key].kind);
    const program::Rule& rule = *analysis_.rules[kept.rule].rule;
    return expressions_.own_field(
        analysis_.patterns.fields(rule.trigger.steps[kept.step].pattern, field.fields));
  }

  // What rules ask of the time before the event that they decide on.
  void read_before() {
    for (const RuleFacts& rule : analysis_.rules) {
      if (rule.before.empty() || !starts_here(rule)) continue;
      expressions_.set_rule(rule);
      for (const program::ExprId id : rule.before) {
        const auto& history = std::get<program::History>(analysis_.program[id].kind);
        expressions_.set_before(id, expressions_.asked_now(history, std::nullopt));
      }
    }
    builder_.forget_reads();
  }

  // The event that begins a visit is its first: what is kept of the one before goes before it is taken.
  void visits() {
    if (!analysis_.visit || !can_match(*analysis_.sources[*analysis_.visit].visit)) return;
    builder_.when(matches(*analysis_.sources[*analysis_.visit].visit), [&] {
      const Register begins = builder_.change(OpCode::BeginVisit, {}, *analysis_.visit);
      builder_.when(begins, [&] {
        for (std::uint32_t fact = 0; fact < analysis_.facts.size(); ++fact) {
          if (analysis_.sources[fact].per_visit) builder_.effect(OpCode::Reset, {}, fact);
        }
      });
    });
  }

  void sequences() {
    for (std::uint32_t fact = 0; fact < analysis_.facts.size(); ++fact) {
      if (analysis_.facts[fact].kind == FactKind::Sequence && touches(fact)) sequence(fact);
    }
  }

  bool touches(std::uint32_t fact) const {
    for (const FactSource::Step& step : analysis_.sources[fact].steps) {
      if (can_match(step.test)) return true;
      if (std::any_of(step.without.begin(), step.without.end(),
                      [&](TestId test) { return can_match(test); })) {
        return true;
      }
    }
    return false;
  }

  // Marks are clear before the first sequence and behind each Advance: only what may match is marked.
  void sequence(std::uint32_t fact) {
    const std::vector<FactSource::Step>& steps = analysis_.sources[fact].steps;
    for (std::uint32_t k = 0; k < steps.size(); ++k) {
      if (can_match(steps[k].test)) builder_.effect(OpCode::Mark, {matches(steps[k].test)}, k);
      if (const std::optional<Register> forbidden = any_of(steps[k].without)) {
        builder_.effect(OpCode::Mark, {*forbidden}, 32 + k);
      }
    }
    completed_[fact] = builder_.change(OpCode::Advance, {}, fact);
  }

  // Nothing where none of them can match.
  std::optional<Register> any_of(const std::vector<TestId>& tests) {
    std::optional<Register> any;
    for (const TestId test : tests) {
      if (!can_match(test)) continue;
      any = any ? builder_.value(OpCode::Or, {*any, matches(test)}) : matches(test);
    }
    return any;
  }

  // Updates with the same test stand together behind one Skip; resets come after all updates.
  void history() {
    std::map<Register, std::vector<std::uint32_t>> updates, resets;
    for (std::uint32_t fact = 0; fact < analysis_.facts.size(); ++fact) {
      const FactSource& source = analysis_.sources[fact];
      if (!source.takes) continue;
      if (source.reset && can_match(*source.reset)) resets[matches(*source.reset)].push_back(fact);
      if (!can_match(*source.takes)) continue;
      if (analysis_.facts[fact].kind == FactKind::Keyed) {
        count_same(fact);
      } else {
        updates[takes(source)].push_back(fact);
      }
    }
    for (const auto& [test, facts] : updates) {
      builder_.when(test, [&, &changed = facts] {
        for (const std::uint32_t fact : changed) update(fact);
      });
    }
    for (const auto& [test, facts] : resets) {
      builder_.when(test, [&, &changed = facts] {
        for (const std::uint32_t fact : changed) reset(fact);
      });
    }
  }

  // An event without the field does not count.
  Register takes(const FactSource& source) {
    const Register fits = matches(*source.takes);
    if (source.fields.empty() || !analysis_.patterns.is_optional(source.fields, touchpoint_))
      return fits;
    const Register value = expressions_.own_field(source.fields);
    return builder_.value(OpCode::And, {fits, builder_.value(OpCode::IsKnown, {value})});
  }

  void update(std::uint32_t fact) {
    const FactSource& source = analysis_.sources[fact];
    if (!source.same.empty()) {
      const Register value =
          source.fields.empty() ? builder_.no() : expressions_.own_field(source.fields);
      builder_.effect(OpCode::UpdateSame, {expressions_.own_field(source.same), value}, fact);
    } else if (source.fields.empty()) {
      builder_.effect(OpCode::UpdateEvent, {}, fact);
    } else {
      builder_.effect(OpCode::Update, {expressions_.own_field(source.fields)}, fact);
    }
  }

  void reset(std::uint32_t fact) {
    const FactSource& source = analysis_.sources[fact];
    if (source.reset_same.empty()) return builder_.effect(OpCode::Reset, {}, fact);
    builder_.effect(OpCode::ResetSame, {expressions_.own_field(source.reset_same)}, fact);
  }

  // The key is missing unless the event matches: then nothing is taken.
  void count_same(std::uint32_t fact) {
    const FactSource& source = analysis_.sources[fact];
    const Register key = builder_.value(
        OpCode::Select, {matches(*source.takes), expressions_.own_field(source.fields),
                         builder_.value(OpCode::Absent)});
    const Register start = expressions_.window_start(analysis_.facts[fact].span);
    completed_[fact] = builder_.change(OpCode::CountSame, {key, start}, fact);
  }

  void absences() {
    for (std::uint32_t rule = 0; rule < analysis_.rules.size(); ++rule) {
      if (analysis_.rules[rule].absence) absence(analysis_.rules[rule]);
    }
  }

  void absence(const RuleFacts& rule) {
    const std::uint32_t fact = *rule.absence;
    const TestId awaited = *analysis_.sources[fact].awaited;
    if (can_match(awaited)) {
      builder_.when(matches(awaited), [&] { builder_.effect(OpCode::Disarm, {}, fact); });
    }
    if (starts_here(rule)) {
      when_started(rule, [&] { builder_.effect(OpCode::Arm, {}, fact); });
    }
  }

  // Whether an event of this touchpoint may be the last step.
  bool starts_here(const RuleFacts& rule) const { return can_match(last_test(rule)); }

  TestId last_test(const RuleFacts& rule) const {
    return analysis_.patterns.test_of(rule.rule->trigger.steps.back().pattern);
  }

  // The steps of the trigger are complete with this event.
  template <class Inside>
  void when_started(const RuleFacts& rule, Inside inside) {
    builder_.when(first_test(rule), [&] { when_repeated(rule, inside); });
  }

  Register first_test(const RuleFacts& rule) {
    if (rule.sequence) return completed_.at(*rule.sequence);
    if (rule.repetition && analysis_.facts[*rule.repetition].kind == FactKind::Keyed) {
      return exactly(completed_.at(*rule.repetition), rule);
    }
    return matches(last_test(rule));
  }

  Register exactly(Register count, const RuleFacts& rule) {
    const std::int64_t times = std::int64_t{rule.rule->trigger.repetition->times} * kMillionth;
    return builder_.value(OpCode::Equal, {count, builder_.constant(times)});
  }

  // `n times` without a key is read off the times that the fact keeps, the present event among them.
  template <class Inside>
  void when_repeated(const RuleFacts& rule, Inside inside) {
    if (!rule.repetition || analysis_.facts[*rule.repetition].kind == FactKind::Keyed) {
      inside();
      return;
    }
    const program::Repetition& repetition = *rule.rule->trigger.repetition;
    const std::int64_t cap = std::int64_t{repetition.times} + 1;
    const std::int64_t imm = static_cast<std::int64_t>(*rule.repetition) |
                             static_cast<std::int64_t>(FactPart::Count) << 24 | cap << 32;
    const Register start = expressions_.window_start(repetition.window);
    const Register count = builder_.value(OpCode::Read, {start}, imm);
    builder_.when(exactly(count, rule), inside);
  }

  // Neighbours with the same trigger stand behind one Skip. The triggers' tests are all written before the
  // first such run.
  void rules() {
    std::vector<std::pair<std::uint32_t, Register>> triggered;
    for (std::uint32_t i = 0; i < analysis_.rules.size(); ++i) {
      const RuleFacts& rule = analysis_.rules[i];
      if (!rule.at_deadline() && starts_here(rule)) triggered.emplace_back(i, first_test(rule));
    }
    std::optional<Register> opened;
    for (const auto& [i, test] : triggered) {
      if (opened != test) {
        if (opened) builder_.close();
        builder_.open(test);
        opened = test;
      }
      const std::uint32_t rule = i;
      when_repeated(analysis_.rules[rule],
                    [&] { lower_decision(analysis_, rule, expressions_, builder_); });
    }
    if (opened) builder_.close();
  }

  const Analysis& analysis_;
  std::uint32_t touchpoint_;
  BodyBuilder& builder_;
  ExpressionLowering expressions_;
  std::map<std::uint32_t, Register> completed_;  // by fact: what Advance or CountSame answered
};

}  // namespace

void lower_touchpoint(const Analysis& analysis, std::uint32_t touchpoint, TextTable& texts,
                      BodyBuilder& builder) {
  TouchpointLowering(analysis, touchpoint, texts, builder).lower();
}

void lower_deadline(const Analysis& analysis, std::uint32_t rule, TextTable& texts,
                    BodyBuilder& builder) {
  ExpressionLowering expressions(analysis, texts, builder, std::nullopt);
  lower_decision(analysis, rule, expressions, builder);
}

}  // namespace wend::plan
