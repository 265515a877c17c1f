// SPDX-License-Identifier: Apache-2.0
//
// Types expressions: syntax in, program nodes out, one function per kind of node. Every function
// gives nothing when it, or something it needs, was reported.
#pragma once

#include "compiler/program/flow.h"
#include "compiler/program/match.h"
#include "compiler/program/pack.h"

namespace wend::program {

enum class Place : std::uint8_t { Rule, Definition, Where };

// Where an expression stands, and what is known there.
struct Scope {
  const syntax::Tree& tree;
  Place place = Place::Definition;
  const Match* match = nullptr;                  // Rule
  std::optional<std::uint32_t> own_touchpoint;   // Where: the touchpoint whose fields are meant
  const syntax::Pattern* own_pattern = nullptr;  // Where
  Facts known;
  // Where: the list whose items are asked about, of `own_touchpoint`; nothing: the touchpoint's own fields.
  std::optional<std::uint32_t> own_list = std::nullopt;
};

// What the surroundings of an expression know about it.
struct Expect {
  std::optional<ValueType> type;  // a bare name is looked up there, a text may be an identifier
  std::optional<std::int64_t>
      compared;       // the greatest constant, in millionths, it is compared with
  bool sign = false;  // it stands behind a minus
  bool compared_with_no_number = false;  // which no count can be: that is reported, not its bound
};

class Expressions {
 public:
  Expressions(Pack& pack, Scope& scope) : pack_(pack), scope_(scope) {}

  // May be missing: only `is known` and `default` take that.
  MaybeExpr check(syntax::ExprId id, const Expect& expect = {});
  // Never missing.
  MaybeExpr check_present(syntax::ExprId id, const Expect& expect = {});
  // A test: yes or no, never missing.
  MaybeExpr check_test(syntax::ExprId id);
  // `that F`, as an expression or as the key of a limit.
  MaybeExpr shared_value(const syntax::Name& field, Span span);
  // Field `name` of step `step`; nothing is reported if `quiet` and it is not there.
  MaybeExpr step_field(std::uint32_t step, const syntax::Name& name, Span span, bool quiet = false);

  const Type& type(ExprId id) const { return pack_.program.expressions[id.value].type; }
  const Expr& made(ExprId id) const { return pack_.program.expressions[id.value]; }

 private:
  friend class Histories;
  friend class Lists;
  using Node = syntax::Expr;

  // check_expression.cpp
  MaybeExpr node(const Node& node, const Expect& expect);
  MaybeExpr node_inside(const Node& node, const Expect& expect);
  template <class Asked>
  MaybeExpr asked_of(const Node& node, const Asked& asked, const Expect& expect);
  MaybeExpr literal(const Node& node, const syntax::Literal& literal, const Expect& expect);
  MaybeExpr number(const Node& node, const syntax::Literal& literal);
  MaybeExpr percent(const Node& node, const syntax::Literal& literal);
  MaybeExpr quantity(const Node& node, const syntax::Literal& literal);
  MaybeExpr money(const Node& node, const syntax::Literal& literal);
  MaybeExpr text(const Node& node, const syntax::Literal& literal, const Expect& expect);
  MaybeExpr instant(const Node& node, const syntax::Literal& literal);
  MaybeExpr conditional(const Node& node, const syntax::Conditional& chosen, const Expect& expect);
  MaybeExpr branch(syntax::ExprId id, Expect& expect, std::optional<ExprId>& first);
  MaybeExpr unary(const Node& node, const syntax::Unary& unary);
  MaybeExpr negated(const Node& node, const syntax::Unary& unary);
  MaybeExpr known(const Node& node, const syntax::Unary& unary);

  // check_name.cpp
  MaybeExpr path(const Node& node, const syntax::Path& path, const Expect& expect);
  void know(ExprId value, const syntax::Path& path, std::size_t used);
  MaybeExpr bare_name(const syntax::Name& name, const Expect& expect);
  MaybeExpr value_without_type(const syntax::Name& name);
  MaybeExpr value_of(const syntax::Name& name, const ValueType& choice);
  MaybeExpr report_unknown(const syntax::Name& name);
  MaybeExpr dotted(const syntax::Path& path, std::size_t& used);
  MaybeExpr dotted_in_where(const syntax::Path& path, std::size_t& used);
  MaybeExpr own_field(const syntax::Name& name, bool quiet);
  MaybeExpr outside_where(Span span, const std::string& words);
  MaybeExpr customer_field(const syntax::Name& name, Span span);
  MaybeExpr definition(std::uint32_t which, Span span);
  bool is_too_deep(std::uint32_t which, Span span);
  MaybeExpr previous(const Node& node, const syntax::Previous& asked, const Expect& expect);
  MaybeExpr of_stage(StagePart part, const syntax::Name& journey, const syntax::Name& name,
                     Span span);
  const std::vector<SchemaField>& own_fields() const;
  MaybeExpr of_step(const syntax::Path& path, std::size_t& used);
  std::optional<std::uint32_t> step_named(const syntax::Path& path);
  MaybeExpr report_no_step(const syntax::Path& path);
  void offer_step(Diagnostic& reported, const syntax::Name& field) const;
  MaybeExpr part(ExprId of, const syntax::Name& name, Span span);
  std::vector<std::string> names_here() const;
  std::size_t holders_of(const std::string& field) const;

  // check_lookup.cpp
  MaybeExpr lookup(const Node& node, const syntax::Lookup& asked);
  MaybeExpr lookup_key(const syntax::Lookup& asked, const SchemaTable& table);
  std::optional<std::uint32_t> column_of(const SchemaTable& table, const syntax::Name& name);
  bool is_row_known(const syntax::Lookup& asked, const SchemaTable& table) const;

  // check_operator.cpp
  MaybeExpr binary(const Node& node, const syntax::Binary& binary, const Expect& expect);
  MaybeExpr arithmetic(const Node& node, const syntax::Binary& binary);
  MaybeExpr sum(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr moved(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr product(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr quotient(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr share(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr stand_in(const Node& node, const syntax::Binary& binary, const Expect& expect);
  MaybeExpr joined(const Node& node, const syntax::Binary& binary);
  void check_mixing(const Node& node, const syntax::Binary& binary);
  MaybeExpr not_computed(const syntax::Binary& binary, ExprId left, ExprId right, const char* verb);
  bool explain_unit(Diagnostic& reported, ExprId number, const Type& meant) const;
  MaybeExpr folded(const Node& node, std::optional<std::int64_t> number, const ValueType& type);

  // check_comparison.cpp
  MaybeExpr compared(const Node& node, const syntax::Binary& binary);
  MaybeExpr equality(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr order(const Node& node, const syntax::Binary& binary, ExprId left, ExprId right);
  MaybeExpr text_test(const Node& node, const syntax::Binary& binary);
  MaybeExpr includes(const Node& node, const syntax::Binary& binary);
  MaybeExpr between(const Node& node, const syntax::Between& between);
  MaybeExpr one_of(const Node& node, const syntax::OneOf& one_of);
  bool check_sides(syntax::ExprId left, syntax::ExprId right, MaybeExpr& made_left,
                   MaybeExpr& made_right);
  Expect expected_beside(const std::vector<MaybeExpr>& sides) const;
  bool comparable(ExprId left, ExprId right, Span span);
  bool explain_date(Diagnostic& reported, ExprId number, const Type& meant) const;
  bool has_order(ExprId side, Span op);
  bool may_ignore_case(ExprId side, bool ignoring, Span span);
  bool is_open_name(syntax::ExprId id) const;
  bool is_chain(const Node& node, const syntax::Binary& binary);
  std::optional<std::int64_t> end_of_count(ExprId id) const;
  void warn_if_beyond(const Node& node, BinaryKind op, ExprId left, ExprId right);
  void warn_if_constant(const Node& node, BinaryKind op, ExprId left, ExprId right);

  // what all of them use
  ExprId add(ExprKind kind, Type type, Span span);
  ExprId add_test(ExprKind kind, Span span, bool personal);
  MaybeExpr negate_test(ExprId test, Span span, bool negated);
  const Node& at(syntax::ExprId id) const { return scope_.tree[id]; }
  syntax::ExprId inside(syntax::ExprId id) const;  // without parentheses
  std::optional<std::int64_t> constant(ExprId id) const;
  bool is_constant(ExprId id) const;
  bool personal(ExprId a, ExprId b) const { return type(a).personal || type(b).personal; }
  std::string said_type(ExprId id) const;
  MaybeExpr report_missing(syntax::ExprId written);
  bool unify(ExprId left, ExprId right, ValueType& made) const;

  Pack& pack_;
  Scope& scope_;
};

// Of a customer field that is not optional, before the profile has come.
inline constexpr const char* kBeforeTheProfile =
    "while it is unknown, before the profile has come, the rule does not act in any case: to ask, "
    "declare "
    "it `optional`";

inline bool is_number(ValueKind kind) {
  return kind == ValueKind::Whole || kind == ValueKind::Decimal;
}
inline ValueType plain(ValueKind kind) { return {kind, 0, 0, 0}; }
// A computed number: it was declared with no places, and is shown with the digits it has.
inline ValueType decimal() { return {ValueKind::Decimal, 0, 0, 0}; }

}  // namespace wend::program
