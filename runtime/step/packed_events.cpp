// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/packed_events.h"

#include <cstring>

#include "runtime/values/short_text.h"

namespace wend::runtime {
namespace {

std::uint32_t length_of(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

template <typename T>
inline char* put(char* to, const T& value) {
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}

template <typename T>
inline const char* take(const char* from, T& value) {
  std::memcpy(&value, from, sizeof value);
  return from + sizeof value;
}

inline const char* take_text(const char* from, std::string_view& text, std::uint32_t bytes) {
  text = {from, bytes};
  return from + bytes;
}

}  // namespace

// Member by member: the host wrote these just before, and a processor cannot pass on in one wide word what was written in narrow
// ones, before all of it has reached its cache.
[[gnu::optimize("no-tree-slp-vectorize")]] void PackedEvents::add(const Event& event,
                                                                  std::string_view name) {
  std::size_t bytes = sizeof(Head) + event.fields.size() * sizeof(Field) + name.size() +
                      event.source.size() + event.id.size();
  for (const Event::Field& field : event.fields) bytes += field.text.size();
  if (bytes > bytes_.size() - used_) bytes_.resize(2 * (used_ + bytes));
  last_ = used_;
  used_ += bytes;
  char* to = put(bytes_.data() + last_, event.time_ns);
  to = put(to, event.sequence);
  to = put(to, event.touchpoint);
  to = put(to, event.channel);
  to = put(to, length_of(name));
  to = put(to, length_of(event.source));
  to = put(to, length_of(event.id));
  to = put(to, static_cast<std::uint32_t>(event.fields.size()));
  for (const Event::Field& field : event.fields)
    to = put(to, Field{field.number, length_of(field.text), field.state});
  to = copy_text(to, name);
  to = copy_text(to, event.source);
  to = copy_text(to, event.id);
  for (const Event::Field& field : event.fields) to = copy_text(to, field.text);
}

std::size_t PackedEvents::read(std::size_t place, Event& into) const {
  Head head;
  const char* const fields = take(bytes_.data() + place, head);
  into.time_ns = head.time_ns;
  into.sequence = head.sequence;
  into.touchpoint = head.touchpoint;
  into.channel = head.channel;
  into.customer_number = Event::kByName;
  const char* from = fields + head.fields * sizeof(Field);
  from = take_text(from, into.customer, head.name);
  from = take_text(from, into.source, head.source);
  from = take_text(from, into.id, head.id);
  into.fields.resize(head.fields);
  const char* at = fields;
  for (Event::Field& field : into.fields) {
    Field packed;
    at = take(at, packed);
    field.state = packed.state;
    field.number = packed.number;
    from = take_text(from, field.text, packed.text);
  }
  return static_cast<std::size_t>(from - bytes_.data());
}

}  // namespace wend::runtime
