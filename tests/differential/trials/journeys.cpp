// SPDX-License-Identifier: Apache-2.0
//
// What sentences ask of a customer's stage.
#include <fmt/format.h>

#include "tests/differential/trials/author.h"

namespace wend::differential {

std::string Author::stage_test() {
  const JourneyNames& journey = random_.pick(journeys);
  const std::string stage = journey.name + ".stage";
  const std::string before = "previous " + stage;
  const std::string one = random_.pick(journey.stages);
  const std::string other = random_.pick(journey.stages);
  switch (random_.below(7)) {
    case 0: return fmt::format("(({} default {}) is {})", stage, one, other);
    case 1: return fmt::format("({} is known and {} >= {})", stage, stage, one);
    case 2: return fmt::format("({} is not known)", random_.chance(50) ? stage : before);
    case 3: return fmt::format("(({} default {}) is not {})", before, one, other);
    case 4: return fmt::format("({} is known and {} < {})", before, stage, before);
    case 5:
      return fmt::format("({} is known and {} is not ({} or {}))", stage, stage,
                         journey.stages.front(), journey.stages.back());
    default:
      return fmt::format("({} > {})", time_in_stage(), plain({ValueKind::Duration, 0, 0, 0}));
  }
}

std::string Author::time_in_stage() {
  return fmt::format("(time in {}.stage default {})", random_.pick(journeys).name,
                     constant({ValueKind::Duration, 0, 0, 0}));
}

std::string Author::move() {
  const JourneyNames& journey = random_.pick(journeys);
  const std::size_t last = journey.stages.size() - 1;
  const std::string what = journey.name + ".stage";
  const std::string any = random_.pick(journey.stages);
  switch (random_.below(7)) {
    case 0: return what + " changes";
    case 1: return what + " becomes " + any;
    case 2: return what + " changes from " + any;
    case 3:
      return fmt::format("{} changes from {} to {}", what, journey.stages[last],
                         journey.stages[random_.below(last)]);
    case 4: return what + " falls back";
    case 5: return what + " falls back to " + journey.stages[random_.below(last)];
    default: return what + " falls back from " + journey.stages[1 + random_.below(last)];
  }
}

std::string Author::stay() {
  const JourneyNames& journey = random_.pick(journeys);
  const std::string without = random_.chance(50) ? " without " + pattern().text : "";
  return fmt::format("{}.stage stays {} for {}{}", journey.name, random_.pick(journey.stages),
                     span().words, without);
}

}  // namespace wend::differential
