// SPDX-License-Identifier: Apache-2.0
//
// What a program does not know of customers who were there before it: a fact that it keeps and the program before
// did not. A record of the customer's state, behind those of the facts, names these facts as a bitmap; a fact that is
// forgotten leaves it, since from then on all of it is known. Whoever comes later has no such record.
#pragma once

#include <cstdint>
#include <span>

#include "runtime/step/facts.h"

namespace wend::runtime {

inline std::uint32_t record_of_gaps(const Plan& plan) {
  return record_of_fact(static_cast<std::uint32_t>(plan.facts.size()));
}
inline std::uint32_t bytes_of_gaps(const Plan& plan) {
  return static_cast<std::uint32_t>((plan.facts.size() + 7) / 8);
}

// In the bytes of such a record; empty: it names none.
inline bool is_named(std::span<const std::uint8_t> gaps, std::uint32_t fact) {
  return !gaps.empty() && (gaps[fact / 8] >> (fact % 8) & 1) != 0;
}
inline void name(std::span<std::uint8_t> gaps, std::uint32_t fact) {
  gaps[fact / 8] = static_cast<std::uint8_t>(gaps[fact / 8] | 1U << (fact % 8));
}
inline void unname(std::span<std::uint8_t> gaps, std::uint32_t fact) {
  gaps[fact / 8] = static_cast<std::uint8_t>(gaps[fact / 8] & ~(1U << (fact % 8)));
}

bool has_gap(const Moment& moment, std::uint32_t fact);
void add_gap(Moment& moment, std::uint32_t fact);
void close_gap(Moment& moment, std::uint32_t fact);

// Of any customer: mostly the program knew it from the beginning, and nothing has to be looked for.
inline bool may_have_gap(const Moment& moment, std::uint32_t fact) {
  return moment.known_from.has(fact);
}
// The two below, where there may be a gap.
bool is_past_gap(const Moment& moment, std::uint32_t fact, std::int64_t start);
Cell if_past_gap(const Moment& moment, std::uint32_t fact, const Question& question,
                 const Cell& answer);

// The answer to a question, or unknown if what it asks for may lie in a gap.
inline Cell if_known(const Moment& moment, std::uint32_t fact, const Question& question,
                     const Cell& answer) {
  return may_have_gap(moment, fact) ? if_past_gap(moment, fact, question, answer) : answer;
}
// Whether all of the fact is known after `start`.
inline bool is_known_after(const Moment& moment, std::uint32_t fact, std::int64_t start) {
  return !may_have_gap(moment, fact) || is_past_gap(moment, fact, start);
}

}  // namespace wend::runtime
