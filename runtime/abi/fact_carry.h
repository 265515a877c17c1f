// SPDX-License-Identifier: Apache-2.0
//
// What of a customer's state goes on when one program takes the place of another: a fact of equal meaning, kept in
// the same way. The compiler says it before anything is deployed, the runtime does it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/plan.h"

namespace wend {

enum class Carried : std::uint8_t {
  Nothing,
  Newest,  // as many of the newest entries as the program before kept; fewer than are wanted now
  Whole,
};

class FactCarry {
 public:
  FactCarry(const Plan& before, const Plan& now);

  // The fact of the program before with this meaning.
  std::optional<std::uint32_t> fact_before(std::uint32_t fact) const;
  Carried carried(std::uint32_t fact) const;
  // The field of the customer with this name and type.
  std::optional<std::uint32_t> field_before(std::uint32_t field) const;
  // The link of the program before that links the same customers to the same values.
  std::optional<std::uint32_t> link_before(std::uint32_t link) const;
  // The table of the program before that was declared alike.
  std::optional<std::uint32_t> table_before(std::uint32_t table) const;

 private:
  bool has_same_values(const ValueType& before, const ValueType& now) const;
  bool has_same_steps(const Fact& before, const Fact& now) const;
  bool has_same_instances(const Fact& before, const Fact& now) const;
  bool has_same_layout(const Fact& before, const Fact& now) const;
  bool has_same_captures(const Fact& before, const Fact& now) const;
  bool has_same_places(const Capture& before, const Capture& now) const;

  const Plan& before_;
  const Plan& now_;
  bool has_same_time_ = false;                              // zone, grain and currency
  bool has_same_touchpoints_ = false;                       // and channels, at the same positions
  std::map<std::string_view, std::uint32_t> facts_before_;  // by meaning
};

}  // namespace wend
