// SPDX-License-Identifier: Apache-2.0
//
// Law 11: whatever bytes come in, a diagnostic or a refusal comes out. A crash ends the test program;
// its seed was printed before.
#define XXH_INLINE_ALL
#include "tests/differential/trials/damage.h"

#include <algorithm>
#include <span>

#include <xxhash.h>

#include "runtime/abi/pack.h"
#include "tests/differential/trials/event_line.h"
#include "tests/differential/trials/laws.h"

namespace wend::differential {
namespace {

constexpr int kTries = 12;

std::vector<std::uint8_t> damaged_and_sealed(const std::vector<std::uint8_t>& bytes,
                                             Random& random) {
  std::vector<std::uint8_t> result = damaged(bytes, random);
  return random.chance(80) ? resealed(std::move(result)) : result;
}

}  // namespace

std::vector<std::uint8_t> resealed(std::vector<std::uint8_t> bytes) {
  if (bytes.size() < 16) return bytes;
  const auto sum_at = bytes.end() - 16;
  XXH128_canonical_t sum;
  XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes.data(), bytes.size() - 16));
  std::copy(std::begin(sum.digest), std::end(sum.digest), sum_at);
  return bytes;
}

namespace {

void damage_text(const std::string& text, Random& random) {
  for (int i = 0; i < kTries / 4; ++i) compiled(damaged(text, random), false);
}

void damage_events(const Compiled& made, const Case& one, Random& random) {
  Session session(made.pack, Tier::Interpreter);
  for (int i = 0; i < kTries * 4 && !one.stream.empty(); ++i) {
    const std::string line = event_line(made.pack->plan(), random.pick(one.stream));
    session.feed_json(random.chance(20) ? line : damaged(line, random));
  }
  session.flush();
}

void damage_state(const Compiled& made, const Case& one, Random& random) {
  Run run(made, Tier::Interpreter);
  for (std::size_t i = 0; i < one.stream.size() / 2; ++i) run.feed(one.stream[i]);
  const std::vector<std::uint8_t> state = run.session().save();
  for (int i = 0; i < kTries; ++i) {
    Run other(made, Tier::Interpreter);
    if (other.session().load(damaged_and_sealed(state, random))) continue;
    for (const reference::Event& event : one.stream) other.feed(event);
    other.session().flush();
  }
}

void damage_pack(const Compiled& made, const Case& one, Random& random) {
  const std::vector<std::uint8_t> bytes = pack_bytes(made.pack->plan(), nullptr);
  for (int i = 0; i < kTries; ++i) {
    auto pack = Pack::from_bytes(damaged_and_sealed(bytes, random));
    if (!pack) continue;
    Session session(pack.value(), Tier::Interpreter);
    for (const reference::Event& event : one.stream)
      session.feed_json(event_line(made.pack->plan(), event));
    session.flush();
  }
}

}  // namespace

void no_crash_law(const Case& one, std::uint64_t seed) {
  Random random(seed);
  const std::string text = text_of(one.pack);
  damage_text(text, random);
  const Compiled made = compiled(text, false);
  if (!made.accepted) return;
  damage_events(made, one, random);
  damage_state(made, one, random);
  damage_pack(made, one, random);
}

}  // namespace wend::differential
