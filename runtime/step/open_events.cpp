// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/open_events.h"

#include <algorithm>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "runtime/values/faults.h"
#include "runtime/values/short_text.h"

namespace wend::runtime {
namespace {

std::uint32_t hash_of(std::uint32_t customer) {
  const std::uint32_t spread = customer * 0x9E3779B1U;
  return spread ^ spread >> 16;
}

}  // namespace

// Those that are alike are compared: no hash has to tell all events apart.
OpenEvents::Named OpenEvents::named(std::string_view source, std::string_view id) const {
  const std::uint64_t before = source_hash_;
  if (source_hash_ == 0 || !is_same(source_, source)) {
    source_ = source;
    source_hash_ = XXH3_64bits(source.data(), source.size());
  }
  const std::uint64_t seed = planted(Fault::OpenSourceOfBefore) ? before : source_hash_;
  const XXH64_hash_t hash = XXH3_64bits_withSeed(id.data(), id.size(), seed);
  return {source, id, static_cast<std::uint32_t>(hash)};
}

std::uint32_t OpenEvents::find(const Named& named) const {
  return by_name_.find(named.hash, [&](std::uint32_t number) {
    const HeldEvents& held = holding(number);
    return is_same(held.id(held[0]), named.id) && is_same(held.source(held[0]), named.source);
  });
}

bool OpenEvents::is_before(std::uint32_t a, std::uint32_t b) const {
  return holding(a).is_before((*this)[a], holding(b), (*this)[b]);
}

void OpenEvents::sort(std::vector<std::uint32_t>& numbers) const {
  const auto comes_before = [this](std::uint32_t a, std::uint32_t b) { return is_before(a, b); };
  if (!std::is_sorted(numbers.begin(), numbers.end(), comes_before))
    std::sort(numbers.begin(), numbers.end(), comes_before);
}

std::vector<std::uint32_t> OpenEvents::in_order() const {
  std::vector<std::uint32_t> numbers;
  order_.for_each([&](const OpenOrder::Entry& entry) {
    if (!all_[entry.number].is_given_up) numbers.push_back(entry.number);
  });
  sort(numbers);
  return numbers;
}

// ---------------------------------------------------------------------------------- of customers

inline std::uint32_t OpenEvents::newest_of(std::uint32_t customer) const {
  return by_customer_.find(hash_of(customer),
                           [&](std::uint32_t number) { return all_[number].customer == customer; });
}

OpenEvents::Others OpenEvents::others_of(std::uint32_t customer) const {
  const std::uint32_t newest = newest_of(customer);
  return newest == kNone ? Others() : all_[newest].others;
}

std::uint64_t OpenEvents::bytes_of(std::uint32_t customer) const {
  std::uint64_t bytes = 0;
  for (const std::uint32_t number : all_of(customer))
    bytes += holding(number).bytes_of((*this)[number]);
  return bytes;
}

std::vector<std::uint32_t> OpenEvents::all_of(std::uint32_t customer) const {
  std::vector<std::uint32_t> numbers;
  for (std::uint32_t each = others_of(customer).oldest; each != kNone; each = all_[each].next)
    numbers.push_back(each);
  return numbers;
}

std::optional<std::int64_t> OpenEvents::oldest_of(std::span<const std::uint32_t> names) const {
  std::optional<std::int64_t> oldest;
  for (const std::uint32_t name : names) {
    const Others own = others_of(name);
    if (own.count != 0) oldest = std::min(oldest.value_or(kNever), instant_of(own.oldest));
  }
  return oldest;
}

inline void OpenEvents::add_to_customer(std::uint32_t number) {
  Open& open = all_[number];
  const std::uint32_t newest = newest_of(open.customer);
  if (newest != kNone) return put_among_others(newest, number);
  open.before = open.next = kNone;
  open.others = {number, 1};
  by_customer_.add(hash_of(open.customer), number);
}

// Mostly it is the newest.
void OpenEvents::put_among_others(std::uint32_t newest, std::uint32_t number) {
  Others others = all_[newest].others;
  std::uint32_t before = newest;
  if (!planted(Fault::OpenAsTheyCome)) {
    if (is_before(number, others.oldest)) before = kNone;
    while (before != kNone && is_before(number, before)) before = all_[before].before;
  }
  const std::uint32_t next = before == kNone ? others.oldest : all_[before].next;
  all_[number].before = before;
  all_[number].next = next;
  (before == kNone ? others.oldest : all_[before].next) = number;
  ++others.count;
  if (next == kNone)
    by_customer_.replace(hash_of(all_[number].customer), newest, number);
  else
    all_[next].before = number;
  all_[next == kNone ? number : newest].others = others;
}

inline void OpenEvents::remove_from_customer(std::uint32_t number) {
  const Open& open = all_[number];
  if (open.before != kNone || open.next != kNone) return remove_from_others(number);
  by_customer_.remove(hash_of(open.customer), number);
}

void OpenEvents::remove_from_others(std::uint32_t number) {
  const Open& open = all_[number];
  const std::uint32_t newest = newest_of(open.customer);
  Others others = all_[newest].others;
  (open.before == kNone ? others.oldest : all_[open.before].next) = open.next;
  --others.count;
  if (open.next == kNone)
    by_customer_.replace(hash_of(open.customer), number, open.before);
  else
    all_[open.next].before = open.before;
  all_[open.next == kNone ? open.before : newest].others = others;
}

// ---------------------------------------------------------------------------------- come and go

inline std::uint32_t OpenEvents::free_number() {
  if (!free_.empty()) {
    const std::uint32_t number = free_.back();
    free_.pop_back();
    return number;
  }
  all_.emplace_back();
  return static_cast<std::uint32_t>(all_.size() - 1);
}

std::uint32_t OpenEvents::add(std::int64_t instant, const Event& event, const Named& named,
                              std::uint32_t customer, const Cause* cause) {
  const std::uint32_t number = free_number();
  Open& open = all_[number];
  if (open.held == nullptr) open.held = std::make_unique<HeldEvents>();
  open.instant = instant;
  open.hash = named.hash;
  open.customer = customer;
  open.is_in_order = true;
  open.is_given_up = false;
  cause == nullptr ? open.held->add(event, customer) : open.held->add(event, *cause, customer);
  order_.add({instant, number, customer});
  by_name_.add(named.hash, number);
  if (customer != HeldEvent::kNobody) add_to_customer(number);
  ++size_;
  return number;
}

inline void OpenEvents::close(std::uint32_t number) {
  by_name_.remove(all_[number].hash, number);
  if (all_[number].customer != HeldEvent::kNobody) remove_from_customer(number);
  --size_;
}

const std::vector<std::uint32_t>& OpenEvents::take_oldest() {
  taken_.clear();
  const std::int64_t instant = oldest();
  do {
    const std::uint32_t number = order_.oldest().number;
    order_.drop_oldest();
    all_[number].is_in_order = false;
    close(number);
    taken_.push_back(number);
    if (given_up_ != 0) drop_given_up();
  } while (!order_.empty() && oldest() == instant);
  if (taken_.size() > 1 && !planted(Fault::ArrivalOrder)) sort(taken_);
  return taken_;
}

std::vector<std::uint32_t> OpenEvents::take(std::span<const std::uint32_t> names,
                                            std::int64_t instant) {
  std::vector<std::uint32_t> numbers;
  for (const std::uint32_t name : names) {
    for (;;) {
      const std::uint32_t first = others_of(name).oldest;
      if (first == kNone || instant_of(first) != instant) break;
      numbers.push_back(first);
      close(first);
    }
  }
  sort(numbers);
  return numbers;
}

// What still stands in the order keeps its number until it is its turn, or until there are more of these than of others.
void OpenEvents::give_up(std::span<const std::uint32_t> numbers) {
  constexpr std::size_t kMostSpare = 256;
  for (const std::uint32_t number : numbers) {
    Open& open = all_[number];
    open.is_given_up = true;
    if (open.is_in_order) {
      open.held.reset();
      ++given_up_;
      continue;
    }
    free_.size() < kMostSpare ? open.held->clear() : open.held.reset();
    free_.push_back(number);
  }
  if (given_up_ == 0) return;
  drop_given_up();
  if (given_up_ * 2 <= order_.size()) return;
  order_.drop_if([this](const OpenOrder::Entry& entry) {
    if (!all_[entry.number].is_given_up) return false;
    free_.push_back(entry.number);
    return true;
  });
  given_up_ = 0;
}

void OpenEvents::drop_given_up() {
  while (given_up_ != 0 && all_[order_.oldest().number].is_given_up) {
    free_.push_back(order_.oldest().number);
    order_.drop_oldest();
    --given_up_;
  }
}

}  // namespace wend::runtime
