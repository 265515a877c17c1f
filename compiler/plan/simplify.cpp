// SPDX-License-Identifier: Apache-2.0
//
// Folding, removal of unused work, registers.
//
// Folding is light: what patterns and limits that always or never hold leave behind, and arithmetic on
// constants. A result outside 64 bits is left to the runtime, which says Unknown.
#include "compiler/plan/simplify.h"

#include <algorithm>
#include <array>
#include <functional>
#include <queue>

#include "compiler/base/check.h"

namespace wend::plan {

namespace {

using Number = std::optional<std::int64_t>;
__extension__ using Wide = __int128;

Number number_of(const Op* op) {
  return op && op->code == OpCode::Constant ? Number(op->imm) : Number();
}
FoldedTo to_number(std::int64_t number) { return {FoldedTo::Kind::Number, number}; }
FoldedTo to(FoldedTo::Kind kind) { return {kind, 0}; }

Wide divided(Wide dividend, Wide divisor) {  // half away from zero; divisor > 0
  const Wide half = divisor / 2;
  return dividend < 0 ? -((-dividend + half) / divisor) : (dividend + half) / divisor;
}

Number in_64_bits(Wide number) {
  const auto narrow = static_cast<std::int64_t>(number);
  return narrow == number ? Number(narrow) : Number();
}

Number fold_numbers(OpCode code, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  if (code == OpCode::Add) return __builtin_add_overflow(a, b, &result) ? Number() : Number(result);
  if (code == OpCode::Subtract)
    return __builtin_sub_overflow(a, b, &result) ? Number() : Number(result);
  if (code == OpCode::Multiply) return in_64_bits(divided(static_cast<Wide>(a) * b, kMillionth));
  if (code == OpCode::Equal) return a == b;
  if (code == OpCode::NotEqual) return a != b;
  if (code == OpCode::Less) return a < b;
  if (code == OpCode::LessEqual) return a <= b;
  return {};
}

std::optional<FoldedTo> fold_binary(const Op& op, Number a, Number b) {
  if (a && b) {
    const Number number = fold_numbers(op.code, *a, *b);
    return number ? std::optional(to_number(*number)) : std::nullopt;
  }
  if (op.code == OpCode::Multiply && b == kMillionth) return to(FoldedTo::Kind::A);
  if (op.code == OpCode::Multiply && a == kMillionth) return to(FoldedTo::Kind::B);
  if ((op.code == OpCode::Add || op.code == OpCode::Subtract) && b == 0)
    return to(FoldedTo::Kind::A);
  return std::nullopt;
}

// `deciding` is no for `and`, yes for `or`: it settles the result; the other leaves it to the other side.
std::optional<FoldedTo> fold_logic(const Op& op, Number a, Number b, std::int64_t deciding) {
  if (a == deciding || b == deciding) return to_number(deciding);
  if (a) return to(FoldedTo::Kind::B);
  if (b || op.a == op.b) return to(FoldedTo::Kind::A);
  return std::nullopt;
}

std::optional<FoldedTo> fold_round(std::int64_t imm, const Op* a) {
  const Number number = number_of(a);
  if (!number || imm <= 0) return std::nullopt;
  const Number rounded = in_64_bits(divided(*number, imm) * imm);
  return rounded ? std::optional(to_number(*rounded)) : std::nullopt;
}

std::optional<FoldedTo> fold_unary(const Op& op, const Op* a) {
  const Number number = number_of(a);
  const bool absent = a && a->code == OpCode::Absent;
  if (op.code == OpCode::IsKnown && (number || absent)) return to_number(number ? 1 : 0);
  if (!number) return std::nullopt;
  std::int64_t result = 0;
  if (op.code == OpCode::Not) return to_number(*number != 0 ? 0 : 1);
  if (op.code == OpCode::Negate && !__builtin_sub_overflow(std::int64_t{0}, *number, &result)) {
    return to_number(result);
  }
  if (op.code == OpCode::InMask && *number >= 0 && *number < 64)
    return to_number(op.imm >> *number & 1);
  return std::nullopt;
}

std::optional<FoldedTo> fold_select(Number test) {
  if (!test) return std::nullopt;
  return to(*test != 0 ? FoldedTo::Kind::B : FoldedTo::Kind::C);
}

std::optional<FoldedTo> fold_default(const Op* a) {
  if (!a) return std::nullopt;
  if (a->code == OpCode::Constant) return to(FoldedTo::Kind::A);
  return a->code == OpCode::Absent ? std::optional(to(FoldedTo::Kind::B)) : std::nullopt;
}

}  // namespace

std::optional<FoldedTo> fold(const Op& op, const Op* a, const Op* b, const Op* /*c*/) {
  if (op.code == OpCode::And) return fold_logic(op, number_of(a), number_of(b), 0);
  if (op.code == OpCode::Or) return fold_logic(op, number_of(a), number_of(b), 1);
  if (op.code == OpCode::Select) return fold_select(number_of(a));
  if (op.code == OpCode::Default) return fold_default(a);
  if (op.code == OpCode::Round) return fold_round(op.imm, a);
  const std::uint8_t inputs = row_of(op.code).inputs;
  if (inputs == 1) return fold_unary(op, a);
  if (inputs == 2) return fold_binary(op, number_of(a), number_of(b));
  return std::nullopt;
}

bool has_effect(OpCode code) {
  return !row_of(code).has_output || code == OpCode::Advance || code == OpCode::AdvanceSame ||
         code == OpCode::CountSame || code == OpCode::Cross || code == OpCode::Cycle ||
         code == OpCode::BeginVisit || code == OpCode::Candidate || code == OpCode::Move ||
         code == OpCode::AnswerKeys;
}

namespace {

template <class Visit>
void for_each_input(const Op& op, Visit visit) {
  const std::uint8_t count = row_of(op.code).inputs;
  if (count > 0) visit(op.a);
  if (count > 1) visit(op.b);
  if (count > 2) visit(op.c);
}

std::size_t register_count(const std::vector<Op>& ops) {
  std::size_t count = 0;
  for (const Op& op : ops) {
    if (row_of(op.code).has_output) count = std::max<std::size_t>(count, op.out + std::size_t{1});
  }
  return count;
}

// Backwards: what a kept operation reads is kept too. A run of which nothing is kept needs no Skip.
std::vector<bool> kept_ops(const std::vector<Op>& ops) {
  std::vector<bool> needed(register_count(ops), false), kept(ops.size(), false);
  std::vector<std::size_t> kept_behind(ops.size() + 1, 0);
  for (std::size_t i = ops.size(); i-- > 0;) {
    const Op& op = ops[i];
    const bool is_skip = op.code == OpCode::Skip;
    const bool wanted = is_skip ? kept_behind[i + 1] > kept_behind[static_cast<std::size_t>(op.imm)]
                                : has_effect(op.code) || needed[op.out];
    kept[i] = wanted;
    kept_behind[i] = kept_behind[i + 1] + (wanted ? 1 : 0);
    if (wanted) for_each_input(op, [&](std::uint32_t input) { needed[input] = true; });
  }
  return kept;
}

}  // namespace

void remove_unused(std::vector<Op>& ops) {
  const std::vector<bool> kept = kept_ops(ops);
  std::vector<std::int64_t> moved_to(ops.size() + 1, 0);
  for (std::size_t i = 0; i < ops.size(); ++i) moved_to[i + 1] = moved_to[i] + (kept[i] ? 1 : 0);
  std::vector<Op> rest;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (!kept[i]) continue;
    rest.push_back(ops[i]);
    if (ops[i].code == OpCode::Skip)
      rest.back().imm = moved_to[static_cast<std::size_t>(ops[i].imm)];
  }
  ops = std::move(rest);
}

// Skips only go forward, so a value is needed at most from its definition to its last use in the
// order of the body, whichever runs are skipped.
std::uint32_t assign_registers(std::vector<Op>& ops) {
  std::vector<std::size_t> last_use(register_count(ops), 0);
  for (std::size_t i = 0; i < ops.size(); ++i) {
    if (row_of(ops[i].code).has_output) last_use[ops[i].out] = i;
    for_each_input(ops[i], [&](std::uint32_t input) { last_use[input] = i; });
  }
  std::vector<std::uint32_t> assigned(last_use.size(), 0);
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free;
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < ops.size(); ++i) {
    Op& op = ops[i];
    // Freed behind this operation: no operand is overwritten by it.
    std::array<std::uint32_t, 4> done{};
    std::size_t done_count = 0;
    const auto is_done = [&](std::uint32_t value) {
      const auto end = done.begin() + static_cast<std::ptrdiff_t>(done_count);
      if (last_use[value] != i || std::find(done.begin(), end, value) != end) return;
      done[done_count++] = value;
    };
    for_each_input(op, is_done);
    const bool has_output = row_of(op.code).has_output;
    if (has_output) {
      if (free.empty()) free.push(count++);
      assigned[op.out] = free.top();
      free.pop();
      is_done(op.out);
    }
    const std::uint8_t inputs = row_of(op.code).inputs;
    op.a = inputs > 0 ? assigned[op.a] : 0;
    op.b = inputs > 1 ? assigned[op.b] : 0;
    op.c = inputs > 2 ? assigned[op.c] : 0;
    if (has_output) op.out = assigned[op.out];
    for (std::size_t n = 0; n < done_count; ++n) free.push(assigned[done[n]]);
  }
  return count;
}

}  // namespace wend::plan
