// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/native_fixture.h"

#include <utility>

#include <gtest/gtest.h>

#include "runtime/host/native_text.h"

namespace wend::native_tests {
namespace {

struct Shape {
  std::uint8_t inputs;
  bool has_output;
};

constexpr Shape kShapes[] = {
#define OP(name, spelling, inputs, has_output, where) {inputs, has_output},
#include "runtime/abi/ops.def"
#undef OP
};

constexpr const char* kPlaces[] = {
#define OP(name, spelling, inputs, has_output, where) #where,
#include "runtime/abi/ops.def"
#undef OP
};

Shape shape_of(OpCode code) { return kShapes[static_cast<std::size_t>(code)]; }

}  // namespace

void PlanWriter::begin_touchpoint(const std::string& name) {
  body_ = {next_op(), 0, 0};
  is_deadline_ = false;
  plan.touchpoints.emplace_back();
  plan.touchpoints.back().name = name;
}

void PlanWriter::begin_deadline(const std::string& rule) {
  body_ = {next_op(), 0, 0};
  is_deadline_ = true;
  plan.rules.emplace_back();
  plan.rules.back().name = rule;
  plan.rules.back().at_deadline = true;
}

void PlanWriter::end_body() {
  body_.end = next_op();
  (is_deadline_ ? plan.rules.back().deadline_body : plan.touchpoints.back().body) = body_;
}

std::uint32_t PlanWriter::add(OpCode code, std::vector<std::uint32_t> inputs, std::int64_t imm) {
  EXPECT_EQ(inputs.size(), shape_of(code).inputs);
  inputs.resize(3);
  const std::uint32_t out = shape_of(code).has_output ? body_.registers++ : 0;
  plan.ops.push_back({code, out, inputs[0], inputs[1], inputs[2], imm});
  return out;
}

std::uint32_t PlanWriter::skip(std::uint32_t condition) {
  add(OpCode::Skip, {condition});
  return next_op() - 1;
}

void PlanWriter::land(std::uint32_t skip) { plan.ops[skip].imm = next_op(); }

std::uint32_t PlanWriter::next_op() const { return static_cast<std::uint32_t>(plan.ops.size()); }

std::string name_of(native::Effort effort) {
  switch (effort) {
    case native::Effort::Light: return "Light";
    case native::Effort::Full: return "Full";
  }
  return "";
}

std::shared_ptr<const NativeCode> code_of(const Plan& plan, native::Effort effort) {
  native::Options options;
  options.effort = effort;
  options.piece_ops = 500;
  const auto made = native::image(plan, options);
  if (!made) {
    ADD_FAILURE() << made.failure().what;
    return nullptr;
  }
  auto loaded = runtime::load_native_text(made.value().image);
  if (!loaded) {
    ADD_FAILURE() << "no executable memory";
    return nullptr;
  }
  auto both = std::make_shared<runtime::LoadedText>(std::move(*loaded));
  return {both, both->code.get()};
}

FakeRuntime::FakeRuntime(const Plan& plan) : plan_(plan) {
  for (const char* place : kPlaces) {
    helpers_.push_back(std::string(place) == "Helper" ? &FakeRuntime::record : nullptr);
  }
}

void FakeRuntime::run(NativeBody body, const Body& of) {
  context.fields = fields.data();
  context.profile = profile.data();
  context.captures = captures.data();
  context.arguments = arguments.data();
  context.reasons = reasons.data();
  context.helpers = helpers_.data();
  context.ops = plan_.ops.data();
  context.step = this;
  ASSERT_NE(body, nullptr);
  body(&context, context.ops + of.begin);
}

void FakeRuntime::record(StepContext* context, const Op* op, const Cell* inputs, Cell* out) {
  auto& self = *static_cast<FakeRuntime*>(context->step);
  Call call{op->code, op - self.plan_.ops.data(), {}};
  call.inputs.assign(inputs, inputs + shape_of(op->code).inputs);
  self.calls.push_back(std::move(call));
  *out = self.answer;
  if (self.during_call != nullptr) self.during_call(self);
}

}  // namespace wend::native_tests
