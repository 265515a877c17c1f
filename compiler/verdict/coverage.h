// SPDX-License-Identifier: Apache-2.0
//
// What the tests of a pack show of its rules, from what the rules were asked and answered while they were
// played. Wanted is, of each rule:
//   that it acts, and that its limit holds it back;
//   of each comparison with a fixed value that has an order: just below it, at it, just above it;
//   of any other test in its condition, and in a `where`: the answer yes and the answer no;
//   of `n times`: one time fewer, n, one more;
//   of a limit of a step or an absence: in time, at the very end, too late.
// What no event can show is not wanted.
#pragma once

#include <string>
#include <vector>

#include "compiler/verdict/play.h"

namespace wend::verdict {

enum class Wanted : std::uint8_t {
  Acts,
  HeldBack,  // by its limit
  Yes,
  No,
  Below,
  At,
  Above,
  Fewer,
  More,
  InTime,
  AtTheEnd,
  TooLate,
};

// Something that tests should show.
struct Obligation {
  Wanted wanted = Wanted::Acts;
  const Watched* of = nullptr;
  std::size_t question = 0;  // of those of `of`
  bool is_shown = false;
};

class Coverage {
 public:
  // `program` and `watch` must outlive it.
  Coverage(const program::Program& program, const Watch& watch);

  void add(const Plan& plan, const Played& played);

  const std::vector<Obligation>& obligations() const { return obligations_; }

 private:
  void want(const Watched& of);
  void want(const Watched& of, std::size_t question);
  void want_sides(const Watched& of, std::size_t question);
  void add(Wanted wanted, const Watched& of, std::size_t question = 0);
  void take(const Asked& asked, Obligation& obligation) const;
  bool is_new(const Question& question);

  const program::Program& program_;
  const Watch& watch_;
  std::vector<Obligation> obligations_;
  std::vector<std::pair<Span, std::string>> known_;  // questions that several rules ask
};

// Which side of a comparison is fixed, and where the other stands. Nothing if it is no such comparison.
struct Threshold {
  bool fixed_left = false;
  std::int64_t fixed = 0;
  std::int64_t near = 0;  // what still counts as just below and just above
  ValueType type;
  program::ExprId moving;
};
std::optional<Threshold> threshold_of(const program::Program& program, const Question& question);

// The least step from the fixed value that an author can write.
std::int64_t step_of(const Schema& schema, const Threshold& threshold);

// Whether an event could show it.
bool can_be_below(const Threshold& threshold);
bool can_be_above(const program::Program& program, const Threshold& threshold);

}  // namespace wend::verdict
