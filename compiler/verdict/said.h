// SPDX-License-Identifier: Apache-2.0
//
// Times and values of a test in the words of its author.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/program/program.h"
#include "compiler/verdict/play.h"
#include "runtime/values/zone.h"

namespace wend::verdict {

class Said {
 public:
  Said(const program::Program& program, const program::Test& test);

  // `13:30`; with its date where it is not the day on which the whole test plays.
  std::string time(std::int64_t instant) const;
  // "10:00, 11:30 and 2 more times"
  std::string times(const std::vector<std::int64_t>& instants) const;
  std::string value(const ValueType& type, const Value& value) const;

 private:
  const program::Program& program_;
  runtime::Zone zone_;
  std::int64_t day_ = 0;
  bool is_one_day_ = true;
};

inline std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

}  // namespace wend::verdict
