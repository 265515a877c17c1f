// SPDX-License-Identifier: Apache-2.0
//
// Numbers and texts one behind the other, little-endian, with the XXH3-128 of all before as their last 16
// bytes: packs and saved sessions.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace wend {

static_assert(std::endian::native == std::endian::little, "packs and states are little-endian");

constexpr std::size_t kSumBytes = 16;

class ByteWriter {
 public:
  std::vector<std::uint8_t> bytes;

  template <typename T>
  void number(T value) {
    static_assert(std::is_integral_v<T>);
    put(&value, sizeof value);
  }
  void text(std::string_view text) {  // u32 length before it
    number(static_cast<std::uint32_t>(text.size()));
    put(text.data(), text.size());
  }
  void put(const void* from, std::size_t size) {
    const auto* begin = static_cast<const std::uint8_t*>(from);
    bytes.insert(bytes.end(), begin, begin + size);
  }
  void seal();  // appends the sum
};

// Reads what ByteWriter wrote. After the first thing that does not fit everything is empty.
class ByteReader {
 public:
  explicit ByteReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::size_t left() const { return rest_.size(); }
  void fail() { ok_ = false; }
  template <typename T>
  T number() {
    T value{};
    const auto bytes = take(sizeof value);
    if (ok_) std::memcpy(&value, bytes.data(), sizeof value);
    return value;
  }
  std::span<const std::uint8_t> block() { return take(number<std::uint32_t>()); }
  std::string_view text() {
    const auto bytes = block();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

 private:
  std::span<const std::uint8_t> take(std::size_t size) {
    if (size > rest_.size()) ok_ = false;
    if (!ok_) return {};
    const auto bytes = rest_.first(size);
    rest_ = rest_.subspan(size);
    return bytes;
  }

  std::span<const std::uint8_t> rest_;
  bool ok_ = true;
};

// Requires: at least kSumBytes bytes.
bool has_right_sum(std::span<const std::uint8_t> bytes);

}  // namespace wend
