// SPDX-License-Identifier: Apache-2.0
#include "runtime_plans.h"

#include "runtime/abi/pack.h"

namespace wend::runtime_tests {
namespace {

constexpr ValueType kMoney{ValueKind::Money, 0, 0, 0};
constexpr ValueType kProductType{ValueKind::Identifier, 0, 40, 0};

TouchpointInfo touchpoint(const std::string& name, std::vector<FieldInfo> fields) {
  TouchpointInfo info;
  info.name = name;
  info.channels = {0, 1};
  info.fields = std::move(fields);
  return info;
}

Event event(std::string_view customer, std::string_view id, std::string_view time) {
  Event result;
  result.customer = customer;
  result.source = "shop";
  result.id = id;
  result.time_ns = read_rfc3339(time).value();
  return result;
}

}  // namespace

ShopPlan::ShopPlan() {
  plan.schema = "shop";
  plan.zone = "Europe/Berlin";
  plan.grain = 1000;
  plan.history_complete = true;
  plan.currency = "EUR";
  plan.identifiers = {{"Product", 40, 10}};
  plan.channels = {{"web"}, {"app"}};
  plan.customer_fields = {{"name", {ValueKind::Text, 0, 60, 0}, true, true},
                          {"age", {ValueKind::Whole, 0, 0, 0}, true, false}};
  plan.touchpoints.push_back(touchpoint(
      "cart", {{"product", kProductType, true, false}, {"amount", kMoney, true, false}}));
  plan.touchpoints.push_back(touchpoint("order", {{"amount", kMoney, true, false}}));
  plan.actions = {{"remind", "service", {}}};
}

std::uint32_t ShopPlan::add_fact(Fact fact) {
  plan.facts.push_back(std::move(fact));
  return static_cast<std::uint32_t>(plan.facts.size() - 1);
}

void ShopPlan::add(std::uint32_t touchpoint, Op op) { bodies[touchpoint].push_back(op); }
void ShopPlan::add_deadline_op(std::uint32_t rule, Op op) { deadlines[rule].push_back(op); }

std::uint32_t ShopPlan::add_rule(const std::string& name, std::uint32_t ledger) {
  RuleInfo rule;
  rule.name = name;
  rule.when_text = "cart";
  rule.ledger = ledger;
  rule.actions = {{0, IssuedAction::kNoPlace, {}}};
  plan.rules.push_back(rule);
  deadlines.emplace_back();
  return static_cast<std::uint32_t>(plan.rules.size() - 1);
}

void ShopPlan::act(std::uint32_t touchpoint, std::uint32_t rule, std::uint32_t condition,
                   std::uint32_t key) {
  add(touchpoint, op(OpCode::Candidate, 20, condition, key, rule));
  // The target is relative to the body here; `finished` makes it absolute.
  add(touchpoint,
      op(OpCode::Skip, 0, 20, 0, static_cast<std::int64_t>(bodies[touchpoint].size()) + 2));
  add(touchpoint, op(OpCode::Issue, 0, 0, 0, std::int64_t{rule} << 16));
}

Plan ShopPlan::finished() const {
  Plan result = plan;
  const auto place = [&](const std::vector<Op>& ops) {
    const auto begin = static_cast<std::uint32_t>(result.ops.size());
    for (Op one : ops) {
      if (one.code == OpCode::Skip) one.imm += begin;
      result.ops.push_back(one);
    }
    return Body{begin, static_cast<std::uint32_t>(result.ops.size()), 24};
  };
  for (std::size_t i = 0; i < bodies.size(); ++i) result.touchpoints[i].body = place(bodies[i]);
  for (std::size_t i = 0; i < deadlines.size(); ++i)
    result.rules[i].deadline_body = place(deadlines[i]);
  seal(result);
  return result;
}

std::shared_ptr<Pack> ShopPlan::pack() const { return std::make_shared<Pack>(finished()); }

Op op(OpCode code, std::uint32_t out, std::uint32_t a, std::uint32_t b, std::int64_t imm) {
  return {code, out, a, b, 0, imm};
}

Fact fact(FactKind kind, std::uint32_t capacity, bool has_value) {
  Fact result;
  result.kind = kind;
  result.capacity = capacity;
  result.has_value = has_value;
  if (has_value) result.value = kMoney;
  return result;
}

std::int64_t instant(std::string_view rfc3339) { return read_rfc3339(rfc3339).value() / 1'000'000; }

Event cart(std::string_view customer, std::string_view id, std::string_view time,
           std::string_view product, std::int64_t amount_cents) {
  Event result = event(customer, id, time);
  result.touchpoint = ShopPlan::kCart;
  result.fields = {{Event::State::Present, 0, product},
                   {Event::State::Present, amount_cents * 10'000, {}}};
  return result;
}

Event order(std::string_view customer, std::string_view id, std::string_view time,
            std::int64_t amount_cents) {
  Event result = event(customer, id, time);
  result.touchpoint = ShopPlan::kOrder;
  result.fields = {{Event::State::Present, amount_cents * 10'000, {}}};
  return result;
}

Decided::Decided(Session& session) {
  const Plan& plan = session.pack().plan();
  session.on_decision([this, &plan](const Decision& decision) {
    const ValueType type{ValueKind::Instant, 0, 0, 0};
    lines.push_back(std::string(decision.customer) + " " + plan.rules[decision.rule].name + " @ " +
                    value_text(plan, type, decision.time_ms, {}));
  });
}

}  // namespace wend::runtime_tests
