// SPDX-License-Identifier: Apache-2.0
//
// The order of the analysis, and the table of facts by meaning. The facts of histories are in
// history_facts.cpp, those of triggers and limits in trigger_facts.cpp, captures in captures.cpp.
#include "compiler/plan/analysis.h"

#include <algorithm>
#include <numeric>
#include <set>

#include <fmt/format.h>

#include "compiler/base/check.h"
#include "compiler/plan/words.h"

namespace wend::plan {

using namespace program;

namespace {

RuleFacts facts_for(const Rule& rule, std::optional<RuleFacts::Stage> stage) {
  return {&rule, {}, {}, {}, {}, {}, {}, stage};
}

std::vector<RuleFacts> sorted_rules(const Program& program) {
  std::vector<RuleFacts> rules;
  for (std::uint32_t journey = 0; journey < program.journeys.size(); ++journey) {
    const std::vector<Rule>& stages = program.journeys[journey].stages;
    for (std::uint32_t i = 0; i < stages.size(); ++i)
      rules.push_back(facts_for(stages[i], RuleFacts::Stage{journey, i}));
  }
  const auto stages = static_cast<std::ptrdiff_t>(rules.size());
  for (const Rule& rule : program.rules) rules.push_back(facts_for(rule, {}));
  std::stable_sort(rules.begin() + stages, rules.end(), [](const RuleFacts& a, const RuleFacts& b) {
    if (a.rule->priority != b.rule->priority) return a.rule->priority > b.rule->priority;
    return a.rule->name < b.rule->name;
  });
  return rules;
}

}  // namespace

std::vector<TestId> FactSource::step_tests() const {
  std::vector<TestId> tests;
  for (const FactSource::Step& step : steps) {
    tests.push_back(step.test);
    tests.insert(tests.end(), step.without.begin(), step.without.end());
    tests.insert(tests.end(), step.without_same.begin(), step.without_same.end());
  }
  return tests;
}

Analysis::Analysis(const Program& checked)
    : program(checked), patterns(checked), rules(sorted_rules(checked)) {
  add_mentions();
  add_journeys();
  for (std::uint32_t i = 0; i < rules.size(); ++i) add_trigger_facts(i);
  collect_histories();
  add_awaited();
  for (std::uint32_t i = 0; i < rules.size(); ++i) collect_before(i);
  for (std::uint32_t i = 0; i < rules.size(); ++i) add_ledger(i);
  put_absences_last();
  place_captures();
}

// Their records come and go with each wait: where nothing stands behind them, nothing moves.
void Analysis::put_absences_last() {
  std::vector<std::uint32_t> order(facts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_partition(order.begin(), order.end(), [this](std::uint32_t fact) {
    return facts[fact].kind != FactKind::Absence;
  });
  std::vector<std::uint32_t> place(facts.size());
  std::vector<Fact> facts_before = std::move(facts);
  std::vector<FactSource> sources_before = std::move(sources);
  facts.clear();
  sources.clear();
  for (const std::uint32_t fact : order) {
    place[fact] = static_cast<std::uint32_t>(facts.size());
    facts.push_back(std::move(facts_before[fact]));
    sources.push_back(std::move(sources_before[fact]));
  }
  renumber(place);
}

void Analysis::renumber(const std::vector<std::uint32_t>& place) {
  const auto move = [&](std::uint32_t& fact) {
    if (fact < place.size()) fact = place[fact];  // else it is none
  };
  const auto move_if_any = [&](std::optional<std::uint32_t>& fact) {
    if (fact) move(*fact);
  };
  for (Fact& fact : facts) {
    for (std::uint32_t* other : {&fact.instances, &fact.sequence, &fact.journey, &fact.awaited})
      move(*other);
  }
  for (FactSource& source : sources) move_if_any(source.journey);
  for (RuleFacts& rule : rules) {
    for (auto* fact : {&rule.sequence, &rule.absence, &rule.repetition, &rule.ledger, &rule.level})
      move_if_any(*fact);
  }
  for (std::uint32_t& journey : journeys) move(journey);
  move_if_any(visit);
  for (auto& [meaning, fact] : fact_of_meaning_) move(fact);
}

// Each kind of identifier of which some rule follows instances.
void Analysis::add_mentions() {
  std::set<std::uint32_t> kinds;
  for (const RuleFacts& rule : rules)
    if (rule.rule->trigger.instance) kinds.insert(rule.rule->trigger.instance->kind);
  for (const std::uint32_t kind : kinds) {
    const IdentifierKind& declared = program.schema.identifiers[kind];
    CHECK(declared.instances.has_value());
    Fact fact;
    fact.kind = FactKind::Mentions;
    fact.value = {ValueKind::Identifier, 0, 0, kind};
    fact.capacity = declared.instances->open;
    fact.span = declared.instances->life;
    fact.meaning = fmt::format("mentions of each {}, {} open for {}", declared.name, fact.capacity,
                               words_of(fact.span));
    FactSource source;
    source.mentioned = kind;
    add(std::move(fact), std::move(source));
  }
}

std::uint32_t Analysis::mentions_of(const ValueType& type) const {
  for (std::uint32_t i = 0; i < sources.size(); ++i)
    if (sources[i].mentioned == type.declared) return i;
  CHECK(false);
  return 0;
}

namespace {

bool is_of_name(char letter) {
  return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
}

bool has_word(const std::string& text, const std::string& word) {
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !is_of_name(text[at - 1]);
    if (begins && (end == text.size() || !is_of_name(text[end]))) return true;
  }
  return false;
}

}  // namespace

// Words of a rule mean what the names in them stand for.
std::uint32_t Analysis::add(Fact fact, FactSource source) {
  for (const NamedTouchpoints& named : program.named) {
    if (has_word(fact.meaning, named.name))
      fact.meaning += fmt::format(" with {} as {}", named.name,
                                  patterns.words(patterns.test_of(named.pattern)));
  }
  const auto index = static_cast<std::uint32_t>(facts.size());
  facts.push_back(std::move(fact));
  sources.push_back(std::move(source));
  return index;
}

// Facts of equal meaning are one, which keeps as much as the greediest of its users needs.
std::uint32_t Analysis::intern(Fact fact, FactSource source) {
  const auto [found, is_new] =
      fact_of_meaning_.try_emplace(fact.meaning, static_cast<std::uint32_t>(facts.size()));
  if (is_new) return add(std::move(fact), std::move(source));
  Fact& shared = facts[found->second];
  shared.capacity = std::max(shared.capacity, fact.capacity);
  return found->second;
}

}  // namespace wend::plan
