// SPDX-License-Identifier: Apache-2.0
//
// The decisions of one instant, until all of them are known: then they go to the sink by customer, and
// for one customer in the order in which they were made. Storage is reused.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/decision/decision_shapes.h"
#include "runtime/decision/identity.h"
#include "runtime/decision/kept_texts.h"
#include "runtime/step/moment.h"
#include "wend/runtime.h"

namespace wend::runtime {

class DecisionBuffer {
 public:
  explicit DecisionBuffer(const Plan& plan);

  std::function<void(const Decision&)> sink;

  // Action `action` of the rule, with the arguments and reasons in hand.
  void add(const Moment& moment, std::uint32_t rule, std::uint32_t action);
  // The rule is about to decide.
  void expect(std::uint32_t rule) const { shapes_.expect(rule); }
  bool is_any() const { return !made_.empty(); }
  // `name_of` gives a customer's name.
  template <typename NameOf>
  void hand_over(const NameOf& name_of) {
    if (made_.empty()) return;
    for (Made& made : made_) made.name = name_of(made.customer);
    hand_over_sorted();
  }

 private:
  struct Made {
    Made(const Moment& moment, const DecisionShape& of, std::uint32_t of_rule)
        : time(moment.now()), shape(&of), customer(moment.customer), rule(of_rule) {}
    std::int64_t time;
    const DecisionShape* shape;
    std::uint32_t customer, rule;
    std::uint32_t values_at, steps_at;  // values: arguments, then reasons
    std::string_view key;               // of a text, else the eight bytes of a number
    std::string_view hashed_bytes;      // of its id
    std::string_view name;
  };
  // The event in hand, as many decisions name it.
  struct Event {
    std::uint64_t ordinal = 0;  // of its moment; 0: none is kept
    std::string_view source, id;
  };

  void hand_over_sorted();
  void hand_over(const Made& made);
  void keep_values(const Moment& moment, const DecisionShape& shape);
  void keep_steps(const Moment& moment, const DecisionShape& shape);
  std::string_view keep_key(const Moment& moment, const DecisionShape& shape);
  const Event& keep_event(const Moment& moment);

  const Plan& plan_;
  DecisionShapes shapes_;
  bool has_identities_;
  std::vector<Made> made_;
  std::size_t handed_over_ = 0;  // of made_: more than none only if a sink threw
  std::vector<Decision::NamedValue> values_;
  std::vector<Decision::Because> steps_;
  KeptTexts texts_;
  Event event_;
  std::array<char, kIdDigits> id_;  // of the decision that is handed over
};

}  // namespace wend::runtime
