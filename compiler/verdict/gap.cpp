// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/gap.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/program/value_words.h"
#include "compiler/verdict/said.h"
#include "compiler/verdict/suggested_test.h"

namespace wend::verdict {

using namespace program;

namespace {

class Wording {
 public:
  Wording(const Program& program, const Watch& watch, const Obligation& obligation)
      : program_(program), watch_(watch), obligation_(obligation), rule_(rule()) {}

  bool is_stage() const { return rule_.calls.empty(); }

  std::string message() const {
    switch (obligation_.wanted) {
      case Wanted::Acts: return is_stage() ? "it is never recognised" : "it never acts";
      case Wanted::HeldBack: return "its limit never holds it back";
      case Wanted::Yes: return asked() + " is never yes";
      case Wanted::No: return asked() + " is never no";
      case Wanted::Below: return asked() + " is never asked just below" + with_value();
      case Wanted::At: return asked() + " is never asked exactly there" + with_value();
      case Wanted::Above: return asked() + " is never asked just above" + with_value();
      case Wanted::Fewer:
        return trigger() + fmt::format(" never happens only {} times", times() - 1);
      case Wanted::More: return trigger() + fmt::format(" never happens {} times", times() + 1);
      case Wanted::InTime: return asked() + ": it never comes in time";
      case Wanted::AtTheEnd: return asked() + ": it never comes at the very end of its time";
      case Wanted::TooLate: return asked() + ": it never comes just too late";
    }
    return "";
  }

  std::string suggestion() const {
    if (is_stage()) return "what recognises it, or does not, and what is expected of that";
    switch (obligation_.wanted) {
      case Wanted::Acts:
        return fmt::format("a test in which it acts: `expect {} at ... by {}`", action(),
                           rule_.name);
      case Wanted::HeldBack:
        return fmt::format(
            "a test in which it could act again too early: `expect {} 1 times by {}`", action(),
            rule_.name);
      case Wanted::Fewer:
        return fmt::format("`expect no {} until ...` before the last of them", action());
      case Wanted::More: return "one more of them in the same window, and what is expected of it";
      case Wanted::InTime:
      case Wanted::AtTheEnd:
      case Wanted::TooLate:
        return "the step at that time, such as a minute before the end, at the end, a second later";
      case Wanted::Yes:
      case Wanted::No:
      case Wanted::Below:
      case Wanted::At:
      case Wanted::Above: return fmt::format("a test in which rule `{}` is asked so", rule_.name);
    }
    return "";
  }

 private:
  const Rule& rule() const { return rule_named(program_, obligation_.of->rule); }

  std::string action() const { return program_.schema.actions[rule_.calls.front().action].name; }
  std::string trigger() const { return quoted(obligation_.of->text); }
  std::uint32_t times() const { return rule_.trigger.repetition->times; }
  std::string asked() const { return quoted(obligation_.of->questions[obligation_.question].text); }

  std::string with_value() const {
    ExprId moving;
    const auto value = value_that_shows(watch_.program, obligation_, moving);
    if (!value) return "";
    return ": " + value_words(program_.schema, watch_.program[moving].type.value, *value);
  }

  const Program& program_;
  const Watch& watch_;
  const Obligation& obligation_;
  const Rule& rule_;
};

Span place_of(const Obligation& obligation) {
  const bool has_question = obligation.wanted != Wanted::Acts &&
                            obligation.wanted != Wanted::HeldBack &&
                            obligation.wanted != Wanted::Fewer && obligation.wanted != Wanted::More;
  return has_question ? obligation.of->questions[obligation.question].span : obligation.of->span;
}

}  // namespace

std::vector<Gap> gaps(const Program& program, const Watch& watch, const std::vector<Played>& played,
                      const std::vector<Obligation>& all) {
  std::vector<Gap> made;
  for (const Obligation& obligation : all) {
    if (obligation.is_shown) continue;
    const Wording wording(program, watch, obligation);
    made.push_back(
        {place_of(obligation), obligation.of->rule, wording.is_stage(), wording.message(),
         suggested_test(program, watch, played, obligation).value_or(wording.suggestion())});
  }
  return made;
}

}  // namespace wend::verdict
