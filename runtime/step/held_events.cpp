// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/held_events.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "runtime/decision/identity.h"
#include "runtime/step/bytes.h"
#include "runtime/values/faults.h"
#include "runtime/values/short_text.h"

namespace wend::runtime {
namespace {

constexpr std::uint32_t kIndexed = 16;

// In two words: a call that compares bytes costs more than a search among few events.
bool is_same_cause(const Cause& a, const Cause& b) {
  static_assert(sizeof(Cause) == 16);
  return load<std::uint64_t>(a.data()) == load<std::uint64_t>(b.data()) &&
         load<std::uint64_t>(a.data() + 8) == load<std::uint64_t>(b.data() + 8);
}

}  // namespace

void HeldEvents::grow(std::size_t bytes, std::size_t fields) {
  if (bytes > text_.size()) text_.resize(2 * bytes);
  if (fields > fields_.size()) fields_.resize(2 * fields);
}

// Requires: there is room.
inline std::uint32_t HeldEvents::keep(std::string_view text) {
  const std::uint32_t at = text_used_;
  copy_text(text_.data() + at, text);
  text_used_ += static_cast<std::uint32_t>(text.size());
  return at;
}

// Neighbours mostly have the same source: it is kept once, and equal places mean equal sources.
inline std::uint32_t HeldEvents::keep_source(std::string_view source) {
  if (!events_.empty() && runtime::is_same(this->source(events_.back()), source))
    return events_.back().source_at;
  return keep(source);
}

// Filled in place: a copy of what was written a moment ago would have to wait for it.
void HeldEvents::add(const Event& event, const Cause& cause, std::uint32_t customer) {
  add(event, customer);
  events_.back().cause = cause;
  events_.back().has_cause = true;
}

void HeldEvents::add(const Event& event, std::uint32_t customer) {
  std::size_t bytes = event.source.size() + event.id.size();
  for (const Event::Field& field : event.fields) bytes += field.text.size();
  make_room(bytes, event.fields.size());
  const std::uint32_t source_at = keep_source(event.source);
  HeldEvent& held = events_.emplace_back();
  held.time_ns = event.time_ns;
  held.sequence = event.sequence;
  held.touchpoint = event.touchpoint;
  held.channel = event.channel;
  held.customer = customer;
  held.source_at = source_at;
  held.source_length = static_cast<std::uint32_t>(event.source.size());
  held.id_at = keep(event.id);
  held.id_length = static_cast<std::uint32_t>(event.id.size());
  held.fields_at = fields_used_;
  held.field_count = static_cast<std::uint32_t>(event.fields.size());
  HeldField* kept = fields_.data() + fields_used_;
  for (const Event::Field& field : event.fields) keep(field, *kept++);
  fields_used_ += held.field_count;
}

std::uint32_t HeldEvents::keep_name(std::string_view name) {
  make_room(name.size(), 0);
  names_.push_back({keep(name), static_cast<std::uint32_t>(name.size())});
  return static_cast<std::uint32_t>(names_.size() - 1);
}

void HeldEvents::add_named(const Event& event, std::string_view name) {
  add(event, keep_name(name));
}

void HeldEvents::add_named(const HeldEvents& of, const HeldEvent& event) {
  const std::uint32_t customer = keep_name(of.name(event));
  std::size_t bytes = event.source_length + event.id_length;
  for (std::uint32_t i = 0; i < event.field_count; ++i) bytes += of.field(event, i).text_length;
  make_room(bytes, event.field_count);
  const std::uint32_t source_at = keep_source(of.source(event));
  HeldEvent& held = events_.emplace_back(event);
  held.customer = customer;
  held.source_at = source_at;
  held.id_at = keep(of.id(event));
  held.fields_at = fields_used_;
  for (std::uint32_t i = 0; i < event.field_count; ++i) {
    HeldField& kept = fields_[fields_used_++] = of.field(event, i);
    if (kept.text_length != 0) kept.text_at = keep(of.text_of(of.field(event, i)));
  }
}

inline void HeldEvents::keep(const Event::Field& field, HeldField& kept) {
  kept.state = field.state;
  kept.number = 0;
  kept.text_at = 0;
  kept.text_length = 0;
  if (field.state != Event::State::Present) return;
  kept.number = field.number;
  if (field.text.empty()) return;
  kept.text_at = keep(field.text);
  kept.text_length = static_cast<std::uint32_t>(field.text.size());
}

std::uint32_t HeldEvents::find(const Cause& cause) {
  compute_causes();
  if (index_.empty()) {
    for (std::uint32_t i = 0; i < size(); ++i) {
      if (is_same_cause(events_[i].cause, cause)) return i;
    }
    return kNone;
  }
  const std::size_t mask = index_.size() - 1;
  for (std::size_t place = load<std::uint64_t>(cause.data()) & mask;; place = (place + 1) & mask) {
    if (index_[place] == 0) return kNone;
    if (is_same_cause(events_[index_[place] - 1].cause, cause)) return index_[place] - 1;
  }
}

void HeldEvents::compute_causes() {
  std::string room;
  for (; known_causes_ < size(); ++known_causes_) {
    HeldEvent& event = events_[known_causes_];
    if (!event.has_cause) event.cause = cause_of(source(event), id(event), room);
    event.has_cause = true;
    index(known_causes_);
  }
}

void HeldEvents::index(std::uint32_t number) {
  const std::uint32_t events = number + 1;
  if (events < kIndexed) return;
  if (events * 2 > index_.size()) {
    index_.assign(std::max<std::size_t>(64, index_.size() * 2), 0);
    for (std::uint32_t i = 0; i < number; ++i) put_in_index(i);
  }
  put_in_index(number);
}

void HeldEvents::put_in_index(std::uint32_t number) {
  const std::size_t mask = index_.size() - 1;
  std::size_t place = load<std::uint64_t>(events_[number].cause.data()) & mask;
  while (index_[place] != 0) place = (place + 1) & mask;
  index_[place] = number + 1;
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

bool HeldEvents::is_before(const HeldEvent& a, const HeldEvents& others, const HeldEvent& b) const {
  if (a.time_ns != b.time_ns) return a.time_ns < b.time_ns;
  if (&others != this || a.source_at != b.source_at || a.source_length != b.source_length) {
    const int sources = source(a).compare(others.source(b));
    if (sources != 0) return sources < 0;
  }
  if (a.sequence != b.sequence) return a.sequence < b.sequence;
  return id(a) < others.id(b);
}

bool HeldEvents::is_before_stepped(const Event& event) const {
  if (last_stepped_ == kNone) return false;
  const HeldEvent& last = events_[last_stepped_];
  return std::tuple(event.time_ns, event.source, event.sequence, event.id) <
         std::tuple(last.time_ns, source(last), last.sequence, id(last));
}

void HeldEvents::mark_stepped(std::uint32_t number) {
  events_[number].is_stepped = true;
  if (last_stepped_ == kNone || is_before(events_[last_stepped_], *this, events_[number]))
    last_stepped_ = number;
}

const std::vector<std::uint32_t>& HeldEvents::take_in_order() {
  order_.clear();
  for (std::uint32_t i = 0; i < size(); ++i) {
    if (!events_[i].is_stepped) order_.push_back(i);
  }
  if (!planted(Fault::ArrivalOrder) && !is_sorted()) {
    std::sort(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return is_before(events_[a], *this, events_[b]);
    });
  }
  for (const std::uint32_t number : order_) events_[number].is_stepped = true;
  if (!order_.empty()) mark_stepped(order_.back());
  return order_;
}

std::uint64_t HeldEvents::bytes_of(const HeldEvent& event) const {
  static_assert(sizeof(HeldEvent) <= kOpenEventBytes && sizeof(HeldField) <= kOpenFieldBytes);
  std::uint64_t bytes = kOpenEventBytes + event.source_length + event.id_length +
                        std::uint64_t{event.field_count} * kOpenFieldBytes;
  for (std::uint32_t i = 0; i < event.field_count; ++i) bytes += field(event, i).text_length;
  return bytes;
}

// Whether those to be stepped came in their order, as they mostly do.
bool HeldEvents::is_sorted() const {
  return std::is_sorted(order_.begin(), order_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return is_before(events_[a], *this, events_[b]);
  });
}

}  // namespace wend::runtime
