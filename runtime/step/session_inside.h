// SPDX-License-Identifier: Apache-2.0
//
// What a session holds, for the files that implement it.
#pragma once

#include <limits>
#include <memory>

#include "runtime/decision/decision_buffer.h"
#include "runtime/decision/identity.h"
#include "runtime/step/customers.h"
#include "runtime/step/event_check.h"
#include "runtime/step/held_events.h"
#include "runtime/step/moment.h"
#include "runtime/step/wakes.h"
#include "wend/runtime.h"

namespace wend {

class CloudEventReader;

struct Session::Inside {
  Inside(std::shared_ptr<const Pack> pack_in, Tier tier_in);
  ~Inside();

  std::optional<Refusal> feed(const Event& event);
  void advance_to(std::int64_t instant);
  void flush();
  std::span<const std::uint32_t> concerned(const Event& event);
  void settle();  // brings the counts of rules behind an index up to date
  std::int64_t instant_of(std::int64_t time_ns) const;  // in milliseconds, down to the grain
  std::int64_t floor_to_grain(std::int64_t instant) const;
  void queue_wake(std::uint32_t customer);
  void drop_outdated_wakes();
  void refresh_wakes();  // the least entry of the queue is then true

  std::shared_ptr<const Pack> pack;
  Tier tier;
  Counts counts;
  runtime::Prepared prepared;
  runtime::DecisionBuffer decisions;
  runtime::Moment moment;
  runtime::EventCheck check;
  runtime::Customers customers;
  runtime::HeldEvents held;
  runtime::Wakes wakes;
  std::int64_t clock = std::numeric_limits<std::int64_t>::min();
  std::string hash_room;
  std::unique_ptr<CloudEventReader> reader;  // made by the first feed_json

 private:
  const NativeCode* native() const { return tier == Tier::Interpreter ? nullptr : pack->native(); }
  std::optional<Refusal> out_of_order(std::int64_t instant) const;
  std::optional<Refusal> repeat(const Event& event, std::uint32_t known_event);
  void move_to(std::int64_t instant);
  void load_profile_of(std::string_view customer);
  void step_held();
  void step(const runtime::HeldEvent& event);
  void fill_fields(const runtime::HeldEvent& event);
  void begin_moment(std::uint32_t customer, std::int64_t instant);
  void end_moment();
  void take_cause(const runtime::HeldEvent& event);
  void change_profile(const runtime::HeldEvent& event);
  void run_touchpoint();
  void run_behind_touchpoints(std::uint32_t position, const Body& body);
  void fire_before(std::int64_t instant);
  void fire(std::uint32_t customer, std::int64_t instant);
  void hand_over();

  std::vector<std::uint32_t> concerned_;
  std::vector<std::uint32_t> waiting_;  // rules with an absence in the state of the customer in hand
  std::int64_t buffered_ = 0;  // the instant of the decisions that are buffered
};

}  // namespace wend
