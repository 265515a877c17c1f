// SPDX-License-Identifier: Apache-2.0
//
// An event that outlives the call it came by. Its room is used again.
#pragma once

#include <cstring>
#include <string_view>
#include <vector>

#include "wend/runtime.h"

namespace wend::runtime {

class EventCopy {
 public:
  EventCopy() = default;
  EventCopy(const EventCopy&) = delete;
  EventCopy& operator=(const EventCopy&) = delete;

  // Without its customer's name, which the session knows.
  void take(const Event& event) {
    std::size_t bytes = event.source.size() + event.id.size();
    for (const Event::Field& field : event.fields) bytes += field.text.size();
    if (bytes > room_.size()) room_.resize(2 * bytes);
    at_ = room_.data();
    copy_.source = keep(event.source);
    copy_.id = keep(event.id);
    copy_.customer = {};
    copy_.customer_number = event.customer_number;
    copy_.time_ns = event.time_ns;
    copy_.sequence = event.sequence;
    copy_.touchpoint = event.touchpoint;
    copy_.channel = event.channel;
    copy_.fields.resize(event.fields.size());
    Event::Field* field = copy_.fields.data();
    for (const Event::Field& from : event.fields)
      *field++ = {from.state, from.number, keep(from.text)};
  }
  const Event& event() const { return copy_; }

 private:
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
    return {at_ - text.size(), text.size()};
  }

  Event copy_;
  std::vector<char> room_;
  char* at_ = nullptr;  // in the room: where the next text goes
};

}  // namespace wend::runtime
