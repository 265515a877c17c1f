// SPDX-License-Identifier: Apache-2.0
//
// The patterns of a program by meaning.
#include "compiler/plan/patterns.h"

#include <algorithm>

#include "compiler/base/check.h"
#include "compiler/plan/meaning.h"

namespace wend::plan {

using namespace program;

static_assert(kMetaTime == Capture::kTime && kMetaChannel == Capture::kChannel);

Patterns::Patterns(const Program& program) : program_(program) {
  std::map<std::string, TestId> known;
  for (std::uint32_t i = 0; i < program.patterns.size(); ++i) {
    const PatternId id{i};
    const auto [found, is_new] =
        known.try_emplace(pattern_words(program, id), TestId{test_count()});
    if (is_new) {
      representatives_.push_back(id);
      words_.push_back(found->first);
    }
    tests_.push_back(found->second);
  }
}

const Pattern& Patterns::pattern(TestId test) const {
  return program_[representatives_[test.value]];
}

bool Patterns::can_match(TestId test, std::uint32_t touchpoint) const {
  const Pattern& asked = pattern(test);
  const bool named =
      std::any_of(asked.alternatives.begin(), asked.alternatives.end(),
                  [&](const PatternAlternative& a) { return a.touchpoint == touchpoint; });
  const std::vector<std::uint32_t>& allowed = program_.schema.touchpoints[touchpoint].channels;
  if (!named || asked.channels.empty() || allowed.empty()) return named;
  return std::any_of(allowed.begin(), allowed.end(), [&](std::uint32_t channel) {
    return std::find(asked.channels.begin(), asked.channels.end(), channel) != asked.channels.end();
  });
}

FieldOfTouchpoint Patterns::fields(PatternId id, const std::vector<std::uint32_t>& fields) const {
  if (fields.empty()) return {};
  FieldOfTouchpoint result(program_.schema.touchpoints.size(), Capture::kNone);
  const std::vector<PatternAlternative>& alternatives = program_[id].alternatives;
  CHECK(fields.size() == alternatives.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::uint32_t& field = result[alternatives[i].touchpoint];
    if (field == Capture::kNone) field = fields[i];
  }
  return result;
}

std::uint32_t Patterns::field(PatternId id, const std::vector<std::uint32_t>& fields,
                              std::uint32_t touchpoint) const {
  const std::vector<PatternAlternative>& alternatives = program_[id].alternatives;
  CHECK(fields.size() == alternatives.size());
  const auto first =
      std::find_if(alternatives.begin(), alternatives.end(),
                   [&](const PatternAlternative& one) { return one.touchpoint == touchpoint; });
  CHECK(first != alternatives.end());
  return fields[static_cast<std::size_t>(first - alternatives.begin())];
}

std::string Patterns::field_words(const FieldOfTouchpoint& fields) const {
  std::vector<std::string> names;
  for (std::uint32_t t = 0; t < fields.size(); ++t) {
    if (fields[t] != Capture::kNone)
      names.push_back(plan::field_words(program_.schema, t, fields[t]));
  }
  return alternatives(std::move(names));
}

namespace {

ValueType type_of_field(const Schema& schema, std::uint32_t touchpoint, std::uint32_t field) {
  if (field == kMetaTime) return {ValueKind::Instant, 0, 0, 0};
  if (field == kMetaChannel) return {ValueKind::Choice, 0, 0, 0};
  return wend::field_of(schema.touchpoints[touchpoint], field).type;
}

// A length of 0 is none stated: longer than any.
std::uint16_t longer(std::uint16_t a, std::uint16_t b) {
  return a == 0 || b == 0 ? std::uint16_t{0} : std::max(a, b);
}

}  // namespace

ValueType Patterns::field_type(const FieldOfTouchpoint& fields) const {
  ValueType result;
  bool first = true;
  for (std::uint32_t t = 0; t < fields.size(); ++t) {
    if (fields[t] == Capture::kNone) continue;
    const ValueType type = type_of_field(program_.schema, t, fields[t]);
    if (first) {
      result = type;
      first = false;
      continue;
    }
    if (result.kind != type.kind) result.kind = ValueKind::Decimal;  // a whole and a decimal number
    result.places = std::max(result.places, type.places);
    result.length = longer(result.length, type.length);
  }
  return result;
}

bool Patterns::is_optional(const FieldOfTouchpoint& fields, std::uint32_t touchpoint) const {
  const std::uint32_t field = fields[touchpoint];
  if (field == Capture::kNone || field == kMetaTime || field == kMetaChannel) return false;
  return wend::field_of(program_.schema.touchpoints[touchpoint], field).optional;
}

bool Patterns::is_optional(const FieldOfTouchpoint& fields) const {
  for (std::uint32_t t = 0; t < fields.size(); ++t) {
    if (is_optional(fields, t)) return true;
  }
  return false;
}

}  // namespace wend::plan
