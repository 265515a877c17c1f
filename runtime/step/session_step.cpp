// SPDX-License-Identifier: Apache-2.0
//
// One event: the moment of its customer begins, what its touchpoint does runs, the moment ends. An event that is alone in
// its instant is stepped from where it stands when a later one comes; nearly all are, so that is the short way.
#include <utility>

#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/facts.h"
#include "runtime/step/list_answers.h"
#include "runtime/step/profile.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

using runtime::Fault;
using runtime::HeldEvent;
using runtime::HeldEvents;
using runtime::planted;

[[gnu::always_inline]] inline void Session::Inside::enter_moment(std::uint32_t customer,
                                                                 std::int64_t instant) {
  if (inherited) [[unlikely]]
    own_state(customer);
  moment.customer = customer;
  moment.blob = &customers[customer].blob;
  if (has_lateness()) [[unlikely]]
    begin_with_lateness(customer);
  moment.blob->prepare(prepared.records);
  moment.context.now = instant;
  moment.context.marks = 0;
  ++moment.ordinal;
  moment.soonest = runtime::kNever;
  moment.texts.forget_step();
  for (const std::uint32_t journey : prepared.journeys)
    moment.recognised[journey] = runtime::Moment::kNoStage;
}

void Session::Inside::begin_moment(std::uint32_t customer, std::int64_t instant) {
  enter_moment(customer, instant);
}

void Session::Inside::end_moment() {
  if (moment.soonest != runtime::kNever) queue_wake(moment.customer, moment.soonest);
}

[[gnu::always_inline]] inline void Session::Inside::enter_touchpoint() {
  const std::uint32_t number = moment.touchpoint;
  const runtime::Entrance& entrance = prepared.entrances[number];
  if (entrance.reads_profile) runtime::load_profile(moment);
  const NativeCode* const code = native();
  moment.native = code;
  moment.shared_answers.begin();
  if (entrance.has_answers) runtime::answer_lists(moment, number);
  const NativeBody body =
      code != nullptr && number < code->touchpoints.size() ? code->touchpoints[number] : nullptr;
  if (body != nullptr) return body(&moment.context, moment.context.ops + entrance.body.begin);
  runtime::interpret(moment, entrance.body, moment.registers.data());
}

void Session::Inside::run_touchpoint() { enter_touchpoint(); }

[[gnu::always_inline]] inline void Session::Inside::run_event() {
  const bool is_certain =
      moment.pass != runtime::Pass::AtOnce || planted(Fault::LinksWithOpenEvents);
  if (links.is_any() && is_certain) change_links();
  enter_touchpoint();
  end_moment();
}

// What a copy of it would do (step_one), without one.
[[gnu::always_inline]] inline void Session::Inside::step_alone() {
  is_alone_ = Alone::Stepped;
  enter_moment(alone_customer_, closed);
  moment.texts.add_views(alone_->texts);
  runtime::end_lives(moment);
  moment.touchpoint = alone_->touchpoint;
  moment.context.channel = alone_->channel;
  moment.take_event(*alone_);
  moment.at_deadline = false;
  run_event();
}

void Session::Inside::step_taken(const Event& event, std::uint32_t customer) {
  reach(instant_of(event.time_ns));
  check.plain().fill(event, *alone_);
  alone_customer_ = customer;
  step_alone();
  is_alone_ = Alone::None;
}

[[gnu::always_inline]] inline void Session::Inside::step_held() {
  buffered_ = closed;
  if (is_alone_ == Alone::Waits)
    step_alone();
  else if (is_alone_ != Alone::Elsewhere)
    step_in_order();
}

void Session::Inside::step_in_order() {
  const std::vector<std::uint32_t>& in_order = held.take_in_order();
  if (elsewhere != nullptr) return elsewhere->take(held, in_order);
  for (const std::uint32_t number : in_order) step(held, held[number]);
}

[[gnu::always_inline]] inline void Session::Inside::move_on_to(std::int64_t instant) {
  const bool are_held =
      is_alone_ != Alone::Waits && held.size() != 0;  // beside one that waits none
  step_held();
  is_alone_ = Alone::None;
  if (are_held) held.clear();
  if (elsewhere != nullptr) elsewhere->go_on_to(instant);
  go_on_to(instant);
}

void Session::Inside::move_to(std::int64_t instant) { move_on_to(instant); }

void Session::Inside::go_on_to(std::int64_t instant) {
  if (!wakes.empty() && wakes.least().first <= instant) fire_before(instant);
  if (decisions.is_any()) hand_over();
  closed = instant;
  if (tables.is_any()) tables.close_before(closed);
}

void Session::Inside::flush() {
  if (elsewhere != nullptr) hold_alone();
  step_held();
  hand_over();
  if (elsewhere != nullptr) elsewhere->finish();
}

// ------------------------------------------------------------------------------ alone in its instant

// An event of several that stand at hand, the first of its instant, is not copied while it waits for the next one: mostly
// that is later, and says that there is no other.
bool Session::Inside::take_alone(std::uint32_t hash) {
  const runtime::PlainEvent& event = *next_;
  const std::int64_t instant = instant_of(event.time_ns);
  if (instant <= closed) return false;
  std::uint32_t customer = event.customer_number;
  if (customer != Event::kByName && customer >= customers.size()) return false;
  move_on_to(instant);
  if (customer == Event::kByName) customer = customers.number_of(event.customer, hash);
  stand_alone(customer);
  return true;
}

// It is copied, but not put among those of its instant, in their order and to be looked up, as long as there is no other.
bool Session::Inside::take_alone(const Event& event) {
  const std::int64_t instant = instant_of(event.time_ns);
  if (instant <= closed || !check.plain().may_stand_alone(event)) return false;
  std::uint32_t customer = event.customer_number;
  if (customer != Event::kByName && customer >= customers.size()) return false;
  move_to(instant);
  if (elsewhere != nullptr) {
    elsewhere->take_alone(event, name_of(event));
    is_alone_ = Alone::Elsewhere;
    ++counts.events;
    return true;
  }
  if (customer == Event::kByName) customer = customers.number_of(event.customer);
  next_->copy.take(event);
  check.plain().fill(next_->copy.event(), *next_);
  stand_alone(customer);
  return true;
}

void Session::Inside::stand_alone(std::uint32_t customer) {
  alone_customer_ = customer;
  is_alone_ = Alone::Waits;
  std::swap(alone_, next_);
  ++counts.events;
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
  if (alone_->event != nullptr) {
    held.add(*alone_->event, alone_customer_);
  } else {
    alone_->reader->copy(alone_->record, held_, alone_->digits);
    if (!planted(Fault::RecordsAreOvertaken)) held.add(held_, alone_customer_);
  }
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
  begin_moment(customer, instant_of(event.time_ns));
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
  run_event();
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
  const std::vector<FieldInfo>& fields = pack->plan().touchpoints[event.touchpoint].fields;
  if (!pack->plan().touchpoints[event.touchpoint].answers.empty()) {
    take_items(moment, pack->plan().touchpoints[event.touchpoint], [&](std::uint32_t i) {
      const runtime::HeldField& field = of.field(event, i);
      return runtime::FieldView{field.state, field.number, of.text_of(field)};
    });
  }
  for (std::uint32_t i = 0; i < fields.size(); ++i) {
    const runtime::HeldField& field = of.field(event, i);
    moment.fields[i] = cell_of(moment, fields[i], {field.state, field.number, of.text_of(field)});
  }
}

}  // namespace wend
