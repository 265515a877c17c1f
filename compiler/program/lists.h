// SPDX-License-Identifier: Apache-2.0
//
// Questions to the items of a list in the event in hand: `any order_placed.items where price > 100 EUR`. In the `where`
// of a touchpoint its own list is named without it: `any items where price > 100 EUR`.
#pragma once

#include "compiler/program/expressions.h"

namespace wend::program {

// A list, or what begins a record, named as if it were a value; true if it was, and reported.
bool report_part_of_event(Pack& pack, const SchemaTouchpoint& touchpoint, const syntax::Name& name);

class Lists {
 public:
  explicit Lists(Expressions& expressions)
      : expressions_(expressions), pack_(expressions.pack_), scope_(expressions.scope_) {}

  // Is a list meant, not the history?
  bool are_asked(const syntax::Exists& asked) const;
  bool are_asked(const syntax::Count& asked) const;
  bool are_asked(const syntax::Aggregate& asked) const;

  MaybeExpr check(const syntax::Expr& node, const syntax::Exists& asked);
  MaybeExpr check(const syntax::Expr& node, const syntax::Count& asked);
  MaybeExpr check(const syntax::Expr& node, const syntax::Aggregate& asked);
  // Items stand in tests only.
  MaybeExpr report_no_value(const syntax::Expr& node);

 private:
  struct Question {
    ListMeasure measure;
    std::string word;
    const syntax::Pattern& pattern;
    syntax::Name list;
    std::optional<syntax::Name> field;
    const syntax::Window& window;
    const std::optional<syntax::Same>& same;
  };
  // Whose list it is: the touchpoint of a `where`, or those of a step.
  struct Source {
    std::optional<std::uint32_t> step;
    std::vector<std::uint32_t> touchpoints;
  };

  bool is_own_list(const syntax::Pattern& pattern) const;
  MaybeExpr answer(const syntax::Expr& node, const Question& question);
  std::optional<Source> source_of(const Question& question);
  bool is_only_a_touchpoint(const syntax::Name& name);
  std::optional<std::vector<std::uint32_t>> lists_of(const Question& question,
                                                     const Source& source);
  void report_unknown_list(const Question& question, const SchemaTouchpoint& touchpoint);
  bool stands_alone(const Question& question);
  bool does_not_go(const Question& question, Span span);
  std::optional<ExprId> where_of(const Question& question, std::uint32_t touchpoint,
                                 std::uint32_t list, bool& understood);
  std::optional<Type> type_of(const Question& question, const SchemaRecord& record,
                              std::uint32_t& field);
  std::uint32_t number_of(std::uint32_t touchpoint, ListAnswer answer, const std::string& name,
                          Type type);

  Expressions& expressions_;
  Pack& pack_;
  Scope& scope_;
};

}  // namespace wend::program
