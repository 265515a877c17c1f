// SPDX-License-Identifier: Apache-2.0
//
// An index as text: its inputs with where their rows start, then for each rule what must hold for it to be let
// through, one line per conjunction.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/plan/print.h"

namespace wend::plan {

namespace {

std::string source_text(const Plan& plan, const TouchpointInfo& touchpoint,
                        const IndexInput& input) {
  switch (input.source) {
    case IndexSource::Field: return touchpoint.name + "." + field_of(touchpoint, input.number).name;
    case IndexSource::Profile: return "customer." + plan.customer_fields[input.number].name;
    case IndexSource::Channel: return "channel";
    case IndexSource::Key: return fmt::format("key {}", input.number);
  }
  return "?";
}

// Rows as numbers where they are, `missing` and `unknown` in words.
std::string rows_text(const IndexInput& input, const IndexRange& range) {
  const std::uint32_t last_number = std::min(range.last, input.missing_row() - 1);
  std::string text;
  if (range.first <= last_number) {
    text = range.first == last_number ? fmt::format("{}", range.first)
                                      : fmt::format("{}..{}", range.first, last_number);
  }
  const auto add = [&](std::uint32_t row, const char* word) {
    if (range.first <= row && row <= range.last)
      text += (text.empty() ? "" : ", ") + std::string(word);
  };
  add(input.missing_row(), "missing");
  add(input.unknown_row(), "unknown");
  return text;
}

std::string ranges_text(const BodyIndex& index, const std::vector<IndexRange>& ranges) {
  std::string text;
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const bool is_same = i > 0 && ranges[i - 1].input == ranges[i].input;
    text += is_same ? ", " : fmt::format("{}i{} in ", i > 0 ? "; " : "", ranges[i].input);
    text += rows_text(index.inputs[ranges[i].input], ranges[i]);
  }
  return text.empty() ? "always" : text;
}

}  // namespace

std::string print_index(const Plan& plan, const TouchpointInfo& touchpoint,
                        const BodyIndex& index) {
  if (index.bodies.empty()) return {};
  const bool of_updates = &index == &touchpoint.updates;
  std::string text =
      fmt::format("\nindex {}{}\n", of_updates ? "of updates " : "", touchpoint.name);
  std::vector<std::vector<const IndexConjunction*>> conjunctions(index.bodies.size());
  for (const IndexConjunction& conjunction : index.conjunctions)
    conjunctions[conjunction.body].push_back(&conjunction);
  for (std::size_t i = 0; i < index.inputs.size(); ++i) {
    const IndexInput& input = index.inputs[i];
    text += fmt::format("i{} {}{}: rows start at {}\n", i, source_text(plan, touchpoint, input),
                        input.is_text ? ", by the number of the text" : "",
                        fmt::join(input.starts, ", "));
  }
  for (std::size_t i = 0; i < index.triggers.size(); ++i)
    text += fmt::format("t{}: {}\n", i, ranges_text(index, index.triggers[i].ranges));
  for (std::size_t i = 0; i < index.bodies.size(); ++i) {
    const IndexedBody& rule = index.bodies[i];
    text += fmt::format("{} {}", i, of_updates ? "update" : plan.rules[rule.rule].name);
    if (rule.trigger != IndexedBody::kNone) text += fmt::format(", counted by t{}", rule.trigger);
    text += "\n";
    for (const IndexConjunction* conjunction : conjunctions[i])
      text += fmt::format("  {}\n", ranges_text(index, conjunction->ranges));
  }
  return text;
}

}  // namespace wend::plan
