// SPDX-License-Identifier: Apache-2.0
//
// Plans written by hand, for edges of the runtime that no program text can reach.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/abi/plan.h"
#include "wend/runtime.h"

namespace wend::runtime_tests {

// A shop in Berlin: touchpoints `cart` (product, amount) and `order` (amount) on web and app, the customer
// fields name (text) and age. Facts and operations are added by each test.
struct ShopPlan {
  ShopPlan();

  static constexpr std::uint32_t kCart = 0;
  static constexpr std::uint32_t kOrder = 1;
  static constexpr std::uint32_t kProduct = 0;  // fields of a cart
  static constexpr std::uint32_t kAmount = 1;

  std::uint32_t add_fact(Fact fact);
  // An operation of the touchpoint's body; its result is in register `out`.
  void add(std::uint32_t touchpoint, Op op);
  void add_deadline_op(std::uint32_t rule, Op op);
  // A rule that acts without arguments.
  std::uint32_t add_rule(const std::string& name, std::uint32_t ledger = 0xFFFFFFFF);
  // In the touchpoint's body: if register `condition` is yes and the limit allows, act. Uses register 20.
  void act(std::uint32_t touchpoint, std::uint32_t rule, std::uint32_t condition,
           std::uint32_t key = 0);
  Plan finished() const;
  std::shared_ptr<Pack> pack() const;

  Plan plan;
  std::vector<std::vector<Op>> bodies{2};
  std::vector<std::vector<Op>> deadlines;
};

Op op(OpCode code, std::uint32_t out, std::uint32_t a, std::uint32_t b, std::int64_t imm);
Fact fact(FactKind kind, std::uint32_t capacity, bool has_value = false);
std::int64_t instant(std::string_view rfc3339);  // milliseconds

// An event of the shop; texts must outlive it.
Event cart(std::string_view customer, std::string_view id, std::string_view time,
           std::string_view product, std::int64_t amount_cents);
Event order(std::string_view customer, std::string_view id, std::string_view time,
            std::int64_t amount_cents);

// `customer rule @ time` per decision, in the order of the sink.
class Decided {
 public:
  explicit Decided(Session& session);
  std::vector<std::string> lines;
};

}  // namespace wend::runtime_tests
