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

// Each half of a byte in a byte of its own.
constexpr std::uint64_t halves_of(std::uint32_t four) {
  std::uint64_t apart = four;
  apart = (apart | apart << 16) & 0x0000FFFF0000FFFF;
  apart = (apart | apart << 8) & 0x00FF00FF00FF00FF;
  return (apart | apart << 4) & 0x0F0F0F0F0F0F0F0F;
}

// Eight digits at once, the most significant first; those above nine are letters.
void write_hex(std::uint32_t number, char* digits) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  const std::uint64_t halves = halves_of(number);
  const std::uint64_t letters = (halves + kOnes * 6) >> 4 & kOnes;
  const std::uint64_t written =
      __builtin_bswap64(halves + kOnes * '0' + letters * ('a' - '0' - 10));
  std::memcpy(digits, &written, sizeof written);
}

void write_hex(std::uint64_t number, char* digits) {
  write_hex(static_cast<std::uint32_t>(number >> 32), digits);
  write_hex(static_cast<std::uint32_t>(number), digits + 8);
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

std::string_view hashed_bytes_of(const DecisionCause& of, KeptTexts& texts) {
  const std::size_t size =
      3 * sizeof(std::uint32_t) + of.rule.size() + of.key.size() + of.cause.size() + 1;
  char* const bytes = texts.room(size);
  char* at = put_text(put_text(bytes, of.rule), of.key);
  std::memcpy(at, of.cause.data(), of.cause.size());
  at += of.cause.size();
  *at++ = of.at_deadline ? '\1' : '\0';
  std::memcpy(at, &of.action, sizeof of.action);
  return {bytes, size};
}

void write_id(std::string_view hashed_bytes, char* digits) {
  const XXH128_hash_t hash = XXH3_128bits(hashed_bytes.data(), hashed_bytes.size());
  write_hex(hash.high64, digits);
  write_hex(hash.low64, digits + kIdDigits / 2);
}

}  // namespace wend::runtime
