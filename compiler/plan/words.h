// SPDX-License-Identifier: Apache-2.0
//
// Constants and stretches of time in the words of the language, always the same words for the same
// value: they are part of the meaning by which facts are told apart.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/program/program.h"

namespace wend::plan {

// `2 hours`, `90 minutes`, `1 month`. Exact hours and calendar days never read alike.
std::string words_of(const Stretch& stretch);
// `25.5 EUR`, `140%`, `gold`, `2026-11-22`.
std::string words_of(const Schema& schema, const program::Type& type, std::int64_t number);
// Text between quotes, with quotes and control characters escaped.
std::string quoted(const std::string& text);

class Analysis;
// How many keys the fact has: `remembering 50`, or `each Order that is open`.
std::string remembering_words(const Analysis& analysis, const Fact& fact);

}  // namespace wend::plan
