// SPDX-License-Identifier: Apache-2.0
//
// Questions to the history: which measure, over which window, with which bound. A bound belongs to the
// sentence (meaning.md), so one that is missing is asked for and one that changes nothing is refused.
#pragma once

#include "compiler/program/expressions.h"

namespace wend::program {

// `ever` and `on record`, as the history of the schema is; false, and reported, if it is said otherwise. `span` ends
// with the words.
bool check_recorded(Pack& pack, bool ever, Span span);

// The type of a measure of values of type `field`, which `name` names. Nothing if there is no such measure: reported.
std::optional<Type> measured_type(Pack& pack, Measure measure, const std::string& word,
                                  const syntax::Name& name, const Type& field, bool fades);

class Histories {
 public:
  explicit Histories(Expressions& expressions)
      : expressions_(expressions), pack_(expressions.pack_) {}

  MaybeExpr check(const syntax::Expr& node, const syntax::Exists& asked, const Expect& expect);
  MaybeExpr check(const syntax::Expr& node, const syntax::Count& asked, const Expect& expect);
  MaybeExpr check(const syntax::Expr& node, const syntax::CountDifferent& asked,
                  const Expect& expect);
  MaybeExpr check(const syntax::Expr& node, const syntax::Aggregate& asked, const Expect& expect);
  MaybeExpr check(const syntax::Expr& node, const syntax::Nth& asked, const Expect& expect);
  MaybeExpr check(const syntax::Expr& node, const syntax::Previous& asked, const Expect& expect);
  MaybeExpr check(const syntax::Expr& node, const syntax::TimeSince& asked, const Expect& expect);

 private:
  // One question with its parts where they were written.
  struct Question {
    Measure measure;
    std::string word;  // `count`, `sum`, ...
    const syntax::Pattern& pattern;
    const syntax::Name* field = nullptr;
    const syntax::Window* window = nullptr;  // none: on record
    const syntax::Same* same = nullptr;      // none: of any value
    bool previous = false;
    const std::string* nth = nullptr;   // `2` of `2nd last`
    const Span* before_this = nullptr;  // of what has no window
  };

  MaybeExpr answer(const syntax::Expr& node, const Question& question, const Expect& expect);
  std::optional<Type> field_of(const Question& question, History& made);
  bool window_of(const Question& question, History& made);
  bool reach_of(const Question& question, History& made);

  // check_period.cpp
  bool this_stage(const syntax::Period& period, History& made);
  bool this_visit(const syntax::Period& period, History& made);
  bool period_of(const syntax::Period& period, History& made);
  bool half_life_of(const Question& question, const syntax::HalfLife& half, History& made);
  bool before_of(const Question& question, const syntax::Before& before, History& made);
  bool before_this(Span span, History& made);
  bool previous_of(const Question& question, History& made);

  // check_same.cpp
  bool same_of(const Question& question, History& made);
  std::optional<bool> same_of_instance(const Question& question, History& made);
  std::optional<bool> ends_with_all(const Question& question, const History& made,
                                    const Instance& instance);
  MaybeExpr key_of_instance(const Question& question, const History& made);
  bool since_same(const Question& question, ExprId key, History& made);
  static const syntax::SinceLast& since_of(const Question& question);
  MaybeExpr key_of(const syntax::Same& same, const History& made);
  std::optional<std::vector<std::uint32_t>> same_fields(PatternId pattern,
                                                        const syntax::Name& field, ExprId key);
  std::optional<std::uint32_t> remembering_same(const syntax::Same& same, ExprId key);

  // check_bound.cpp
  bool bounds_of(const Question& question, const Expect& expect, History& made);
  bool check_fit(const Question& question, const History& made);
  bool panes_of(const Question& question, Window& window);
  bool newest_of(const Question& question, History& made);
  bool nth_of(const Question& question, History& made);
  bool calendar_of(const Question& question, History& made);
  bool report_missing_newest(const Question& question);
  bool fits_the_past(const Question& question, const History& made);
  bool cap_of_different(const Question& question, const Expect& expect, History& made);
  bool cap_of_count(const Question& question, const Expect& expect, History& made);
  bool report_missing_bound(const Question& question);
  // `means_nothing`: without the bound the answer stays the same, so that a fix may remove it.
  bool superfluous(Span bound, const char* reason, bool means_nothing = false);
  bool does_not_fit(const Question& question, Span bound, const char* help);
  std::optional<std::uint32_t> cap_from(std::int64_t compared, Span span);
  Span place_of(const Question& question, const char* first_word, Span end) const;
  Span panes_span(const Question& question) const;
  Span newest_span(const Question& question) const;
  Span up_to_span(const Question& question) const;
  Span window_end(const Question& question) const;

  Expressions& expressions_;
  Pack& pack_;
};

}  // namespace wend::program
