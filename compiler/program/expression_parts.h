// SPDX-License-Identifier: Apache-2.0
//
// What expressions are made of, also through names.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "compiler/base/match.h"
#include "compiler/program/program.h"

namespace wend::program {

// Calls act(id) for each expression that this one names directly, as written; a definition's value is one of them.
template <class Act>
void each_part(const Program& program, const Expr& expr, Act act) {
  match(
      expr.kind, [](const Constant&) {}, [](const TextConstant&) {}, [](const CustomerField&) {},
      [](const OwnField&) {}, [](const ItemField&) {}, [](const StepField&) {}, [](const Now&) {},
      [&](const Named& named) { act(program.definitions[named.definition].value); },
      [&](const Binary& binary) {
        act(binary.left);
        act(binary.right);
      },
      [&](const Unary& unary) { act(unary.operand); },
      [&](const OneOf& one_of) {
        act(one_of.value);
        for (const ExprId option : one_of.options) act(option);
      },
      [&](const Select& select) {
        act(select.test);
        act(select.yes);
        act(select.otherwise);
      },
      [&](const Part& part) { act(part.operand); },
      [&](const History& history) {
        if (history.same) act(history.same->key);
      },
      [](const StageValue&) {}, [&](const Lookup& lookup) { act(lookup.key); });
}

// Puts them behind what is still to be looked at, so that the first is looked at next.
inline void open_parts(const Program& program, const Expr& expr, std::vector<ExprId>& open) {
  const auto before = static_cast<std::ptrdiff_t>(open.size());
  each_part(program, expr, [&](ExprId part) { open.push_back(part); });
  std::reverse(open.begin() + before, open.end());
}

// The touchpoints that a question looks at: its own, those that begin its window, those that visits are made of.
std::vector<PatternId> patterns_of(const Program& program, const History& history);

// Finds what is wanted in expressions. What a name stands for is shown as the name, where it is used.
class PartSearch {
 public:
  using Wanted = bool (*)(const Expr&);
  PartSearch(const Program& program, Wanted wanted) : program_(program), wanted_(wanted) {}

  // The first, in the order in which it is written.
  std::optional<ExprId> first(ExprId id);

 private:
  bool is_in(std::uint32_t definition);

  const Program& program_;
  Wanted wanted_;
  std::vector<std::optional<bool>> known_;  // by definition
};

}  // namespace wend::program
