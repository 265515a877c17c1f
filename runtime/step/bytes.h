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

// A number of one, two or four bytes.
inline std::uint32_t load_number(const std::uint8_t* at, std::uint32_t width) {
  if (width == 1) return *at;
  return width == 2 ? load<std::uint16_t>(at) : load<std::uint32_t>(at);
}

inline void store_number(std::uint8_t* at, std::uint32_t width, std::uint32_t number) {
  if (width == 1) {
    *at = static_cast<std::uint8_t>(number);
  } else if (width == 2) {
    store(at, static_cast<std::uint16_t>(number));
  } else {
    store(at, number);
  }
}

}  // namespace wend::runtime
