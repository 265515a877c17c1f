// SPDX-License-Identifier: Apache-2.0
//
// `with the same F`: of the events before, those with the value that the trigger has.
#include "compiler/program/histories.h"
#include "compiler/program/instances.h"
#include "compiler/program/keys.h"
#include "compiler/program/patterns.h"
#include "compiler/program/triggers.h"
#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

constexpr std::uint32_t kMostRemembered = 10'000;

}  // namespace

bool Histories::same_of(const Question& question, History& made) {
  if (const auto of_instance = same_of_instance(question, made)) return *of_instance;
  const bool ends_with_same = made.window.reach == Reach::Since && since_of(question).same;
  if (question.same == nullptr) {
    if (!ends_with_same) return true;
    const syntax::Same& same = *since_of(question).same;
    pack_.report(DiagnosticKind::SameOnOneSide, same.span, {same.field.text})
        .with_help("say it of both: `" + question.word + " ... with the same " + same.field.text +
                   " since last ... with the same " + same.field.text + "`");
    return false;
  }
  if (question.measure == Measure::CountDifferent) {
    pack_
        .report(DiagnosticKind::BoundDoesNotFit, question.same->span,
                {pack_.words_of(question.same->span), question.word})
        .with_help("count the different values of all, or ask for `any` of this one");
    return false;
  }
  const MaybeExpr key = key_of(*question.same, made);
  if (!key) return false;
  SameValue same;
  same.key = *key;
  same.name = question.same->field.text;
  const auto fields = same_fields(made.pattern, question.same->field, *key);
  const auto remembering = remembering_same(*question.same, *key);
  if (!fields || !remembering) return false;
  same.fields = *fields;
  same.remembering = *remembering;
  same.may_be_forgotten =
      !question.same->remembering && pack_.program[*key].type.value.kind == ValueKind::Identifier;
  made.same = std::move(same);
  return !ends_with_same || since_same(question, *key, made);
}

// What a rule `for each order` asks of touchpoints that have the order is asked of that order. Nothing if that is not so,
// or if the sentence says another value, or how many are remembered.
std::optional<bool> Histories::same_of_instance(const Question& question, History& made) {
  const Match* match = expressions_.scope_.match;
  if (match == nullptr || !match->instance) return std::nullopt;
  const Instance& instance = *match->instance;
  const bool is_other = question.same != nullptr &&
                        (question.same->field.text != instance.name || question.same->remembering);
  if (is_other) return std::nullopt;
  Carried carried = carried_by(pack_, instance, made.pattern, question.pattern.span);
  if (!carried.understood) return false;
  if (carried.fields.empty()) return ends_with_all(question, made, instance);
  if (question.measure == Measure::CountDifferent) {
    pack_.report(DiagnosticKind::DifferentOfInstance, question.pattern.span, {instance.name})
        .with_help("leave `for each` out, or ask for `any` with this value");
    return false;
  }
  const MaybeExpr key = key_of_instance(question, made);
  if (!key) return false;
  SameValue same;
  same.key = *key;
  same.fields = std::move(carried.fields);
  same.remembering = pack_.schema().identifiers[instance.kind].instances->open;
  same.name = instance.name;
  same.per_instance = true;
  made.same = std::move(same);
  if (made.window.reach != Reach::Since) return true;
  carried = carried_by(pack_, instance, made.window.since, since_of(question).pattern.span);
  made.window.since_same = std::move(carried.fields);
  return carried.understood;
}

// `count of page_viewed since last order_changed`, where pages have no order: since which order's change?
std::optional<bool> Histories::ends_with_all(const Question& question, const History& made,
                                             const Instance& instance) {
  if (made.window.reach != Reach::Since) return std::nullopt;
  const syntax::SinceLast& since = since_of(question);
  const Carried carried = carried_by(pack_, instance, made.window.since, since.pattern.span);
  if (!carried.understood) return false;
  if (carried.fields.empty()) return std::nullopt;
  pack_.report(DiagnosticKind::SameOnOneSide, since.pattern.span, {instance.name})
      .with_help("what is asked about has no `" + instance.name +
                 "`, and what it is asked since has one");
  return false;
}

// Of an earlier step's own event that step's value is meant, as at its instant no other is known.
MaybeExpr Histories::key_of_instance(const Question& question, const History& made) {
  const Match& match = *expressions_.scope_.match;
  const SharedValue& shared = *match.shared;
  const Span place = question.pattern.span;
  if (!made.before_step || !match.steps[*made.before_step].kept)
    return expressions_.add(shared.value, shared.type, place);
  SameField fields;
  for (const std::uint32_t touchpoint : match.steps[*made.before_step].touchpoints) {
    const auto own = carrying_field(pack_.schema().touchpoints[touchpoint], *match.instance);
    if (!own) return std::nullopt;
    fields.push_back(*own);
  }
  return expressions_.add(StepField{*made.before_step, fields}, shared.type, place);
}

const syntax::SinceLast& Histories::since_of(const Question& question) {
  return std::get<syntax::SinceLast>(*question.window->reach);
}

// `since last order_placed with the same product`
bool Histories::since_same(const Question& question, ExprId key, History& made) {
  const syntax::Same& same = *since_of(question).same;
  if (same.field.text != question.same->field.text) {
    pack_.report(DiagnosticKind::SameOnOneSide, same.span, {same.field.text})
        .with_help("on both sides stands the same field, here `" + question.same->field.text + "`");
    return false;
  }
  if (same.remembering) {
    superfluous(same.span, "how many are remembered is said once, before `since`");
    return false;
  }
  const auto fields = same_fields(made.window.since, same.field, key);
  if (fields) made.window.since_same = *fields;
  return fields.has_value();
}

// The value that the events must have: what the trigger knows of that name.
MaybeExpr Histories::key_of(const syntax::Same& same, const History& made) {
  Scope& scope = expressions_.scope_;
  const auto refuse = [&](const std::string& help) {
    pack_.report(DiagnosticKind::NothingTheSame, same.field.span, {same.field.text})
        .with_help(help);
    return MaybeExpr();
  };
  if (scope.match == nullptr)
    return refuse("a definition knows no trigger: ask in the `if` of the rule");
  if (scope.match->damaged) return std::nullopt;
  // `previous X.field with the same F`: before a bound X that X's own value is meant.
  const bool of_bound = made.before_step && scope.match->steps[*made.before_step].kept;
  const Key found = of_bound ? key_of_step(pack_, scope, *made.before_step, same.field)
                             : key_named(pack_, scope, same.field);
  if (found.exists) return found.value;
  if (pack_.incomplete || reports_why_no_key(pack_, *scope.match, same.field)) return std::nullopt;
  return refuse("it is the value of a field of the trigger's touchpoint: name one in `when`");
}

// The field of the same name on all touchpoints of a pattern, of the key's type.
std::optional<std::vector<std::uint32_t>> Histories::same_fields(PatternId pattern,
                                                                 const syntax::Name& field,
                                                                 ExprId key) {
  const auto touchpoints = touchpoints_of(pack_, pattern);
  const auto found = field_on_all(pack_, touchpoints, field);
  if (!found) return std::nullopt;
  const Type& asked = pack_.program[key].type;
  if (found->type.value.kind != asked.value.kind ||
      found->type.value.declared != asked.value.declared) {
    pack_
        .report(DiagnosticKind::CannotCompare, field.span,
                {said(pack_.schema(), found->type.value), said(pack_.schema(), asked.value)})
        .with_help("`" + field.text + "` of the trigger is of another type than that of `" +
                   pack_.schema().touchpoints[touchpoints[0]].name + "`");
    return std::nullopt;
  }
  return found->fields;
}

// As many as the sentence says, else as the schema says of this kind of identifier.
std::optional<std::uint32_t> Histories::remembering_same(const syntax::Same& same, ExprId key) {
  const ValueType type = pack_.program[key].type.value;
  if (!same.remembering || type.kind != ValueKind::Identifier) {
    const auto kept =
        remembering_of(pack_, same.field, type, "`with the same " + same.field.text + "`");
    if (!kept || !same.remembering) return kept;
    const Span bound{same.span.file, same.field.span.end, same.span.end};
    superfluous(bound, "all values of a choice are remembered");
    return std::nullopt;
  }
  const auto number = whole_of(*same.remembering, 1, kMostRemembered);
  if (number) return number;
  pack_
      .report(DiagnosticKind::RememberingOutOfRange, digits_in(pack_, same.span, *same.remembering),
              {*same.remembering})
      .with_help("any whole number from 1 to " + std::to_string(kMostRemembered));
  return std::nullopt;
}

}  // namespace wend::program
