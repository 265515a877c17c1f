// SPDX-License-Identifier: Apache-2.0
//
// Events that late ones may still precede, by instant, until they are closed. Whoever closes an instant takes
// its events in their total order. What is closed is forgotten here, so that repeats are known among open
// events only.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "runtime/step/bytes.h"
#include "runtime/step/held_events.h"

namespace wend::runtime {

class OpenEvents {
 public:
  struct Place {
    std::int64_t instant = 0;
    std::uint32_t number = 0;  // in the events of the instant
  };
  struct Share {  // of one name
    std::uint32_t events = 0;
    std::uint64_t bytes = 0;
    std::vector<std::int64_t> instants;  // of its events, ascending
  };

  std::uint64_t size() const { return places_.size(); }
  bool has_before(std::int64_t instant) const {
    return !instants_.empty() && instants_.begin()->first < instant;
  }
  std::int64_t oldest() const { return instants_.begin()->first; }  // requires: some are open
  std::optional<Place> find(const Cause& cause) const;              // of this source and id
  const HeldEvents& at(std::int64_t instant) const { return instants_.at(instant); }
  const Share& share_of(std::uint32_t customer) const;
  std::vector<Place> places_of(std::uint32_t customer) const;  // in total order
  bool is_before(const Place& a, const Place& b) const;        // in total order
  std::uint64_t bytes() const { return bytes_; }
  const std::map<std::int64_t, HeldEvents>& all() const { return instants_; }

  Place add(std::int64_t instant, const Event& event, const Cause& cause, std::uint32_t customer);
  // Those of the oldest instant; what `into` held before is gone.
  void take_oldest(HeldEvents& into);
  // Of whoever has these names.
  std::optional<std::int64_t> oldest_of(std::span<const std::uint32_t> names) const;
  // Their events of an instant, in total order; they count as closed from now on. Their texts stay as long
  // as the instant has other open events or until it is given up.
  std::vector<std::uint32_t> close(std::span<const std::uint32_t> names, std::int64_t instant);
  void give_up_if_closed(std::int64_t instant);

 private:
  struct Hash {
    std::size_t operator()(const Cause& cause) const { return load<std::size_t>(cause.data()); }
  };
  void forget(std::int64_t instant, const HeldEvents& of, const HeldEvent& event);
  void recycle(HeldEvents& room);

  std::map<std::int64_t, HeldEvents> instants_;
  std::unordered_map<Cause, Place, Hash> places_;
  std::unordered_map<std::uint32_t, Share> shares_;  // by customer
  std::uint64_t bytes_ = 0;
  std::vector<HeldEvents> spare_;  // room of instants that were closed
};

}  // namespace wend::runtime
