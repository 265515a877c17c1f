// SPDX-License-Identifier: Apache-2.0
//
// Expressions and patterns as operations of one body.
#pragma once

#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/plan/analysis.h"
#include "compiler/plan/body_builder.h"

namespace wend::plan {

// The text constants of a plan, each once.
class TextTable {
 public:
  std::int64_t index_of(const std::string& text);
  std::vector<std::string> texts;

 private:
  std::unordered_map<std::string, std::int64_t> known_;
};

class ExpressionLowering {
 public:
  // `touchpoint`: of the event in hand; none in a deadline.
  ExpressionLowering(const Analysis& analysis, TextTable& texts, BodyBuilder& builder,
                     std::optional<std::uint32_t> touchpoint)
      : analysis_(analysis), texts_(texts), builder_(builder), touchpoint_(touchpoint) {}

  // The rule whose steps expressions may read from now on.
  void set_rule(const RuleFacts& rule) { rule_ = &rule; }

  Register lower(program::ExprId id);
  // The same without what came later than stated.
  Register lower_in_order(program::ExprId id);
  // A history as it is now, with `key` for that of `with the same` unless it is left out.
  Register asked_now(const program::History& history, std::optional<Register> key);
  // From now on this history of the rule is what was read.
  void set_before(program::ExprId history, Register read) { before_[history.value] = read; }
  // From now on it is known that the event in hand matches.
  void set_matched(TestId test) { matched_ = test; }
  // Whether the event in hand matches. Requires: it can (Patterns::can_match).
  Register matches(TestId test);
  // A field or meta field of the event in hand; `fields` as in Patterns::fields.
  Register own_field(const FieldOfTouchpoint& fields);
  // Where a window that ends now starts, exclusive.
  Register window_start(const Stretch& stretch);

 private:
  Register lower(const program::Expr& expr, const program::Binary& binary);
  Register lower(const program::Named& named);
  Register lower(const program::Unary& unary);
  Register lower(const program::OneOf& one_of);
  Register lower(const program::StepField& field);
  Register lower(program::ExprId id, const program::History& history);
  Register lower(const program::Part& part);
  Register lower(const program::StageValue& value);
  Register lower(const program::Lookup& lookup);
  Register start_of(const program::Window& window);
  Register end_of(const program::Window& window);
  Register in_visit(const program::History& history, Register result);
  Register period_start(PaneUnit period, bool before);
  Register read_off(const program::History& history, std::optional<Register> key,
                    const HistoryRead& read, std::int64_t imm);
  Register within(const program::Expr& expr, Register sum);
  Register subtract(const program::Expr& expr, const program::Binary& binary);
  Register add_span(const program::Binary& binary);
  Register equal(program::ExprId left, program::ExprId right, bool ignoring_case);
  std::optional<std::int64_t> mask_of(const program::OneOf& one_of) const;
  Register meta_or_field(std::uint32_t field);
  Register channel_test(const std::vector<std::uint32_t>& channels);
  const ValueType& value_type(program::ExprId id) const { return analysis_.program[id].type.value; }

  const Analysis& analysis_;
  TextTable& texts_;
  BodyBuilder& builder_;
  std::optional<std::uint32_t> touchpoint_;
  const RuleFacts* rule_ = nullptr;
  std::optional<TestId> matched_;
  std::unordered_map<std::uint32_t, Register> named_;  // definitions lowered within the outermost
  std::uint32_t named_depth_ = 0;
  bool in_order_ = false;
  std::unordered_map<std::uint32_t, Register> before_;  // by history
};

}  // namespace wend::plan
