// SPDX-License-Identifier: Apache-2.0
//
// The facts of triggers (sequences, repetitions, absences) and of limits (ledgers). Sequences and
// repetitions of equal meaning are shared; an absence and a ledger belong to their rule.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/plan/analysis.h"
#include "compiler/plan/late_events.h"
#include "compiler/plan/words.h"

namespace wend::plan {

using namespace program;

namespace {

const char* anchor_words(AbsenceAnchor anchor) {
  switch (anchor) {
    case AbsenceAnchor::First: return "the first";
    case AbsenceAnchor::Last: return "the last";
    case AbsenceAnchor::Each: return "each";
  }
  return "?";
}

std::string without_words(const Patterns& patterns, const std::vector<TestId>& tests,
                          const std::string& same) {
  std::string words;
  for (const TestId test : tests) {
    words += (words.empty() ? " without " : " and without ") + patterns.words(test) + same;
  }
  return words;
}

std::string step_words(const Patterns& patterns, const TriggerStep& step,
                       const FactSource::Step& tests, const FieldOfTouchpoint& key) {
  const std::string same = key.empty() ? "" : " with the same " + patterns.field_words(key);
  std::string words = patterns.words(tests.test);
  if (tests.same) words += same;
  if (step.within) words += " within " + words_of(*step.within);
  words += without_words(patterns, tests.without, "");
  return words + without_words(patterns, tests.without_same, same);
}

void sort_tests(std::vector<TestId>& tests) {
  std::sort(tests.begin(), tests.end());
  tests.erase(std::unique(tests.begin(), tests.end()), tests.end());
}

std::string key_words(const Analysis& analysis, const Rule& rule, ExprId key) {
  const auto* field = std::get_if<StepField>(&analysis.program[key].kind);
  if (!field) return analysis.program[key].text;
  const PatternId pattern = rule.trigger.steps[field->step].pattern;
  return analysis.patterns.field_words(analysis.patterns.fields(pattern, field->fields));
}

}  // namespace

void Analysis::add_trigger_facts(std::uint32_t index) {
  RuleFacts& rule = rules[index];
  const Trigger& trigger = rule.rule->trigger;
  CHECK(!trigger.steps.empty() && trigger.steps.size() <= 32);
  if (trigger.steps.size() > 1) rule.sequence = add_sequence(trigger);
  if (trigger.repetition)
    rule.repetition = add_repetition(trigger.steps.front(), *trigger.repetition);
  if (trigger.absence) rule.absence = add_absence(index);
  if (trigger.crossing) add_crossing(index);
  if (trigger.approach) rule.absence = add_approach(index);
  if (trigger.recurring) rule.absence = add_recurring(index);
  if (trigger.stay) rule.absence = add_stay(index);
}

std::uint32_t Analysis::add_sequence(const Trigger& trigger) {
  Fact fact;
  fact.kind = FactKind::Sequence;
  fact.capacity = 1;
  FactSource source;
  const bool is_keyed = trigger.shared && !trigger.steps.back().same.empty();
  for (const TriggerStep& step : trigger.steps) {
    source.steps.push_back(step_source(step, source.fields));
    source.steps.back().same = is_keyed && source.steps.back().same;
  }
  if (is_keyed) {
    fact.keys = trigger.shared->remembering;
    fact.value = trigger.shared->type;
    if (trigger.shared->per_instance) fact.instances = mentions_of(fact.value);
  }
  for (std::size_t i = 0; i < trigger.steps.size(); ++i) {
    const TriggerStep& step = trigger.steps[i];
    const FactSource::Step& tests = source.steps[i];
    fact.steps.push_back({tests.same, step.within.has_value(), step.within.value_or(Stretch{})});
    fact.meaning += (i == 0 ? "" : ", then ") + step_words(patterns, step, tests, source.fields);
  }
  fact.has_all_within = trigger.all_within.has_value();
  fact.all_within = trigger.all_within.value_or(Stretch{});
  if (fact.has_all_within) fact.meaning += ", all within " + words_of(fact.all_within);
  if (is_keyed) fact.meaning += ", " + remembering_words(*this, fact);
  return intern(std::move(fact), std::move(source));
}

// Also gathers in `key` where the touchpoints of the step keep the value that is shared.
FactSource::Step Analysis::step_source(const TriggerStep& step, FieldOfTouchpoint& key) const {
  FactSource::Step source{patterns.test_of(step.pattern), !step.same.empty(), {}, {}};
  add_key(key, step.pattern, step.same);
  for (const Forbidden& forbidden : step.without) {
    const bool same = !forbidden.same.empty();
    (same ? source.without_same : source.without).push_back(patterns.test_of(forbidden.pattern));
    add_key(key, forbidden.pattern, forbidden.same);
  }
  sort_tests(source.without);
  sort_tests(source.without_same);
  return source;
}

// One name, so that of a touchpoint it is always the same field.
void Analysis::add_key(FieldOfTouchpoint& key, PatternId pattern, const SameField& same) const {
  const FieldOfTouchpoint fields = patterns.fields(pattern, same);
  if (key.empty()) key = fields;
  for (std::size_t t = 0; t < fields.size(); ++t) {
    if (key[t] == Capture::kNone) key[t] = fields[t];
  }
}

// One time more than asked for tells `exactly n` from `more than n`. On record a running count is enough.
std::uint32_t Analysis::add_repetition(const TriggerStep& step, const Repetition& repetition) {
  Fact fact;
  FactSource source;
  source.takes = patterns.test_of(step.pattern);
  const std::string& events = patterns.words(*source.takes);
  const std::string window = repetition.window ? " in " + words_of(*repetition.window) : "";
  fact.kind = repetition.every    ? FactKind::Cycle
              : repetition.window ? FactKind::Times
                                  : FactKind::Totals;
  fact.capacity = repetition.times + (fact.kind == FactKind::Times ? 1 : 0);
  if (fact.kind == FactKind::Totals) fact.capacity = 1;
  fact.meaning = (fact.kind == FactKind::Totals ? "count of " : "times of ") + events;
  if (repetition.every)
    fact.meaning = fmt::format("cycles of {} times of {}{}", repetition.times, events, window);
  if (!repetition.same.empty()) {
    source.fields = patterns.fields(step.pattern, repetition.same);
    fact.value = repetition.same_type;
    fact.keys = repetition.remembering;
    fact.meaning += " with the same " + patterns.field_words(source.fields);
    if (!repetition.every) {
      fact.kind = FactKind::Keyed;
      fact.capacity = repetition.times + 1;
      fact.meaning += fmt::format(", {}{}", repetition.times, window);
    }
    if (repetition.per_instance) fact.instances = mentions_of(fact.value);
    fact.meaning += ", " + remembering_words(*this, fact);
  }
  if (repetition.window && fact.keys != 0) fact.span = *repetition.window;
  fact.late = late_events_of(program, patterns, fact.kind, *source.takes);
  keep_in_order(fact);  // the count that a condition asks for may take more
  return intern(std::move(fact), std::move(source));
}

// Which start; a silence is of what it waits for.
std::string Analysis::start_words(const RuleFacts& rule, TestId awaited) const {
  const Trigger& trigger = rule.rule->trigger;
  if (rule.sequence) return " (" + facts[*rule.sequence].meaning + ")";
  if (trigger.change) return " (" + trigger.steps.front().text + ")";
  const TestId start = patterns.test_of(trigger.steps.front().pattern);
  if (rule.repetition)
    return fmt::format(" ({} {}{} times)", patterns.words(start),
                       trigger.repetition->every ? "every " : "", trigger.repetition->times);
  if (start == awaited) return "";
  const std::string& words = patterns.words(start);
  const bool fenced = words.front() == '(' && words.find(')') + 1 == words.size();
  return fenced ? " " + words : " (" + words + ")";
}

std::uint32_t Analysis::add_absence(std::uint32_t index) {
  const RuleFacts& rule = rules[index];
  const Absence& absence = *rule.rule->trigger.absence;
  Fact fact;
  fact.kind = FactKind::Absence;
  fact.capacity = absence.anchor == AbsenceAnchor::Each ? std::max(absence.open, 1U) : 1;
  fact.span = absence.within;
  fact.anchor = absence.anchor;
  fact.rule = index;
  fact.sequence = rule.sequence.value_or(Fact::kNoFact);
  FactSource source;
  source.awaited = patterns.test_of(absence.pattern);
  std::string awaited = patterns.words(*source.awaited);
  if (absence.per_value) {
    add_key(source.fields, absence.pattern, absence.same);
    add_key(source.fields, rule.rule->trigger.steps.back().pattern,
            rule.rule->trigger.steps.back().same);
    fact.keys = rule.rule->trigger.shared->remembering;
    fact.value = rule.rule->trigger.shared->type;
    if (rule.rule->trigger.shared->per_instance) fact.instances = mentions_of(fact.value);
    if (!absence.same.empty()) awaited += " with the same " + patterns.field_words(source.fields);
  }
  fact.meaning = fmt::format("open deadlines of {}: no {} within {} of {}{}",
                             lasting_name(*rule.rule), awaited, words_of(absence.within),
                             anchor_words(absence.anchor), start_words(rule, *source.awaited));
  if (fact.instances != Fact::kNoMentions) fact.meaning += ", " + remembering_words(*this, fact);
  if (program.schema.lateness_ms != 0) fact.late = LateEvents::Taken;
  return add(std::move(fact), std::move(source));
}

// Where histories may be joined: when what is awaited came last, which ends what waits in the other history. Behind the
// histories of rules, which may know it.
void Analysis::add_awaited() {
  const bool may_join =
      std::any_of(program.schema.touchpoints.begin(), program.schema.touchpoints.end(),
                  [](const SchemaTouchpoint& one) { return !one.links.empty(); });
  if (!may_join) return;
  for (const RuleFacts& rule : rules) {
    if (!rule.rule->trigger.absence) continue;
    const Fact waits = facts[*rule.absence];
    if (waits.instances == Fact::kNoMentions)
      facts[*rule.absence].awaited = add_awaited(*rule.rule->trigger.absence, waits);
  }
}

std::uint32_t Analysis::add_awaited(const Absence& absence, const Fact& waits) {
  Fact fact;
  fact.kind = FactKind::Last;
  fact.capacity = 1;
  FactSource source;
  source.takes = patterns.test_of(absence.pattern);
  fact.late = late_events_of(program, patterns, fact.kind, *source.takes);
  fact.meaning = "last time of " + patterns.words(*source.takes);
  if (!absence.same.empty()) {
    source.same = patterns.fields(absence.pattern, absence.same);
    fact.key = waits.value;
    fact.keys = waits.keys;
    fact.meaning += " with the same " + patterns.field_words(source.same) + ", " +
                    remembering_words(*this, fact);
  }
  return intern(std::move(fact), std::move(source));
}

std::uint32_t Analysis::add_approach(std::uint32_t index) {
  const Rule& rule = *rules[index].rule;
  const Approach& approach = *rule.trigger.approach;
  Fact fact;
  fact.kind = FactKind::Absence;
  fact.capacity = static_cast<std::uint32_t>(approach.distances.size());
  fact.rule = index;
  fact.at_once = approach.at_once;
  fact.meaning =
      fmt::format("instants of {}: {}", lasting_name(rule), rule.trigger.steps.front().text);
  FactSource source;
  if (rule.trigger.shared) {
    fact.keys = rule.trigger.shared->remembering;
    fact.value = rule.trigger.shared->type;
    fact.instances = mentions_of(fact.value);
    fact.meaning += ", " + remembering_words(*this, fact);
    add_key(source.fields, rule.trigger.steps.front().pattern, rule.trigger.steps.front().same);
    if (approach.until) add_key(source.fields, approach.until->pattern, approach.until->same);
  }
  return add(std::move(fact), std::move(source));
}

void Analysis::add_crossing(std::uint32_t index) {
  const Rule& rule = *rules[index].rule;
  const std::string& words = rule.trigger.steps.front().text;
  Fact level;
  level.kind = FactKind::Level;
  level.capacity = 1;
  level.rule = index;
  level.falls = rule.trigger.crossing->falls;
  level.meaning = fmt::format("side of {}: {}", lasting_name(rule), words);
  rules[index].level = add(std::move(level), {});
  Fact look;
  look.kind = FactKind::Absence;
  look.capacity = 1;
  look.rule = index;
  look.meaning = fmt::format("next look of {}: {}", lasting_name(rule), words);
  rules[index].absence = add(std::move(look), {});
}

std::uint32_t Analysis::add_recurring(std::uint32_t index) {
  const Rule& rule = *rules[index].rule;
  const Recurring& recurring = *rule.trigger.recurring;
  Fact fact;
  fact.kind = FactKind::Absence;
  fact.capacity = 1;
  fact.rule = index;
  fact.is_recurring = true;
  fact.period = recurring.period;
  fact.day = recurring.day;
  fact.clock = recurring.clock;
  fact.meaning =
      fmt::format("next instant of {}: {}", lasting_name(rule), rule.trigger.steps.front().text);
  return add(std::move(fact), {});
}

void Analysis::add_ledger(std::uint32_t index) {
  RuleFacts& rule = rules[index];
  const Limit& limit = rule.rule->limit;
  if (limit.none) return;
  Fact fact;
  fact.kind = FactKind::Ledger;
  fact.capacity = limit.times;
  fact.forever = !limit.in.has_value();
  fact.span = limit.in.value_or(Stretch{});
  fact.rule = index;
  fact.meaning = "decisions of " + lasting_name(*rule.rule);
  if (limit.level) {
    const SchemaLevel& level = program.schema.levels[*limit.level];
    fact.meaning += fmt::format(" per {} by customer.{}", level.name,
                                program.schema.customer[level.field].name);
  }
  if (limit.key) {
    fact.value = program[*limit.key].type.value;
    fact.keys = limit.remembering;
    fact.meaning += " per " + key_words(*this, *rule.rule, *limit.key);
    if (limit.per_instance) fact.instances = mentions_of(fact.value);
    if (limit.per_instance) fact.meaning += ", " + remembering_words(*this, fact);
  }
  rule.ledger = add(std::move(fact), {});
}

}  // namespace wend::plan
