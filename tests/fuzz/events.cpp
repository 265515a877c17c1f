// SPDX-License-Identifier: Apache-2.0
//
// Any line is an event or a refusal, and the same by both ways to read it.
#include <cstdio>
#include <cstdlib>

#include "tests/differential/trials/event_line.h"
#include "tests/differential/trials/line_ways.h"
#include "tests/differential/trials/trial.h"
#include "tests/fuzz/entry.h"

using wend::differential::Case;

namespace {

const Case& the_case() {
  static const Case one = wend::differential::case_of(1, 0);
  return one;
}

const wend::differential::Compiled& the_pack() {
  static const wend::differential::Compiled made =
      wend::differential::compiled(text_of(the_case().pack), false);
  return made;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static wend::Session session(the_pack().pack, wend::Tier::Interpreter);
  const std::string line = wend::fuzz::as_text(bytes, size);
  session.feed_json(line);
  const std::string found =
      wend::differential::difference_of_ways(the_pack().pack->plan(), line, line);
  if (!found.empty()) {
    std::fprintf(stderr, "%s\n", found.c_str());
    std::abort();
  }
  return 0;
}

std::vector<std::string> wend::fuzz::good_inputs() {
  std::vector<std::string> inputs;
  for (const reference::Event& event : the_case().stream)
    inputs.push_back(differential::event_line(the_pack().pack->plan(), event));
  return inputs;
}
