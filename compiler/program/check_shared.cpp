// SPDX-License-Identifier: Apache-2.0
//
// `with the same order` across the steps of a trigger. One value is shared, the first step has it, and the
// last step says so too: then the value of a match is known from the event in hand, at each event that
// completes it, begins a wait, or ends one.
#include "compiler/program/patterns.h"
#include "compiler/program/triggers.h"
#include "compiler/schema/type_name.h"

namespace wend::program {
namespace {

class SharedCheck {
 public:
  SharedCheck(Pack& pack, const syntax::Trigger& trigger, CheckedTrigger& made)
      : pack_(pack), written_(trigger), made_(made) {}

  void check() {
    const syntax::Name* first = first_said();
    if (first == nullptr || !all_say(*first) || !last_says(*first) || !key(*first)) return;
    later_steps();
    if (written_.absence && written_.absence->same) awaited(*written_.absence->same);
    share(*first);
  }

 private:
  template <class Use>
  void each_said(Use use) const {
    for (const syntax::Step& step : written_.steps) {
      if (step.same) use(*step.same);
      for (const syntax::Forbidden& forbidden : step.without)
        if (forbidden.same) use(*forbidden.same);
    }
    if (written_.absence && written_.absence->same) use(*written_.absence->same);
  }

  const syntax::Name* first_said() const {
    const syntax::Name* first = nullptr;
    each_said([&](const syntax::Name& name) { first = first == nullptr ? &name : first; });
    return first;
  }

  bool all_say(const syntax::Name& first) {
    const syntax::Name* other = nullptr;
    each_said([&](const syntax::Name& name) {
      if (other == nullptr && name.text != first.text) other = &name;
    });
    if (other == nullptr) return true;
    pack_.report(DiagnosticKind::SameValueDiffers, other->span, {first.text})
        .with_label(first.span, "the first is here")
        .with_help("compare the other value in `if`");
    return failed();
  }

  bool last_says(const syntax::Name& first) {
    if (written_.steps.size() < 2 || written_.steps.back().same) return true;
    pack_.report(DiagnosticKind::SameValueDropped, written_.steps.back().pattern.span, {first.text})
        .with_label(first.span, "asked for here")
        .with_help("say `with the same " + first.text + "` behind this touchpoint, too");
    return failed();
  }

  // The value of the first step.
  bool key(const syntax::Name& name) {
    if (made_.match.steps.empty()) {
      pack_.report(DiagnosticKind::NothingToShare, name.span, {name.text})
          .with_help("begin with a touchpoint that has the field");
      return failed();
    }
    const auto found = field_on_all(pack_, made_.match.steps[0].touchpoints, name);
    const auto keys =
        found ? remembering_of(pack_, name, found->type.value, "`with the same " + name.text + "`")
              : std::optional<std::uint32_t>();
    if (!keys) return failed();
    type_ = found->type;
    made_.trigger.steps[0].same = found->fields;
    made_.trigger.shared = SharedKey{found->type.value, *keys};
    return true;
  }

  void later_steps() {
    for (std::size_t i = 1; i < written_.steps.size(); ++i) {
      const syntax::Step& step = written_.steps[i];
      TriggerStep& made = made_.trigger.steps[i];
      if (step.same) made.same = fields(made, *step.same);
      for (std::size_t k = 0; k < step.without.size(); ++k) {
        if (step.without[k].same)
          made.without[k].same = fields(made.without[k], *step.without[k].same);
      }
    }
  }

  void awaited(const syntax::Name& name) {
    made_.trigger.absence->same = fields(*made_.trigger.absence, name);
    made_.trigger.absence->per_value = true;
  }

  template <class Asked>
  SameField fields(const Asked& asked, const syntax::Name& name) {
    const auto found = field_on_all(pack_, touchpoints_of(pack_, asked.pattern), name);
    if (!found) {
      failed();
      return {};
    }
    type_.personal = type_.personal || found->type.personal;
    if (found->type.value == type_.value) return found->fields;
    const auto first_of = [&](const std::vector<std::uint32_t>& touchpoints) {
      return pack_.schema().touchpoints[touchpoints[0]].name;
    };
    pack_
        .report(
            DiagnosticKind::FieldTypesDiffer, name.span,
            {name.text, said(pack_.schema(), type_.value),
             first_of(made_.match.steps[0].touchpoints), said(pack_.schema(), found->type.value),
             first_of(touchpoints_of(pack_, asked.pattern))})
        .with_help("a value that steps share has one type in all of them");
    failed();
    return {};
  }

  // An event without the value does not count, so behind `that` it is always there.
  void share(const syntax::Name& name) {
    if (!made_.understood) return;
    const std::size_t last = made_.trigger.steps.size() - 1;
    made_.match.shared = SharedValue{
        name.text, StepField{static_cast<std::uint32_t>(last), made_.trigger.steps[last].same},
        Type{Kind::Value, type_.value, false, type_.personal}};
  }

  bool failed() {
    made_.understood = false;
    made_.match.damaged = true;
    return false;
  }

  Pack& pack_;
  const syntax::Trigger& written_;
  CheckedTrigger& made_;
  Type type_;
};

}  // namespace

void check_shared(Pack& pack, const syntax::Trigger& trigger, CheckedTrigger& made) {
  SharedCheck(pack, trigger, made).check();
}

}  // namespace wend::program
