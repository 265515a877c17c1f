// SPDX-License-Identifier: Apache-2.0
//
// Two histories become one: what an identity did joins what its customer did, at the instant of the link. Facts that
// do not hang on the order of events are those of the united history; of the others the customer's own go on. A wait
// goes on unless what is awaited came under the other name. Nothing acts by a link. One function per kind of fact.
#pragma once

#include <vector>

#include "runtime/step/facts.h"

namespace wend::runtime {

// Into the state in hand; `from` is empty then.
void join(Moment& moment, Blob& from);
// Histories alone, which are joined whatever they hang on.
void join_histories(Moment& moment, const Blob& from);

// A history, in a record of its own or of one key. What is of one instant: the customer's own comes first.
void join_history(Moment& moment, const Place& to, std::span<std::uint8_t> from);
// With keys: those of `from` count as used at the link, in their order.
void join_keys(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> from);
void join_distinct(Moment& moment, std::uint32_t fact, std::span<std::uint8_t> from);
// `from`: the whole state, which also knows what came of what is awaited. Before any history is joined.
void join_absence(Moment& moment, std::uint32_t fact, const Blob& from);

}  // namespace wend::runtime
