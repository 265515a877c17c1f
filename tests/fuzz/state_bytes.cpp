// SPDX-License-Identifier: Apache-2.0
//
// Any bytes are a session's state, or refused; what is accepted goes on.
#include "tests/differential/trials/damage.h"
#include "tests/differential/trials/trial.h"
#include "tests/fuzz/entry.h"

namespace {

const wend::differential::Case& the_case() {
  static const wend::differential::Case one = wend::differential::case_of(1, 0);
  return one;
}

const wend::differential::Compiled& the_pack() {
  static const wend::differential::Compiled made =
      wend::differential::compiled(text_of(the_case().pack), false);
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  wend::differential::Run run(the_pack(), wend::Tier::Interpreter);
  const std::vector<std::uint8_t> sealed = wend::differential::resealed({bytes, bytes + size});
  if (run.session().load(sealed)) return 0;
  for (const wend::reference::Event& event : the_case().stream) run.feed(event);
  run.session().flush();
  return 0;
}

std::vector<std::string> wend::fuzz::good_inputs() {
  std::vector<std::string> inputs;
  differential::Run run(the_pack(), Tier::Interpreter);
  for (std::size_t i = 0; i < the_case().stream.size(); ++i) {
    run.feed(the_case().stream[i]);
    if (i % 20 != 0) continue;
    const std::vector<std::uint8_t> state = run.session().save();
    inputs.emplace_back(state.begin(), state.end());
  }
  return inputs;
}
