// SPDX-License-Identifier: Apache-2.0
#include "compiler/verdict/verdict.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/verdict/said.h"
#include "compiler/verdict/why_not.h"

namespace wend::verdict {

using namespace program;

namespace {

bool is_so(const TestValue& expected, const Value& value) {
  switch (expected.state) {
    case TestValue::State::Unsaid: return true;
    case TestValue::State::Missing: return !value.known;
    case TestValue::State::Given:
      return value.known && value.number == expected.number && value.text == expected.text;
  }
  return false;
}

bool is_in_reach(const TestExpectation& expected, const Acted& acted) {
  return acted.instant >= expected.first && acted.instant <= expected.last;
}

bool is_of(const TestExpectation& expected, const Acted& acted) {
  const bool of_action = !expected.action || *expected.action == acted.action;
  return of_action && (expected.rule.empty() || expected.rule == acted.rule);
}

bool has_arguments(const TestExpectation& expected, const Acted& acted) {
  for (std::size_t i = 0; i < expected.arguments.size(); ++i) {
    if (!is_so(expected.arguments[i], acted.arguments[i])) return false;
  }
  return true;
}

bool fits(const TestExpectation& expected, const Acted& acted) {
  return is_in_reach(expected, acted) && is_of(expected, acted) && has_arguments(expected, acted);
}

class Comparison {
 public:
  Comparison(const Program& program, const Test& test, const Played& played)
      : program_(program), test_(test), played_(played), said_(program, test) {}

  std::vector<Difference> differences() {
    if (played_.refused) {
      made_.push_back({test_.title_span, "", "an event was refused: " + *played_.refused, {}});
      return std::move(made_);
    }
    for (const TestExpectation& expected : test_.expectations) {
      if (expected.no) {
        compare_none(expected);
      } else {
        compare(expected);
      }
    }
    return std::move(made_);
  }

 private:
  std::string action(const TestExpectation& expected) const {
    return quoted(expected.action ? program_.schema.actions[*expected.action].name : "action");
  }

  void add(const TestExpectation& expected, std::string message, std::vector<std::string> why) {
    made_.push_back({expected.span, expected.text, std::move(message), std::move(why)});
  }

  // ------------------------------------------------------------ what should be
  void compare(const TestExpectation& expected) {
    std::vector<const Acted*> fitting;
    for (const Acted& acted : played_.acted) {
      if (fits(expected, acted)) fitting.push_back(&acted);
    }
    if (expected.times ? fitting.size() == *expected.times : !fitting.empty()) return;
    if (fitting.empty()) return never(expected);
    std::vector<std::string> why;
    for (const Acted* acted : fitting) why.push_back(decided(*acted));
    add(expected,
        fmt::format("{} was decided {} {}, not {}", action(expected), fitting.size(),
                    fitting.size() == 1 ? "time" : "times", *expected.times),
        std::move(why));
  }

  void never(const TestExpectation& expected) {
    std::vector<std::int64_t> elsewhere;
    for (const Acted& acted : played_.acted) {
      if (!is_of(expected, acted)) continue;
      if (is_in_reach(expected, acted)) return other_arguments(expected, acted);
      elsewhere.push_back(acted.instant);
    }
    const std::string message =
        elsewhere.empty()
            ? fmt::format("{} was never decided", action(expected))
            : fmt::format("{} was decided at {} instead", action(expected), said_.times(elsewhere));
    add(expected, message, why_not(program_, said_, expected, played_));
  }

  void other_arguments(const TestExpectation& expected, const Acted& acted) {
    std::string wrong;
    const auto& fields = program_.schema.actions[acted.action].arguments;
    for (std::size_t i = 0; i < expected.arguments.size(); ++i) {
      const TestValue& wanted = expected.arguments[i];
      if (is_so(wanted, acted.arguments[i])) continue;
      const Value is{wanted.state == TestValue::State::Given, false, wanted.number, wanted.text};
      wrong +=
          fmt::format("{}{} was {}, not {}", wrong.empty() ? "" : " and ", quoted(fields[i].name),
                      left_out(fields[i], acted.arguments[i]), left_out(fields[i], is));
    }
    add(expected,
        fmt::format("{} was decided at {}, but {}", action(expected), said_.time(acted.instant),
                    wrong),
        {decided(acted)});
  }

  std::string left_out(const SchemaField& field, const Value& value) const {
    return value.known ? said_.value(field.type, value) : "missing";
  }

  // ------------------------------------------------------------ what should not be
  void compare_none(const TestExpectation& expected) {
    std::vector<std::string> why;
    std::vector<std::int64_t> instants;
    for (const Acted& acted : played_.acted) {
      if (!fits(expected, acted) || (expected.other && is_expected(acted))) continue;
      instants.push_back(acted.instant);
      why.push_back(decided(acted));
      for (const auto& [words, value] : acted.values)
        why.push_back(fmt::format("  {} was {}", quoted(words), value));
    }
    if (instants.empty()) return;
    add(expected,
        fmt::format("{} was decided at {}",
                    expected.action ? action(expected) : std::string("an action"),
                    said_.times(instants)),
        std::move(why));
  }

  bool is_expected(const Acted& acted) const {
    return std::any_of(test_.expectations.begin(), test_.expectations.end(),
                       [&](const TestExpectation& one) { return !one.no && fits(one, acted); });
  }

  // "rule `x` decided `remind` at 13:30, because of `cart_changed` at 11:30"
  std::string decided(const Acted& acted) const {
    std::string steps;
    for (const auto& [words, instant] : acted.events)
      steps +=
          fmt::format("{}{} at {}", steps.empty() ? "" : ", ", quoted(words), said_.time(instant));
    return fmt::format("rule {} decided {} at {}{}", quoted(acted.rule),
                       quoted(program_.schema.actions[acted.action].name),
                       said_.time(acted.instant), steps.empty() ? "" : ", because of " + steps);
  }

  const Program& program_;
  const Test& test_;
  const Played& played_;
  Said said_;
  std::vector<Difference> made_;
};

}  // namespace

std::vector<Difference> differences(const Program& program, const Test& test,
                                    const Played& played) {
  return Comparison(program, test, played).differences();
}

}  // namespace wend::verdict
