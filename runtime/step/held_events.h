// SPDX-License-Identifier: Apache-2.0
//
// The events of one instant, until it is complete: then they are stepped in total order (time, source, sequence,
// id). Those that were stepped stay until time goes on, to know repeats.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/step/moment.h"
#include "wend/runtime.h"

namespace wend::runtime {

struct HeldField {
  Event::State state = Event::State::Absent;
  std::int64_t number = 0;
  std::uint32_t text_at = 0;
  std::uint32_t text_length = 0;
};

struct HeldEvent {
  static constexpr std::uint32_t kNobody =
      0xFFFFFFFF;  // it is about something else than a customer
  std::int64_t time_ns = 0;
  std::uint64_t sequence = 0;
  std::uint32_t touchpoint = 0;
  std::uint32_t channel = 0;
  std::uint32_t customer = 0;
  std::uint32_t source_at = 0, source_length = 0, id_at = 0, id_length = 0;
  std::uint32_t fields_at = 0, field_count = 0;
  Cause cause{};
  bool has_cause = false;
  bool is_stepped = false;
};

class HeldEvents {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  std::uint32_t size() const { return static_cast<std::uint32_t>(events_.size()); }
  const HeldEvent& operator[](std::uint32_t number) const { return events_[number]; }
  void clear() {
    events_.clear();
    names_.clear();
    fields_used_ = 0;
    text_used_ = 0;
    index_.clear();
    known_causes_ = 0;
    last_stepped_ = kNone;
  }
  // The cause of an event is a hash: it is computed when repeats are looked for among several, or given.
  void add(const Event& event, std::uint32_t customer);
  void add(const Event& event, const Cause& cause, std::uint32_t customer);
  // For whoever knows no customers by number: the event keeps the name.
  void add_named(const Event& event, std::string_view name);
  void add_named(const HeldEvents& of, const HeldEvent& event);
  std::uint32_t find(const Cause& cause);  // the event of this source and id, or kNone
  bool is_same(std::uint32_t number, const Event& event) const;  // apart from its customer
  bool is_before_stepped(const Event& event) const;              // in the total order
  bool has_stepped() const { return last_stepped_ != kNone; }
  // Those not yet stepped, in total order; they count as stepped from now on.
  const std::vector<std::uint32_t>& take_in_order();

  std::string_view source(const HeldEvent& event) const {
    return text(event.source_at, event.source_length);
  }
  // From customers by number to customers by name, and back.
  template <typename NameOf>
  void keep_names(const NameOf& name_of) {
    for (HeldEvent& event : events_) event.customer = keep_name(name_of(event.customer));
  }
  template <typename NumberOf>
  void forget_names(const NumberOf& number_of) {
    for (HeldEvent& event : events_) event.customer = number_of(name(event));
    names_.clear();
  }
  // Requires: it was added with its customer's name.
  std::string_view name(const HeldEvent& event) const {
    const Name& kept = names_[event.customer];
    return text(kept.at, kept.length);
  }
  std::string_view id(const HeldEvent& event) const { return text(event.id_at, event.id_length); }
  const HeldField& field(const HeldEvent& event, std::uint32_t i) const {
    return fields_[event.fields_at + i];
  }
  std::string_view text_of(const HeldField& field) const {
    return text(field.text_at, field.text_length);
  }
  std::uint64_t bytes_of(const HeldEvent& event) const;  // with its texts
  void mark_stepped(std::uint32_t number);
  // In the total order; of others, or of the same.
  bool is_before(const HeldEvent& a, const HeldEvents& others, const HeldEvent& b) const;

 private:
  std::string_view text(std::size_t at, std::size_t length) const {
    return {text_.data() + at, length};
  }
  struct Name {
    std::uint32_t at, length;
  };
  void make_room(std::size_t bytes, std::size_t fields) {
    bytes += text_used_;
    fields += fields_used_;
    if (bytes > text_.size() || fields > fields_.size()) grow(bytes, fields);
  }
  void grow(std::size_t bytes, std::size_t fields);  // if it is less
  std::uint32_t keep(std::string_view text);
  std::uint32_t keep_name(std::string_view name);  // its place among the names
  void keep(const Event::Field& field, HeldField& kept);
  std::uint32_t keep_source(std::string_view source);
  bool is_sorted() const;
  void compute_causes();
  void index(std::uint32_t number);
  void put_in_index(std::uint32_t number);

  std::vector<HeldEvent> events_;
  // Room that only grows, and how much of it is in use: an event then costs no growing step by step.
  std::vector<HeldField> fields_;
  std::uint32_t fields_used_ = 0;
  std::vector<char> text_;
  std::uint32_t text_used_ = 0;
  std::vector<Name> names_;           // of customers
  std::uint32_t known_causes_ = 0;    // those of the first events; behind them some may have none
  std::vector<std::uint32_t> index_;  // of those, by cause, once there are many; number + 1
  std::vector<std::uint32_t> order_;
  std::uint32_t last_stepped_ = kNone;
};

}  // namespace wend::runtime
