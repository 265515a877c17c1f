// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/plan_fixture.h"

#include <fmt/format.h>

#include "compiler/plan/print.h"

namespace wend::plan::test {

using namespace program;

namespace {

SchemaField field(std::string name, ValueType type, bool optional = false) {
  return {std::move(name), type, optional, false, {}};
}

}  // namespace

ProgramBuilder::ProgramBuilder() {
  Schema& schema = program.schema;
  schema.name = "shop";
  schema.currency = "EUR";
  schema.choices = {{"Channel", {"web", "app", "store"}, false, {}}};
  schema.identifiers = {{"Product", 12, 50, {}, 0, {}}};
  schema.channels = {{"web", {}, {}}, {"app", {}, {}}, {"store", {}, {}}};
  schema.customer = {field("age", kWhole, true)};
  schema.touchpoints = {
      {"product_viewed",
       {0, 1},
       true,
       false,
       {},
       {},
       {field("product", kProduct), field("price", kMoney),
        field("note", {ValueKind::Text, 0, 20, 0}, true)},
       {},
       {},
       {},
       {}},
      {"order_placed",
       {0, 2},
       true,
       false,
       {},
       {},
       {field("total", kMoney), field("product", kProduct)},
       {},
       {},
       {},
       {}},
      {"cart_changed", {0}, true, false, {}, {}, {field("total", kMoney)}, {}, {}, {}, {}}};
  program.answers.resize(schema.touchpoints.size());
  schema.actions = {
      {"remind", "service", {field("product", kProduct, true), field("gift", kMoney)}, {}}};
}

ExprId ProgramBuilder::add(ExprKind kind, Type type, std::string text) {
  program.expressions.push_back({std::move(kind), type, {}, std::move(text)});
  return {static_cast<std::uint32_t>(program.expressions.size()) - 1};
}
ExprId ProgramBuilder::number(std::int64_t whole) {
  return add(Constant{whole * kMillionth}, {Kind::Value, kWhole, false, false});
}
ExprId ProgramBuilder::money(std::int64_t euros) {
  return add(Constant{euros * kMillionth}, {Kind::Value, kMoney, false, false});
}
ExprId ProgramBuilder::yes_no(ExprKind kind, std::string text) {
  return add(std::move(kind), {Kind::Value, {ValueKind::YesNo, 0, 0, 0}, false, false},
             std::move(text));
}
ExprId ProgramBuilder::at_least(ExprId left, ExprId right) {
  return yes_no(Binary{BinaryKind::LessEqual, right, left, false});
}
ExprId ProgramBuilder::both(ExprId left, ExprId right) {
  return yes_no(Binary{BinaryKind::And, left, right, false});
}
ExprId ProgramBuilder::step_field(std::uint32_t step, std::vector<std::uint32_t> fields,
                                  ValueType type) {
  return add(StepField{step, std::move(fields)}, {Kind::Value, type, false, false}, "step field");
}
ExprId ProgramBuilder::own_field(std::uint32_t own, ValueType type) {
  return add(OwnField{own}, {Kind::Value, type, false, false});
}

PatternId ProgramBuilder::pattern(std::vector<std::uint32_t> touchpoints,
                                  std::vector<std::uint32_t> channels) {
  Pattern result;
  for (const std::uint32_t touchpoint : touchpoints)
    result.alternatives.push_back({touchpoint, {}});
  result.channels = std::move(channels);
  result.text = "pattern";
  program.patterns.push_back(std::move(result));
  return {static_cast<std::uint32_t>(program.patterns.size()) - 1};
}
PatternId ProgramBuilder::priced_at_least(std::int64_t euros) {
  const PatternId id = pattern({kViewed});
  const ExprId where = at_least(own_field(1, kMoney), money(euros));
  program.patterns[id.value].alternatives[0].where = where;
  return id;
}

ExprId ProgramBuilder::history(Measure measure, PatternId asked, std::vector<std::uint32_t> fields,
                               Window window, std::uint32_t cap, ValueType type) {
  History made;
  made.measure = measure;
  made.pattern = asked;
  made.fields = std::move(fields);
  made.window = window;
  made.cap = cap;
  return add(std::move(made), {Kind::Value, type, false, false}, "history");
}
ExprId ProgramBuilder::count_in_hours(PatternId asked, std::int64_t amount, std::uint32_t cap) {
  return history(Measure::Count, asked, {}, last(hours(amount)), cap, kWhole);
}

Rule& ProgramBuilder::rule(const std::string& name, const std::vector<PatternId>& steps) {
  Rule rule;
  rule.name = name;
  for (const PatternId step : steps) rule.trigger.steps.push_back({step, "", {}, {}, {}, "step"});
  rule.trigger.text = "trigger";
  rule.calls = {{0, {}, {{1, money(10)}}}};
  rule.limit.none = true;
  program.rules.push_back(std::move(rule));
  return program.rules.back();
}

Stretch hours(std::int64_t amount) { return {false, amount * 3'600'000}; }
Stretch days(std::int32_t amount) { return {true, pack({0, amount})}; }
Window last(Stretch stretch) {
  Window window;
  window.reach = Reach::Sliding;
  window.stretch = stretch;
  return window;
}
Window on_record() { return {}; }
Window since(PatternId pattern) {
  Window window;
  window.reach = Reach::Since;
  window.since = pattern;
  return window;
}

namespace {

std::string text_of(const Plan& plan, const Body& body) {
  std::string text;
  for (std::uint32_t i = body.begin; i < body.end; ++i) {
    text += fmt::format("{} {}\n", i - body.begin, print(plan, plan.ops[i], body.begin));
  }
  return text;
}

}  // namespace

std::string body_of(const Plan& plan, std::uint32_t touchpoint) {
  return text_of(plan, plan.touchpoints[touchpoint].body);
}
std::string deadline_of(const Plan& plan, std::uint32_t rule) {
  return text_of(plan, plan.rules[rule].deadline_body);
}
std::string facts_of(const Plan& plan) {
  std::string text;
  for (const Fact& fact : plan.facts) {
    text += fmt::format("{}: {}, capacity {}\n", name_of(fact.kind), fact.meaning, fact.capacity);
  }
  return text;
}

}  // namespace wend::plan::test
