// SPDX-License-Identifier: Apache-2.0
//
// What a decision of each rule is made of, as far as it is known before: which values in hand it takes, their names and
// types, its steps, the name that goes into its id. All of it stands in one run of bytes for each action of a rule, since
// with many rules nothing of a rule is in a near cache when it decides, and each other place would be waited for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "runtime/abi/plan.h"
#include "wend/runtime.h"

namespace wend::runtime {

struct DecisionShape {
  struct Value {  // arguments of the action, then reasons
    const char* name = nullptr;
    const ValueType* type = nullptr;
    std::uint32_t name_bytes = 0;
    std::uint32_t number = 0;  // among those in hand
    std::uint32_t cap = 0;     // of a count in a reason; 0: none
    bool is_bytes = false;
    bool is_reason = false;
    bool is_personal = false;
    Decision::NamedValue named() const {
      Decision::NamedValue value;
      value.name = {name, name_bytes};
      value.type = type;
      value.personal = is_personal;
      return value;
    }
  };
  static constexpr std::uint32_t kNow = RuleInfo::kCurrent;
  struct Step {
    const char* words = nullptr;
    std::uint32_t bytes = 0;
    std::uint32_t capture = kNow;  // of its instant
  };

  std::uint32_t action = 0;  // position in Plan::actions
  std::uint32_t place = IssuedAction::kNoPlace;
  std::uint32_t arguments = 0, reasons = 0, step_count = 0;
  std::uint32_t name_bytes = 0;         // of the rule's lasting name
  const ValueType* key_type = nullptr;  // of the limit's key
  // Behind it: the values, the steps, the name.
  std::span<const Value> values() const {
    return {behind<Value>(0), std::size_t{arguments} + reasons};
  }
  std::span<const Step> steps() const { return {behind<Step>(values().size_bytes()), step_count}; }
  std::string_view name() const {
    return {behind<char>(values().size_bytes() + steps().size_bytes()), name_bytes};
  }

 private:
  template <typename T>
  const T* behind(std::size_t bytes) const {
    return reinterpret_cast<const T*>(reinterpret_cast<const std::uint8_t*>(this + 1) + bytes);
  }
};

class DecisionShapes {
 public:
  explicit DecisionShapes(const Plan& plan);

  const DecisionShape& of(std::uint32_t rule, std::uint32_t action) const {
    const std::uint32_t number = first_[rule] + action;
    return *reinterpret_cast<const DecisionShape*>(bytes_.data() + places_[number] * kUnit);
  }
  // Asks the machine for what a decision of the rule needs.
  void expect(std::uint32_t rule) const {
    constexpr std::size_t kLine = 64, kUsual = 4;
    const std::uint8_t* const at = bytes_.data() + first_places_[rule] * kUnit;
    for (std::size_t line = 0; line < kUsual; ++line) __builtin_prefetch(at + line * kLine);
  }

 private:
  static constexpr std::size_t kUnit = 8;
  void add(const Plan& plan, const RuleInfo& rule, const IssuedAction& issued);

  // By rule: its first action among all, and where its shape stands (of a rule without actions where the next one's does).
  std::vector<std::uint32_t> first_, first_places_;
  std::vector<std::uint32_t> places_;  // by action of a rule: where its shape stands, in units
  std::vector<std::uint8_t> bytes_;
};

}  // namespace wend::runtime
