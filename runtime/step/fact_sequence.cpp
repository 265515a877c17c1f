// SPDX-License-Identifier: Apache-2.0
//
// Sequence: an event first advances what stood before it, highest step first; then what is forbidden
// kills what stood there; then what advanced takes its place. Nothing is used up.
#include "runtime/step/facts.h"
#include "runtime/step/slots.h"
#include "runtime/values/faults.h"

namespace wend::runtime {
namespace {

void kill_first(const Slots& slots) {
  for (std::uint32_t slot = 0; slot + 1 < slots.steps(); ++slot) {
    if (slots.is_killed(slot)) slots.clear(slot);
  }
}

// Slots that may be filled need their bytes before.
void make_room(Moment& moment, std::uint32_t fact, Slots& slots) {
  if (!slots.is_marked(0) || slots.steps() < 2 || !moment.record(fact).empty()) return;
  slots.use(moment.blob->resize(record_of_fact(fact), moment.layout(fact).slots.back()).data());
}

}  // namespace

bool advance(Moment& moment, std::uint32_t fact) {
  if (moment.context.marks == 0) return false;
  Slots slots(moment, fact, moment.record(fact).data(), moment.context.marks);
  if (planted(Fault::KillBeforeAdvance)) kill_first(slots);
  make_room(moment, fact, slots);
  bool is_complete = false;
  if (planted(Fault::LowStepsFirst)) {
    for (std::uint32_t slot = 0; slot + 1 < slots.steps(); ++slot) slots.move(slot);
    is_complete = slots.finish();
  } else {
    is_complete = slots.finish();
    for (std::uint32_t slot = slots.steps() - 1; slot-- > 0;) slots.move(slot);
  }
  moment.context.marks = 0;
  return is_complete;
}

}  // namespace wend::runtime
