// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/upgrade.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "compiler/plan/analysis.h"
#include "compiler/plan/expression_walk.h"
#include "compiler/plan/rule_links.h"
#include "compiler/plan/tables.h"
#include "compiler/plan/words.h"
#include "runtime/abi/fact_carry.h"

namespace wend::plan {

using namespace program;

namespace {

// What a rule needs of a fact: how long it takes until what is not known no longer matters.
struct Need {
  std::uint32_t fact = 0;
  std::string until;      // empty: for ever
  std::uint32_t cap = 0;  // as many of the newest as it counts at most; 0: all
};

// Of a rule.
struct Needs {
  std::vector<Need> facts;
  std::vector<const RuleFacts*> rules;  // it, and what recognises the stages it asks for
  std::set<std::uint32_t> journeys;     // of these
};

// Of what needs no past, but an event or a change of the profile to begin with.
constexpr const char* kAnew = "anew";

const char* unit_of(PaneUnit unit) {
  switch (unit) {
    case PaneUnit::Hour: return "hours";
    case PaneUnit::Day: return "days";
    case PaneUnit::Week: return "weeks";
    case PaneUnit::Month: return "months";
    case PaneUnit::Year: return "years";
    case PaneUnit::Exact: return "panes";
  }
  return "";
}

std::string limits_of(const Fact& sequence) {
  if (sequence.has_all_within) return words_of(sequence.all_within);
  std::string made;
  for (const SequenceStep& step : sequence.steps) {
    if (step.has_limit) made += (made.empty() ? "" : " and ") + words_of(step.within);
  }
  return made;
}

class Comparison {
 public:
  Comparison(const Plan& before, const Program& now, const Plan& plan)
      : before_(before), plan_(plan), carry_(before, plan), analysis_(now) {
    for (const RuleInfo& rule : before.rules) rules_before_.emplace(lasting_name(rule), rule.name);
  }

  std::vector<Upgrade> all() {
    std::vector<Upgrade> made;
    for (const RuleFacts& rule : analysis_.rules) made.push_back(fate_of(rule));
    std::sort(made.begin(), made.end(),
              [](const Upgrade& a, const Upgrade& b) { return a.rule < b.rule; });
    for (const RuleFacts& rule : analysis_.rules) rules_before_.erase(lasting_name(*rule.rule));
    for (const auto& [lasting, name] : rules_before_)
      made.push_back({name, Fate::Gone, false, {}, {}});
    return made;
  }

 private:
  Upgrade fate_of(const RuleFacts& rule) {
    Upgrade made;
    made.rule = rule.rule->name;
    const auto before = rules_before_.find(lasting_name(*rule.rule));
    made.is_new = before == rules_before_.end();
    if (!made.is_new && before->second != made.rule) made.formerly = before->second;
    bool some_known = false, never = false;
    const Needs needs = needs_of(rule);
    for (const Need& need : needs.facts) {
      const Fact& fact = analysis_.facts[need.fact];
      const bool own = fact.kind == FactKind::Ledger || fact.kind == FactKind::Absence;
      if (made.is_new && fact.kind == FactKind::Ledger) continue;  // it never acted
      if (is_known(need)) {
        some_known = true;
        continue;
      }
      never = never || (need.until.empty() && !own);
      made.unknown.push_back(words_of_unknown(fact, need));
    }
    for (const std::string& words : unknown_links(needs)) made.unknown.push_back(words);
    for (const std::string& words : unknown_tables(needs)) made.unknown.push_back(words);
    made.fate = made.unknown.empty() ? Fate::Kept
                : never              ? Fate::NeedsLog
                : some_known         ? Fate::Partly
                                     : Fate::Restarts;
    return made;
  }

  std::vector<std::string> unknown_links(const Needs& needs) const {
    std::set<std::uint32_t> links;
    for (const RuleFacts* rule : needs.rules)
      for (const std::uint32_t link : links_of(analysis_.program, *rule->rule)) links.insert(link);
    std::vector<std::string> made;
    for (const std::uint32_t link : links) {
      if (!carry_.link_before(link))
        made.push_back(fmt::format("{}: who was linked before is not, for {}",
                                   plan_.links[link].meaning, words_of(plan_.links[link].life)));
    }
    return made;
  }

  std::vector<std::string> unknown_tables(const Needs& needs) const {
    std::set<std::uint32_t> tables;
    for (const RuleFacts* rule : needs.rules)
      for (const std::uint32_t table : tables_of(analysis_.program, *rule->rule))
        tables.insert(table);
    std::vector<std::string> made;
    for (const std::uint32_t table : tables) {
      if (!carry_.table_before(table))
        made.push_back(
            fmt::format("table {}: has no row until one is given", plan_.tables[table].name));
    }
    return made;
  }

  std::string words_of_unknown(const Fact& fact, const Need& need) const {
    if (carry_.carried(need.fact) == Carried::Newest) {
      return fmt::format("{}: only the newest {} are known{}", fact.meaning,
                         before_.facts[*carry_.fact_before(need.fact)].capacity,
                         need.until.empty() ? "" : ", for " + need.until);
    }
    if (fact.kind == FactKind::Journey)
      return fact.meaning + ": known from the next stage that is recognised";
    if (fact.kind == FactKind::Level) return fact.meaning + ": known from its next look";
    if (fact.kind == FactKind::Ledger)
      return need.until.empty()
                 ? fact.meaning + ": its limit counts anew"
                 : fmt::format("{}: its limit counts anew for {}", fact.meaning, need.until);
    if (fact.kind == FactKind::Absence && need.until == kAnew)
      return fact.meaning + ": waited for from the next event or change on";
    if (fact.kind == FactKind::Absence)
      return fmt::format("{}: those of the first {} are missed", fact.meaning, need.until);
    return need.until.empty() ? fact.meaning + ": for ever, unless it is filled from a log"
                              : fmt::format("{}: for {}", fact.meaning, need.until);
  }

  Needs needs_of(const RuleFacts& rule) const {
    Needs made;
    add_needs(rule, made);
    return made;
  }

  void add_needs(const RuleFacts& rule, Needs& into) const {
    std::vector<Need>& made = into.facts;
    into.rules.push_back(&rule);
    const auto add = [&](std::uint32_t fact, std::string until, std::uint32_t cap = 0) {
      const auto there = std::find_if(made.begin(), made.end(),
                                      [&](const Need& need) { return need.fact == fact; });
      if (there == made.end()) {
        made.push_back({fact, std::move(until), cap});
      } else {
        there->cap = there->cap == 0 || cap == 0 ? 0 : std::max(there->cap, cap);
      }
    };
    // A journey is known as far as all that recognises its stages is.
    const auto add_journey = [&](std::uint32_t journey) {
      add(analysis_.journeys[journey], kAnew);
      if (!into.journeys.insert(journey).second) return;
      for (const RuleFacts& stage : analysis_.rules)
        if (stage.stage && stage.stage->journey == journey) add_needs(stage, into);
    };
    if (rule.sequence) add(*rule.sequence, limits_of(analysis_.facts[*rule.sequence]));
    if (rule.repetition) {
      const auto& window = rule.rule->trigger.repetition->window;
      const std::uint32_t times = rule.rule->trigger.repetition->times;
      add(*rule.repetition, window ? words_of(*window) : "", times + 1);
    }
    if (rule.absence) add_absence(rule, add);
    if (rule.level) add(*rule.level, kAnew);
    add_instances(rule, add);
    const Trigger& trigger = rule.rule->trigger;
    if (trigger.move) add_journey(trigger.move->journey);
    if (trigger.stay) add_journey(trigger.stay->journey);
    ExpressionWalk walk(analysis_.program), walk_in_order(analysis_.program);
    for (const ExprId root : roots_of(*rule.rule)) {
      const bool in_order = trigger.crossing && root == trigger.crossing->value;
      (in_order ? walk_in_order : walk).walk(root, [&](const Expr& expr) {
        const auto* history = history_in(expr);
        if (const auto* stage = std::get_if<StageValue>(&expr.kind)) add_journey(stage->journey);
        if (history == nullptr) return;
        const HistoryRead read = analysis_.read_of(*history, in_order);
        add(read.fact, reach_of(*history), read.cap);
        if (history->window.reach == Reach::Visit) add(*analysis_.visit, "this visit");
        if (history->window.reach == Reach::Stage) add_journey(history->window.journey);
      });
    }
    if (rule.ledger) {
      const Fact& ledger = analysis_.facts[*rule.ledger];
      add(*rule.ledger, ledger.forever ? "" : words_of(ledger.span));
    }
  }

  // With what waits, where histories may join, when what it awaits came last.
  template <class Add>
  void add_absence(const RuleFacts& rule, Add add) const {
    const Fact& waits = analysis_.facts[*rule.absence];
    const std::string until = rule.rule->trigger.absence ? words_of(waits.span) : kAnew;
    add(*rule.absence, until);
    if (waits.awaited != Fact::kNoFact) add(waits.awaited, until + ", where two histories join");
  }

  // Who is followed, and of a date that is waited for what it was.
  template <class Add>
  void add_instances(const RuleFacts& rule, Add add) const {
    const Trigger& trigger = rule.rule->trigger;
    if (trigger.instance) {
      const std::uint32_t fact =
          analysis_.mentions_of({ValueKind::Identifier, 0, 0, trigger.instance->kind});
      add(fact, words_of(analysis_.facts[fact].span));
    }
    if (!trigger.approach || !trigger.approach->kept) return;
    const auto& kept = *history_in(analysis_.program[*trigger.approach->kept]);
    add(analysis_.read_of(kept).fact, kAnew);
  }

  static std::string reach_of(const History& history) {
    if (history.window.panes)
      return fmt::format("{} {}", history.window.pane_count, unit_of(*history.window.panes));
    switch (history.window.reach) {
      case Reach::Sliding: return words_of(history.window.stretch);
      case Reach::Calendar:
        return fmt::format("{} {}", history.window.back ? 2 : 1, unit_of(history.window.period));
      case Reach::Visit: return "this visit";
      case Reach::Stage: return "this stage";
      case Reach::Fading: return words_of(Stretch{false, history.window.half_life * 10});
      case Reach::Record:
      case Reach::Since: return "";
    }
    return "";
  }

  bool is_known(const Need& need) const {
    const Carried carried = carry_.carried(need.fact);
    if (carried != Carried::Newest) return carried == Carried::Whole;
    const bool counts = analysis_.facts[need.fact].kind == FactKind::Times && need.cap != 0;
    return counts && need.cap <= before_.facts[*carry_.fact_before(need.fact)].capacity;
  }

  const Plan& before_;
  const Plan& plan_;
  const FactCarry carry_;
  const Analysis analysis_;
  std::map<std::string, std::string> rules_before_;  // by their lasting names
};

}  // namespace

std::vector<Upgrade> upgrades(const Plan& before, const Program& now, const Plan& plan) {
  return Comparison(before, now, plan).all();
}

}  // namespace wend::plan
