// SPDX-License-Identifier: Apache-2.0
//
// State is little-endian bytes without alignment; these two read and write it.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace wend::runtime {

static_assert(std::endian::native == std::endian::little, "state is little-endian");

template <typename T>
T load(const std::uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <typename T>
void store(std::uint8_t* at, T value) {
  std::memcpy(at, &value, sizeof value);
}

}  // namespace wend::runtime
