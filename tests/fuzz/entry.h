// SPDX-License-Identifier: Apache-2.0
//
// What each fuzz entry provides: the door for bytes, and some good bytes to begin with. With clang the
// fuzzer calls the door; without, replay/replay_main.cpp damages the good bytes for a few seconds.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace wend::fuzz {

std::vector<std::string> good_inputs();

inline std::string as_text(const std::uint8_t* bytes, std::size_t size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace wend::fuzz
