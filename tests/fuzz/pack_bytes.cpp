// SPDX-License-Identifier: Apache-2.0
//
// Any bytes are a pack, or refused; what is accepted takes events.
#include "runtime/abi/pack.h"
#include "tests/differential/trials/damage.h"
#include "tests/differential/trials/event_line.h"
#include "tests/differential/trials/trial.h"
#include "tests/fuzz/entry.h"

namespace {

const wend::differential::Case& the_case() {
  static const wend::differential::Case one = wend::differential::case_of(1, 0);
  return one;
}

// The events as lines, of the pack that is not damaged.
const std::vector<std::string>& the_lines() {
  static const std::vector<std::string> lines = [] {
    const wend::differential::Compiled made =
        wend::differential::compiled(text_of(the_case().pack), false);
    std::vector<std::string> result;
    for (const wend::reference::Event& event : the_case().stream)
      result.push_back(wend::differential::event_line(made.pack->plan(), event));
    return result;
  }();
  return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::vector<std::uint8_t> sealed = wend::differential::resealed({bytes, bytes + size});
  auto pack = wend::Pack::from_bytes(sealed);
  if (!pack) return 0;
  wend::Session session(pack.value(), wend::Tier::Interpreter);
  for (const std::string& line : the_lines()) session.feed_json(line);
  session.flush();
  return 0;
}

std::vector<std::string> wend::fuzz::good_inputs() {
  std::vector<std::string> inputs;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const differential::Compiled made =
        differential::compiled(text_of(differential::case_of(seed, 0).pack), false);
    const std::vector<std::uint8_t> bytes = wend::pack_bytes(made.pack->plan(), nullptr);
    inputs.emplace_back(bytes.begin(), bytes.end());
  }
  return inputs;
}
