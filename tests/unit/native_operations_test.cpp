// SPDX-License-Identifier: Apache-2.0
//
// Every operation that native code computes itself, against its meaning written again here, the slow
// way: for all pairs of interesting operands, both read from the event and as constants.
#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include <gtest/gtest.h>

#include "tests/unit/native_fixture.h"

namespace wend::native_tests {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr Cell kMissing = {0, Status::Missing};
constexpr Cell kUnknown = {0, Status::Unknown};

Cell yes_no(bool answer) { return known(answer ? 1 : 0); }

// ---- the meaning, again

std::optional<Cell> not_known(std::initializer_list<Cell> inputs) {
  std::optional<Cell> worst;
  for (const Cell& input : inputs) {
    if (input.status == Status::Unknown) return kUnknown;
    if (input.status == Status::Missing) worst = kMissing;
  }
  return worst;
}

Cell in_64_bits(Wide exact) {
  if (exact < kLeast || exact > kMost) return kUnknown;
  return known(static_cast<std::int64_t>(exact));
}

template <class Answer>
Cell both(Cell a, Cell b, Answer answer) {
  if (auto cell = not_known({a, b})) return *cell;
  return answer(Wide{a.value}, Wide{b.value});
}

bool bit(std::int64_t set, std::int64_t position) {
  if (position < 0 || position > 63) return false;
  return ((static_cast<std::uint64_t>(set) >> position) & 1) != 0;
}

enum class Three { No, Neither, Yes };
Three three(Cell a) {
  if (a.status != Status::Known) return Three::Neither;
  return a.value != 0 ? Three::Yes : Three::No;
}
Cell cell_of(Three answer) {
  return answer == Three::Neither ? kUnknown : yes_no(answer == Three::Yes);
}

using Meaning = Cell (*)(Cell a, Cell b, Cell c, std::int64_t imm);

Cell add(Cell a, Cell b, Cell, std::int64_t) {
  return both(a, b, [](auto x, auto y) { return in_64_bits(x + y); });
}
Cell subtract(Cell a, Cell b, Cell, std::int64_t) {
  return both(a, b, [](auto x, auto y) { return in_64_bits(x - y); });
}
Cell negate(Cell a, Cell, Cell, std::int64_t) {
  return both(a, a, [](auto x, auto) { return in_64_bits(-x); });
}
constexpr std::int64_t kFarthest = 300'000'000'000'000;
Cell in_calendar(Cell a, Cell, Cell, std::int64_t) {
  return both(a, a, [](auto x, auto) {
    return x < -kFarthest || x > kFarthest ? kUnknown : in_64_bits(x);
  });
}
Cell equal(Cell a, Cell b, Cell, std::int64_t) {
  return both(a, b, [](auto x, auto y) { return yes_no(x == y); });
}
Cell not_equal(Cell a, Cell b, Cell, std::int64_t) {
  return both(a, b, [](auto x, auto y) { return yes_no(x != y); });
}
Cell less(Cell a, Cell b, Cell, std::int64_t) {
  return both(a, b, [](auto x, auto y) { return yes_no(x < y); });
}
Cell less_equal(Cell a, Cell b, Cell, std::int64_t) {
  return both(a, b, [](auto x, auto y) { return yes_no(x <= y); });
}
Cell in_mask(Cell a, Cell, Cell, std::int64_t imm) {
  if (auto cell = not_known({a})) return *cell;
  return yes_no(bit(imm, a.value));
}
Cell includes(Cell a, Cell b, Cell, std::int64_t) {
  if (auto cell = not_known({a, b})) return *cell;
  return yes_no(bit(a.value, b.value));
}
Cell and_also(Cell a, Cell b, Cell, std::int64_t) { return cell_of(std::min(three(a), three(b))); }
Cell or_else(Cell a, Cell b, Cell, std::int64_t) { return cell_of(std::max(three(a), three(b))); }
Cell negation(Cell a, Cell, Cell, std::int64_t) {
  if (three(a) == Three::Neither) return kUnknown;
  return yes_no(three(a) == Three::No);
}
Cell is_known(Cell a, Cell, Cell, std::int64_t) {
  if (a.status == Status::Unknown) return kUnknown;
  return yes_no(a.status == Status::Known);
}
Cell otherwise(Cell a, Cell b, Cell, std::int64_t) { return a.status == Status::Missing ? b : a; }
Cell select(Cell a, Cell b, Cell c, std::int64_t) {
  if (three(a) == Three::Neither) return kUnknown;
  return three(a) == Three::Yes ? b : c;
}

// ---- operands

using Operands = std::vector<Cell>;

const Operands& numbers() {
  static const Operands cells = {known(0),     known(1),      known(-1),        known(2),
                                 known(-2),    known(62),     known(63),        known(64),
                                 known(kMost), known(kLeast), known(kMost - 1), known(kLeast + 1),
                                 kMissing,     kUnknown};
  return cells;
}
const Operands& instants() {
  static const Operands cells = {known(0),
                                 known(kFarthest),
                                 known(-kFarthest),
                                 known(kFarthest + 1),
                                 known(-kFarthest - 1),
                                 known(kMost),
                                 known(kLeast),
                                 kMissing,
                                 kUnknown};
  return cells;
}
const Operands& answers() {
  static const Operands cells = {known(0), known(1), kMissing, kUnknown};
  return cells;
}
const Operands& few_numbers() {
  static const Operands cells = {known(0),      known(1), known(-1), known(kMost),
                                 known(kLeast), kMissing, kUnknown};
  return cells;
}

struct Row {
  OpCode code;
  unsigned inputs;
  Meaning meaning;
  const Operands& (*first)();
  const Operands& (*others)();
  std::int64_t imm = 0;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {OpCode::Add, 2, add, numbers, numbers},
      {OpCode::Subtract, 2, subtract, numbers, numbers},
      {OpCode::Negate, 1, negate, numbers, numbers},
      {OpCode::InCalendar, 1, in_calendar, instants, instants},
      {OpCode::Equal, 2, equal, numbers, numbers},
      {OpCode::NotEqual, 2, not_equal, numbers, numbers},
      {OpCode::Less, 2, less, numbers, numbers},
      {OpCode::LessEqual, 2, less_equal, numbers, numbers},
      {OpCode::InMask, 1, in_mask, numbers, numbers, 0},
      {OpCode::InMask, 1, in_mask, numbers, numbers, 0b101},
      {OpCode::InMask, 1, in_mask, numbers, numbers, -1},
      {OpCode::InMask, 1, in_mask, numbers, numbers, kLeast},
      {OpCode::Includes, 2, includes, numbers, numbers},
      {OpCode::And, 2, and_also, answers, answers},
      {OpCode::Or, 2, or_else, answers, answers},
      {OpCode::Not, 1, negation, answers, answers},
      {OpCode::IsKnown, 1, is_known, numbers, numbers},
      {OpCode::Default, 2, otherwise, numbers, numbers},
      {OpCode::Select, 3, select, answers, few_numbers},
  };
  return table;
}

std::string text_of(Cell cell) {
  return std::to_string(cell.value) + "/" + std::to_string(static_cast<int>(cell.status));
}

std::string describe(const Row& row, const Cell* inputs) {
  static const char* const kSpellings[] = {
#define OP(name, spelling, inputs, has_output, where) spelling,
#include "runtime/abi/ops.def"
#undef OP
  };
  std::string text = kSpellings[static_cast<std::size_t>(row.code)];
  for (unsigned n = 0; n < row.inputs; ++n) text += " " + text_of(inputs[n]);
  return text + " imm " + std::to_string(row.imm);
}

// Calls `use` with every combination of the row's operands.
template <class Use>
void for_each_combination(const Row& row, const Operands& first, const Operands& others, Use use) {
  const Operands one = {kMissing};
  for (const Cell& a : first) {
    for (const Cell& b : row.inputs > 1 ? others : one) {
      for (const Cell& c : row.inputs > 2 ? others : one) {
        const Cell inputs[3] = {a, b, c};
        use(inputs);
      }
    }
  }
}

void expect_cell(const Cell& found, const Row& row, const Cell* inputs) {
  const Cell expected = row.meaning(inputs[0], inputs[1], inputs[2], row.imm);
  EXPECT_EQ(text_of(found), text_of(expected)) << describe(row, inputs);
}

class NativeOperations : public testing::TestWithParam<native::Effort> {};

TEST_P(NativeOperations, AgreeWithTheirMeaningOnFields) {
  PlanWriter writer;
  for (std::size_t n = 0; n < rows().size(); ++n) {
    writer.begin_touchpoint(std::to_string(n));
    std::vector<std::uint32_t> inputs;
    for (unsigned i = 0; i < rows()[n].inputs; ++i)
      inputs.push_back(writer.add(OpCode::Field, {}, i));
    writer.add(OpCode::Argument, {writer.add(rows()[n].code, inputs, rows()[n].imm)});
    writer.end_body();
  }
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  for (std::size_t n = 0; n < rows().size(); ++n) {
    const Row& row = rows()[n];
    for_each_combination(row, row.first(), row.others(), [&](const Cell* inputs) {
      runtime.fields.assign(inputs, inputs + 3);
      runtime.arguments.assign(1, known(77));
      runtime.run(code->touchpoints[n], writer.plan.touchpoints[n].body);
      expect_cell(runtime.arguments[0], row, inputs);
    });
  }
}

// A constant operand; Unknown has no constant, so it is made by overflow.
std::uint32_t constant(PlanWriter& writer, Cell cell) {
  if (cell.status == Status::Missing) return writer.add(OpCode::Absent);
  if (cell.status == Status::Known) return writer.add(OpCode::Constant, {}, cell.value);
  return writer.add(OpCode::Negate, {writer.add(OpCode::Constant, {}, kLeast)});
}

// Each row with the inputs in `mask` constant and the others read from the event.
class NativeConstants : public testing::TestWithParam<native::Effort> {};

void check_constants(native::Effort effort, unsigned mask) {
  struct Case {
    const Row* row;
    Cell inputs[3];
  };
  std::vector<Case> cases;
  PlanWriter writer;
  for (const Row& row : rows()) {
    const Operands& first = row.first == &answers ? answers() : few_numbers();
    const Operands& others = row.others == &answers ? answers() : few_numbers();
    for_each_combination(row, first, others, [&](const Cell* inputs) {
      writer.begin_touchpoint(std::to_string(cases.size()));
      std::vector<std::uint32_t> sources;
      for (unsigned i = 0; i < row.inputs; ++i) {
        const bool is_constant = ((mask >> i) & 1) != 0;
        sources.push_back(is_constant ? constant(writer, inputs[i])
                                      : writer.add(OpCode::Field, {}, i));
      }
      writer.add(OpCode::Argument, {writer.add(row.code, sources, row.imm)});
      writer.end_body();
      cases.push_back({&row, {inputs[0], inputs[1], inputs[2]}});
    });
  }
  const auto code = code_of(writer.plan, effort);
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  for (std::size_t n = 0; n < cases.size(); ++n) {
    runtime.fields.assign(cases[n].inputs, cases[n].inputs + 3);
    runtime.arguments.assign(1, known(77));
    runtime.run(code->touchpoints[n], writer.plan.touchpoints[n].body);
    expect_cell(runtime.arguments[0], *cases[n].row, cases[n].inputs);
  }
}

TEST_P(NativeConstants, FoldToTheSameResult) { check_constants(GetParam(), 0b111); }
TEST_P(NativeConstants, OnTheRightGiveTheSameResult) { check_constants(GetParam(), 0b110); }
TEST_P(NativeConstants, OnTheLeftGiveTheSameResult) { check_constants(GetParam(), 0b001); }

// A register that is not known holds 0 after any arithmetic, whatever it was made from.
TEST_P(NativeOperations, HideTheValueOfWhatIsNotKnown) {
  PlanWriter writer;
  writer.begin_touchpoint("sum");
  const auto a = writer.add(OpCode::Field, {}, 0);
  const auto b = writer.add(OpCode::Field, {}, 1);
  writer.add(OpCode::Argument, {writer.add(OpCode::Add, {a, b})}, 0);
  writer.add(OpCode::Argument, {writer.add(OpCode::Less, {a, b})}, 1);
  writer.end_body();
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  runtime.arguments.resize(2);
  runtime.fields = {{kMost, Status::Missing}, {kMost, Status::Known}};
  runtime.run(code->touchpoints[0], writer.plan.touchpoints[0].body);
  for (const Cell& cell : runtime.arguments) EXPECT_EQ(text_of(cell), text_of(kMissing));
}

// What reads the context.
TEST_P(NativeOperations, ReadTheContext) {
  PlanWriter writer;
  writer.begin_touchpoint("sources");
  const std::pair<OpCode, std::int64_t> sources[] = {
      {OpCode::Constant, kLeast}, {OpCode::ConstantText, 5}, {OpCode::Absent, 0},
      {OpCode::Field, 2},         {OpCode::Profile, 1},      {OpCode::Now, 0},
      {OpCode::Channel, 0},       {OpCode::Captured, 1}};
  std::int64_t slot = 0;
  for (const auto& [code, imm] : sources) {
    writer.add(slot % 2 == 0 ? OpCode::Argument : OpCode::Reason, {writer.add(code, {}, imm)},
               slot);
    ++slot;
  }
  writer.end_body();
  const auto code = code_of(writer.plan, GetParam());
  ASSERT_NE(code, nullptr);
  FakeRuntime runtime(writer.plan);
  runtime.fields = {known(10), known(11), kUnknown};
  runtime.profile = {known(20), kMissing};
  runtime.captures = {known(30), known(31)};
  runtime.context.now = kMost;
  runtime.context.channel = 3;
  runtime.arguments.resize(8);
  runtime.reasons.resize(8);
  runtime.run(code->touchpoints[0], writer.plan.touchpoints[0].body);
  const Cell expected[] = {known(kLeast), known(5),     kMissing, kUnknown,
                           kMissing,      known(kMost), known(3), known(31)};
  for (std::size_t n = 0; n < 8; ++n) {
    const Cell& found = n % 2 == 0 ? runtime.arguments[n] : runtime.reasons[n];
    EXPECT_EQ(text_of(found), text_of(expected[n])) << "source " << n;
  }
}

TEST(NativeOperationsTable, HoldsEveryInlineComputation) {
  std::set<OpCode> tested;
  for (const Row& row : rows()) tested.insert(row.code);
  const auto require = [&](OpCode code, const char* spelling, unsigned inputs, bool has_output,
                           const std::string& where) {
    const bool computes = where == "Inline" && inputs > 0 && has_output;
    EXPECT_TRUE(!computes || tested.contains(code)) << spelling;
  };
#define OP(name, spelling, inputs, has_output, where) \
  require(OpCode::name, spelling, inputs, has_output, #where);
#include "runtime/abi/ops.def"
#undef OP
}

INSTANTIATE_TEST_SUITE_P(, NativeOperations,
                         testing::Values(native::Effort::Light, native::Effort::Full),
                         [](const auto& effort) { return name_of(effort.param); });
INSTANTIATE_TEST_SUITE_P(, NativeConstants,
                         testing::Values(native::Effort::Light, native::Effort::Full),
                         [](const auto& effort) { return name_of(effort.param); });

}  // namespace
}  // namespace wend::native_tests
