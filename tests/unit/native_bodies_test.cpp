// SPDX-License-Identifier: Apache-2.0
//
// Bodies as a whole: skipped runs, marks, calls into the runtime, and what is refused.
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compiler/native/native.h"
#include "tests/unit/native_fixture.h"

namespace wend::native_tests {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr Cell kYes = {1, Status::Known};
constexpr Cell kNo = {0, Status::Known};
constexpr Cell kMissing = {0, Status::Missing};
constexpr Cell kUnknown = {0, Status::Unknown};

std::vector<std::int64_t> values_of(const std::vector<Cell>& cells) {
  std::vector<std::int64_t> values;
  for (const Cell& cell : cells) values.push_back(cell.value);
  return values;
}

void argument(PlanWriter& writer, std::int64_t slot, std::int64_t value) {
  writer.add(OpCode::Argument, {writer.add(OpCode::Constant, {}, value)}, slot);
}

class NativeBodies : public testing::TestWithParam<native::Effort> {
 protected:
  // Runs the first touchpoint with these fields and four arguments, and gives the arguments' values.
  std::vector<std::int64_t> run(const Plan& plan, std::vector<Cell> fields) {
    if (code_ == nullptr) code_ = code_of(plan, GetParam());
    if (code_ == nullptr) return {};
    FakeRuntime runtime(plan);
    runtime.fields = std::move(fields);
    runtime.arguments.resize(4);
    runtime.run(code_->touchpoints[0], plan.touchpoints[0].body);
    return values_of(runtime.arguments);
  }

 private:
  std::shared_ptr<const NativeCode> code_;
};

TEST_P(NativeBodies, SkipUnlessAKnownYes) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  const auto skip = writer.skip(writer.add(OpCode::Field, {}, 0));
  argument(writer, 0, 10);
  writer.land(skip);
  argument(writer, 1, 20);
  writer.end_body();
  EXPECT_THAT(run(writer.plan, {kYes}), ElementsAre(10, 20, 0, 0));
  for (const Cell& cell : {kNo, kMissing, kUnknown}) {
    EXPECT_THAT(run(writer.plan, {cell}), ElementsAre(0, 20, 0, 0));
  }
}

TEST_P(NativeBodies, SkipWithinASkippedRunAndToTheEnd) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  const auto outer = writer.skip(writer.add(OpCode::Field, {}, 0));
  argument(writer, 0, 10);
  const auto inner = writer.skip(writer.add(OpCode::Field, {}, 1));
  argument(writer, 1, 20);
  writer.land(inner);
  argument(writer, 2, 30);
  const auto last = writer.skip(writer.add(OpCode::Field, {}, 2));
  argument(writer, 3, 40);
  writer.land(outer);
  writer.land(last);
  writer.end_body();
  EXPECT_THAT(run(writer.plan, {kYes, kYes, kYes}), ElementsAre(10, 20, 30, 40));
  EXPECT_THAT(run(writer.plan, {kYes, kNo, kYes}), ElementsAre(10, 0, 30, 40));
  EXPECT_THAT(run(writer.plan, {kYes, kYes, kNo}), ElementsAre(10, 20, 30, 0));
  EXPECT_THAT(run(writer.plan, {kNo, kYes, kYes}), ElementsAre(0, 0, 0, 0));
}

TEST_P(NativeBodies, SkippedRunsMayOverlap) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  const auto a = writer.add(OpCode::Field, {}, 0);
  const auto b = writer.add(OpCode::Field, {}, 1);
  const auto first = writer.skip(a);
  argument(writer, 0, 10);
  const auto second = writer.skip(b);
  argument(writer, 1, 20);
  writer.land(first);
  argument(writer, 2, 30);
  writer.land(second);
  argument(writer, 3, 40);
  writer.end_body();
  EXPECT_THAT(run(writer.plan, {kYes, kYes}), ElementsAre(10, 20, 30, 40));
  EXPECT_THAT(run(writer.plan, {kYes, kNo}), ElementsAre(10, 0, 0, 40));
  EXPECT_THAT(run(writer.plan, {kNo, kYes}), ElementsAre(0, 0, 30, 40));
}

TEST_P(NativeBodies, SkipOnATestThatWasJustMade) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  const auto a = writer.add(OpCode::Field, {}, 0);
  const auto b = writer.add(OpCode::Field, {}, 1);
  const auto both =
      writer.add(OpCode::Or, {writer.add(OpCode::Less, {a, b}), writer.add(OpCode::Not, {b})});
  const auto skip = writer.skip(both);
  argument(writer, 0, 10);
  writer.land(skip);
  writer.end_body();
  EXPECT_THAT(run(writer.plan, {known(0), known(1)}), ElementsAre(10, 0, 0, 0));
  EXPECT_THAT(run(writer.plan, {kMissing, kNo}), ElementsAre(10, 0, 0, 0));
  EXPECT_THAT(run(writer.plan, {kMissing, kYes}), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(run(writer.plan, {known(1), known(1)}), ElementsAre(0, 0, 0, 0));
}

TEST_P(NativeBodies, MarkSetsAndClearsOneBit) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  for (const std::int64_t bit : {0, 1, 33, 63}) {
    writer.add(OpCode::Mark, {writer.add(OpCode::Field, {}, bit == 0 ? 0 : 1)}, bit);
  }
  writer.end_body();
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  const std::uint64_t last = std::uint64_t{1} << 63;
  const std::uint64_t middle = std::uint64_t{1} << 33;
  for (const Cell& other : {kNo, kMissing, kUnknown}) {
    runtime.context.marks = 0b111;
    runtime.fields = {kYes, other};
    runtime.run(code->touchpoints[0], writer.plan.touchpoints[0].body);
    EXPECT_EQ(runtime.context.marks, 0b101U);
    runtime.fields = {other, kYes};
    runtime.run(code->touchpoints[0], writer.plan.touchpoints[0].body);
    EXPECT_EQ(runtime.context.marks, last | middle | 0b110U);
  }
}

TEST_P(NativeBodies, CallTheRuntimeWithTheOperationAndItsInputs) {
  PlanWriter writer;
  writer.begin_touchpoint("unused");
  writer.end_body();
  writer.begin_deadline("r");
  const auto a = writer.add(OpCode::Field, {}, 0);
  const auto b = writer.add(OpCode::Constant, {}, -5);
  const auto product = writer.add(OpCode::Multiply, {a, b});
  writer.add(OpCode::Update, {product}, 7);
  writer.add(OpCode::Reset, {}, 7);
  writer.add(OpCode::Argument, {writer.add(OpCode::ReadAll, {}, 3)}, 1);
  writer.end_body();
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  runtime.fields = {kMissing};
  runtime.arguments.resize(2);
  runtime.answer = {-9, Status::Unknown};
  runtime.run(code->touchpoints[0], writer.plan.touchpoints[0].body);
  EXPECT_TRUE(runtime.calls.empty());
  runtime.run(code->deadlines[0], writer.plan.rules[0].deadline_body);
  ASSERT_EQ(runtime.calls.size(), 4U);
  const OpCode codes[] = {OpCode::Multiply, OpCode::Update, OpCode::Reset, OpCode::ReadAll};
  const std::int64_t indices[] = {2, 3, 4, 5};
  for (std::size_t n = 0; n < 4; ++n) {
    EXPECT_EQ(runtime.calls[n].code, codes[n]);
    EXPECT_EQ(runtime.calls[n].op_index, indices[n]);
  }
  EXPECT_EQ(runtime.calls[0].inputs[0].status, Status::Missing);
  EXPECT_EQ(runtime.calls[0].inputs[1].value, -5);
  EXPECT_EQ(runtime.calls[0].inputs[1].status, Status::Known);
  EXPECT_EQ(runtime.calls[1].inputs[0].value, -9);
  EXPECT_EQ(runtime.calls[1].inputs[0].status, Status::Unknown);
  EXPECT_EQ(runtime.arguments[1].value, -9);
  EXPECT_EQ(runtime.arguments[1].status, Status::Unknown);
}

TEST_P(NativeBodies, SeeWhatAHelperChanged) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  writer.add(OpCode::Mark, {writer.add(OpCode::Constant, {}, 1)}, 2);
  writer.add(OpCode::Argument, {writer.add(OpCode::Captured, {}, 0)}, 0);
  writer.add(OpCode::Advance, {}, 0);
  writer.add(OpCode::Argument, {writer.add(OpCode::Captured, {}, 0)}, 1);
  writer.add(OpCode::Mark, {writer.add(OpCode::Constant, {}, 1)}, 0);
  writer.end_body();
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  runtime.captures = {known(1)};
  runtime.arguments.resize(2);
  runtime.during_call = [](FakeRuntime& self) {
    static const Cell other = known(2);
    EXPECT_EQ(self.context.marks, 0b100U);
    self.context.captures = &other;
    self.context.marks = 0;
  };
  runtime.run(code->touchpoints[0], writer.plan.touchpoints[0].body);
  EXPECT_THAT(values_of(runtime.arguments), ElementsAre(1, 2));
  EXPECT_EQ(runtime.context.marks, 1U);
}

TEST_P(NativeBodies, ManyPiecesKeepTheirPlaces) {
  PlanWriter writer;
  for (int n = 0; n < 300; ++n) {
    writer.begin_touchpoint("t" + std::to_string(n));
    argument(writer, 0, n);
    writer.end_body();
    if (n % 3 == 0) {
      writer.begin_deadline("r" + std::to_string(n));
      argument(writer, 0, -n);
      writer.end_body();
    } else {
      writer.plan.rules.emplace_back();
    }
  }
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  runtime.arguments.resize(1);
  for (std::size_t n = 0; n < 300; ++n) {
    runtime.run(code->touchpoints[n], writer.plan.touchpoints[n].body);
    EXPECT_EQ(runtime.arguments[0].value, static_cast<std::int64_t>(n));
    ASSERT_EQ(code->deadlines[n] != nullptr, n % 3 == 0);
    if (n % 3 == 0) runtime.run(code->deadlines[n], writer.plan.rules[n].deadline_body);
    EXPECT_EQ(runtime.arguments[0].value, static_cast<std::int64_t>(n) * (n % 3 == 0 ? -1 : 1));
  }
}

// A candidate's key is a register only where the limit has a key.
TEST_P(NativeBodies, CandidateWithoutAKeyIgnoresItsSecondRegister) {
  PlanWriter writer;
  writer.begin_deadline("r");
  const auto condition = writer.add(OpCode::Constant, {}, 1);
  writer.add(OpCode::Candidate, {condition, 99}, 0);
  writer.end_body();
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  runtime.run(code->deadlines[0], writer.plan.rules[0].deadline_body);
  ASSERT_EQ(runtime.calls.size(), 1U);
  EXPECT_EQ(runtime.calls[0].inputs[1].status, Status::Missing);
}

// Touchpoints that ask for a number, a set and a capture of their own.
Plan alike(std::uint32_t count) {
  PlanWriter writer;
  for (std::uint32_t n = 0; n < count; ++n) {
    writer.begin_touchpoint("t");
    argument(writer, 0, 10 + n);
    const auto field = writer.add(OpCode::Field, {}, 0);
    const auto is_in = writer.add(OpCode::InMask, {field}, std::int64_t{1} << n);
    writer.add(OpCode::Argument, {is_in}, 1);
    writer.add(OpCode::Argument, {writer.add(OpCode::Captured, {}, n)}, 2);
    writer.end_body();
  }
  return writer.plan;
}

TEST_P(NativeBodies, ThatAreAlikeShareCodeAndKeepTheirNumbers) {
  for (const std::uint32_t count : {7U, 8U}) {
    const Plan plan = alike(count);
    const auto code = code_of(plan, GetParam());
    ASSERT_NE(code, nullptr);
    EXPECT_EQ(code->touchpoints[0] == code->touchpoints[1], count == 8);
    FakeRuntime runtime(plan);
    runtime.fields = {known(2)};
    runtime.captures.assign(count, known(100));
    runtime.captures[2] = {0, Status::Missing};
    runtime.captures[3] = known(103);
    runtime.arguments.resize(3);
    for (std::uint32_t n = 0; n < count; ++n) {
      runtime.run(code->touchpoints[n], plan.touchpoints[n].body);
      EXPECT_THAT(values_of(runtime.arguments),
                  ElementsAre(10 + n, n == 2 ? 1 : 0, runtime.captures[n].value));
      EXPECT_EQ(runtime.arguments[2].status, runtime.captures[n].status);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(, NativeBodies,
                         testing::Values(native::Effort::Light, native::Effort::Full),
                         [](const auto& effort) { return name_of(effort.param); });

// ---- what is refused, and the printed form

Plan small_plan() {
  PlanWriter writer;
  writer.begin_touchpoint("order_placed");
  const auto total = writer.add(OpCode::Field, {}, 0);
  const auto is_large = writer.add(OpCode::Less, {writer.add(OpCode::Constant, {}, 100), total});
  const auto skip = writer.skip(is_large);
  writer.add(OpCode::Argument, {total}, 0);
  writer.land(skip);
  writer.end_body();
  return writer.plan;
}

void expect_refused(const Plan& plan, const std::string& reason) {
  const auto made = native::image(plan);
  ASSERT_FALSE(made);
  EXPECT_THAT(made.failure().what, HasSubstr(reason));
  EXPECT_THAT(native::print_llvm(plan), HasSubstr(reason));
}

TEST(NativeRefuses, ARegisterThatASkippedRunDefined) {
  PlanWriter writer;
  writer.begin_touchpoint("t");
  const auto skip = writer.skip(writer.add(OpCode::Field, {}, 0));
  const auto inside = writer.add(OpCode::Constant, {}, 1);
  writer.land(skip);
  writer.add(OpCode::Argument, {inside});
  writer.end_body();
  expect_refused(writer.plan, "operation 3 (`argument`) reads register 1");
}

TEST(NativeRefuses, PlansThatTheVerifierWouldRefuse) {
  Plan backwards = small_plan();
  backwards.ops[3].imm = 1;
  expect_refused(backwards, "goes on at 1");
  Plan beyond = small_plan();
  beyond.ops[1].out = 1000;
  expect_refused(beyond, "writes beyond the registers");
  Plan too_long = small_plan();
  too_long.touchpoints[0].body.end = 1000;
  expect_refused(too_long, "a body holds operations 0 to 1000 of 5");
  Plan strange = small_plan();
  strange.ops[1].code = static_cast<OpCode>(250);
  expect_refused(strange, "is not an operation");
}

TEST(NativeRefuses, WhenItIsNoLongerWanted) {
  const std::atomic<bool> cancel = true;
  native::Options options;
  options.cancel = &cancel;
  EXPECT_FALSE(native::image(small_plan(), options));
}

TEST(NativePrint, IsTheModuleByName) {
  const Plan plan = small_plan();
  const std::string text = native::print_llvm(plan);
  EXPECT_EQ(text, native::print_llvm(plan));
  EXPECT_THAT(text, HasSubstr("define void @touchpoint_order_placed(ptr noundef nonnull align 8 "
                              "dereferenceable(96) %context, ptr noundef align 8 %ops)"));
  EXPECT_THAT(text, HasSubstr("%r2.yes = and"));
  EXPECT_THAT(text, testing::Not(HasSubstr("target ")));
}

TEST(NativeCompile, RunsOnSeveralThreadsAtOnce) {
  const Plan plan = small_plan();
  const auto compile_often = [&plan] {
    for (int n = 0; n < 10; ++n) {
      const auto code = code_of(plan, native::Effort::Light);
      ASSERT_NE(code, nullptr);
      FakeRuntime runtime(plan);
      runtime.fields = {known(101)};
      runtime.arguments.resize(1);
      runtime.run(code->touchpoints[0], plan.touchpoints[0].body);
      EXPECT_EQ(runtime.arguments[0].value, 101);
    }
  };
  std::thread other(compile_often);
  compile_often();
  other.join();
}

TEST(NativeImage, OfNothingIsEmpty) {
  const auto made = native::image(Plan{});
  ASSERT_TRUE(made);
  EXPECT_TRUE(made.value().image.text.empty());
}

}  // namespace
}  // namespace wend::native_tests
