// SPDX-License-Identifier: Apache-2.0
//
// A program beside the real one, whose rules answer each time their trigger fires, and decide nothing: so
// that a test can say why a rule did not act, and which side of which threshold it was on. What it answers
// is computed by the same plan, session and operations as decisions are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "compiler/program/program.h"

namespace wend::verdict {

// A test that a condition is made of, such as a comparison.
struct Question {
  program::ExprId test;
  std::optional<program::BinaryKind> op;       // of a comparison
  std::optional<program::ExprId> left, right;  // its sides, unless their values cannot be shown
  bool negated = false;                        // the condition wants the answer no
  std::string text;
  Span span;
};

// What a rule of the watching program is for.
enum class Watching : std::uint8_t {
  Rule,    // answers what a rule of the real program is asked, when it is asked
  Where,   // answers the `where` of a pattern for every event that could match it
  Fewer,   // fires where `n times` would fire for one less,
  More,    // or for one more
  Stage,   // answers what a stage of a journey is asked, when its trigger fires
  Limits,  // answers whether a sequence kept its limits, also when it came up to twice as late
};

// A rule of the watching program: what it answers, in the order of its reasons.
struct Watched {
  Watching kind = Watching::Rule;
  std::string name;  // of the rule in both programs; other kinds have one that no rule can have
  std::string rule;  // of the real program, or the stage: whose condition or trigger it is
  std::string text;  // Fewer, More: the trigger's own words
  Span span;
  std::optional<program::ExprId> condition;
  std::size_t actions = 1;    // of the rule: so many decisions follow a candidate that acts
  std::size_t arguments = 0;  // of these actions; each is known or not
  std::vector<Question> questions;
};

struct Watch {
  program::Program program;
  std::vector<Watched> rules;

  const Watched* named(std::string_view name) const;
};

// The rule or the stage of that name. Requires: there is one.
const program::Rule& rule_named(const program::Program& program, const std::string& name);

// Kinds other than Rule are made for coverage only.
Watch watch_of(const program::Program& program, bool for_coverage);

}  // namespace wend::verdict
