// SPDX-License-Identifier: Apache-2.0
//
// What an expression of a rule can look back at: the steps of its trigger, and the value they share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compiler/program/program.h"

namespace wend::program {

struct BoundStep {
  std::string name;                        // `as NAME`, or its only touchpoint; empty: neither
  Span span;                               // where that name stands
  std::vector<std::uint32_t> touchpoints;  // its alternatives
  bool kept = false;                       // its values are remembered until the rule decides
};

// The value behind `that F`.
struct SharedValue {
  std::string field;
  StepField value;
  Type type;
};

struct Match {
  std::vector<BoundStep> steps;
  std::optional<SharedValue> shared;
  std::optional<Instance> instance;  // then its value is the one that is shared
  bool damaged = false;              // a step was not understood: what looks unknown may be its
};

}  // namespace wend::program
