// SPDX-License-Identifier: Apache-2.0
#include "runtime/host/line_shape.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "runtime/abi/plan.h"

namespace wend::runtime {
namespace {

// By position of LineMember.
constexpr std::array<std::string_view, kLineMembers> kMembers = {
    "id", "source", "subject", "time", "channel", "type", "data", "sequence", "specversion"};

std::string before_value(LineMember member) {
  switch (member) {
    case LineMember::Data: return R"("data":{)";
    case LineMember::Sequence: return R"("sequence":)";
    case LineMember::SpecVersion: return R"("specversion":"1.0")";
    default: return fmt::format(R"("{}":")", name_of(member));
  }
}

FieldStep step_of(const Plan& plan, const FieldInfo& info) {
  FieldStep step;
  switch (info.type.kind) {
    case ValueKind::Whole: step.way = FieldStep::Way::Number; break;
    case ValueKind::Decimal:
      step.way = FieldStep::Way::Number;
      step.places = info.type.places;
      break;
    case ValueKind::Money:
      step.way = FieldStep::Way::Number;
      step.places = static_cast<std::uint8_t>(plan.currency_digits);
      break;
    case ValueKind::YesNo: step.way = FieldStep::Way::YesNo; break;
    case ValueKind::Text:
    case ValueKind::Identifier: step.way = FieldStep::Way::Text; break;
    default: step.way = FieldStep::Way::Value; break;
  }
  const bool is_quoted = step.way == FieldStep::Way::Text || step.way == FieldStep::Way::Value;
  step.before = LineText(fmt::format(R"("{}":{})", info.name, is_quoted ? "\"" : ""));
  return step;
}

}  // namespace

std::string_view name_of(LineMember member) { return kMembers[static_cast<std::size_t>(member)]; }

LineText::LineText(std::string_view text) : size_(static_cast<std::uint32_t>(text.size())) {
  std::copy(text.begin(), text.end(), bytes_.begin());
  for (std::uint32_t i = 0; i < size_; ++i) is_of_it_[i / 32] |= 1U << (i % 32);
}

std::vector<MemberStep> member_steps(const std::vector<LineMember>& order) {
  std::vector<MemberStep> steps;
  std::uint32_t seen = 0;
  for (const LineMember member : order) {
    const std::uint32_t bit = 1U << static_cast<std::uint32_t>(member);
    const bool has_type = (seen & (1U << static_cast<std::uint32_t>(LineMember::Type))) != 0;
    if (member >= LineMember::Other || (seen & bit) != 0) return {};
    if (member == LineMember::Data && !has_type) return {};
    seen |= bit;
    steps.push_back(
        {LineText(fmt::format("{}{}", steps.empty() ? '{' : ',', before_value(member))), member});
  }
  return steps;
}

std::vector<FieldStep> field_steps(const Plan& plan, const std::vector<FieldInfo>& fields) {
  constexpr std::size_t kAroundName = 4;  // "":"
  std::vector<FieldStep> steps;
  for (const FieldInfo& info : fields) {
    if (info.name.size() + kAroundName > LineText::kMost) return {};
    steps.push_back(step_of(plan, info));
  }
  return steps;
}

}  // namespace wend::runtime
