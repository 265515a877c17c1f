// SPDX-License-Identifier: Apache-2.0
#include "compiler/program/visits.h"

#include "compiler/base/match.h"

namespace wend::program {
namespace {

class Search {
 public:
  explicit Search(const Program& program) : program_(program) {}

  // The first part of it that asks of a visit; of a name the name.
  std::optional<ExprId> first(ExprId id) {
    return match(
        program_[id].kind,
        [&](const History& node) {
          return node.window.reach == Reach::Visit ? std::optional(id) : std::nullopt;
        },
        [&](const Named& node) { return asks(node.definition) ? std::optional(id) : std::nullopt; },
        [&](const Binary& node) { return either(first(node.left), node.right); },
        [&](const Unary& node) { return first(node.operand); },
        [&](const Part& node) { return first(node.operand); },
        [&](const Select& node) {
          return either(either(first(node.test), node.yes), node.otherwise);
        },
        [&](const OneOf& node) {
          auto found = first(node.value);
          for (const ExprId option : node.options) found = either(found, option);
          return found;
        },
        [](const auto&) { return std::optional<ExprId>(); });
  }

 private:
  std::optional<ExprId> either(std::optional<ExprId> found, ExprId other) {
    return found ? found : first(other);
  }

  // Definitions may name each other often: each is looked at once.
  bool asks(std::uint32_t definition) {
    if (known_.empty()) known_.resize(program_.definitions.size(), 0);
    if (known_[definition] == 0)
      known_[definition] = first(program_.definitions[definition].value) ? 2 : 1;
    return known_[definition] == 2;
  }

  const Program& program_;
  std::vector<std::uint8_t> known_;
};

}  // namespace

bool check_visits(Pack& pack, const Rule& rule) {
  if (!rule.trigger.absence || !pack.program.visit) return true;
  std::vector<ExprId> roots;
  if (rule.condition) roots.push_back(*rule.condition);
  for (const Call& call : rule.calls) {
    for (const Argument& argument : call.arguments) roots.push_back(argument.value);
  }
  Search search(pack.program);
  bool none = true;
  for (const ExprId root : roots) {
    const auto found = search.first(root);
    if (!found) continue;
    none = false;
    pack.report(DiagnosticKind::VisitAtDeadline, pack.program[*found].span)
        .with_help(
            "ask it of events before, as in `in 30 minutes of the newest 20`, or act at the event");
  }
  return none;
}

}  // namespace wend::program
