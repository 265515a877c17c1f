// SPDX-License-Identifier: Apache-2.0
#include "compiler/plan/index_counts.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace wend::plan {
namespace {

// As ops.def has it.
struct Asked {
  std::uint32_t fact;
  FactPart part;
  std::uint32_t cap;
};

Asked asked_by(const Op& op) {
  const auto bits = static_cast<std::uint64_t>(op.imm);
  return {static_cast<std::uint32_t>(bits & 0xFFFFFF), static_cast<FactPart>(bits >> 24 & 0xFF),
          static_cast<std::uint32_t>(bits >> 32)};
}

bool is_capped_count(const Op& op, const Analysis& analysis) {
  if (op.code != OpCode::Read && op.code != OpCode::ReadAll && op.code != OpCode::ReadBetween)
    return false;
  const Asked asked = asked_by(op);
  const FactKind kind = analysis.facts[asked.fact].kind;
  const bool counts = asked.part == FactPart::Count || asked.part == FactPart::Different;
  const bool has_caps =
      kind == FactKind::Times || kind == FactKind::Items || kind == FactKind::Distinct;
  return counts && has_caps && asked.cap != 0;
}

// A capped count is its cap wherever one that goes on is at least that, and never more.
Intervals without_cap(const Intervals& capped, std::uint32_t cap) {
  const std::int64_t most = std::int64_t{cap} * kMillionth;
  Intervals whole;
  for (Interval interval : capped) {
    if (interval.first > most) continue;
    if (interval.last >= most) interval.last = std::numeric_limits<std::int64_t>::max();
    whole.push_back(interval);
  }
  return whole;
}

Term whole(Term term, const Analysis& analysis, BodyBuilder& tests) {
  const Op op = tests.definition(term.value);
  if (!is_capped_count(op, analysis)) return term;
  const Asked asked = asked_by(op);
  const std::int64_t farthest = analysis.facts[asked.fact].capacity;
  term.allowed.numbers = without_cap(term.allowed.numbers, asked.cap);
  term.value = tests.value(op.code, {op.a, op.b}, (op.imm & 0xFFFFFFFF) | farthest << 32);
  return term;
}

// By register, each once; false if nothing is allowed of one.
bool put_in_order(std::vector<Term>& terms) {
  std::stable_sort(terms.begin(), terms.end(),
                   [](const Term& a, const Term& b) { return a.value < b.value; });
  std::vector<Term> each;
  for (Term& term : terms) {
    if (each.empty() || each.back().value != term.value) {
      each.push_back(std::move(term));
      continue;
    }
    Allowed& allowed = each.back().allowed;
    allowed.numbers = intersection(allowed.numbers, term.allowed.numbers);
    allowed.missing = allowed.missing && term.allowed.missing;
    allowed.unknown = allowed.unknown && term.allowed.unknown;
  }
  terms = std::move(each);
  return std::none_of(terms.begin(), terms.end(), [](const Term& term) {
    return term.allowed.numbers.empty() && !term.allowed.missing && !term.allowed.unknown;
  });
}

}  // namespace

void ask_whole_counts(Disjunction& disjunction, const Analysis& analysis, BodyBuilder& tests) {
  std::erase_if(disjunction.conjunctions, [&](Conjunction& conjunction) {
    for (Term& term : conjunction.terms) term = whole(std::move(term), analysis, tests);
    return !put_in_order(conjunction.terms);
  });
}

}  // namespace wend::plan
