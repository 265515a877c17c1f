// SPDX-License-Identifier: Apache-2.0
//
// What an expression answers: known, missing or unknown, with a number (value.h says which) or text.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "runtime/abi/value.h"

namespace wend::reference {

struct Answer {
  Status status = Status::Missing;
  std::int64_t number = 0;
  std::string text;

  bool is_known() const { return status == Status::Known; }
  bool is_unknown() const { return status == Status::Unknown; }
  bool is_yes() const { return is_known() && number == 1; }
  bool is_no() const { return is_known() && number == 0; }
};

inline Answer number_answer(std::int64_t number) { return {Status::Known, number, {}}; }
inline Answer text_answer(std::string text) { return {Status::Known, 0, std::move(text)}; }
inline Answer yes_or_no(bool yes) { return number_answer(yes ? 1 : 0); }
inline Answer missing() { return {Status::Missing, 0, {}}; }
inline Answer unknown() { return {Status::Unknown, 0, {}}; }

}  // namespace wend::reference
