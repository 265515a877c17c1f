// SPDX-License-Identifier: Apache-2.0
#include "tests/differential/trials/event_values.h"

#include <fmt/format.h>

#include "tests/differential/trials/world.h"

namespace wend::differential {
namespace {

using Numbers = std::vector<std::int64_t>;

std::int64_t power_of_ten(unsigned exponent) {
  std::int64_t result = 1;
  while (exponent-- > 0) result *= 10;
  return result;
}

// A multiple of the smallest step that the type's digits allow, in millionths.
std::int64_t stepped(Random& random, unsigned digits, const Numbers& usual) {
  const std::int64_t step = power_of_ten(6 - digits);
  std::int64_t value = random.pick(usual);
  if (random.chance(25)) value = random.between(-400, 2000) * kMillionth / 100;
  if (random.chance(4))
    value = random.pick(
        Numbers{9'223'372'036'854'000'000, -9'223'372'036'854'000'000, 4'700'000'000'000'000'000});
  return value / step * step;
}

std::int64_t random_number(Random& random, const Schema& schema, const ValueType& type,
                           std::int64_t now) {
  const std::int64_t grain = schema.grain_ms;
  switch (type.kind) {
    case ValueKind::Whole:
      return stepped(random, 0,
                     {0, kMillionth, 2 * kMillionth, 3 * kMillionth, 5 * kMillionth,
                      10 * kMillionth, -kMillionth});
    case ValueKind::Decimal:
      return stepped(random, type.places,
                     {500'000, 1'250'000, 2'750'000, 3'140'000, 10'000, -2'500'000});
    case ValueKind::Money:
      return stepped(random, schema.currency_digits,
                     {0, kMillionth, 5 * kMillionth, 10 * kMillionth, 25 * kMillionth, 9'990'000,
                      99'990'000, -3 * kMillionth});
    case ValueKind::Percent:
      return random.pick(Numbers{0, 100'000, 250'000, 400'000, 1'000'000, 125'000, 333'333});
    case ValueKind::Instant:
      if (random.chance(8)) return kFarthestInstant;  // the calendar ends behind it
      if (random.chance(20))
        return random.pick(Numbers{1711846800000, 1735686000000, 1793511000000});
      return (now + random.between(-100'000, 100'000) * 1000) / grain * grain;
    case ValueKind::Date:
      if (random.chance(40)) return random.pick(Numbers{19782, 20089, 20751, 19722});
      return now / 86'400'000 + random.between(-40, 40);
    case ValueKind::TimeOfDay:
      return random.pick(Numbers{0, 9'000'000, 32'400'000, 44'130'000, 86'399'000});
    case ValueKind::Duration:
      return random.pick(Numbers{0, 1000, 90'000, 600'000, 7'200'000, 129'600'000, 3'600'000'000});
    case ValueKind::YesNo: return static_cast<std::int64_t>(random.below(2));
    case ValueKind::Choice:
      return static_cast<std::int64_t>(random.below(schema.choices[type.declared].values.size()));
    case ValueKind::SetOf:
      return random.chance(15)
                 ? 0
                 : static_cast<std::int64_t>(
                       random.below(std::size_t{1} << schema.choices[type.declared].values.size()));
    case ValueKind::Text:
    case ValueKind::Identifier: break;
  }
  return 0;
}

std::string random_text(Random& random, const ValueType& type) {
  if (type.kind == ValueKind::Text) return random.pick(hard_texts());
  if (type.declared == 0 && random.chance(15))
    return fmt::format("P-with-a-long-name-{}", random.below(3));
  if (random.chance(4))
    return random.pick(std::vector<std::string>{"\xC3\xA9", "e\xCC\x81", "\"", "p1"});
  return fmt::format("{}{}", "POV"[type.declared], 1 + random.below(6));
}

}  // namespace

reference::EventField random_value(Random& random, const Schema& schema, const ValueType& type,
                                   std::int64_t now) {
  reference::EventField value;
  value.state = reference::EventField::State::Present;
  if (is_bytes(type.kind)) {
    value.text = random_text(random, type);
  } else {
    value.number = random_number(random, schema, type, now);
  }
  return value;
}

}  // namespace wend::differential
