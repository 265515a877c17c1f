// SPDX-License-Identifier: Apache-2.0
//
// The body of a touchpoint, in the order that meaning.md asks for: the event's own tests; sequences,
// each of which advances, then forgets what was forbidden, then places (that is Advance); history, where
// an event that also ends a `since last` is taken first and forgotten with the rest; absences, which
// the event cancels before it arms new ones; then the rules, which see all of it. Updates and rules behind an
// index have bodies of their own, which run at their place in this order.
#include "compiler/plan/lower_body.h"

#include <algorithm>
#include <limits>
#include <map>

#include "compiler/plan/lower_approach.h"
#include "compiler/plan/lower_crossing.h"
#include "compiler/plan/lower_index.h"
#include "compiler/plan/lower_journey.h"
#include "compiler/plan/lower_updates.h"

namespace wend::plan {

namespace {

class TouchpointLowering {
 public:
  TouchpointLowering(const Analysis& analysis, std::uint32_t touchpoint, const Settings& settings,
                     TextTable& texts, BodyBuilder& builder)
      : analysis_(analysis),
        touchpoint_(touchpoint),
        settings_(settings),
        texts_(texts),
        builder_(builder),
        expressions_(analysis, texts, builder, touchpoint) {}

  LoweredTouchpoint lower() {
    UpdateLowering updates(analysis_, touchpoint_, settings_, texts_);
    updates_ = &updates;
    arm_recurring(analysis_, builder_);
    tests();
    mentions();
    first_looks();
    keep_before();
    keep_dates();
    sequences();
    read_before();
    visits();
    if (!updates.empty()) builder_.effect(OpCode::Updates, {}, 0);
    history();
    cycles();
    absences();
    journeys();
    stays();
    BodyIndex index = rules();
    return {std::move(index), updates.take(), updates.updated()};
  }

  // The body of an update behind the index.
  void update_alone(const UpdatedFact& update) {
    if (update.known) expressions_.set_matched(*update.known);
    const std::uint32_t fact = update.fact;
    switch (analysis_.facts[fact].kind) {
      case FactKind::Sequence: return sequence(fact);
      case FactKind::Absence: return absence(analysis_.rules[analysis_.facts[fact].rule]);
      default: return history(fact, fact + 1);
    }
  }

  // The body of a rule behind the index.
  void rule_alone(std::uint32_t index) {
    when_started(analysis_.rules[index],
                 [&] { lower_decision(analysis_, index, expressions_, builder_); });
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

  // Whoever makes room is gone before the event is looked at.
  void mentions() {
    const std::vector<SchemaField>& fields =
        analysis_.program.schema.touchpoints[touchpoint_].fields;
    for (std::uint32_t fact = 0; fact < analysis_.facts.size(); ++fact) {
      if (!analysis_.sources[fact].mentioned) continue;
      for (std::uint32_t field = 0; field < fields.size(); ++field) {
        const ValueType& type = fields[field].type;
        if (type.kind != ValueKind::Identifier ||
            type.declared != analysis_.sources[fact].mentioned)
          continue;
        FieldOfTouchpoint own(analysis_.program.schema.touchpoints.size(), Capture::kNone);
        own[touchpoint_] = field;
        builder_.effect(OpCode::Mention, {expressions_.own_field(own)}, fact);
      }
    }
    builder_.forget_reads();
  }

  // The date that was waited for until now, before the event joins the history.
  void keep_dates() {
    for (std::uint32_t i = 0; i < analysis_.rules.size(); ++i) {
      const RuleFacts& rule = analysis_.rules[i];
      const std::optional<program::Approach>& approach = rule.rule->trigger.approach;
      if (!approach || !approach->kept || !starts_here(rule)) continue;
      const auto& kept = *program::history_in(analysis_.program[*approach->kept]);
      const std::optional<Register> key =
          kept.same ? std::optional(key_in_hand(*rule.absence)) : std::nullopt;
      kept_dates_[i] = expressions_.asked_now(kept, key);
    }
    builder_.forget_reads();
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
    const auto& history = *program::history_in(analysis_.program[kept.history]);
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
        const auto& history = *program::history_in(analysis_.program[id]);
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

  // ---------------------------------------------------------------- values that cross a threshold
  // An event that a history of the value takes, or ends with; nothing if none of this touchpoint does.
  std::optional<Register> concerns(const RuleFacts& rule) {
    std::optional<Register> any;
    const auto add = [&](program::PatternId pattern) {
      const TestId test = analysis_.patterns.test_of(pattern);
      if (!can_match(test)) return;
      any = any ? builder_.value(OpCode::Or, {*any, matches(test)}) : matches(test);
    };
    const CrossingSources sources = sources_of_crossing(analysis_.program, *rule.rule);
    for (const program::History* history : sources.histories) {
      add(history->pattern);
      if (history->window.reach == program::Reach::Since) add(history->window.since);
    }
    return any;
  }

  // The value that it starts from is the one before the first such event.
  void first_looks() {
    for (const RuleFacts& rule : analysis_.rules) {
      if (!rule.level) continue;
      const std::optional<Register> concerned = concerns(rule);
      if (!concerned) continue;
      builder_.when(*concerned, [&] {
        builder_.when(builder_.value(OpCode::IsFresh, {}, *rule.level),
                      [&] { look(rule, expressions_, builder_); });
      });
    }
  }

  void cross(std::uint32_t index) {
    const RuleFacts& rule = analysis_.rules[index];
    const Register crossed = look(rule, expressions_, builder_);
    wait_for_leaving(analysis_, rule, builder_, true);
    builder_.when(crossed, [&] { lower_decision(analysis_, index, expressions_, builder_); });
  }

  void sequences() {
    for (std::uint32_t fact = 0; fact < analysis_.facts.size(); ++fact) {
      if (analysis_.facts[fact].kind == FactKind::Sequence && touches(fact) && !is_behind(fact))
        sequence(fact);
    }
  }

  bool is_behind(std::uint32_t fact) const { return updates_ != nullptr && updates_->holds(fact); }

  bool touches(std::uint32_t fact) const {
    const std::vector<TestId> tests = analysis_.sources[fact].step_tests();
    return std::any_of(tests.begin(), tests.end(), [&](TestId test) { return can_match(test); });
  }

  // Marks are clear before the first sequence and behind each Advance: only what may match is marked.
  void sequence(std::uint32_t fact) {
    const std::vector<FactSource::Step>& steps = analysis_.sources[fact].steps;
    for (std::uint32_t k = 0; k < steps.size(); ++k) {
      if (can_match(steps[k].test)) builder_.effect(OpCode::Mark, {matches(steps[k].test)}, k);
      if (const std::optional<Register> forbidden = any_of(steps[k].without)) {
        builder_.effect(OpCode::Mark, {*forbidden}, 32 + k);
      }
      if (const std::optional<Register> forbidden = any_of(steps[k].without_same)) {
        builder_.effect(OpCode::Mark, {*forbidden}, 48 + k);
      }
    }
    const bool keyed = analysis_.facts[fact].keys != 0;
    completed_[fact] = keyed ? builder_.change(OpCode::AdvanceSame, {key_in_hand(fact)}, fact)
                             : builder_.change(OpCode::Advance, {}, fact);
  }

  // Missing where the touchpoint has no such field.
  Register key_in_hand(std::uint32_t fact) {
    const FieldOfTouchpoint& key = analysis_.sources[fact].fields;
    return key[touchpoint_] == Capture::kNone ? builder_.value(OpCode::Absent)
                                              : expressions_.own_field(key);
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
  void history() { history(0, static_cast<std::uint32_t>(analysis_.facts.size())); }
  void history(std::uint32_t begin, std::uint32_t end) {
    std::map<Register, std::vector<std::uint32_t>> updates, resets;
    for (std::uint32_t fact = begin; fact < end; ++fact) {
      const FactSource& source = analysis_.sources[fact];
      if (!source.takes || is_behind(fact)) continue;
      if (source.reset && can_match(*source.reset)) resets[matches(*source.reset)].push_back(fact);
      if (!can_match(*source.takes)) continue;
      if (analysis_.facts[fact].kind == FactKind::Keyed) {
        count_same(fact);
      } else if (analysis_.facts[fact].kind != FactKind::Cycle) {
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
    Register fits = matches(*source.takes);
    if (source.journey)
      fits = builder_.value(OpCode::And, {fits, is_in_stage(*source.journey, builder_)});
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

  // Each is written once, with the key and the window of the rules that ask for it.
  void cycles() {
    for (const RuleFacts& rule : analysis_.rules) {
      if (!rule.repetition || !starts_here(rule) || completed_.contains(*rule.repetition)) continue;
      if (analysis_.facts[*rule.repetition].kind == FactKind::Cycle)
        cycle(*rule.repetition, rule.rule->trigger.repetition->window);
    }
  }

  void cycle(std::uint32_t fact, const std::optional<Stretch>& window) {
    const FactSource& source = analysis_.sources[fact];
    const Register key =
        source.fields.empty() ? builder_.yes() : expressions_.own_field(source.fields);
    const Register taken = builder_.value(
        OpCode::Select, {matches(*source.takes), key, builder_.value(OpCode::Absent)});
    const Register start = window ? expressions_.window_start(*window)
                                  : builder_.constant(std::numeric_limits<std::int64_t>::min());
    completed_[fact] = builder_.change(OpCode::Cycle, {taken, start}, fact);
  }

  void absences() {
    for (std::uint32_t rule = 0; rule < analysis_.rules.size(); ++rule) {
      const RuleFacts& facts = analysis_.rules[rule];
      const program::Trigger& trigger = facts.rule->trigger;
      if (trigger.absence && !is_behind(*facts.absence)) absence(facts);
      if (trigger.approach && trigger.approach->kept) approach(rule);
    }
  }

  // A date that is another than before is waited for, unless the event ends the wait.
  void approach(std::uint32_t index) {
    const RuleFacts& rule = analysis_.rules[index];
    const program::Approach& asked = *rule.rule->trigger.approach;
    std::optional<Register> ends;
    if (asked.until) {
      const TestId until = analysis_.patterns.test_of(asked.until->pattern);
      if (can_match(until)) ends = matches(until);
    }
    if (starts_here(rule)) {
      const Register date = date_in_hand(*rule.rule);
      Register moved = builder_.value(OpCode::And, {matches(last_test(rule)), moves(index, date)});
      if (ends) moved = builder_.value(OpCode::And, {moved, builder_.value(OpCode::Not, {*ends})});
      const std::optional<Register> key = analysis_.facts[*rule.absence].keys == 0
                                              ? std::nullopt
                                              : std::optional(key_in_hand(*rule.absence));
      builder_.when(moved, [&] { arm_before(asked, date, *rule.absence, key, builder_); });
    }
    if (!ends) return;
    builder_.when(*ends, [&] {
      if (asked.until->same.empty()) return builder_.effect(OpCode::Disarm, {}, *rule.absence);
      change(*rule.absence, OpCode::Disarm, OpCode::DisarmSame);
    });
  }

  Register date_in_hand(const program::Rule& rule) {
    const auto& field =
        std::get<program::StepField>(analysis_.program[rule.trigger.approach->value].kind);
    return expressions_.own_field(
        analysis_.patterns.fields(rule.trigger.steps.front().pattern, field.fields));
  }

  Register moves(std::uint32_t index, Register date) {
    const Register before = kept_dates_.at(index);
    const Register stays = builder_.value(
        OpCode::And,
        {builder_.value(OpCode::IsKnown, {before}), builder_.value(OpCode::Equal, {before, date})});
    return builder_.value(OpCode::And, {builder_.value(OpCode::IsKnown, {date}),
                                        builder_.value(OpCode::Not, {stays})});
  }

  void absence(const RuleFacts& rule) {
    const std::uint32_t fact = *rule.absence;
    const TestId awaited = *analysis_.sources[fact].awaited;
    if (can_match(awaited)) {
      const bool of_all = rule.rule->trigger.absence->same.empty();
      builder_.when(matches(awaited), [&] {
        change(fact, OpCode::Disarm, of_all ? OpCode::Disarm : OpCode::DisarmSame);
      });
    }
    if (starts_here(rule)) {
      when_started(rule, [&] { change(fact, OpCode::Arm, OpCode::ArmSame); });
    }
  }

  void change(std::uint32_t absence, OpCode of_all, OpCode of_key) {
    if (analysis_.facts[absence].keys == 0 || of_key == of_all) {
      builder_.effect(of_all, {}, absence);
    } else {
      builder_.effect(of_key, {key_in_hand(absence)}, absence);
    }
  }

  // ---------------------------------------------------------------- journeys
  // An event of this touchpoint may recognise the stage; the clock is another matter.
  bool recognises(const RuleFacts& rule) {
    if (!rule.stage) return false;
    return rule.level ? concerns(rule).has_value() : !rule.at_deadline() && starts_here(rule);
  }

  // Those recognised in this moment are gathered, then there is one move.
  void journeys() {
    std::vector<bool> may_move(analysis_.journeys.size(), false);
    for (std::uint32_t i = 0; i < analysis_.rules.size(); ++i) {
      const RuleFacts& rule = analysis_.rules[i];
      if (!recognises(rule)) continue;
      may_move[rule.stage->journey] = true;
      builder_.when(first_look(rule), [&] { act(i); });
    }
    for (std::uint32_t journey = 0; journey < may_move.size(); ++journey) {
      if (may_move[journey])
        moved_[journey] = builder_.change(OpCode::Move, {}, analysis_.journeys[journey]);
    }
    builder_.forget_reads();
  }

  // An event that a stay is without lets it begin anew; what just began waits from now on in any case.
  void stays() {
    for (const RuleFacts& rule : analysis_.rules) {
      if (!rule.rule->trigger.stay) continue;
      const std::optional<TestId>& without = analysis_.sources[*rule.absence].awaited;
      if (!without || !can_match(*without)) continue;
      builder_.when(matches(*without),
                    [&] { builder_.effect(OpCode::Postpone, {}, *rule.absence); });
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
    if (rule.sequence) return completed(*rule.sequence);
    if (!rule.repetition) return fits(rule);
    const FactKind kind = analysis_.facts[*rule.repetition].kind;
    if (kind == FactKind::Keyed) return exactly(completed_.at(*rule.repetition), rule);
    return kind == FactKind::Cycle ? completed_.at(*rule.repetition) : matches(last_test(rule));
  }

  // Another body may have advanced it.
  Register completed(std::uint32_t sequence) {
    const auto known = completed_.find(sequence);
    return known != completed_.end() ? known->second
                                     : builder_.value(OpCode::Completed, {}, sequence);
  }

  // A rule for each order does not act on an event that has none.
  Register fits(const RuleFacts& rule) {
    const Register fits = matches(last_test(rule));
    if (!may_lack_instance(rule)) return fits;
    const program::TriggerStep& step = rule.rule->trigger.steps.back();
    const Register key = expressions_.own_field(analysis_.patterns.fields(step.pattern, step.same));
    return builder_.value(OpCode::And, {fits, builder_.value(OpCode::IsKnown, {key})});
  }

  bool may_lack_instance(const RuleFacts& rule) const {
    const program::TriggerStep& step = rule.rule->trigger.steps.back();
    return rule.rule->trigger.instance && !step.same.empty() &&
           analysis_.patterns.is_optional(analysis_.patterns.fields(step.pattern, step.same),
                                          touchpoint_);
  }

  Register exactly(Register count, const RuleFacts& rule) {
    const std::int64_t times = std::int64_t{rule.rule->trigger.repetition->times} * kMillionth;
    return builder_.value(OpCode::Equal, {count, builder_.constant(times)});
  }

  // `n times` without a key is read off the times that the fact keeps, the present event among them.
  template <class Inside>
  void when_repeated(const RuleFacts& rule, Inside inside) {
    const bool counts = rule.repetition && is_counted(analysis_.facts[*rule.repetition].kind);
    if (!counts) {
      inside();
      return;
    }
    builder_.when(exactly(times_until_now(rule), rule), inside);
  }

  static bool is_counted(FactKind kind) {
    return kind == FactKind::Times || kind == FactKind::Totals;
  }

  Register times_until_now(const RuleFacts& rule) {
    const program::Repetition& repetition = *rule.rule->trigger.repetition;
    const std::int64_t count = static_cast<std::int64_t>(*rule.repetition) |
                               static_cast<std::int64_t>(FactPart::Count) << 24;
    if (!repetition.window) return builder_.value(OpCode::ReadAll, {}, count);
    const std::int64_t cap = std::int64_t{repetition.times} + 1;
    return builder_.value(OpCode::Read, {expressions_.window_start(*repetition.window)},
                          count | cap << 32);
  }

  // Nothing is asked that only this body knows.
  bool can_stand_behind(const RuleFacts& rule) const {
    const bool is_answered_here =
        (rule.repetition && !is_counted(analysis_.facts[*rule.repetition].kind)) ||
        rule.waits_for_move();
    return !is_answered_here && !rule.absence && !rule.level && rule.before.empty() &&
           !may_lack_instance(rule);
  }

  // Rules that act here, in their order; those behind the index stand for nothing until it is asked.
  BodyIndex rules() {
    std::vector<std::uint32_t> acting, apart;
    for (std::uint32_t i = 0; i < analysis_.rules.size(); ++i) {
      const RuleFacts& rule = analysis_.rules[i];
      if (rule.stage || !acts_here(rule)) continue;
      acting.push_back(i);
      if (can_stand_behind(rule)) apart.push_back(i);
    }
    IndexLowering index(analysis_, touchpoint_, apart, settings_, texts_);
    looked_at_one_by_one(acting, index);
    if (!index.empty()) builder_.effect(OpCode::Rules, {}, index.size());
    return index.take();
  }

  bool acts_here(const RuleFacts& rule) {
    if (rule.level) return concerns(rule).has_value();
    if (rule.waits_for_move()) return moved_.contains(rule.rule->trigger.move->journey);
    return !rule.at_deadline() && starts_here(rule);
  }

  // What an event must be for the rule to be looked at. Requires: it may be.
  Register first_look(const RuleFacts& rule) {
    if (rule.waits_for_move()) return moved_.at(rule.rule->trigger.move->journey);
    return rule.level ? *concerns(rule) : first_test(rule);
  }

  // Neighbours with the same trigger stand behind one Skip. The triggers' tests are all written before the
  // first such run. Where such a rule acts, those behind the index that come before it must have run.
  void looked_at_one_by_one(const std::vector<std::uint32_t>& acting, IndexLowering& index) {
    std::vector<std::optional<Register>> tests;
    for (const std::uint32_t rule : acting) {
      tests.push_back(index.holds(rule) ? std::nullopt
                                        : std::optional(first_look(analysis_.rules[rule])));
    }
    if (!index.empty()) index.look(builder_);
    std::optional<Register> opened;
    std::uint32_t before = 0,
                  run = 0;  // rules behind the index: that come before, that ran in this run
    for (std::size_t i = 0; i < acting.size(); ++i) {
      if (!tests[i]) {
        ++before;
        continue;
      }
      if (opened != tests[i]) {
        if (opened) builder_.close();
        builder_.open(*tests[i]);
        opened = tests[i];
        run = 0;
      }
      if (before > run) builder_.effect(OpCode::Rules, {}, before);
      run = before;
      act(acting[i]);
    }
    if (opened) builder_.close();
  }

  // Behind its first look.
  void act(std::uint32_t index) {
    const RuleFacts& rule = analysis_.rules[index];
    if (rule.level) return cross(index);
    const auto decide = [&] { lower_decision(analysis_, index, expressions_, builder_); };
    if (rule.waits_for_move())
      builder_.when(is_awaited(analysis_, *rule.rule->trigger.move, builder_), decide);
    else
      when_repeated(rule, decide);
  }

  const Analysis& analysis_;
  std::uint32_t touchpoint_;
  const Settings& settings_;
  TextTable& texts_;
  BodyBuilder& builder_;
  ExpressionLowering expressions_;
  const UpdateLowering* updates_ = nullptr;  // none while a body behind an index is written
  std::map<std::uint32_t, Register>
      completed_;                            // by fact: what Advance, CountSame or Cycle answered
  std::map<std::uint32_t, Register> moved_;  // by journey: what Move answered
  std::map<std::uint32_t, Register> kept_dates_;  // by rule with an approach: the date before
};

}  // namespace

LoweredTouchpoint lower_touchpoint(const Analysis& analysis, std::uint32_t touchpoint,
                                   const Settings& settings, TextTable& texts,
                                   BodyBuilder& builder) {
  return TouchpointLowering(analysis, touchpoint, settings, texts, builder).lower();
}

void lower_update(const Analysis& analysis, std::uint32_t touchpoint, const UpdatedFact& update,
                  const Settings& settings, TextTable& texts, BodyBuilder& builder) {
  TouchpointLowering(analysis, touchpoint, settings, texts, builder).update_alone(update);
}

void lower_indexed_rule(const Analysis& analysis, std::uint32_t touchpoint, std::uint32_t rule,
                        const Settings& settings, TextTable& texts, BodyBuilder& builder) {
  TouchpointLowering(analysis, touchpoint, settings, texts, builder).rule_alone(rule);
}

// Whoever is on record at all waits for them.
void arm_recurring(const Analysis& analysis, BodyBuilder& builder) {
  for (const RuleFacts& rule : analysis.rules) {
    if (rule.rule->trigger.recurring) builder.effect(OpCode::ArmNext, {}, *rule.absence);
  }
}

void lower_deadline(const Analysis& analysis, std::uint32_t rule, TextTable& texts,
                    BodyBuilder& builder) {
  ExpressionLowering expressions(analysis, texts, builder, std::nullopt);
  const RuleFacts& facts = analysis.rules[rule];
  if (facts.waits_for_move()) {
    builder.when(is_awaited(analysis, *facts.rule->trigger.move, builder),
                 [&] { lower_decision(analysis, rule, expressions, builder); });
    return;
  }
  if (facts.level) {
    const Register crossed = look(facts, expressions, builder);
    wait_for_leaving(analysis, facts, builder, false);
    builder.when(crossed, [&] { lower_decision(analysis, rule, expressions, builder); });
    return;
  }
  lower_decision(analysis, rule, expressions, builder);
}

}  // namespace wend::plan
