// SPDX-License-Identifier: Apache-2.0
//
// The conditions of a touchpoint's rules, read off its bodies: for each rule one graph of operations that ask nothing but
// a row, equal operations of all rules being one. What lies behind a rule's skips is part of its condition; where
// something else is asked, it is said what.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "runtime/abi/plan.h"
#include "wend/batch.h"

namespace wend::runtime {

using NodeId = std::uint32_t;

// An operation on the results of earlier nodes.
struct Node {
  OpCode code = OpCode::Absent;
  NodeId inputs[3] = {0, 0, 0};
  std::int64_t imm = 0;
  Unanswered why = Unanswered::Nothing;  // it, or what it asks, is not of a row
  friend bool operator==(const Node&, const Node&) = default;
};

struct RuleCondition {
  std::uint32_t rule = 0;  // position in Plan::rules
  NodeId node = 0;         // a known yes: it acts, but for its limit
};

class Conditions {
 public:
  Conditions(const Plan& plan, std::uint32_t touchpoint, bool with_profile);

  const std::vector<RuleCondition>& rules() const { return rules_; }  // ascending, each once
  const Node& node(NodeId id) const { return nodes_[id]; }
  // Of the conjunction that the node is, its parts.
  std::vector<NodeId> parts_of(NodeId id) const;

 private:
  struct Gate {
    std::uint32_t until;
    NodeId node;
  };
  struct Hash {
    std::size_t operator()(const Node& node) const;
  };

  void read(const Body& body);
  NodeId made(const Op& op);
  NodeId add(const Node& node);
  NodeId both(NodeId a, NodeId b);
  Unanswered why_of(const Op& op) const;
  void add_rule(const Op& op, const std::vector<Gate>& gates);
  NodeId allowed_key(const RuleInfo& rule, NodeId key);

  const Plan& plan_;
  const TouchpointInfo& touchpoint_;
  bool with_profile_;
  std::vector<Node> nodes_;
  std::unordered_map<Node, NodeId, Hash> known_;
  std::vector<NodeId> registers_;  // of the body in hand: what was put there last
  std::vector<RuleCondition> rules_;
};

}  // namespace wend::runtime
