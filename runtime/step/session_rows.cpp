// SPDX-License-Identifier: Apache-2.0
//
// Events, and structs of the host, that stand one behind the other: stepped where they stand if they are alone in their
// instant and need no closer look. What those ahead will touch is asked for meanwhile.
#include "runtime/step/session_inside.h"
#include "runtime/step/session_short.h"

namespace wend {

using runtime::RecordReader;
using runtime::RecordSteps;

// Of those that may be late the customer's state is asked for when they are about to be closed.
template <typename Whom, typename IsAlone, typename Take>
void Session::Inside::feed_rows(std::size_t count, const Whom& whom, const IsAlone& is_alone,
                                const Take& take,
                                const std::function<void(std::size_t, const Refusal&)>& refused) {
  using runtime::Customers;
  hashes_.resize(count);
  const std::unique_ptr<Inside, void (*)(Inside*)> holds(this,
                                                         [](Inside* it) { it->hold_alone(); });
  const std::size_t named = whom.may_be_named() ? count : 0;
  const std::uint32_t numbers = has_lateness() ? 0 : customers.size();
  for (std::size_t i = 0; i < std::min(Customers::kPlaceAhead, named); ++i) expect_place(whom, i);
  for (std::size_t i = 0; i < count; ++i) {
    if (i % Customers::kAtOnce == 0) {
      take_up_native();
      expect(whom, i, count, named, numbers);
    }
    if (elsewhere == nullptr && is_alone(i)) [[likely]]
      continue;
    const std::optional<Refusal> refusal = take(i);
    if (refusal && refused) refused(i, *refusal);
  }
}

// Some at once, so that the machine looks for the pages of several at a time.
template <typename Whom>
void Session::Inside::expect(const Whom& whom, std::size_t i, std::size_t count, std::size_t named,
                             std::uint32_t numbers) {
  using runtime::Customers;
  Customers::for_some_ahead(i + Customers::kPlaceAhead, named,
                            [&](std::size_t at) { expect_place(whom, at); });
  Customers::for_some_ahead(i + Customers::kCustomerAhead, count,
                            [&](std::size_t at) { expect_customer(whom, at, numbers); });
  Customers::for_some_ahead(i + Customers::kStateAhead, count,
                            [&](std::size_t at) { expect_state(whom, at, numbers); });
}

template <typename Whom>
[[gnu::always_inline]] inline void Session::Inside::expect_place(const Whom& whom, std::size_t i) {
  using runtime::Customers;
  if (whom.number(i) != Event::kByName) return;
  hashes_[i] = Customers::short_of(Customers::hash_of(whom.name(i)));
  customers.expect_place(hashes_[i]);
}

template <typename Whom>
[[gnu::always_inline]] inline void Session::Inside::expect_customer(const Whom& whom, std::size_t i,
                                                                    std::uint32_t numbers) {
  const std::uint32_t number = whom.number(i);
  if (number == Event::kByName)
    customers.expect_customer(hashes_[i]);
  else if (number < numbers)
    __builtin_prefetch(&customers[number], 1);
}

template <typename Whom>
[[gnu::always_inline]] inline void Session::Inside::expect_state(const Whom& whom, std::size_t i,
                                                                 std::uint32_t numbers) {
  const std::uint32_t number = whom.number(i);
  if (number == Event::kByName)
    customers.expect_state(hashes_[i]);
  else if (number < numbers)
    customers[number].blob.prefetch();
}

void Session::Inside::feed(std::span<const Event> events,
                           const std::function<void(std::size_t, const Refusal&)>& refused) {
  struct {
    std::span<const Event> events;
    static bool may_be_named() { return true; }
    std::uint32_t number(std::size_t i) const { return events[i].customer_number; }
    std::string_view name(std::size_t i) const { return events[i].customer; }
  } const whom{events};
  const runtime::PlainEvents& plain = check.plain();
  const auto is_alone = [&](std::size_t i) {
    return plain.read(events[i], *next_) && take_alone(hashes_[i]);
  };
  feed_rows(events.size(), whom, is_alone, [&](std::size_t i) { return feed(events[i]); }, refused);
}

void Session::Inside::feed(const RecordReader& by, const std::byte* records, std::size_t count,
                           std::size_t stride,
                           const std::function<void(std::size_t, const Refusal&)>& refused) {
  struct {
    const RecordReader& by;
    const std::byte* records;
    std::size_t stride;
    std::size_t number_at;
    bool may_be_named() const { return by.customer_at.is_given() || !has_numbers(); }
    bool has_numbers() const { return number_at != runtime::RecordPlace::kNone; }
    const std::byte* at(std::size_t i) const { return records + i * stride; }
    std::uint32_t number(std::size_t i) const {
      return has_numbers() ? RecordReader::at<std::uint32_t>(at(i), number_at) : Event::kByName;
    }
    std::string_view name(std::size_t i) const { return by.customer_of(at(i)); }
  } const whom{by, records, stride, by.customer_number_at.offset};
  RecordSteps& steps = steps_for(by);
  const auto is_alone = [&](std::size_t i) {
    return steps.read(by, whom.at(i), *next_) && take_alone(hashes_[i]);
  };
  feed_rows(
      count, whom, is_alone, [&](std::size_t i) { return feed_copy(by, whom.at(i)); }, refused);
}

// Of a few layouts; a host that has more of them in use makes one of these give way with each change.
RecordSteps& Session::Inside::steps_for(const RecordReader& by) {
  constexpr std::size_t kMostLayouts = 16;
  for (const auto& steps : steps_)
    if (steps->is_for(by)) return *steps;
  std::erase_if(steps_, [](const auto& steps) { return steps->is_outlived(); });
  if (steps_.size() == kMostLayouts) steps_.erase(steps_.begin());
  steps_.push_back(std::make_unique<RecordSteps>(check.plain(), by));
  return *steps_.back();
}

}  // namespace wend
