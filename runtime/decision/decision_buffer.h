// SPDX-License-Identifier: Apache-2.0
//
// The decisions of one instant, until all of them are known: then they go to the sink by customer, and
// for one customer in the order in which they were made. Storage is reused.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/decision/decision_shapes.h"
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
  // `name_of` gives a customer's name.
  template <typename NameOf>
  void hand_over(const NameOf& name_of) {
    if (made_.empty()) return;
    for (Made& made : made_) made.name = name_of(made.customer);
    hand_over_sorted();
  }

 private:
  struct Kept {  // a value; text at [number, number + length) of text_
    std::int64_t number;
    std::uint32_t length;
    bool known;
  };
  struct Step {
    std::int64_t time;
    std::uint32_t source_at, source_length, id_length;  // the id follows the source
  };
  struct Made {
    std::int64_t time;
    const DecisionShape* shape;
    std::uint32_t customer, rule;
    std::uint32_t values_at, steps_at;  // values: arguments, then reasons
    std::uint32_t key_at, key_length;
    std::string_view name;
    char id[32];
  };

  void hand_over_sorted();
  void hand_over(const Made& made);
  std::string_view text_at(std::size_t at, std::size_t length) const {
    return {text_.data() + at, length};
  }
  std::uint32_t keep_text(std::string_view text);
  void keep(const Moment& moment, const DecisionShape::Value& value);
  void keep_steps(const Moment& moment, const DecisionShape& shape);
  void keep_key(const Moment& moment, Made& made);
  void name_values(const Made& made);
  void name_steps(const Made& made);

  const Plan& plan_;
  DecisionShapes shapes_;
  bool has_identities_;
  std::vector<Made> made_;
  std::size_t handed_over_ = 0;  // of made_: more than none only if a sink threw
  std::vector<Kept> values_;
  std::vector<Step> steps_;
  std::string text_;
  std::string hash_room_;
  std::vector<Decision::NamedValue> values_out_;  // arguments, then reasons
  std::vector<Decision::Because> events_out_;
};

}  // namespace wend::runtime
