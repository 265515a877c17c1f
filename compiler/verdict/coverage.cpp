// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/coverage.h"

#include <algorithm>

#include "runtime/abi/plan.h"

namespace wend::verdict {

using namespace program;

namespace {

// Which of Below, At and Above an answer shows, if any.
std::optional<Wanted> side_of(const Threshold& threshold, const Answer& answer) {
  const Value& moving = threshold.fixed_left ? answer.right : answer.left;
  if (!moving.known) return std::nullopt;
  std::int64_t difference;
  if (__builtin_sub_overflow(moving.number, threshold.fixed, &difference)) return std::nullopt;
  if (difference == 0) return Wanted::At;
  if (difference < 0 && difference >= -threshold.near) return Wanted::Below;
  return difference > 0 && difference <= threshold.near ? std::optional(Wanted::Above)
                                                        : std::nullopt;
}

// left: when it came, right: the end of its limit.
Wanted place_of(const Answer& answer) {
  if (answer.left.number == answer.right.number) return Wanted::AtTheEnd;
  return answer.left.number < answer.right.number ? Wanted::InTime : Wanted::TooLate;
}

bool shows(const Program& program, const Question& question, const Answer& answer, Wanted wanted) {
  if (wanted == Wanted::Yes || wanted == Wanted::No)
    return answer.test.known && (answer.test.number != 0) == (wanted == Wanted::Yes);
  if (const auto threshold = threshold_of(program, question))
    return side_of(*threshold, answer) == wanted;
  return answer.left.known && answer.right.known && place_of(answer) == wanted;
}

}  // namespace

Coverage::Coverage(const Program& program, const Watch& watch) : program_(program), watch_(watch) {
  for (const Watched& one : watch.rules) want(one);
}

void Coverage::want(const Watched& of) {
  switch (of.kind) {
    case Watching::Rule: {
      add(Wanted::Acts, of);
      if (!rule_named(program_, of.rule).limit.none) add(Wanted::HeldBack, of);
      break;
    }
    case Watching::Stage: add(Wanted::Acts, of); break;
    case Watching::Fewer: return add(Wanted::Fewer, of);
    case Watching::More: return add(Wanted::More, of);
    case Watching::Where:
    case Watching::Limits: break;
  }
  for (std::size_t i = 0; i < of.questions.size(); ++i) {
    if (is_new(of.questions[i])) want(of, i);
  }
}

// A test behind a name, and a `where` of a shared pattern, is shown by whichever rule asks it.
bool Coverage::is_new(const Question& question) {
  const std::pair<Span, std::string> key{question.span, question.text};
  if (std::find(known_.begin(), known_.end(), key) != known_.end()) return false;
  known_.push_back(key);
  return true;
}

void Coverage::want(const Watched& of, std::size_t question) {
  if (of.kind == Watching::Limits) {
    for (const Wanted wanted : {Wanted::InTime, Wanted::AtTheEnd, Wanted::TooLate})
      add(wanted, of, question);
    return;
  }
  if (threshold_of(watch_.program, of.questions[question])) return want_sides(of, question);
  add(Wanted::Yes, of, question);
  add(Wanted::No, of, question);
}

void Coverage::want_sides(const Watched& of, std::size_t question) {
  const Threshold threshold = *threshold_of(watch_.program, of.questions[question]);
  if (can_be_below(threshold)) add(Wanted::Below, of, question);
  add(Wanted::At, of, question);
  if (can_be_above(watch_.program, threshold)) add(Wanted::Above, of, question);
}

void Coverage::add(Wanted wanted, const Watched& of, std::size_t question) {
  obligations_.push_back({wanted, &of, question, false});
}

void Coverage::add(const Plan& plan, const Played& played) {
  for (Obligation& obligation : obligations_) {
    if (obligation.is_shown) continue;
    if (obligation.wanted == Wanted::HeldBack) {
      for (std::size_t i = 0; i < played.counts.size(); ++i) {
        if (plan.rules[i].name == obligation.of->rule && played.counts[i].limited > 0)
          obligation.is_shown = true;
      }
      continue;
    }
    for (const Asked& asked : played.asked) take(asked, obligation);
  }
}

// Rules that ask the same test show it for one another.
void Coverage::take(const Asked& asked, Obligation& obligation) const {
  const Watched& of = *obligation.of;
  if (obligation.wanted == Wanted::Acts) {
    obligation.is_shown = obligation.is_shown || (asked.of == &of && asked.acted);
    return;
  }
  if (obligation.wanted == Wanted::Fewer || obligation.wanted == Wanted::More) {
    obligation.is_shown = obligation.is_shown || asked.of == &of;
    return;
  }
  const Question& wanted = of.questions[obligation.question];
  for (std::size_t i = 0; i < asked.answers.size(); ++i) {
    const Question& question = asked.of->questions[i];
    if (!(question.span == wanted.span) || question.text != wanted.text) continue;
    if (shows(watch_.program, question, asked.answers[i], obligation.wanted))
      obligation.is_shown = true;
  }
}

}  // namespace wend::verdict
