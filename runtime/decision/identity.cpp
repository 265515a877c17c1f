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
  room.clear();
  append_text(room, of.rule);
  append_text(room, of.key);
  room.append(reinterpret_cast<const char*>(of.cause.data()), of.cause.size());
  room.push_back(of.at_deadline ? '\1' : '\0');
  append_number(room, of.action);
  return hash_of(room.data(), room.size());
}

void write_hex(const Cause& hash, char* digits) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const std::uint8_t byte : hash) {
    *digits++ = kDigits[byte >> 4];
    *digits++ = kDigits[byte & 15];
  }
}

}  // namespace wend::runtime
