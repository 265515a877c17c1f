// SPDX-License-Identifier: Apache-2.0
#include "runtime/decision/identity.h"

#include <cstring>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace wend::runtime {
namespace {

void append_number(std::string& room, std::uint32_t number) {
  char bytes[4];
  std::memcpy(bytes, &number, 4);
  room.append(bytes, 4);
}

void append_text(std::string& room, std::string_view text) {
  append_number(room, static_cast<std::uint32_t>(text.size()));
  room.append(text);
}

Cause hash_of(const std::string& room) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(room.data(), room.size()));
  Cause cause;
  std::memcpy(cause.data(), canonical.digest, cause.size());
  return cause;
}

}  // namespace

Cause cause_of(std::string_view source, std::string_view id, std::string& room) {
  room.clear();
  append_text(room, source);
  append_text(room, id);
  return hash_of(room);
}

Cause decision_id(const DecisionCause& of, std::string& room) {
  room.clear();
  append_text(room, of.rule);
  append_text(room, of.key);
  room.append(reinterpret_cast<const char*>(of.cause.data()), of.cause.size());
  room.push_back(of.at_deadline ? '\1' : '\0');
  append_number(room, of.action);
  return hash_of(room);
}

void write_hex(const Cause& hash, char* digits) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const std::uint8_t byte : hash) {
    *digits++ = kDigits[byte >> 4];
    *digits++ = kDigits[byte & 15];
  }
}

}  // namespace wend::runtime
