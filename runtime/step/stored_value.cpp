// SPDX-License-Identifier: Apache-2.0
#include "runtime/step/stored_value.h"

#include <cstring>

#include "runtime/step/bytes.h"
#include "runtime/values/unicode.h"

namespace wend::runtime {

void put_value(std::uint8_t* at, const ValueType& type, std::uint32_t width, std::int64_t value,
               const Texts& texts) {
  if (!is_bytes(type.kind)) {
    store(at, value);
    return;
  }
  const std::string_view text = cut_to(texts.at(value), width - 2);
  store(at, static_cast<std::uint16_t>(text.size()));
  if (!text.empty()) std::memcpy(at + 2, text.data(), text.size());
  std::memset(at + 2 + text.size(), 0, width - 2 - text.size());
}

std::int64_t take_value(const std::uint8_t* at, const ValueType& type, Texts& texts) {
  if (!is_bytes(type.kind)) return load<std::int64_t>(at);
  return texts.add_copy({reinterpret_cast<const char*>(at + 2), load<std::uint16_t>(at)});
}

void put_cell(std::uint8_t* at, const ValueType& type, std::uint32_t width, const Cell& cell,
              const Texts& texts) {
  *at = static_cast<std::uint8_t>(cell.status);
  if (cell.status == Status::Known) {
    put_value(at + 1, type, width, cell.value, texts);
  } else {
    std::memset(at + 1, 0, width);
  }
}

Cell take_cell(const std::uint8_t* at, const ValueType& type, Texts& texts) {
  const auto status = static_cast<Status>(*at);
  if (status != Status::Known) return {0, status};
  return known(take_value(at + 1, type, texts));
}

bool is_sound_value(const std::uint8_t* at, const ValueType& type, std::uint32_t width) {
  return !is_bytes(type.kind) || load<std::uint16_t>(at) <= width - 2;
}

bool is_sound_cell(const std::uint8_t* at, const ValueType& type, std::uint32_t width) {
  if (*at > static_cast<std::uint8_t>(Status::Unknown)) return false;
  return *at != static_cast<std::uint8_t>(Status::Known) || is_sound_value(at + 1, type, width);
}

}  // namespace wend::runtime
