// SPDX-License-Identifier: Apache-2.0
//
// Triggers: steps and their limits, repetition, absence and silence.
#include <map>

#include "compiler/program/histories.h"
#include "compiler/program/instances.h"
#include "compiler/program/patterns.h"
#include "compiler/program/stages.h"
#include "compiler/program/triggers.h"
#include "compiler/program/units.h"
#include "compiler/schema/type_name.h"
#include "compiler/syntax/words.h"

namespace wend::program {
namespace {

constexpr std::size_t kMostSteps = 16;
constexpr std::uint32_t kMostTimes = 1000;
constexpr std::uint32_t kMostOpen = 64;

class TriggerCheck {
 public:
  TriggerCheck(Pack& pack, const syntax::Tree& tree, const syntax::Trigger& trigger,
               const std::optional<syntax::Name>& each)
      : pack_(pack), tree_(tree), written_(trigger), each_(each) {}

  CheckedTrigger check() {
    made_.trigger.text = pack_.words_of(written_.span);
    if (written_.approach && written_.approach->event) {
      dated_step(*written_.approach);
    } else if (is_of_no_touchpoint()) {
      step_of_no_touchpoint();
      const bool moves = written_.change && written_.change->journey;
      if (written_.absence && !moves) absence(*written_.absence);
    } else if (written_.steps.empty()) {
      silence();
    } else {
      steps();
      if (written_.absence) absence(*written_.absence);
    }
    if (made_.understood && each_) {
      check_instance(pack_, *each_, written_, made_);
    } else if (made_.understood) {
      check_shared(pack_, written_, made_);
    }
    // The date of each instance is its own: what was the same before is asked once that is known.
    if (made_.understood && made_.trigger.approach && written_.approach->event) keep_date();
    const std::size_t steps = is_of_no_touchpoint() ? 0 : made_.trigger.steps.size();
    made_.match.damaged = made_.match.damaged || made_.match.steps.size() != steps;
    return std::move(made_);
  }

 private:
  // ------------------------------------------------------------ steps
  void steps() {
    if (written_.steps.size() > kMostSteps) {
      pack_
          .report(DiagnosticKind::TooManySteps, written_.steps[kMostSteps].span,
                  {std::to_string(kMostSteps)})
          .with_help("split the rule");
      failed();
    }
    for (std::size_t i = 0; i < written_.steps.size(); ++i) step(i);
    if (written_.steps[0].repetition) repetition(written_.steps[0], *written_.steps[0].repetition);
    if (written_.all_within) all_within(*written_.all_within);
  }

  void step(std::size_t number) {
    const syntax::Step& written = written_.steps[number];
    TriggerStep made;
    made.text = pack_.words_of(written.span);
    if (made.text.starts_with("then ")) made.text.erase(0, 5);
    const auto pattern = check_pattern(pack_, tree_, written.pattern);
    if (written.within) made.within = stretch(*written.within);
    if (number > 0 && !written.within && !written_.all_within) report_missing_limit(written);
    for (const syntax::Forbidden& one : written.without) {
      const auto forbidden = check_pattern(pack_, tree_, one.pattern);
      if (forbidden)
        made.without.push_back({*forbidden, {}});
      else
        failed();
    }
    if (!pattern) {
      made_.match.damaged = true;
      return failed();
    }
    made.pattern = *pattern;
    const bool last = number + 1 == written_.steps.size();
    made.name = bind(written.pattern, written.as, *pattern, !last || written_.absence.has_value());
    made_.trigger.steps.push_back(std::move(made));
  }

  // Adds the step to what the rule can look back at; gives its name.
  std::string bind(const syntax::Pattern& pattern, const std::optional<syntax::Name>& as,
                   PatternId checked, bool kept) {
    BoundStep bound;
    bound.touchpoints = touchpoints_of(pack_, checked);
    bound.kept = kept;
    bound.span = pattern.touchpoints[0].span;
    if (pattern.touchpoints.size() == 1 && pattern.touchpoints[0].text != "touchpoint") {
      bound.name = pattern.touchpoints[0].text;
    }
    if (as) {
      check_step_name(*as);
      bound.name = as->text;
      bound.span = as->span;
    }
    made_.match.steps.push_back(bound);
    return bound.name;
  }

  void check_step_name(const syntax::Name& name) {
    const auto [first, is_new] = step_names_.emplace(name.text, name.span);
    if (!is_new) {
      pack_.report(DiagnosticKind::StepNameTwice, name.span, {name.text})
          .with_label(first->second, "the first is here")
          .with_help("give each step its own name");
      return failed();
    }
    const bool means_something =
        name.text == "now" || name.text == "customer" || pack_.definitions.contains(name.text) ||
        pack_.journeys.contains(name.text) || pack_.touchpoints.contains(name.text) ||
        pack_.named.contains(name.text);
    if (!means_something) return;
    pack_.report(DiagnosticKind::StepNameTaken, name.span, {name.text})
        .with_help("choose another name for the step");
    failed();
  }

  void report_missing_limit(const syntax::Step& written) {
    pack_.report(DiagnosticKind::MissingStepLimit, written.pattern.span)
        .with_help(
            "say `within 1 day` for this step, or `all within 1 day` for the whole sequence");
    failed();
  }

  void all_within(const syntax::Amount& amount) {
    made_.trigger.all_within = stretch(amount);
    if (written_.steps.size() > 1) return;
    pack_.report(DiagnosticKind::NeedlessAllWithin, amount.span)
        .with_help(written_.absence ? "the deadline of the absence is its own `within`"
                                    : "only a sequence with `then` has one");
    failed();
  }

  // ------------------------------------------------------------ changes and the clock
  bool is_of_no_touchpoint() const {
    const bool of_profile = written_.approach && !written_.approach->event;
    return written_.change || written_.stay || written_.crossing || of_profile ||
           written_.recurring;
  }

  // The event whose date is meant is looked back at when the rule acts.
  void dated_step(const syntax::Approach& written) {
    const auto pattern = check_pattern(pack_, tree_, *written.event);
    if (!pattern) {
      made_.match.damaged = true;
      return failed();
    }
    TriggerStep step;
    step.pattern = *pattern;
    step.text = pack_.words_of(written.span);
    step.name = bind(*written.event, std::nullopt, *pattern, true);
    made_.trigger.steps.push_back(std::move(step));
    made_.trigger.approach = check_approach(pack_, tree_, written, made_.match);
    if (!made_.trigger.approach) failed();
    if (!written_.all_within) return;
    pack_.report(DiagnosticKind::NeedlessAllWithin, written_.all_within->span)
        .with_help("only a sequence with `then` has one");
    failed();
  }

  // The date of the last such event since what ends the wait.
  void keep_date() {
    Approach& approach = *made_.trigger.approach;
    const TriggerStep& step = made_.trigger.steps.front();
    const Expr& date = pack_.program[approach.value];
    History kept;
    kept.measure = Measure::Last;
    kept.begins_anew = true;
    kept.pattern = step.pattern;
    kept.fields = std::get<StepField>(date.kind).fields;
    if (approach.until) {
      kept.window.reach = Reach::Since;
      kept.window.since = approach.until->pattern;
      kept.window.since_same = approach.until->same;
    }
    const Expr made{kept, Type{Kind::Value, date.type.value, true, date.type.personal}, date.span,
                    date.text};
    if (made_.trigger.shared) {
      SameValue same;
      same.key = {static_cast<std::uint32_t>(pack_.program.expressions.size())};
      same.fields = step.same;
      same.remembering = made_.trigger.shared->remembering;
      same.name = each_->text;
      same.per_instance = true;
      kept.same = std::move(same);
      pack_.program.expressions.push_back(
          {StepField{0, step.same}, made_.match.shared->type, each_->span, "that " + each_->text});
    }
    approach.kept = ExprId{static_cast<std::uint32_t>(pack_.program.expressions.size())};
    pack_.program.expressions.push_back({kept, made.type, made.span, made.text});
  }

  // The profile's event or an instant, of which no field can be spoken.
  void step_of_no_touchpoint() {
    TriggerStep step;
    if (written_.stay) {
      made_.trigger.stay = check_stay(pack_, tree_, *written_.stay);
      step.text = pack_.words_of(written_.stay->span);
    } else if (written_.change && written_.change->journey) {
      made_.trigger.move = check_move(pack_, tree_, *written_.change);
      step.text = pack_.words_of(written_.change->span);
      if (written_.absence) no_absence(*written_.absence);
    } else if (written_.change) {
      made_.trigger.change = check_change(pack_, tree_, *written_.change);
      step.text = pack_.words_of(written_.change->span);
    } else if (written_.crossing) {
      made_.trigger.crossing = check_crossing(pack_, tree_, *written_.crossing);
      step.text = pack_.words_of(written_.crossing->span);
    } else if (written_.approach) {
      made_.trigger.approach = check_approach(pack_, *written_.approach);
      step.text = pack_.words_of(written_.approach->span);
    } else {
      made_.trigger.recurring = check_recurring(pack_, *written_.recurring);
      step.text = pack_.words_of(written_.recurring->span);
    }
    const Trigger& made = made_.trigger;
    const bool is_made =
        made.change || made.move || made.stay || made.crossing || made.approach || made.recurring;
    if (!is_made) failed();
    step.pattern = {static_cast<std::uint32_t>(pack_.program.patterns.size())};
    pack_.program.patterns.push_back({{}, {}, step.text});
    made_.trigger.steps.push_back(std::move(step));
    if (!written_.all_within) return;
    pack_.report(DiagnosticKind::NeedlessAllWithin, written_.all_within->span)
        .with_help("only a sequence with `then` has one");
    failed();
  }

  void no_absence(const syntax::Absence& absence) {
    pack_.report(DiagnosticKind::AbsenceAfterMove, absence.span)
        .with_help(
            "say how long the stage stays, as in `stays ... for 2 days without order_placed`");
    failed();
  }

  // ------------------------------------------------------------ n times
  void repetition(const syntax::Step& step, const syntax::Repetition& written) {
    if (written_.steps.size() > 1 || written_.absence) {
      pack_.report(DiagnosticKind::RepetitionInSequence, written.span)
          .with_help("ask for the number in `if`, as in `count of ... in 7 days >= " +
                     written.times + "`");
      return failed();
    }
    Repetition made;
    const auto times = whole_of(written.times, 1, kMostTimes);
    if (times) {
      made.times = *times;
      made.every = written.occurring == syntax::Occurring::Every;
    } else {
      pack_
          .report(DiagnosticKind::RepetitionOutOfRange,
                  digits_in(pack_, written.span, written.times), {written.times})
          .with_help("any whole number from 1 to " + std::to_string(kMostTimes));
      failed();
    }
    reach(written, made);
    if (written.same) same(step, *written.same, made);
    made_.trigger.repetition = made;
  }

  void reach(const syntax::Repetition& written, Repetition& made) {
    const std::string said = syntax::occurring_words(written.occurring, written.times);
    const bool complete = pack_.schema().history_complete;
    if (!written.reach) {
      pack_.report(DiagnosticKind::MissingRepetitionWindow, written.span, {said})
          .with_help("say in which time, as in `" + said + " in 7 days` or `" + said +
                     (complete ? " ever`" : " on record`"));
      return failed();
    }
    if (const auto* in = std::get_if<syntax::InAmount>(&*written.reach)) {
      made.window = stretch(in->amount);
      return;
    }
    const bool ever = std::holds_alternative<syntax::Ever>(*written.reach);
    if (!check_recorded(pack_, ever, written.reach_span)) return failed();
    if (!written.same) return;
    pack_.report(DiagnosticKind::SameOnRecord, written.reach_span, {written.same->text})
        .with_help("say in which time, as in `in 1 year`");
    failed();
  }

  void same(const syntax::Step&, const syntax::Name& field, Repetition& made) {
    made_.match.shared = std::nullopt;
    if (made_.match.steps.empty()) return;
    const auto found = field_on_all(pack_, made_.match.steps[0].touchpoints, field);
    const auto keys = found ? remembering_of(pack_, field, found->type.value,
                                             "`with the same " + field.text + "`")
                            : std::optional<std::uint32_t>();
    if (!keys) {
      made_.match.damaged = true;
      return failed();
    }
    made.same = found->fields;
    made.same_type = found->type.value;
    made.remembering = *keys;
    // An event without the value does not count, so behind `that` it is always there.
    made_.match.shared =
        SharedValue{field.text, StepField{0, found->fields},
                    Type{Kind::Value, found->type.value, false, found->type.personal}};
  }

  // ------------------------------------------------------------ absence
  void absence(const syntax::Absence& written) {
    Absence made;
    made.text = pack_.words_of(written.span);
    if (made.text.starts_with("then ")) made.text.erase(0, 5);
    if (const auto pattern = check_pattern(pack_, tree_, written.pattern))
      made.pattern = *pattern;
    else
      failed();
    deadline(written, made);
    anchor(written, made);
    made_.trigger.absence = made;
  }

  void deadline(const syntax::Absence& written, Absence& made) {
    if (written.within) {
      if (const auto within = stretch(*written.within)) made.within = *within;
      return;
    }
    pack_.report(DiagnosticKind::MissingDeadline, written.pattern.span)
        .with_help("say until when, as in `within 2 hours`");
    failed();
  }

  void anchor(const syntax::Absence& written, Absence& made) {
    if (!written.anchor) {
      pack_.report(DiagnosticKind::MissingAnchor, written.span)
          .with_help("say `of the last`, `of the first` or `of each up to 8 open`");
      return failed();
    }
    switch (*written.anchor) {
      case syntax::Anchor::First: made.anchor = AbsenceAnchor::First; return;
      case syntax::Anchor::Last: made.anchor = AbsenceAnchor::Last; return;
      case syntax::Anchor::Each: made.anchor = AbsenceAnchor::Each; break;
    }
    if (!written.up_to_open) {
      pack_.report(DiagnosticKind::MissingOpen, behind(written.span))
          .with_help("say how many may be open at once, as in `of each up to 8 open`");
      return failed();
    }
    const auto open = whole_of(*written.up_to_open, 1, kMostOpen);
    if (open) {
      made.open = *open;
      return;
    }
    pack_
        .report(DiagnosticKind::OpenOutOfRange, digits_in(pack_, written.span, *written.up_to_open),
                {*written.up_to_open})
        .with_help("any whole number from 1 to " + std::to_string(kMostOpen));
    failed();
  }

  // `no X within D of the last`: X begins it, the next X ends it.
  void silence() {
    if (!written_.absence) {
      made_.match.damaged = true;
      return failed();
    }
    const syntax::Absence& written = *written_.absence;
    const auto pattern = check_pattern(pack_, tree_, written.pattern);
    Absence made;
    made.text = pack_.words_of(written.span);
    made.anchor = AbsenceAnchor::Last;
    deadline(written, made);
    if (!written.anchor) {
      pack_.report(DiagnosticKind::MissingSilenceAnchor, behind(written.span))
          .with_help("silence is measured from the last touchpoint")
          .with_fix("add `of the last`", behind(written.span), " of the last");
      failed();
    }
    if (written_.all_within) {
      pack_.report(DiagnosticKind::NeedlessAllWithin, written_.all_within->span)
          .with_help("the deadline of a silence is its own `within`");
      failed();
    }
    if (!pattern) {
      made_.match.damaged = true;
      return failed();
    }
    made.pattern = *pattern;
    TriggerStep step;
    step.pattern = *pattern;
    step.text = pack_.words_of(written.pattern.span);
    step.name = bind(written.pattern, std::nullopt, *pattern, true);
    made_.trigger.steps.push_back(std::move(step));
    made_.trigger.absence = made;
  }

  std::optional<Stretch> stretch(const syntax::Amount& amount) {
    const auto made = stretch_of(pack_, amount);
    if (!made) failed();
    return made;
  }

  void failed() { made_.understood = false; }

  Pack& pack_;
  const syntax::Tree& tree_;
  const syntax::Trigger& written_;
  const std::optional<syntax::Name>& each_;
  CheckedTrigger made_;
  std::map<std::string, Span> step_names_;
};

}  // namespace

CheckedTrigger check_trigger(Pack& pack, const syntax::Tree& tree, const syntax::Trigger& trigger,
                             const std::optional<syntax::Name>& each) {
  return TriggerCheck(pack, tree, trigger, each).check();
}

std::optional<std::uint32_t> remembering_of(Pack& pack, const syntax::Name& field,
                                            const ValueType& type, const std::string& use) {
  const Schema& schema = pack.schema();
  if (type.kind == ValueKind::Choice) {
    return static_cast<std::uint32_t>(schema.choices[type.declared].values.size());
  }
  if (type.kind != ValueKind::Identifier) {
    pack.report(DiagnosticKind::NotAKey, field.span, {use, field.text, said(schema, type)})
        .with_help("only an identifier or a choice can be remembered as a key");
    return std::nullopt;
  }
  const IdentifierKind& kind = schema.identifiers[type.declared];
  if (kind.remembering) return kind.remembering;
  pack.report(DiagnosticKind::KeyNotRemembered, field.span, {use, kind.name})
      .with_label(kind.span, "declared here without `remembering`")
      .with_help("say in the schema `identifier " + kind.name + " up to " +
                 std::to_string(kind.length) + " characters remembering 50`");
  return std::nullopt;
}

}  // namespace wend::program
