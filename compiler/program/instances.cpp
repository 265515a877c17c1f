// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/instances.h"

#include <algorithm>

#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

constexpr std::uint32_t kMostInstances = 10'000;

bool is_of_kind(const SchemaField& field, std::uint32_t kind) {
  return field.type.kind == ValueKind::Identifier && field.type.declared == kind;
}

std::size_t fields_of_kind(const SchemaTouchpoint& touchpoint, std::uint32_t kind) {
  std::size_t count = 0;
  for (const SchemaField& field : touchpoint.fields) count += is_of_kind(field, kind) ? 1 : 0;
  return count;
}

// How many instances one event may mention: so many must find room at once.
std::uint32_t mentioned_at_once(const Schema& schema, std::uint32_t kind) {
  std::size_t most = 1;
  for (const SchemaTouchpoint& touchpoint : schema.touchpoints)
    most = std::max(most, fields_of_kind(touchpoint, kind));
  return static_cast<std::uint32_t>(most);
}

class InstanceCheck {
 public:
  InstanceCheck(Pack& pack, const syntax::Name& each, const syntax::Trigger& trigger,
                CheckedTrigger& made)
      : pack_(pack), each_(each), written_(trigger), made_(made) {}

  void check() {
    if (!says_nothing_else() || !begins() || !steps()) return;
    const bool good = made_.trigger.repetition ? repetition() : absence() && until();
    if (!good) return;
    made_.match.instance = instance_;
    made_.match.shared =
        SharedValue{each_.text, StepField{last(), made_.trigger.steps[last()].same},
                    Type{Kind::Value, type_, false, personal_}};
    made_.trigger.instance = instance_;
  }

 private:
  std::uint32_t last() const { return static_cast<std::uint32_t>(made_.trigger.steps.size()) - 1; }

  // `with the same order` says it again; another value would be a second one.
  bool says_nothing_else() {
    const syntax::Name* other = nullptr;
    const auto look = [&](const std::optional<syntax::Name>& name) {
      if (name && name->text != each_.text && other == nullptr) other = &*name;
    };
    for (const syntax::Step& step : written_.steps) {
      look(step.same);
      if (step.repetition) look(step.repetition->same);
      for (const syntax::Forbidden& forbidden : step.without) look(forbidden.same);
    }
    if (written_.absence) look(written_.absence->same);
    if (other == nullptr) return true;
    pack_.report(DiagnosticKind::SameValueDiffers, other->span, {each_.text})
        .with_label(each_.span, "the rule is for each of these")
        .with_help("compare the other value in `if`");
    return failed();
  }

  // The first step has the field, and the schema says how many of its kind are followed.
  bool begins() {
    if (made_.match.steps.empty()) {
      pack_.report(DiagnosticKind::NothingToShare, each_.span, {each_.text})
          .with_help("begin with a touchpoint that has the field");
      return failed();
    }
    const auto found = field_on_all(pack_, made_.match.steps[0].touchpoints, each_);
    if (!found) return failed();
    type_ = found->type.value;
    if (type_.kind == ValueKind::Identifier && type_.declared == kUndeclared) return failed();
    if (type_.kind != ValueKind::Identifier) {
      pack_.report(DiagnosticKind::NotAKind, each_.span, {each_.text, said(pack_.schema(), type_)})
          .with_help("only of identifiers each can be followed");
      return failed();
    }
    const IdentifierKind& kind = pack_.schema().identifiers[type_.declared];
    instance_ = {each_.text, type_.declared};
    if (kind.instances) return true;
    pack_.report(DiagnosticKind::InstancesNotStated, each_.span, {each_.text, kind.name})
        .with_label(kind.span, "declared here without")
        .with_help("say it in the schema, as in `identifier " + kind.name +
                   " ... with 20 open for 400 days`");
    return failed();
  }

  bool steps() {
    for (std::uint32_t i = 0; i <= last(); ++i) {
      TriggerStep& step = made_.trigger.steps[i];
      if (!carry(step.pattern, place_of(i), step.same)) return false;
      for (std::size_t k = 0; k < step.without.size(); ++k) {
        if (!carry(step.without[k].pattern, written_.steps[i].without[k].pattern.span,
                   step.without[k].same))
          return false;
      }
    }
    if (!made_.trigger.steps[last()].same.empty()) return share();
    pack_.report(DiagnosticKind::SameValueDropped, place_of(last()), {each_.text})
        .with_label(each_.span, "the rule is for each of these")
        .with_help("ask for it in `if`, or end with a touchpoint that has the field");
    return failed();
  }

  Span place_of(std::uint32_t step) const {
    return step < written_.steps.size() ? written_.steps[step].pattern.span : written_.span;
  }

  bool share() {
    if (!made_.trigger.repetition) made_.trigger.shared = SharedKey{type_, open(), true};
    return true;
  }
  std::uint32_t open() const { return pack_.schema().identifiers[instance_.kind].instances->open; }

  bool repetition() {
    Repetition& repeated = *made_.trigger.repetition;
    if (!repeated.window) {
      pack_
          .report(DiagnosticKind::SameOnRecord, written_.steps[0].repetition->reach_span,
                  {each_.text})
          .with_help("say in which time, as in `in 1 year`");
      return failed();
    }
    repeated.same = made_.trigger.steps[0].same;
    repeated.same_type = type_;
    repeated.remembering = open();
    repeated.per_instance = true;
    return true;
  }

  bool absence() {
    if (!made_.trigger.absence) return true;
    Absence& awaited = *made_.trigger.absence;
    awaited.per_value = true;
    return carry(awaited.pattern, written_.absence->pattern.span, awaited.same);
  }

  bool until() {
    if (!made_.trigger.approach || !made_.trigger.approach->until) return true;
    Forbidden& until = *made_.trigger.approach->until;
    return carry(until.pattern, written_.approach->until->span, until.same);
  }

  bool carry(PatternId pattern, Span place, SameField& to) {
    Carried carried = carried_by(pack_, instance_, pattern, place);
    if (!carried.understood) return failed();
    personal_ = personal_ || carried.personal;
    to = std::move(carried.fields);
    return true;
  }

  bool failed() {
    made_.understood = false;
    made_.match.damaged = true;
    return false;
  }

  Pack& pack_;
  const syntax::Name& each_;
  const syntax::Trigger& written_;
  CheckedTrigger& made_;
  Instance instance_;
  ValueType type_;
  bool personal_ = false;
};

}  // namespace

void check_instance_bound(Pack& pack, const syntax::Identifier& declared) {
  if (!declared.instances) return;
  std::vector<IdentifierKind>& kinds = pack.program.schema.identifiers;
  std::uint32_t kind = 0;
  while (kind < kinds.size() && kinds[kind].span.begin != declared.name.span.begin) ++kind;
  const auto life = stretch_of(pack, declared.instances->life);
  if (kind == kinds.size() || !life) return;
  const std::uint32_t least = mentioned_at_once(pack.schema(), kind);
  const auto open = whole_of(declared.instances->open, least, kMostInstances);
  if (open) {
    kinds[kind].instances = InstanceBound{*open, *life};
    return;
  }
  pack.report(DiagnosticKind::OpenOutOfRange,
              digits_in(pack,
                        Span{declared.instances->span.file, declared.instances->span.begin,
                             declared.instances->life.span.begin},
                        declared.instances->open),
              {declared.instances->open})
      .with_help("any whole number from " + std::to_string(least) + " to " +
                 std::to_string(kMostInstances) +
                 (least == 1 ? "" : "; one event can mention " + std::to_string(least)));
}

std::optional<std::uint32_t> carrying_field(const SchemaTouchpoint& touchpoint,
                                            const Instance& instance) {
  std::optional<std::uint32_t> only;
  for (std::uint32_t i = 0; i < touchpoint.fields.size(); ++i) {
    if (!is_of_kind(touchpoint.fields[i], instance.kind)) continue;
    if (touchpoint.fields[i].name == instance.name) return i;
    only = i;
  }
  return fields_of_kind(touchpoint, instance.kind) > 1 ? std::nullopt : only;
}

Carried carried_by(Pack& pack, const Instance& instance, PatternId pattern, Span place) {
  Carried made;
  const SchemaTouchpoint* without = nullptr;
  for (const std::uint32_t number : touchpoints_of(pack, pattern)) {
    const SchemaTouchpoint& touchpoint = pack.schema().touchpoints[number];
    const auto field = carrying_field(touchpoint, instance);
    if (!field && fields_of_kind(touchpoint, instance.kind) > 1) {
      pack.report(DiagnosticKind::InstanceAmbiguous, place,
                  {touchpoint.name, pack.schema().identifiers[instance.kind].name, instance.name})
          .with_help("in the schema, call the field that is meant `" + instance.name + "`");
      return {false, {}, false};
    }
    if (!field) {
      without = &touchpoint;
      continue;
    }
    made.fields.push_back(*field);
    made.personal = made.personal || touchpoint.fields[*field].personal;
  }
  if (without == nullptr || made.fields.empty()) return made;
  pack.report(DiagnosticKind::InstanceMixed, place, {instance.name, without->name})
      .with_help("name them apart: what has no `" + instance.name + "` counts for each");
  return {false, {}, false};
}

void check_instance(Pack& pack, const syntax::Name& each, const syntax::Trigger& trigger,
                    CheckedTrigger& made) {
  InstanceCheck(pack, each, trigger, made).check();
}

}  // namespace wend::program
