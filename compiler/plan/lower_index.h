// SPDX-License-Identifier: Apache-2.0
//
// Which rules of a touchpoint stand behind its index, and what the index asks. If its trigger is the event alone, trigger
// and condition rule events out without the rule being looked at; else its last step does.
#pragma once

#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/plan/from_program.h"
#include "compiler/plan/index_terms.h"
#include "compiler/plan/lower_body.h"

namespace wend::plan {

// What the index may know of one rule.
struct IndexCandidate {
  std::uint32_t rule = IndexedBody::kNone;
  bool by_event_alone = false;  // it is the trigger; else the event is only its last part
  Disjunction trigger;          // where it is a known yes
  Disjunction loose_trigger;    // where it is no known no
  Disjunction filter;           // where neither the trigger nor the condition is a known no
  // The trigger is one conjunction, exactly: then how often it fires without the rule running can be counted.
  // Else the filter is that of the trigger alone.
  bool is_counted() const {
    return by_event_alone && trigger.exact && trigger.conjunctions.size() == 1;
  }
};

class IndexLowering {
 public:
  // `rules`: those that may stand behind the index, in the plan's order.
  IndexLowering(const Analysis& analysis, std::uint32_t touchpoint,
                const std::vector<std::uint32_t>& rules, const Settings& settings,
                TextTable& texts);

  bool empty() const { return index_.bodies.empty(); }
  bool holds(std::uint32_t rule) const { return held_.count(rule) != 0; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(index_.bodies.size()); }
  // Computes the keys and asks the index.
  void look(BodyBuilder& builder);
  BodyIndex take() { return std::move(index_); }

 private:
  void read(const Analysis& analysis, const RuleFacts& rule, std::uint32_t number);
  void drop_hopeless();
  bool is_over_window(Register value) const;
  void give(std::size_t key, BodyBuilder& builder);
  Register copied(Register value, BodyBuilder& builder);

  const std::vector<Fact>& facts_;
  std::size_t least_at_once_;  // questions over windows
  BodyBuilder tests_;          // the tests of all rules, each value once
  ExpressionLowering expressions_;
  std::vector<IndexCandidate> candidates_;
  std::vector<Register> keys_;  // by number: the values that are computed for the index
  std::unordered_map<Register, Register> copies_;
  std::unordered_set<std::uint32_t> held_;
  BodyIndex index_;
};

// Whether the index can rule a body out at all, and has to ask something for that.
bool rules_out(const Disjunction& filter);

}  // namespace wend::plan
