// SPDX-License-Identifier: Apache-2.0
//
// The facts of triggers (sequences, repetitions, absences) and of limits (ledgers). Sequences and
// repetitions of equal meaning are shared; an absence and a ledger belong to their rule.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/plan/analysis.h"
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

std::string step_words(const Patterns& patterns, const TriggerStep& step,
                       const FactSource::Step& tests) {
  std::string words = patterns.words(tests.test);
  if (step.within) words += " within " + words_of(*step.within);
  if (!tests.without.empty()) {
    std::vector<std::string> without;
    for (const TestId test : tests.without) without.push_back(patterns.words(test));
    words += fmt::format(" without {}", fmt::join(without, " and without "));
  }
  return words;
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
}

std::uint32_t Analysis::add_sequence(const Trigger& trigger) {
  Fact fact;
  fact.kind = FactKind::Sequence;
  fact.capacity = 1;
  FactSource source;
  for (const TriggerStep& step : trigger.steps) {
    FactSource::Step tests{patterns.test_of(step.pattern), {}};
    for (const PatternId forbidden : step.without)
      tests.without.push_back(patterns.test_of(forbidden));
    std::sort(tests.without.begin(), tests.without.end());
    tests.without.erase(std::unique(tests.without.begin(), tests.without.end()),
                        tests.without.end());
    fact.steps.push_back({step.within.has_value(), step.within.value_or(Stretch{})});
    fact.meaning += (fact.meaning.empty() ? "" : ", then ") + step_words(patterns, step, tests);
    source.steps.push_back(std::move(tests));
  }
  fact.has_all_within = trigger.all_within.has_value();
  fact.all_within = trigger.all_within.value_or(Stretch{});
  if (fact.has_all_within) fact.meaning += ", all within " + words_of(fact.all_within);
  return intern(std::move(fact), std::move(source));
}

// One time more than asked for tells `exactly n` from `more than n`.
std::uint32_t Analysis::add_repetition(const TriggerStep& step, const Repetition& repetition) {
  Fact fact;
  FactSource source;
  source.takes = patterns.test_of(step.pattern);
  fact.kind = FactKind::Times;
  fact.capacity = repetition.times + 1;
  fact.meaning = "times of " + patterns.words(*source.takes);
  if (!repetition.same.empty()) {
    source.fields = patterns.fields(step.pattern, repetition.same);
    fact.kind = FactKind::Keyed;
    fact.value = repetition.same_type;
    fact.keys = repetition.remembering;
    fact.span = repetition.window;
    fact.meaning += fmt::format(" with the same {}, {} in {}, remembering {}",
                                patterns.field_words(source.fields), repetition.times,
                                words_of(repetition.window), repetition.remembering);
  }
  return intern(std::move(fact), std::move(source));
}

// Which start; a silence is of what it waits for.
std::string Analysis::start_words(const RuleFacts& rule, TestId awaited) const {
  const Trigger& trigger = rule.rule->trigger;
  if (rule.sequence) return " (" + facts[*rule.sequence].meaning + ")";
  const TestId start = patterns.test_of(trigger.steps.front().pattern);
  if (rule.repetition)
    return fmt::format(" ({} {} times)", patterns.words(start), trigger.repetition->times);
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
  fact.meaning = fmt::format("open deadlines of {}: no {} within {} of {}{}", rule.rule->name,
                             patterns.words(*source.awaited), words_of(absence.within),
                             anchor_words(absence.anchor), start_words(rule, *source.awaited));
  return add(std::move(fact), std::move(source));
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
  fact.meaning = "decisions of " + rule.rule->name;
  if (limit.key) {
    fact.value = program[*limit.key].type.value;
    fact.keys = limit.remembering;
    fact.meaning += " per " + key_words(*this, *rule.rule, *limit.key);
  }
  rule.ledger = add(std::move(fact), {});
}

}  // namespace wend::plan
