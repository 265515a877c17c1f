// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/shift.h"

#include "compiler/base/match.h"

namespace wend::program {
namespace {

class Mover {
 public:
  explicit Mover(const Shift& shift) : shift_(shift) {}

  void operator()(ExprId& id) const {
    if (id.value >= shift_.first_expression) id.value += shift_.expressions;
  }
  void operator()(PatternId& id) const {
    if (id.value >= shift_.first_pattern) id.value += shift_.patterns;
  }
  template <class Id>
  void operator()(std::optional<Id>& id) const {
    if (id) (*this)(*id);
  }
  template <class Id>
  void operator()(std::vector<Id>& ids) const {
    for (Id& id : ids) (*this)(id);
  }
  void operator()(PatternAlternative& one) const { (*this)(one.where); }
  void operator()(Forbidden& one) const { (*this)(one.pattern); }
  void operator()(Argument& one) const { (*this)(one.value); }
  void operator()(Reason& one) const { (*this)(one.value); }
  void operator()(Call& one) const { (*this)(one.arguments); }
  void operator()(SameValue& one) const { (*this)(one.key); }
  void operator()(Absence& one) const { (*this)(one.pattern); }
  void operator()(StageStay& one) const { (*this)(one.without); }
  void operator()(TriggerStep& one) const {
    (*this)(one.pattern);
    (*this)(one.without);
  }
  void operator()(ProfileChange& one) const {
    (*this)(one.value);
    (*this)(one.from);
    (*this)(one.to);
  }
  void operator()(Crossing& one) const {
    (*this)(one.value);
    (*this)(one.threshold);
  }
  void operator()(Approach& one) const {
    (*this)(one.value);
    (*this)(one.kept);
    (*this)(one.until);
  }
  void operator()(Trigger& one) const {
    (*this)(one.change);
    (*this)(one.stay);
    (*this)(one.crossing);
    (*this)(one.approach);
    (*this)(one.steps);
    (*this)(one.absence);
  }
  void operator()(History& one) const {
    (*this)(one.pattern);
    (*this)(one.same);
    if (one.window.reach == Reach::Since) (*this)(one.window.since);
  }

 private:
  const Shift& shift_;
};

}  // namespace

void move_names(Expr& expr, const Shift& shift) {
  const Mover move(shift);
  match(
      expr.kind, [](Constant&) {}, [](TextConstant&) {}, [](CustomerField&) {}, [](OwnField&) {},
      [](ItemField&) {}, [](StepField&) {}, [](Now&) {}, [](Named&) {},
      [&](Binary& binary) {
        move(binary.left);
        move(binary.right);
      },
      [&](Unary& unary) { move(unary.operand); },
      [&](OneOf& one_of) {
        move(one_of.value);
        move(one_of.options);
      },
      [&](Select& select) {
        move(select.test);
        move(select.yes);
        move(select.otherwise);
      },
      [&](Part& part) { move(part.operand); }, [&](History& history) { move(history); },
      [](StageValue&) {}, [&](Lookup& lookup) { move(lookup.key); });
}

void move_names(Pattern& pattern, const Shift& shift) { Mover{shift}(pattern.alternatives); }

void move_names(Rule& rule, const Shift& shift) {
  const Mover move(shift);
  move(rule.trigger);
  move(rule.condition);
  move(rule.calls);
  move(rule.limit.key);
  move(rule.reasons);
}

}  // namespace wend::program
