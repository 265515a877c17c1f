// SPDX-License-Identifier: Apache-2.0
//
// The tests of a pack, each played by the pack's own plan.
#include "compiler/driver/pipeline.h"
#include "compiler/verdict/gap.h"
#include "compiler/verdict/verdict.h"

namespace wend {
namespace {

TestVerdict verdict_on(const driver::Compilation& compilation, const program::Test& test,
                       const verdict::Played& played) {
  TestVerdict made{test.title, driver::place_of(compilation.sources, test.title_span), {}};
  for (verdict::Difference& one : verdict::differences(*compilation.program, test, played)) {
    made.differences.push_back({driver::place_of(compilation.sources, one.span),
                                std::move(one.expected), std::move(one.message),
                                std::move(one.why)});
  }
  return made;
}

TestCoverage coverage_of(const driver::Compilation& compilation, const verdict::Watch& watch,
                         const std::vector<verdict::Played>& played, const Plan& plan) {
  verdict::Coverage coverage(*compilation.program, watch);
  for (const verdict::Played& one : played) coverage.add(plan, one);
  TestCoverage made;
  made.wanted = coverage.obligations().size();
  for (verdict::Gap& gap :
       verdict::gaps(*compilation.program, watch, played, coverage.obligations())) {
    made.gaps.push_back({driver::place_of(compilation.sources, gap.span), std::move(gap.rule),
                         gap.of_stage, std::move(gap.message), std::move(gap.suggestion)});
  }
  made.shown = made.wanted - made.gaps.size();
  return made;
}

}  // namespace

TestResult run_tests(const std::vector<Source>& sources, const CompileOptions& options,
                     const TestOptions& tests) {
  driver::Compilation compilation = driver::compilation_of(sources, options.read);
  TestResult result;
  result.compiled = driver::result_of(compilation, options);
  if (!result.compiled.pack) return result;
  const program::Program& program = *compilation.program;
  result.tests = program.tests.size();
  if (tests.tier != Tier::Interpreter) {
    result.failure = compile_native_in_background(result.compiled.pack).wait();
    if (result.failure) return result;
  }
  const verdict::Watch watch = verdict::watch_of(program, tests.coverage);
  const verdict::Player player(result.compiled.pack, watch, tests.tier);
  std::vector<verdict::Played> played(program.tests.size());
  for (std::size_t i = 0; i < program.tests.size(); ++i) {
    const program::Test& test = program.tests[i];
    if (test.title.find(tests.filter) == std::string::npos) continue;
    played[i] = player.play(test);
    result.verdicts.push_back(verdict_on(compilation, test, played[i]));
  }
  if (tests.coverage)
    result.coverage = coverage_of(compilation, watch, played, result.compiled.pack->plan());
  return result;
}

}  // namespace wend
