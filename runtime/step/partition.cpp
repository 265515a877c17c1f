// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/partition.h"

#include "runtime/values/faults.h"

namespace wend::runtime {

void Partition::step(PartitionShare& share, std::int64_t until, const Format& format) {
  try {
    share.decided.clear();
    listen(share.decided, format);
    step_all(share, until);
  } catch (...) {
    share.problem = std::current_exception();
  }
}

void Partition::listen(PartitionLines& decided, const Format& format) {
  session->decisions.sink = [&format, &decided](const Decision& decision) {
    format(decision, decided.text);
    decided.lines.push_back({decision.time_ms, decision.customer, decided.text.size()});
  };
}

void Partition::step_all(const PartitionShare& share, std::int64_t until) {
  std::size_t plain = 0;
  std::uint32_t other = 0;
  for (std::size_t i = 0; i < share.order.size(); ++i) {
    if (i % Customers::kAtOnce == 0) expect(share, i);
    const auto [hash, is_plain] = share.order[i];
    if (is_plain)
      plain = step_plain(share, plain, hash);
    else
      step_other(share, other++, hash);
  }
  if (session->closed != until && !planted(Fault::ThreadsStandStill)) session->go_on_to(until);
  session->flush();
}

std::size_t Partition::step_plain(const PartitionShare& share, std::size_t place,
                                  std::uint32_t hash) {
  const std::size_t next = share.plain.read(place, event_);
  session->step_taken(event_, session->customers.number_of(event_.customer, hash));
  return next;
}

void Partition::step_other(const PartitionShare& share, std::uint32_t number, std::uint32_t hash) {
  HeldEvent event = share.others[number];
  event.customer = session->customers.number_of(share.others.name(event), hash);
  session->step_taken(share.others, event);
}

// What the events ahead will touch, as Session::feed asks for it.
void Partition::expect(const PartitionShare& share, std::size_t i) const {
  const Customers& customers = session->customers;
  const auto each = [&](std::size_t begin, const auto& expect_one) {
    Customers::for_some_ahead(begin, share.order.size(),
                              [&](std::size_t at) { expect_one(share.order[at].hash); });
  };
  each(i + Customers::kPlaceAhead, [&](std::uint32_t hash) { customers.expect_place(hash); });
  each(i + Customers::kCustomerAhead, [&](std::uint32_t hash) { customers.expect_customer(hash); });
  each(i + Customers::kStateAhead, [&](std::uint32_t hash) { customers.expect_state(hash); });
}

}  // namespace wend::runtime
