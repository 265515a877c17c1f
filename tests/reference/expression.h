// SPDX-License-Identifier: Apache-2.0
//
// Answers an expression of the checked program at a moment, by the definitions in program.h.
#pragma once

#include "compiler/program/program.h"
#include "tests/reference/answer.h"
#include "tests/reference/record.h"

namespace wend::reference {

Answer answer(const Moment& moment, program::ExprId expression);

// A field of the customer, then.
Answer profile_field(const Moment& moment, std::uint32_t field);

// The last move of a journey that the moment sees; null if there is none.
const Record::Move* last_move(const Moment& moment, std::uint32_t journey);

// A field of an event, or its own instant or channel.
Answer field_of(const Record& record, std::size_t event, std::uint32_t field);

// The field that stands for `event` among `fields`, one per alternative of `pattern`.
Answer field_of(const Record& record, program::PatternId pattern,
                const std::vector<std::uint32_t>& fields, std::size_t event);

// The where of a list, of one item.
Answer item_answer(const Record& record, program::ExprId where, const std::vector<EventField>& item,
                   const std::vector<SchemaField>& fields);

// Does the event match the pattern? Looks at the event alone.
bool event_matches(const Record& record, const program::Pattern& pattern, std::size_t event);

}  // namespace wend::reference
