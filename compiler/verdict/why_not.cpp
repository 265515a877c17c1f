// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/why_not.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/program/units.h"

namespace wend::verdict {

using namespace program;

namespace {

constexpr std::size_t kShown = 3;  // of one rule

std::string limit_words(const Program& program, const Limit& limit) {
  std::string made = limit.times == 1 ? "once" : fmt::format("{} times", limit.times);
  made += " per " + (limit.key     ? program[*limit.key].text
                     : limit.level ? program.schema.levels[*limit.level].name
                                   : std::string("customer"));
  return limit.in ? made + " in " + stretch_words(*limit.in) : made;
}

class WhyNot {
 public:
  WhyNot(const Program& program, const Said& said, const TestExpectation& expected,
         const Played& played)
      : program_(program), said_(said), expected_(expected), played_(played) {}

  std::vector<std::string> lines() {
    for (const Rule& rule : program_.rules) {
      if (could(rule)) explain(rule);
    }
    if (made_.empty()) made_.emplace_back("no rule does this");
    return std::move(made_);
  }

 private:
  bool could(const Rule& rule) const {
    if (!expected_.rule.empty()) return rule.name == expected_.rule;
    return !expected_.action ||
           std::any_of(rule.calls.begin(), rule.calls.end(),
                       [&](const Call& call) { return call.action == *expected_.action; });
  }

  bool is_expected_at(std::int64_t instant) const {
    return instant >= expected_.first && instant <= expected_.last;
  }

  void explain(const Rule& rule) {
    std::vector<std::int64_t> elsewhere;
    std::size_t shown = 0;
    bool was_asked = false;
    for (const Asked& asked : played_.asked) {
      if (asked.of->name != rule.name) continue;
      if (!is_expected_at(asked.instant)) {
        elsewhere.push_back(asked.instant);
        continue;
      }
      was_asked = true;
      if (!asked.acted && shown++ < kShown) explain(rule, asked);
    }
    if (was_asked) return;
    const std::string when =
        elsewhere.empty() ? "it never did" : "it did at " + said_.times(elsewhere);
    made_.push_back(
        fmt::format("rule {}: its trigger did not occur then; {}", quoted(rule.name), when));
  }

  void explain(const Rule& rule, const Asked& asked) {
    const std::string head =
        fmt::format("rule {} was asked at {}", quoted(rule.name), said_.time(asked.instant));
    if (asked.condition.known && asked.condition.number != 0) {
      if (!asked.arguments_known) {
        made_.push_back(head + ", and an argument of its action could not be computed");
      } else {
        made_.push_back(head + ", and its limit held it back: " +
                        limit_words(program_, rule.limit) + acted_before(rule, asked.instant));
      }
      return;
    }
    made_.push_back(head + (asked.condition.known ? ", and its condition was no"
                                                  : ", and its condition could not be answered"));
    for (std::size_t i = 0; i < asked.answers.size(); ++i) {
      if (is_to_blame(asked.of->questions[i], asked.answers[i]))
        made_.push_back("  " + answered(asked.of->questions[i], asked.answers[i]));
    }
  }

  std::string acted_before(const Rule& rule, std::int64_t instant) const {
    std::vector<std::int64_t> before;
    for (const Acted& acted : played_.acted) {
      if (acted.rule == rule.name && acted.instant <= instant) before.push_back(acted.instant);
    }
    before.erase(std::unique(before.begin(), before.end()), before.end());
    return before.empty() ? "" : fmt::format(" (it acted at {})", said_.times(before));
  }

  static bool is_to_blame(const Question& question, const Answer& answer) {
    return !answer.test.known || (answer.test.number != 0) == question.negated;
  }

  std::string answered(const Question& question, const Answer& answer) const {
    std::string made = fmt::format("{} was {}", quoted(question.text),
                                   !answer.test.known        ? "not known"
                                   : answer.test.number != 0 ? "yes"
                                                             : "no");
    std::string sides;
    add_side(question.left, answer.left, sides);
    add_side(question.right, answer.right, sides);
    return sides.empty() ? made : made + ": " + sides;
  }

  void add_side(const std::optional<ExprId>& side, const Value& value, std::string& to) const {
    if (!side) return;
    const Expr& expr = program_[*side];
    if (std::holds_alternative<Constant>(expr.kind) ||
        std::holds_alternative<TextConstant>(expr.kind))
      return;
    to += fmt::format("{}{} was {}", to.empty() ? "" : ", ", quoted(expr.text),
                      said_.value(expr.type.value, value));
    const auto* field = std::get_if<CustomerField>(&expr.kind);
    if (value.known || field == nullptr || program_.schema.customer[field->field].optional) return;
    to += fmt::format(" (the test does not say it: `given customer({}: ...)`)",
                      program_.schema.customer[field->field].name);
  }

  const Program& program_;
  const Said& said_;
  const TestExpectation& expected_;
  const Played& played_;
  std::vector<std::string> made_;
};

}  // namespace

std::vector<std::string> why_not(const Program& program, const Said& said,
                                 const TestExpectation& expected, const Played& played) {
  return WhyNot(program, said, expected, played).lines();
}

}  // namespace wend::verdict
