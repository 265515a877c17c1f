// SPDX-License-Identifier: Apache-2.0
//
// Plain events one behind the other in one run of bytes, for whoever reads them later, in their order and once: a thread
// that has their customers. What one thread writes and another reads is fetched from cache to cache, so it is narrow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "wend/runtime.h"

namespace wend::runtime {

class PackedEvents {
 public:
  void clear() { used_ = last_ = 0; }
  // `name`: of its customer.
  void add(const Event& event, std::string_view name);
  // The event at this place, its customer by name; its texts stay here until there is another one. The place of the next.
  std::size_t read(std::size_t place, Event& into) const;
  std::size_t last() const { return last_; }  // the place of the one that was added last
  void drop_last() { used_ = last_; }         // Requires: it was not dropped yet

 private:
  // Behind it the fields, then the texts: name, source, id, those of the fields.
  struct Head {
    std::int64_t time_ns;
    std::uint64_t sequence;
    std::uint32_t touchpoint, channel;
    std::uint32_t name, source, id;  // bytes
    std::uint32_t fields;
  };
  struct Field {
    std::int64_t number;
    std::uint32_t text;  // bytes
    Event::State state;
  };

  std::vector<char> bytes_;  // room that only grows
  std::size_t used_ = 0, last_ = 0;
};

}  // namespace wend::runtime
