// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/list_answers.h"

#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/operations.h"
#include "runtime/step/totals.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

struct Counted {
  std::uint64_t yes = 0;
  bool some_no = false;
  bool some_unknown = false;
  Totals totals;  // of the field, over the items that count
};

FactPart part_of(ListMeasure measure) {
  switch (measure) {
    case ListMeasure::Any:
    case ListMeasure::All:
    case ListMeasure::Count: break;
    case ListMeasure::Sum: return FactPart::Sum;
    case ListMeasure::Average: return FactPart::Average;
    case ListMeasure::Largest: return FactPart::Largest;
    case ListMeasure::Smallest: return FactPart::Smallest;
  }
  return FactPart::Count;
}

bool takes_values(ListMeasure measure) { return measure > ListMeasure::Count; }

// Whether the item counts, whose fields are in hand.
Cell test_of(Moment& moment, const AnswerInfo& answer, std::size_t place) {
  if (!answer.has_test || planted(Fault::ItemTestIgnored)) return known(1);
  const NativeCode* code = moment.native;
  if (code != nullptr && place < code->answers.size() && code->answers[place] != nullptr) {
    code->answers[place](&moment.context, moment.context.ops + answer.test.begin);
  } else {
    interpret(moment, answer.test, moment.registers.data());
  }
  return moment.item_test;
}

Counted counted(Moment& moment, const TouchpointInfo& touchpoint, std::size_t number,
                std::size_t place) {
  const AnswerInfo& answer = touchpoint.answers[number];
  const Moment::Items items = moment.lists[answer.list];
  const std::size_t width = touchpoint.lists[answer.list].fields.size();
  const std::size_t count = items.count - (planted(Fault::LastItemIgnored) && items.count > 0);
  Counted made;
  for (std::size_t item = 0; item < count; ++item) {
    const Cell* fields = moment.items.data() + items.begin + item * width;
    moment.context.fields = fields;
    const Cell test = test_of(moment, answer, place);
    if (test.status != Status::Known) made.some_unknown = true;
    if (test.status != Status::Known || test.value == 0) {
      made.some_no = made.some_no || test.status == Status::Known;
      continue;
    }
    ++made.yes;
    if (takes_values(answer.measure) && fields[answer.field].status == Status::Known)
      made.totals.add(fields[answer.field].value);
  }
  moment.context.fields = moment.fields.data();
  return made;
}

Cell answered(ListMeasure measure, const Counted& of) {
  if (measure == ListMeasure::Any && of.yes > 0) return known(1);
  if (measure == ListMeasure::All && of.some_no) return known(0);
  if (of.some_unknown) return unknown();
  if (measure == ListMeasure::Any) return known(0);
  if (measure == ListMeasure::All)
    return known(of.yes == 0 && planted(Fault::AllOfNothingIsNo) ? 0 : 1);
  if (measure == ListMeasure::Count) return count_cell(of.yes, 0);
  return part_of(of.totals, {part_of(measure), kForever, 0});
}

}  // namespace

void answer_lists(Moment& moment, std::uint32_t touchpoint) {
  const TouchpointInfo& about = moment.plan().touchpoints[touchpoint];
  const std::size_t first = moment.prepared.first_answer[touchpoint];
  for (std::size_t i = 0; i < about.answers.size(); ++i) {
    moment.fields[about.fields.size() + i] =
        answered(about.answers[i].measure, counted(moment, about, i, first + i));
  }
}

void op_ItemTest(StepContext* context, const Op*, const Cell* inputs, Cell*) {
  moment_of(context).item_test = inputs[0];
}

}  // namespace wend::runtime
