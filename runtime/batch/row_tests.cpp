// SPDX-License-Identifier: Apache-2.0
#include "runtime/batch/row_tests.h"

#include <algorithm>
#include <unordered_set>

#include "runtime/interpret/inline_operations.h"
#include "runtime/interpret/plan_interpreter.h"

namespace wend::runtime {
namespace {

void note(std::vector<std::uint32_t>& numbers, std::int64_t number) {
  const auto field = static_cast<std::uint32_t>(number);
  if (std::find(numbers.begin(), numbers.end(), field) == numbers.end()) numbers.push_back(field);
}

bool contains(const std::vector<std::uint32_t>& numbers, std::uint32_t number) {
  return std::find(numbers.begin(), numbers.end(), number) != numbers.end();
}

Cell cell_of(const Batch::Column& column, const FieldInfo& info, std::size_t row, Status absent,
             Texts& texts) {
  if (column.present != nullptr && (column.present[row / 64] >> (row % 64) & 1) == 0)
    return cell_of_status(absent);
  return known(is_bytes(info.type.kind) ? texts.add_view(column.texts[row]) : column.numbers[row]);
}

}  // namespace

RowTests::RowTests(const Plan& plan, std::uint32_t touchpoint, const Conditions& conditions)
    : conditions_(conditions),
      fields_(plan.touchpoints[touchpoint].fields),
      profile_fields_(plan.customer_fields),
      prepared_(plan),
      decisions_(plan),
      moment_(prepared_, counts_, decisions_) {}

// Nodes are numbered behind those that they ask, so that their numbers are an order to compute them in.
std::uint32_t RowTests::add(const std::vector<NodeId>& parts) {
  std::unordered_set<NodeId> seen;
  std::vector<NodeId> order, open = parts;
  while (!open.empty()) {
    const NodeId id = open.back();
    open.pop_back();
    if (!seen.insert(id).second) continue;
    order.push_back(id);
    const Node& node = conditions_.node(id);
    for (std::uint8_t i = 0; i < row_of(node.code).inputs; ++i) open.push_back(node.inputs[i]);
  }
  std::sort(order.begin(), order.end());
  const auto register_of = [&](NodeId id) {
    return static_cast<std::uint32_t>(std::lower_bound(order.begin(), order.end(), id) -
                                      order.begin()) +
           1;
  };
  Body test{static_cast<std::uint32_t>(ops_.size()), 0,
            static_cast<std::uint32_t>(order.size()) + 1};
  for (const NodeId id : order) {
    const Node& node = conditions_.node(id);
    Op op{node.code, register_of(id), 0, 0, 0, node.imm};
    const std::uint8_t inputs = row_of(node.code).inputs;
    if (inputs > 0) op.a = register_of(node.inputs[0]);
    if (inputs > 1) op.b = register_of(node.inputs[1]);
    if (inputs > 2) op.c = register_of(node.inputs[2]);
    ops_.push_back(op);
    if (node.code == OpCode::Field) note(asked_, node.imm);
    if (node.code == OpCode::Profile) note(asked_profile_, node.imm);
  }
  ops_.push_back({OpCode::Constant, 0, 0, 0, 0, 1});
  for (const NodeId part : parts) ops_.push_back({OpCode::And, 0, 0, register_of(part), 0, 0});
  test.end = static_cast<std::uint32_t>(ops_.size());
  tests_.push_back(test);
  return static_cast<std::uint32_t>(tests_.size() - 1);
}

void RowTests::finish() {
  moment_.context.ops = ops_.data();
  std::size_t most = 0;
  for (const Body& test : tests_) most = std::max<std::size_t>(most, test.registers);
  registers_.resize(most);
}

bool RowTests::asks_field(std::uint32_t field) const { return contains(asked_, field); }
bool RowTests::asks_profile(std::uint32_t field) const { return contains(asked_profile_, field); }

void RowTests::take(const Batch::Block& block, std::size_t row) {
  moment_.texts.forget_step();
  for (const std::uint32_t field : asked_)
    moment_.fields[field] =
        cell_of(block.fields[field], fields_[field], row, Status::Missing, moment_.texts);
  for (const std::uint32_t field : asked_profile_) {
    const Status absent = profile_fields_[field].optional ? Status::Missing : Status::Unknown;
    moment_.profile[field] =
        cell_of(block.profile[field], profile_fields_[field], row, absent, moment_.texts);
  }
  moment_.context.now = block.instants[row];
  moment_.context.channel = block.channels[row];
}

bool RowTests::holds(std::uint32_t test) {
  interpret(moment_, tests_[test], registers_.data());
  return is_known_yes(registers_[0]);
}

}  // namespace wend::runtime
