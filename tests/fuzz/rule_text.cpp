// SPDX-License-Identifier: Apache-2.0
//
// Any text is parsed, checked, formatted and planned, or gets a message.
#include "compiler/base/check.h"
#include "compiler/diagnostics/diagnostic.h"
#include "compiler/format/format.h"
#include "compiler/syntax/from_text.h"
#include "tests/differential/trials/trial.h"
#include "tests/fuzz/entry.h"

namespace {

// What parses keeps its meaning when it is formatted.
void check_format(const std::string& text) {
  wend::Sources sources;
  wend::Diagnostics diagnostics;
  const wend::FileId file = sources.add({"fuzz.wend", text});
  const wend::syntax::Tree tree = wend::syntax::from_text(sources, file, diagnostics);
  if (tree.has_errors || diagnostics.has_errors()) return;
  const std::string formatted = wend::format(tree, sources);
  const wend::FileId again = sources.add({"formatted.wend", formatted});
  const wend::syntax::Tree other = wend::syntax::from_text(sources, again, diagnostics);
  CHECK(wend::same_meaning(tree, other));
  CHECK(wend::format(other, sources) == formatted);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text = wend::fuzz::as_text(bytes, size);
  wend::differential::compiled(text, false);
  check_format(text);
  return 0;
}

std::vector<std::string> wend::fuzz::good_inputs() {
  std::vector<std::string> inputs;
  for (std::uint64_t seed = 1; seed <= 8; ++seed)
    inputs.push_back(text_of(differential::case_of(seed, 0).pack));
  return inputs;
}
