// SPDX-License-Identifier: Apache-2.0
//
// The words of rules and actions as they stand around the values of a decision in a line of JSON, escaped and put together once.
// Those of a rule stand behind each other, in the order in which a line has them: with many rules nothing of one is in a
// near cache when it decides.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/plan.h"
#include "runtime/decision/line.h"

namespace wend::runtime {

class DecisionWords {
 public:
  struct Words {
    std::uint32_t at = 0, size = 0;
  };
  // What a value is.
  struct Kind {
    ValueKind kind = ValueKind::Whole;
    std::uint8_t places = 0;     // digits behind the point
    std::uint32_t declared = 0;  // the choice that it is of
  };
  static Kind kind_of(const Plan& plan, const ValueType& type);
  // The words before a value or the time of a step, and what the value is. They are good for the plan's own name of it.
  struct Piece {
    const char* of = nullptr;  // where the name stands in the plan
    const ValueType* type = nullptr;
    std::uint32_t of_size = 0;
    std::uint32_t at = 0, size = 0;
    Kind kind;
    bool is_for(std::string_view name) const { return name.data() == of && name.size() == of_size; }
  };
  struct Rule {
    Words head;                                      // from behind the time
    Words because;                                   // from behind the arguments to the events
    std::uint32_t end = 0;                           // of all its words
    std::uint32_t first = 0, steps = 0, values = 0;  // its pieces: of steps, then of values
  };
  struct Action {
    Words head;  // from behind those of the rule
    std::uint32_t first = 0, arguments = 0;
  };

  explicit DecisionWords(const Plan& plan);
  // Those of one rule and one action, which are then the first.
  DecisionWords(const Plan& plan, std::uint32_t rule, std::uint32_t action);

  const Rule& rule(std::size_t number) const { return rules_[number]; }
  const Action& action(std::size_t number) const { return actions_[number]; }
  std::span<const Piece> steps(const Rule& rule) const {
    return {&pieces_[rule.first], rule.steps};
  }
  std::span<const Piece> values(const Rule& rule) const {
    return {&pieces_[rule.first] + rule.steps, rule.values};
  }
  std::span<const Piece> arguments(const Action& action) const {
    return {&pieces_[action.first], action.arguments};
  }
  void put(Line& line, std::uint32_t at, std::uint32_t size) const {
    line.put_slack(text_.data() + at, size);
  }
  void put(Line& line, const Words& words) const { put(line, words.at, words.size); }
  // A value of a choice; its number where it has none.
  void put_choice(Line& line, std::uint32_t choice, std::int64_t position) const;
  // Asks the machine for what a line of the rule needs.
  void expect(const Rule& rule) const;

  // What stands around the name of a step, a value, an argument.
  static constexpr std::string_view kStep = "{\"step\":", kStepEnd = ",\"time\":\"",
                                    kWhat = "{\"what\":", kWhatEnd = ",\"is\":\"",
                                    kArgumentEnd = ":";

 private:
  void add(const RuleInfo& rule);
  void add(const ActionInfo& action);
  void add_piece(std::string_view before, std::string_view name, std::string_view behind,
                 const ValueType* type);
  void add_choices();
  void close();
  template <typename Write>
  Words add_words(const Write& write);

  const Plan& plan_;
  std::vector<Rule> rules_;
  std::vector<Action> actions_;
  std::vector<Piece> pieces_;
  std::vector<std::vector<Words>>
      choices_;       // by choice of the plan, by position; none for one rule
  std::string text_;  // kSlack bytes more than there are words
};

}  // namespace wend::runtime
