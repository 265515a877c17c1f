// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/held_events.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "runtime/step/bytes.h"
#include "runtime/step/faults.h"

namespace wend::runtime {
namespace {

constexpr std::uint32_t kIndexed = 16;

}  // namespace

void HeldEvents::clear() {
  events_.clear();
  fields_.clear();
  text_.clear();
  index_.clear();
  last_stepped_ = kNone;
}

std::uint32_t HeldEvents::keep(std::string_view text) {
  const auto at = static_cast<std::uint32_t>(text_.size());
  text_.append(text);
  return at;
}

void HeldEvents::add(const Event& event, const Cause& cause, std::uint32_t customer) {
  HeldEvent held;
  held.time_ns = event.time_ns;
  held.sequence = event.sequence;
  held.touchpoint = event.touchpoint;
  held.channel = event.channel;
  held.customer = customer;
  held.cause = cause;
  held.source_at = keep(event.source);
  held.source_length = static_cast<std::uint32_t>(event.source.size());
  keep(event.id);
  held.id_length = static_cast<std::uint32_t>(event.id.size());
  held.fields_at = static_cast<std::uint32_t>(fields_.size());
  held.field_count = static_cast<std::uint32_t>(event.fields.size());
  for (const Event::Field& field : event.fields) {
    const bool is_present = field.state == Event::State::Present;
    const std::string_view kept = is_present ? field.text : std::string_view();
    const std::uint32_t at = keep(kept);
    fields_.push_back({field.state, is_present ? field.number : 0, at, static_cast<std::uint32_t>(kept.size())});
  }
  events_.push_back(held);
  index_last();
}

std::uint32_t HeldEvents::find(const Cause& cause) const {
  if (index_.empty()) {
    for (std::uint32_t i = 0; i < size(); ++i) {
      if (events_[i].cause == cause) return i;
    }
    return kNone;
  }
  const std::size_t mask = index_.size() - 1;
  for (std::size_t place = load<std::uint64_t>(cause.data()) & mask;; place = (place + 1) & mask) {
    if (index_[place] == 0) return kNone;
    if (events_[index_[place] - 1].cause == cause) return index_[place] - 1;
  }
}

void HeldEvents::index_last() {
  if (size() < kIndexed) return;
  if (size() * 2 > index_.size()) {
    rebuild_index();
    return;
  }
  const std::size_t mask = index_.size() - 1;
  std::size_t place = load<std::uint64_t>(events_.back().cause.data()) & mask;
  while (index_[place] != 0) place = (place + 1) & mask;
  index_[place] = size();
}

void HeldEvents::rebuild_index() {
  index_.assign(std::max<std::size_t>(64, index_.size() * 2), 0);
  const std::size_t mask = index_.size() - 1;
  for (std::uint32_t i = 0; i < size(); ++i) {
    std::size_t place = load<std::uint64_t>(events_[i].cause.data()) & mask;
    while (index_[place] != 0) place = (place + 1) & mask;
    index_[place] = i + 1;
  }
}

bool HeldEvents::is_same(std::uint32_t number, const Event& event) const {
  const HeldEvent& held = events_[number];
  if (held.time_ns != event.time_ns || held.sequence != event.sequence) return false;
  if (held.touchpoint != event.touchpoint || held.field_count != event.fields.size()) return false;
  if (event.touchpoint != Event::kProfile && held.channel != event.channel) return false;
  for (std::uint32_t i = 0; i < held.field_count; ++i) {
    const HeldField& kept = field(held, i);
    const Event::Field& other = event.fields[i];
    if (kept.state != other.state) return false;
    if (kept.state != Event::State::Present) continue;
    if (kept.number != other.number || text_of(kept) != other.text) return false;
  }
  return true;
}

bool HeldEvents::is_before(const HeldEvent& a, const HeldEvent& b) const {
  if (a.time_ns != b.time_ns) return a.time_ns < b.time_ns;
  const int sources = source(a).compare(source(b));
  if (sources != 0) return sources < 0;
  if (a.sequence != b.sequence) return a.sequence < b.sequence;
  return id(a) < id(b);
}

bool HeldEvents::is_before_stepped(const Event& event) const {
  if (last_stepped_ == kNone) return false;
  const HeldEvent& last = events_[last_stepped_];
  return std::tuple(event.time_ns, event.source, event.sequence, event.id) <
         std::tuple(last.time_ns, source(last), last.sequence, id(last));
}

void HeldEvents::mark_stepped(std::uint32_t number) {
  events_[number].is_stepped = true;
  if (last_stepped_ == kNone || is_before(events_[last_stepped_], events_[number])) last_stepped_ = number;
}

const std::vector<std::uint32_t>& HeldEvents::take_in_order() {
  order_.clear();
  for (std::uint32_t i = 0; i < size(); ++i) {
    if (!events_[i].is_stepped) order_.push_back(i);
  }
  if (!planted(Fault::ArrivalOrder)) {
    std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return is_before(events_[a], events_[b]);
    });
  }
  for (const std::uint32_t number : order_) mark_stepped(number);
  return order_;
}

}  // namespace wend::runtime
