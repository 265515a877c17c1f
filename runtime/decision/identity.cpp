// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/identity.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::runtime {
namespace {

void append_instant(std::string& room, std::int64_t instant) {
  char bytes[8];
  std::memcpy(bytes, &instant, 8);
  room.append(bytes, 8);
}

char* put_text(char* at, std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  std::memcpy(at, &size, sizeof size);
  if (size != 0) std::memcpy(at + sizeof size, text.data(), size);
  return at + sizeof size + size;
}

void append_text(std::string& room, std::string_view text) {
  const std::size_t end = room.size();
  room.resize(end + sizeof(std::uint32_t) + text.size());
  put_text(room.data() + end, text);
}

Cause hash_of(const char* bytes, std::size_t size) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes, size));
  Cause cause;
  std::memcpy(cause.data(), canonical.digest, cause.size());
  return cause;
}

}  // namespace

Cause cause_of(std::string_view source, std::string_view id, std::string& room) {
  constexpr std::size_t kUsual = 256;  // most are shorter: once per event, without a string
  const std::size_t size = 2 * sizeof(std::uint32_t) + source.size() + id.size();
  char usual[kUsual];
  if (size > kUsual) room.resize(size);
  char* const bytes = size > kUsual ? room.data() : usual;
  put_text(put_text(bytes, source), id);
  return hash_of(bytes, size);
}

Cause cause_by_link(const Cause& cause, std::string_view customer,
                    const std::vector<std::string>& carried, std::string& room) {
  room.assign(reinterpret_cast<const char*>(cause.data()), cause.size());
  append_text(room, customer);
  for (const std::string& text : carried) append_text(room, text);
  return hash_of(room.data(), room.size());
}

Cause cause_at(const Cause& cause, std::int64_t instant, std::string& room) {
  room.assign(reinterpret_cast<const char*>(cause.data()), cause.size());
  append_instant(room, instant);
  return hash_of(room.data(), room.size());
}

Cause cause_of_customer(std::string_view name, std::int64_t instant, std::string& room) {
  room.clear();
  append_text(room, name);
  append_instant(room, instant);
  return hash_of(room.data(), room.size());
}

Cause decision_id(const DecisionCause& of, std::string& room) {
  constexpr std::size_t kUsual = 256;
  const std::size_t size =
      3 * sizeof(std::uint32_t) + of.rule.size() + of.key.size() + of.cause.size() + 1;
  char usual[kUsual];
  if (size > kUsual) room.resize(size);
  char* const bytes = size > kUsual ? room.data() : usual;
  char* at = put_text(put_text(bytes, of.rule), of.key);
  std::memcpy(at, of.cause.data(), of.cause.size());
  at += of.cause.size();
  *at++ = of.at_deadline ? '\1' : '\0';
  std::memcpy(at, &of.action, sizeof of.action);
  return hash_of(bytes, size);
}

// Four bytes at once: each half of a byte into a byte of its own, and those above nine to the letters.
void write_hex(const Cause& hash, char* digits) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  for (std::size_t i = 0; i < hash.size(); i += 4) {
    std::uint32_t four;
    std::memcpy(&four, hash.data() + i, sizeof four);
    std::uint64_t apart = four;
    apart = (apart | apart << 16) & 0x0000FFFF0000FFFF;
    apart = (apart | apart << 8) & 0x00FF00FF00FF00FF;
    apart = (apart >> 4 | apart << 8) & 0x0F0F0F0F0F0F0F0F;  // the upper half first
    const std::uint64_t letters = (apart + kOnes * 6) >> 4 & kOnes;
    const std::uint64_t written = apart + kOnes * '0' + letters * ('a' - '0' - 10);
    std::memcpy(digits + 2 * i, &written, sizeof written);
  }
}

}  // namespace wend::runtime
