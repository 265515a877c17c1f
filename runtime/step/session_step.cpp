// SPDX-License-Identifier: Apache-2.0
//
// One event: the moment of its customer begins, what its touchpoint does runs, the moment ends.
#include <utility>

#include "runtime/step/facts.h"
#include "runtime/step/list_answers.h"
#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"
#include "runtime/step/session_short.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
using runtime::HeldEvent;
using runtime::HeldEvents;
using runtime::planted;

void Session::Inside::begin_moment(std::uint32_t customer, std::int64_t instant) {
  enter_moment<false>(customer, instant);
}

void Session::Inside::run_touchpoint() {
  take_up_native();
  enter_touchpoint();
}

// Machine code joins a pack at any time: then touchpoints are entered by it.
void Session::Inside::take_up_native() {
  const NativeCode* const code = native();
  if (code != moment.native) enter_by(code);
}

void Session::Inside::enter_by(const NativeCode* code) {
  moment.native = code;
  for (std::uint32_t touchpoint = 0; touchpoint < ways_.size(); ++touchpoint) {
    const bool is_there = code != nullptr && touchpoint < code->touchpoints.size();
    ways_[touchpoint].native = is_there ? code->touchpoints[touchpoint] : nullptr;
  }
}

void Session::Inside::prepare_touchpoint() {
  if (prepared.reads_profile[moment.touchpoint] != 0) runtime::load_profile(moment);
  runtime::answer_lists(moment, moment.touchpoint);
}

void Session::Inside::step_alone() {
  take_up_native();
  if (is_usual_ && !inherited)
    step_waiting<true>();
  else
    step_waiting<false>();
}

// Of the event that waits: until it is stepped this comes as its customer's state does.
void Session::Inside::expect_points() const {
  runtime::IndexValues values;
  values.fields = alone_->fields.data();
  values.channel = known(alone_->channel);
  for (const auto* indexes : {&prepared.update_indexes, &prepared.indexes})
    if (const auto& index = (*indexes)[alone_->touchpoint]) index->expect(values);
}

void Session::Inside::step_taken(const Event& event, std::uint32_t customer) {
  reach(instant_of(event.time_ns));
  check.plain().fill(event, *alone_);
  alone_customer_ = customer;
  step_alone();
  is_alone_ = Alone::None;
}

void Session::Inside::step_held() {
  buffered_ = closed;
  if (is_alone_ == Alone::Waits)
    step_alone();
  else if (is_alone_ != Alone::Elsewhere && held.size() != 0)
    step_in_order();
}

void Session::Inside::step_in_order() {
  const std::vector<std::uint32_t>& in_order = held.take_in_order();
  if (elsewhere != nullptr) return elsewhere->take(held, in_order);
  for (const std::uint32_t number : in_order) step(held, held[number]);
}

void Session::Inside::move_to(std::int64_t instant) {
  const bool are_held =
      is_alone_ != Alone::Waits && held.size() != 0;  // beside one that waits none
  step_held();
  is_alone_ = Alone::None;
  if (are_held) held.clear();
  if (elsewhere != nullptr) elsewhere->go_on_to(instant);
  go_on(instant);
}

void Session::Inside::go_on_to(std::int64_t instant) { go_on(instant); }

void Session::Inside::flush() {
  if (elsewhere != nullptr) hold_alone();
  step_held();
  hand_over();
  if (elsewhere != nullptr) elsewhere->finish();
}

// ------------------------------------------------------------------------------ alone in its instant

bool Session::Inside::hand_on_alone(const Event& event, std::int64_t instant) {
  if (!check.plain().may_stand_alone(event)) return false;
  move_to(instant);
  elsewhere->take_alone(event, name_of(event));
  is_alone_ = Alone::Elsewhere;
  ++counts.events;
  return true;
}

// Whoever comes next is of the same instant, or is not at hand yet.
void Session::Inside::hold_alone() {
  if (is_alone_ == Alone::None) return;
  if (is_alone_ == Alone::Elsewhere) {
    is_alone_ = Alone::None;
    return elsewhere->give_back(held);
  }
  const bool is_stepped = std::exchange(is_alone_, Alone::None) == Alone::Stepped;
  if (is_stepped && planted(Fault::SteppedAloneIsForgotten)) return;
  const Event* event = alone_->event;
  if (alone_->record != nullptr) {
    alone_->reader->copy(alone_->record, held_, alone_->digits);
    event = planted(Fault::RecordsAreOvertaken) ? nullptr : &held_;
  } else if (event == nullptr) {
    check.plain().restore(*alone_, held_);
    event = &held_;
  }
  if (event != nullptr) held.add(*event, alone_customer_);
  if (is_stepped) held.mark_stepped(held.size() - 1);
}

// ---------------------------------------------------------------------------------- one that was held

void Session::Inside::step(const HeldEvents& of, const HeldEvent& event) {
  if (event.customer == HeldEvent::kNobody) return step_linked(of, event);
  step_one(of, event);
  if (prepared.has_at_once && moment.pass == runtime::Pass::Certain)
    settle_at_once(event.customer, event.cause);
}

void Session::Inside::step_one(const HeldEvents& of, const HeldEvent& event) {
  const std::uint32_t customer = prepared.has_identities ? holder_of(of, event) : event.customer;
  enter_moment<false>(customer, instant_of(event.time_ns));
  if (!joining_.empty()) join_histories();
  if (event.touchpoint == Event::kProfile) {
    change_profile(of, event);
    return;
  }
  runtime::end_lives(moment);
  moment.touchpoint = event.touchpoint;
  moment.context.channel = event.channel;
  take_cause(of, event);
  fill_fields(of, event);
  take_up_native();
  run_event<false>();
}

void Session::Inside::take_cause(const HeldEvents& of, const HeldEvent& event) {
  moment.take_event(of.source(event), of.id(event));
  if (event.has_cause)
    moment.set_cause(event.cause);
  else
    moment.forget_cause();
  moment.at_deadline = false;
}

// What it was before matters to rules that wait for a change.
void Session::Inside::change_profile(const HeldEvents& of, const HeldEvent& event) {
  const Plan& plan = pack->plan();
  const bool is_awaited = plan.profile_body.end > plan.profile_body.begin;
  if (is_awaited) {
    runtime::load_profile(moment);
    moment.before = moment.profile;
  }
  runtime::change_profile(moment, of, event);
  if (!is_awaited) return;
  moment.touchpoint = static_cast<std::uint32_t>(plan.touchpoints.size());
  moment.context.channel = 0;
  take_cause(of, event);
  run_behind_touchpoints(static_cast<std::uint32_t>(plan.rules.size()), plan.profile_body);
  end_moment();
}

void Session::Inside::fill_fields(const HeldEvents& of, const HeldEvent& event) {
  const TouchpointInfo& touchpoint = pack->plan().touchpoints[event.touchpoint];
  const auto at = [&](std::uint32_t i) {
    const runtime::HeldField& field = of.field(event, i);
    return runtime::FieldView{field.state, field.number, of.text_of(field)};
  };
  if (!touchpoint.answers.empty()) take_items(moment, touchpoint, at);
  std::uint32_t i = 0;
  for (const FieldInfo& info : touchpoint.fields) {
    moment.fields[i] = cell_of(moment, info, at(i));
    ++i;
  }
}

}  // namespace wend
