// SPDX-License-Identifier: Apache-2.0
//
// Questions about events with the same value as the trigger.
#include <algorithm>

#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {
namespace {

const SchemaField* field_named(const SchemaTouchpoint& touchpoint, const std::string& name) {
  for (const SchemaField& field : touchpoint.fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace

// Whether the trigger surely has a value of that field: the shared one, or that of the newest step with it.
bool Author::shares(const Scope& scope, const std::string& field) const {
  const auto is_open = [&](const SchemaTouchpoint& touchpoint) {
    const SchemaField* found = field_named(touchpoint, field);
    return found == nullptr || scope.personal || !found->personal;
  };
  if (scope.shared == field)
    return std::all_of(schema_.touchpoints.begin(), schema_.touchpoints.end(), is_open);
  for (std::size_t step = scope.steps.size(); step-- > 0;) {
    bool everywhere = true, always = true;
    for (const std::uint32_t touchpoint : scope.steps[step].touchpoints) {
      const SchemaField* found = field_named(schema_.touchpoints[touchpoint], field);
      everywhere = everywhere && found != nullptr;
      always =
          always && found != nullptr && !found->optional && (scope.personal || !found->personal);
    }
    if (everywhere) return always;
  }
  return false;
}

Author::SameText Author::same(const Scope& scope) {
  std::vector<std::string> fields;
  for (const char* field : {"product", "order", "tier", "colour"})
    if (shares(scope, field)) fields.push_back(field);
  if (fields.empty()) return {};
  SameText made;
  made.field = random_.pick(fields);
  made.pattern = pattern_with(made.field);
  made.words = fmt::format(" with {}same {}", random_.chance(50) ? "the " : "", made.field);
  const bool identifies = made.field == "product" || made.field == "order";
  if (identifies && random_.chance(30))
    made.words += fmt::format(" remembering {}", random_.between(1, 4));
  return made;
}

std::string Author::since_last(const SameText& same) {
  if (random_.chance(30)) return since_last();
  return fmt::format(" since last {} with the same {}", pattern_with(same.field).text, same.field);
}

// For questions that need no bound.
std::string Author::same_window(const SameText& same) {
  if (random_.chance(45)) return " in " + span().words;
  return random_.chance(60) ? since_last(same) : record();
}

std::string Author::same_test(const Scope& scope) {
  const SameText asked = same(scope);
  if (asked.field.empty()) return "";
  const std::string what = asked.pattern.text + asked.words;
  switch (random_.below(5)) {
    case 0: return fmt::format("(any {}{})", what, same_window(asked));
    case 1: return fmt::format("(no {}{})", what, same_window(asked));
    case 2:
      return fmt::format("((time since {}{} default 1000 hours) {} 2 hours)",
                         random_.chance(40) ? "first " : "", what, order());
    default:
      return fmt::format("(count of {}{} {} {})", what, same_window(asked), order(),
                         random_.between(1, 3));
  }
}

// A measure of a field of that type; empty if no touchpoint has it beside the shared one.
std::string Author::same_value(const ValueType& type, const Scope& scope) {
  const SameText asked = same(scope);
  if (asked.field.empty()) return "";
  std::vector<std::string> fields;
  for (const SchemaTouchpoint& touchpoint : schema_.touchpoints) {
    if (field_named(touchpoint, asked.field) == nullptr) continue;
    for (const SchemaField& field : touchpoint.fields)
      if (field.type.kind == type.kind && field.type.declared == type.declared && !field.personal &&
          (field.type.kind != ValueKind::Text || field.type.length > 0))
        fields.push_back(touchpoint.name + "." + field.name);
  }
  if (fields.empty()) return "";
  const std::string what = random_.pick(fields) + asked.words;
  const bool adds = type.kind == ValueKind::Money || type.kind == ValueKind::Duration ||
                    type.kind == ValueKind::Percent || type.kind == ValueKind::Whole;
  const std::string bounded = random_.chance(50)
                                  ? random_.chance(40) ? since_last(asked) : bounded_window()
                                  : pane_window();
  switch (random_.below(adds ? 5 : 2)) {
    case 0:
      return fmt::format("(first {}{} default {})", what,
                         random_.chance(50) ? random_.chance(50) ? since_last(asked) : record()
                                            : fmt::format(" in {} of the newest {}", span().words,
                                                          random_.between(1, 4)),
                         constant(type));
    case 1: return fmt::format("(last {}{} default {})", what, same_window(asked), constant(type));
    case 2: return fmt::format("(largest of {}{} default {})", what, bounded, constant(type));
    case 3: return fmt::format("(smallest of {}{} default {})", what, bounded, constant(type));
    default: return fmt::format("(sum of {}{})", what, bounded);
  }
}

}  // namespace wend::differential
