// SPDX-License-Identifier: Apache-2.0
//
// Who a decision is, so that a sink can drop repeats: no program version, no customer.
//
//   cause      XXH3-128 of (u32 length of source, source, u32 length of id, id)
//   decision   XXH3-128 of (u32 length of rule name, rule name, u32 length of key, key, 16 bytes cause,
//              u8: 0 event, 1 deadline, u32 position among the rule's actions)
//   link       XXH3-128 of (16 bytes cause, u32 length of the customer's name, name, u32 length and text of each field that
//              the link carries), of an event about something else, which many customers have
//   instant    XXH3-128 of (16 bytes cause, i64 the instant), of a date's distances; of instants that recur
//              XXH3-128 of (u32 length of the customer's name, name, i64 the instant)
//
// Numbers are little-endian, hashes canonical (big-endian) bytes. The key is the text of an identifier, or
// the 8 bytes of another value, or empty.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/decision/kept_texts.h"
#include "runtime/step/moment.h"

namespace wend::runtime {

Cause cause_of(std::string_view source, std::string_view id, std::string& room);

Cause cause_by_link(const Cause& cause, std::string_view customer,
                    const std::vector<std::string>& carried, std::string& room);
Cause cause_at(const Cause& cause, std::int64_t instant, std::string& room);
Cause cause_of_customer(std::string_view name, std::int64_t instant, std::string& room);

struct DecisionCause {
  std::string_view rule;
  std::string_view key;
  const Cause& cause;
  bool at_deadline = false;
  std::uint32_t action = 0;
};
// What the id of a decision is the hash of. It is written when the decision is made and hashed when it is handed over: words
// that were written just before in other pieces would be waited for.
std::string_view hashed_bytes_of(const DecisionCause& of, KeptTexts& texts);
constexpr std::size_t kIdDigits = 32;  // hexadecimal
void write_id(std::string_view hashed_bytes, char* digits);

}  // namespace wend::runtime
