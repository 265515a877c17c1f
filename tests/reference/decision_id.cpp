// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/decision_id.h"

#define XXH_INLINE_ALL
#include <fmt/format.h>
#include <xxhash.h>

namespace wend::reference {
namespace {

std::string little_endian(std::uint64_t number, unsigned bytes) {
  std::string result;
  for (unsigned byte = 0; byte < bytes; ++byte)
    result += static_cast<char>(number >> (8 * byte) & 0xFF);
  return result;
}

std::string with_length(const std::string& text) { return little_endian(text.size(), 4) + text; }

Cause hash_of(const std::string& bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
  Cause hash;
  for (std::size_t byte = 0; byte < hash.size(); ++byte) hash[byte] = canonical.digest[byte];
  return hash;
}

}  // namespace

Cause cause_of(const Event& event) {
  const Cause cause = hash_of(with_length(event.source) + with_length(event.id));
  if (!event.linked) return cause;
  std::string bytes = std::string(cause.begin(), cause.end()) + with_length(event.reached);
  for (const std::string& text : event.carried) bytes += with_length(text);
  return hash_of(bytes);
}

Cause cause_at(const Cause& cause, std::int64_t instant) {
  return hash_of(std::string(cause.begin(), cause.end()) +
                 little_endian(static_cast<std::uint64_t>(instant), 8));
}

Cause cause_of_customer(const std::string& name, std::int64_t instant) {
  return hash_of(with_length(name) + little_endian(static_cast<std::uint64_t>(instant), 8));
}

std::string decision_id(const std::string& rule, const Answer& key, bool key_is_text,
                        const Cause& cause, bool at_deadline, std::uint32_t action) {
  std::string key_bytes;
  if (key.is_known())
    key_bytes = key_is_text ? key.text : little_endian(static_cast<std::uint64_t>(key.number), 8);
  std::string bytes =
      with_length(rule) + with_length(key_bytes) + std::string(cause.begin(), cause.end());
  bytes += at_deadline ? '\1' : '\0';
  bytes += little_endian(action, 4);
  std::string digits;
  for (const std::uint8_t byte : hash_of(bytes)) digits += fmt::format("{:02x}", byte);
  return digits;
}

}  // namespace wend::reference
