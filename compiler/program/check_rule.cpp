// SPDX-License-Identifier: Apache-2.0
//
// One rule, clause by clause. What `if` asks is known in the actions and in the limit.
#include <charconv>

#include "compiler/program/forgetting.h"
#include "compiler/program/lateness.h"
#include "compiler/program/rules.h"
#include "compiler/program/triggers.h"
#include "compiler/program/visits.h"

namespace wend::program {
namespace {

constexpr std::int32_t kGreatestPriority = 1'000'000;

class RuleCheck {
 public:
  RuleCheck(Pack& pack, const syntax::Tree& tree, const syntax::Rule& rule, Span span)
      : pack_(pack), tree_(tree), written_(rule), span_(span) {}

  void check() {
    pack_.extent = {};
    made_.name = written_.name.text;
    if (written_.formerly) made_.formerly = written_.formerly->text;
    made_.title = written_.title;
    made_.span = span_;
    understood_ = check_clauses(pack_, written_);
    trigger();
    Scope scope{tree_,        Place::Rule, &match_,
                std::nullopt, nullptr,     proven_by(pack_.program, made_.trigger)};
    condition(scope);
    for (const syntax::Clause& clause : written_.clauses) rest(clause, scope);
    const auto* decided = first<syntax::Decide>();
    if (understood_ && !check_decided(pack_, made_, decided, written_.name)) return;
    if (!understood_ || !check_visits(pack_, made_)) return;
    if (made_.condition) made_.reasons = reasons_of(pack_.program, *made_.condition);
    pack_.program.rules.push_back(std::move(made_));
  }

 private:
  template <class Kind>
  const Kind* first() const {
    for (const syntax::Clause& clause : written_.clauses) {
      if (const auto* found = std::get_if<Kind>(&clause.kind)) return found;
    }
    return nullptr;
  }

  void trigger() {
    const auto* when = first<syntax::When>();
    if (when == nullptr) {
      match_.damaged = true;
      return;
    }
    CheckedTrigger checked = check_trigger(pack_, tree_, when->trigger, written_.for_each);
    made_.trigger = std::move(checked.trigger);
    match_ = std::move(checked.match);
    understood_ = understood_ && checked.understood;
  }

  void condition(Scope& scope) {
    const auto* asked = first<syntax::If>();
    if (asked == nullptr) return;
    made_.condition = check_condition(pack_, scope, asked->test, written_.name.text);
    understood_ = understood_ && made_.condition;
  }

  void rest(const syntax::Clause& clause, Scope& scope) {
    if (const auto* action = std::get_if<syntax::Do>(&clause.kind)) {
      call(action->call, action->place, scope);
    } else if (const auto* another = std::get_if<syntax::Also>(&clause.kind)) {
      call(another->call, another->place, scope);
    } else if (const auto* limited = std::get_if<syntax::Limit>(&clause.kind)) {
      const auto checked = check_limit(pack_, scope, *limited, clause.span);
      understood_ = understood_ && checked;
      if (checked) made_.limit = *checked;
    } else if (const auto* ranked = std::get_if<syntax::Priority>(&clause.kind)) {
      priority(ranked->number, clause.span);
    }
  }

  void call(const syntax::Call& written, const std::optional<syntax::Name>& place, Scope& scope) {
    Expressions expressions(pack_, scope);
    auto checked = check_call(pack_, expressions, written);
    if (checked && place) checked->place = place_named(*place);
    understood_ = understood_ && checked && (!place || checked->place);
    if (checked) made_.calls.push_back(*checked);
  }

  std::optional<std::uint32_t> place_named(const syntax::Name& name) {
    std::vector<std::string> names;
    for (const SchemaPlace& place : pack_.schema().places) {
      if (place.name == name.text) return static_cast<std::uint32_t>(names.size());
      names.push_back(place.name);
    }
    if (pack_.incomplete) return std::nullopt;
    offer_nearest(pack_, pack_.report(DiagnosticKind::UnknownPlace, name.span, {name.text}), name,
                  names, "declare it in the schema with `place " + name.text + "`");
    return std::nullopt;
  }

  void priority(const std::string& digits, Span span) {
    std::int32_t value = 0;
    const char* last = digits.data() + digits.size();
    const auto [end, error] = std::from_chars(digits.data(), last, value);
    const bool whole = error == std::errc() && end == last;
    if (whole && value >= -kGreatestPriority && value <= kGreatestPriority) {
      made_.priority = value;
      return;
    }
    pack_.report(DiagnosticKind::PriorityOutOfRange, digits_in(pack_, span, digits), {digits})
        .with_help("any whole number from -1000000 to 1000000; higher goes first");
    understood_ = false;
  }

  Pack& pack_;
  const syntax::Tree& tree_;
  const syntax::Rule& written_;
  Span span_;
  Rule made_;
  Match match_;
  bool understood_ = true;
};

}  // namespace

// A field of the profile that the trigger waits for is known when it acts: what is cleared is waited for no more. So
// is the stage that a move leads to, and the one that it must come from.
Facts proven_by(const Program& program, const Trigger& trigger) {
  std::optional<ExprId> field;
  if (trigger.approach) field = trigger.approach->value;
  if (trigger.change && !trigger.absence) field = trigger.change->value;
  Facts known;
  if (field) known.insert(program[*field].text);
  if (trigger.stay) known.insert(program.journeys[trigger.stay->journey].name + ".stage");
  if (!trigger.move) return known;
  const std::string stage = program.journeys[trigger.move->journey].name + ".stage";
  known.insert(stage);
  if (trigger.move->from || trigger.move->back) known.insert("previous " + stage);
  return known;
}

MaybeExpr check_condition(Pack& pack, Scope& scope, syntax::ExprId test, const std::string& name) {
  const MaybeExpr condition = Expressions(pack, scope).check_test(test);
  scope.known.merge(facts_when(scope.tree, pack.sources, test, true));
  if (!condition) return std::nullopt;
  warn_of_forgetting(pack, *condition);
  const auto* fixed = std::get_if<Constant>(&pack.program[*condition].kind);
  if (fixed == nullptr || fixed->number != 0) return condition;
  pack.report(DiagnosticKind::NeverActs, scope.tree[test].span, {name})
      .with_help("remove the rule, or its condition");
  return condition;
}

void check_rule(Pack& pack, const syntax::Tree& tree, const syntax::Rule& rule, Span span) {
  RuleCheck(pack, tree, rule, span).check();
}

}  // namespace wend::program
