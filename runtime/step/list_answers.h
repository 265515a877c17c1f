// SPDX-License-Identifier: Apache-2.0
//
// What a touchpoint's events are asked about the items of their lists (AnswerInfo), before its body runs.
#pragma once

#include "runtime/step/moment.h"

namespace wend::runtime {

// Where the fields of an event are taken from: an event that is held, or one as it came.
struct FieldView {
  Event::State state = Event::State::Absent;
  std::int64_t number = 0;
  std::string_view text;
};

inline Cell cell_of(Moment& moment, const FieldInfo& info, const FieldView& field) {
  if (field.state != Event::State::Present) return {0, Status::Missing};
  return known(is_bytes(info.type.kind) ? moment.texts.add_view(field.text) : field.number);
}

// The items of the event in hand, field `n` of which is `at(n)`.
template <typename At>
void take_items(Moment& moment, const TouchpointInfo& touchpoint, const At& at) {
  moment.items.clear();
  moment.lists.clear();
  auto next = static_cast<std::uint32_t>(touchpoint.fields.size());
  for (const ListInfo& list : touchpoint.lists) {
    const FieldView head = at(next++);
    const bool is_there = head.state == Event::State::Present;
    const std::size_t count = is_there ? static_cast<std::size_t>(head.number) : 0;
    moment.lists.push_back({moment.items.size(), count});
    for (std::size_t item = 0; item < count; ++item) {
      for (const FieldInfo& info : list.fields)
        moment.items.push_back(cell_of(moment, info, at(next++)));
    }
  }
}

// Answers what is asked of the items in hand; the answers stand behind the event's fields.
void answer_lists(Moment& moment, std::uint32_t touchpoint);

}  // namespace wend::runtime
