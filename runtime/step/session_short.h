// SPDX-License-Identifier: Apache-2.0
//
// The short way of an event: it is alone in its instant, and is stepped from where it stands when a later one comes. Nearly
// all events go it, so it is one run of instructions in whoever feeds; what few schemas have is asked for by one question.
#pragma once

#include "runtime/interpret/plan_interpreter.h"
#include "runtime/step/facts.h"
#include "runtime/step/session_inside.h"
#include "runtime/values/faults.h"

namespace wend {

template <bool is_usual>
[[gnu::always_inline]] inline void Session::Inside::enter_moment(std::uint32_t customer,
                                                                 std::int64_t instant) {
  if (!is_usual && inherited) own_state(customer);
  moment.customer = customer;
  moment.blob = &customers[customer].blob;
  if (!is_usual && has_lateness()) begin_with_lateness(customer);
  moment.blob->prepare(prepared.records);
  moment.context.now = instant;
  moment.context.marks = 0;
  ++moment.ordinal;
  moment.soonest = runtime::kNever;
  moment.texts.forget_step();
  if (is_usual) return;
  for (const std::uint32_t journey : prepared.journeys)
    moment.recognised[journey] = runtime::Moment::kNoStage;
}

[[gnu::always_inline]] inline void Session::Inside::enter_touchpoint() {
  const Way& way = ways_[moment.touchpoint];
  moment.shared_answers.begin();
  if (way.asks_first) [[unlikely]]
    prepare_touchpoint();
  if (way.native != nullptr) [[likely]]
    return way.native(&moment.context, moment.context.ops + way.body.begin);
  runtime::interpret(moment, way.body, moment.registers.data());
}

template <bool is_usual>
[[gnu::always_inline]] inline void Session::Inside::run_event() {
  const bool is_certain =
      moment.pass != runtime::Pass::AtOnce || planted(runtime::Fault::LinksWithOpenEvents);
  if (!is_usual && links.is_any() && is_certain) change_links();
  enter_touchpoint();
  end_moment();
}

// What a copy of it would do (step_one), without one.
template <bool is_usual>
[[gnu::always_inline]] inline void Session::Inside::step_waiting() {
  is_alone_ = Alone::Stepped;
  enter_moment<is_usual>(alone_customer_, closed);
  moment.texts.add_views(alone_->texts.data(), alone_->text_count);
  if (!is_usual) runtime::end_lives(moment);
  moment.touchpoint = alone_->touchpoint;
  moment.context.channel = alone_->channel;
  moment.take_event(*alone_);
  moment.at_deadline = false;
  run_event<is_usual>();
}

[[gnu::always_inline]] inline void Session::Inside::go_on(std::int64_t instant) {
  if (!wakes.empty() && wakes.least().first <= instant) fire_before(instant);
  hand_over();
  closed = instant;
  if (!is_usual_ && tables.is_any()) tables.close_before(closed);
}

[[gnu::always_inline]] inline void Session::Inside::stand_alone(std::uint32_t customer) {
  alone_customer_ = customer;
  is_alone_ = Alone::Waits;
  std::swap(alone_, next_);
  if (ways_[alone_->touchpoint].has_points) expect_points();
  ++counts.events;
}

// `next_`, which was read; nobody else has the customers. An event of several that stand at hand, the first of its instant, is
// not copied while it waits for the next one: mostly that is later, and says that there is no other.
[[gnu::always_inline]] inline bool Session::Inside::take_alone(std::uint32_t hash) {
  const runtime::PlainEvent& event = *next_;
  const std::int64_t instant = floor_to_grain(event.instant);
  if (instant <= closed) return false;
  std::uint32_t customer = event.customer_number;
  if (customer != Event::kByName && customer >= customers.size()) return false;
  if (is_alone_ == Alone::Waits && is_usual_ && !inherited) [[likely]] {
    buffered_ = closed;
    step_waiting<true>();
    is_alone_ = Alone::None;
    go_on(instant);
  } else {
    move_to(instant);
  }
  if (customer == Event::kByName) customer = customers.number_of(event.customer, hash);
  stand_alone(customer);
  return true;
}

// It is copied, but not put among those of its instant, in their order and to be looked up, as long as there is no other.
[[gnu::always_inline]] inline bool Session::Inside::take_alone(const Event& event) {
  const std::int64_t instant = instant_of(event.time_ns);
  if (instant <= closed) return false;
  std::uint32_t customer = event.customer_number;
  if (customer != Event::kByName && customer >= customers.size()) return false;
  if (elsewhere != nullptr) return hand_on_alone(event, instant);
  if (!check.plain().copy(event, *next_)) return false;
  move_to(instant);
  if (customer == Event::kByName) customer = customers.number_of(event.customer);
  stand_alone(customer);
  return true;
}

}  // namespace wend
