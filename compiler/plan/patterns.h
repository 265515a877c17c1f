// SPDX-License-Identifier: Apache-2.0
//
// The patterns of a program by meaning: a `Test` stands for all patterns that match the same events.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "compiler/program/program.h"

namespace wend::plan {

struct TestId {
  std::uint32_t value = 0;
  friend auto operator<=>(TestId, TestId) = default;
};

// For each touchpoint of the schema the field to take there (or a meta field); Capture::kNone elsewhere.
using FieldOfTouchpoint = std::vector<std::uint32_t>;

class Patterns {
 public:
  explicit Patterns(const program::Program& program);

  TestId test_of(program::PatternId pattern) const { return tests_[pattern.value]; }
  std::uint32_t test_count() const { return static_cast<std::uint32_t>(representatives_.size()); }
  // One of the patterns with this meaning.
  const program::Pattern& pattern(TestId test) const;
  const std::string& words(TestId test) const { return words_[test.value]; }
  // Whether an event of the touchpoint may match, by its touchpoint and channels alone.
  bool can_match(TestId test, std::uint32_t touchpoint) const;

  FieldOfTouchpoint fields(program::PatternId pattern,
                           const std::vector<std::uint32_t>& fields) const;
  // The same of one touchpoint. Requires: the pattern names it.
  std::uint32_t field(program::PatternId pattern, const std::vector<std::uint32_t>& fields,
                      std::uint32_t touchpoint) const;
  // `total`, or `(total or price)` where the touchpoints name it differently.
  std::string field_words(const FieldOfTouchpoint& fields) const;
  // The type that holds the field of every touchpoint.
  ValueType field_type(const FieldOfTouchpoint& fields) const;
  // Whether the field may be missing in an event of this touchpoint; of any touchpoint.
  bool is_optional(const FieldOfTouchpoint& fields, std::uint32_t touchpoint) const;
  bool is_optional(const FieldOfTouchpoint& fields) const;

 private:
  const program::Program& program_;
  std::vector<TestId> tests_;                        // by pattern
  std::vector<program::PatternId> representatives_;  // by test
  std::vector<std::string> words_;                   // by test
};

}  // namespace wend::plan
