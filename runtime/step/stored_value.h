// SPDX-License-Identifier: Apache-2.0
//
// A value as bytes of the state: 8 bytes, or u16 length and text up to its stated length, cut between
// code points. A captured value has its status before it.
#pragma once

#include <cstdint>

#include "runtime/abi/value.h"
#include "runtime/step/texts.h"

namespace wend::runtime {

// `width` is value_width_of(type).
void put_value(std::uint8_t* at, const ValueType& type, std::uint32_t width, std::int64_t value,
               const Texts& texts);
std::int64_t take_value(const std::uint8_t* at, const ValueType& type, Texts& texts);

void put_cell(std::uint8_t* at, const ValueType& type, std::uint32_t width, const Cell& cell,
              const Texts& texts);
Cell take_cell(const std::uint8_t* at, const ValueType& type, Texts& texts);

// Whether bytes from outside hold a value.
bool is_sound_value(const std::uint8_t* at, const ValueType& type, std::uint32_t width);
bool is_sound_cell(const std::uint8_t* at, const ValueType& type, std::uint32_t width);

}  // namespace wend::runtime
