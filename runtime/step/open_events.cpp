// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/open_events.h"

#include <algorithm>
#include <utility>

namespace wend::runtime {

std::optional<OpenEvents::Place> OpenEvents::find(const Cause& cause) const {
  const auto found = places_.find(cause);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

const OpenEvents::Share& OpenEvents::share_of(std::uint32_t customer) const {
  static const Share kNone;
  const auto found = shares_.find(customer);
  return found == shares_.end() ? kNone : found->second;
}

std::vector<OpenEvents::Place> OpenEvents::places_of(std::uint32_t customer) const {
  std::vector<Place> places;
  const std::vector<std::int64_t>& instants = share_of(customer).instants;
  for (std::size_t i = 0; i < instants.size(); ++i) {
    if (i > 0 && instants[i] == instants[i - 1]) continue;
    const HeldEvents& events = at(instants[i]);
    for (const std::uint32_t number : events.in_order()) {
      if (events[number].customer == customer) places.push_back({instants[i], number});
    }
  }
  return places;
}

bool OpenEvents::is_before(const Place& a, const Place& b) const {
  if (a.instant != b.instant) return a.instant < b.instant;
  const HeldEvents& events = at(a.instant);
  return events.is_before(events[a.number], events[b.number]);
}

OpenEvents::Place OpenEvents::add(std::int64_t instant, const Event& event, const Cause& cause,
                                  std::uint32_t customer) {
  auto found = instants_.find(instant);
  if (found == instants_.end()) {
    HeldEvents room;
    if (!spare_.empty()) {
      room = std::move(spare_.back());
      spare_.pop_back();
    }
    found = instants_.emplace(instant, std::move(room)).first;
  }
  HeldEvents& events = found->second;
  const Place place{instant, events.size()};
  places_[cause] = place;
  events.add(event, cause, customer);
  const std::uint64_t bytes = events.bytes_of(events[events.size() - 1]);
  Share& share = shares_[customer];
  ++share.events;
  share.bytes += bytes;
  share.instants.insert(std::upper_bound(share.instants.begin(), share.instants.end(), instant),
                        instant);
  bytes_ += bytes;
  return place;
}

void OpenEvents::forget(std::int64_t instant, const HeldEvents& of, const HeldEvent& event) {
  places_.erase(event.cause);
  const std::uint64_t bytes = of.bytes_of(event);
  bytes_ -= bytes;
  const auto share = shares_.find(event.customer);
  share->second.bytes -= bytes;
  std::vector<std::int64_t>& instants = share->second.instants;
  instants.erase(std::lower_bound(instants.begin(), instants.end(), instant));
  if (--share->second.events == 0) shares_.erase(share);
}

void OpenEvents::recycle(HeldEvents& room) {
  constexpr std::size_t kMostSpare = 256;
  room.clear();
  if (spare_.size() < kMostSpare) spare_.push_back(std::move(room));
}

void OpenEvents::take_oldest(HeldEvents& into) {
  const auto first = instants_.begin();
  const std::int64_t instant = first->first;
  std::swap(into, first->second);
  recycle(first->second);
  instants_.erase(first);
  for (std::uint32_t i = 0; i < into.size(); ++i) {
    if (!into[i].is_stepped) forget(instant, into, into[i]);
  }
}

std::optional<std::int64_t> OpenEvents::oldest_of(std::span<const std::uint32_t> names) const {
  std::optional<std::int64_t> oldest;
  for (const std::uint32_t name : names) {
    const std::vector<std::int64_t>& instants = share_of(name).instants;
    if (!instants.empty()) oldest = std::min(oldest.value_or(instants.front()), instants.front());
  }
  return oldest;
}

std::vector<std::uint32_t> OpenEvents::close(std::span<const std::uint32_t> names,
                                             std::int64_t instant) {
  HeldEvents& events = instants_.at(instant);
  std::vector<std::uint32_t> closed = events.take_in_order_of(names);
  for (const std::uint32_t number : closed) forget(instant, events, events[number]);
  return closed;
}

void OpenEvents::give_up_if_closed(std::int64_t instant) {
  const auto at = instants_.find(instant);
  if (at == instants_.end()) return;
  for (std::uint32_t i = 0; i < at->second.size(); ++i) {
    if (!at->second[i].is_stepped) return;
  }
  recycle(at->second);
  instants_.erase(at);
}

}  // namespace wend::runtime
