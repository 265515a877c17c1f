// SPDX-License-Identifier: Apache-2.0
//
// Invariants of indexes: rows, ranges and rules lie within what they name, and stand in order.
#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "compiler/plan/verify.h"

namespace wend::plan {

namespace {

class IndexVerifier {
 public:
  IndexVerifier(const Plan& plan, const TouchpointInfo& touchpoint, const BodyIndex& index,
                std::vector<Violation>& violations)
      : plan_(plan), touchpoint_(touchpoint), index_(index), violations_(violations) {}

  void verify() {
    require(!index_.inputs.empty(), "index-inputs", "asks nothing");
    for (const IndexInput& input : index_.inputs) this->input(input);
    for (const IndexConjunction& conjunction : index_.conjunctions) {
      require(conjunction.body < index_.bodies.size(), "index-body",
              "lets a body through that it has not");
      ranges(conjunction.ranges);
    }
    for (const IndexTrigger& trigger : index_.triggers) ranges(trigger.ranges);
    if (&index_ == &touchpoint_.index)
      rules();
    else
      updates();
  }

 private:
  void require(bool holds, const char* invariant, const char* words) {
    if (!holds)
      violations_.push_back(
          {invariant, fmt::format("the index of {} {}", touchpoint_.name, words)});
  }

  void input(const IndexInput& input) {
    const bool exists =
        (input.source != IndexSource::Field || input.number < field_count(touchpoint_)) &&
        (input.source != IndexSource::Profile || input.number < plan_.customer_fields.size());
    require(exists, "index-inputs", "asks for a field that is not there");
    if (exists)
      require(input.is_text <= has_text(input), "index-text", "takes a number for a text");
    const bool ascends = std::adjacent_find(input.starts.begin(), input.starts.end(),
                                            std::greater_equal<>()) == input.starts.end();
    require(ascends, "index-rows", "has rows that are not in order");
  }

  bool has_text(const IndexInput& input) const {
    if (input.source == IndexSource::Field)
      return is_bytes(field_of(touchpoint_, input.number).type.kind);
    return input.source == IndexSource::Profile &&
           is_bytes(plan_.customer_fields[input.number].type.kind);
  }

  void ranges(const std::vector<IndexRange>& ranges) {
    const IndexRange* before = nullptr;
    for (const IndexRange& range : ranges) {
      const bool exists = range.input < index_.inputs.size() && range.first <= range.last &&
                          range.last < index_.inputs[range.input].row_count();
      require(exists, "index-range", "allows rows that it has not");
      const bool follows = before == nullptr || before->input < range.input ||
                           (before->input == range.input && before->last < range.first);
      require(follows, "index-range", "has ranges that are not in order");
      before = &range;
    }
  }

  void updates() {
    for (const IndexInput& input : index_.inputs) {
      require(input.source == IndexSource::Field || input.source == IndexSource::Channel,
              "index-inputs", "of updates asks for more than the event");
    }
    for (const IndexedBody& update : index_.bodies) {
      require(update.rule == IndexedBody::kNone && update.trigger == IndexedBody::kNone,
              "index-rule", "of updates has a rule");
    }
  }

  void rules() {
    for (std::size_t i = 0; i < index_.bodies.size(); ++i) {
      const IndexedBody& rule = index_.bodies[i];
      require(rule.rule < plan_.rules.size(), "index-rule", "has a rule that the plan has not");
      require(i == 0 || index_.bodies[i - 1].rule < rule.rule, "index-rule",
              "has rules that are not in the plan's order");
      require(rule.trigger == IndexedBody::kNone || rule.trigger < index_.triggers.size(),
              "index-trigger", "counts a trigger that it has not");
    }
  }

  const Plan& plan_;
  const TouchpointInfo& touchpoint_;
  const BodyIndex& index_;
  std::vector<Violation>& violations_;
};

}  // namespace

void verify_indexes(const Plan& plan, std::vector<Violation>& violations) {
  for (const TouchpointInfo& touchpoint : plan.touchpoints) {
    for (const BodyIndex* index : {&touchpoint.updates, &touchpoint.index}) {
      if (!index->bodies.empty()) IndexVerifier(plan, touchpoint, *index, violations).verify();
    }
  }
}

}  // namespace wend::plan
