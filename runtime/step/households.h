// SPDX-License-Identifier: Apache-2.0
//
// What belongs to several customers together, by level and the value that they share: the ledgers of limits per level.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "runtime/step/blob.h"

namespace wend::runtime {

class Households {
 public:
  using Key = std::pair<std::uint32_t, std::string>;  // position in Plan::levels, value

  // Null if nothing was kept of it. Stays valid.
  Blob* find(std::uint32_t level, std::string_view value) {
    const auto found = all_.find(Key(level, value));
    return found == all_.end() ? nullptr : &found->second;
  }
  Blob& of(std::uint32_t level, std::string_view value) { return all_[Key(level, value)]; }
  const std::map<Key, Blob>& all() const { return all_; }
  std::map<Key, Blob>& all() { return all_; }

 private:
  std::map<Key, Blob> all_;
};

}  // namespace wend::runtime
