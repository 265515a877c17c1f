// SPDX-License-Identifier: Apache-2.0
//
// Packed events say what was put in, whatever the lengths of their texts.
#include <gtest/gtest.h>

#include "runtime/step/packed_events.h"

namespace wend::runtime {
namespace {

Event event_of(const std::string& text, std::uint64_t number) {
  Event event;
  event.source = text;
  event.id = text;
  event.time_ns = 17;
  event.sequence = number;
  event.touchpoint = 3;
  event.channel = 2;
  event.fields = {{Event::State::Present, -5, text}, {Event::State::Absent, 0, {}}};
  return event;
}

void expect_same(const Event& packed, const Event& event, const std::string& name) {
  EXPECT_EQ(packed.customer, name);
  EXPECT_EQ(packed.customer_number, Event::kByName);
  EXPECT_EQ(packed.source, event.source);
  EXPECT_EQ(packed.id, event.id);
  EXPECT_EQ(packed.time_ns, event.time_ns);
  EXPECT_EQ(packed.sequence, event.sequence);
  EXPECT_EQ(packed.touchpoint, event.touchpoint);
  EXPECT_EQ(packed.channel, event.channel);
  ASSERT_EQ(packed.fields.size(), event.fields.size());
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    EXPECT_EQ(packed.fields[i].state, event.fields[i].state);
    EXPECT_EQ(packed.fields[i].number, event.fields[i].number);
    EXPECT_EQ(packed.fields[i].text, event.fields[i].text);
  }
}

TEST(RuntimePackedEvents, SayWhatWasPutIn) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  PackedEvents packed;
  for (std::size_t size = 0; size <= letters.size(); ++size)
    packed.add(event_of(letters.substr(0, size), size), letters.substr(size));
  std::size_t place = 0;
  for (std::size_t size = 0; size <= letters.size(); ++size) {
    Event event;
    EXPECT_EQ(place == packed.last(), size == letters.size());
    place = packed.read(place, event);
    expect_same(event, event_of(letters.substr(0, size), size), letters.substr(size));
  }
}

TEST(RuntimePackedEvents, TheLastOneGivesWay) {
  PackedEvents packed;
  packed.add(event_of("first", 1), "anna");
  packed.add(event_of("second", 2), "berta");
  packed.drop_last();
  packed.add(event_of("third", 3), "clara");
  Event event;
  packed.read(packed.read(0, event), event);
  expect_same(event, event_of("third", 3), "clara");
}

}  // namespace
}  // namespace wend::runtime
