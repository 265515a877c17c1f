// SPDX-License-Identifier: Apache-2.0
//
// Machine code that was kept of other rules is, byte for byte, what would be made anew.
#include <algorithm>

#include <fmt/format.h>

#include "compiler/native/code_cache.h"
#include "compiler/native/native.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/random.h"

namespace wend::differential {
namespace {

// Some rules go, and the others change places.
GeneratedPack other_pack(const GeneratedPack& pack, Random& random) {
  GeneratedPack other = pack;
  std::erase_if(other.rules, [&](const GeneratedRule&) { return random.below(4) == 0; });
  if (!other.rules.empty()) {
    const auto by = static_cast<std::ptrdiff_t>(random.below(other.rules.size()));
    std::rotate(other.rules.begin(), other.rules.begin() + by, other.rules.end());
  }
  return other;
}

}  // namespace

std::string code_law(const Case& one, std::uint64_t seed) {
  Random random(seed);
  const Compiled now = compiled(text_of(one.pack), false);
  const Compiled before = compiled(text_of(other_pack(one.pack, random)), false);
  if (!now.accepted || !before.accepted) return "";
  native::CodeCache cache(std::size_t{16} << 20, nullptr);
  native::Options kept;
  kept.cache = &cache;
  kept.alike_from = 1 + random.below(4);
  native::Options without = kept;
  without.cache = nullptr;
  const auto first = native::image(before.pack->plan(), kept);
  const auto made = native::image(now.pack->plan(), kept);
  const auto anew = native::image(now.pack->plan(), without);
  if (!first) return first.failure().what;
  if (!made) return made.failure().what;
  if (!anew) return anew.failure().what;
  const auto& a = made.value().image;
  const auto& b = anew.value().image;
  const bool same = a.text == b.text && a.touchpoints == b.touchpoints &&
                    a.deadlines == b.deadlines && a.indexed == b.indexed && a.answers == b.answers;
  if (same) return "";
  return fmt::format("code of which {} of {} functions were kept is not that which is made anew",
                     made.value().counts.from_memory, made.value().counts.bodies);
}

}  // namespace wend::differential
