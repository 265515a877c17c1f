// SPDX-License-Identifier: Apache-2.0
//
// Every fault that is planted on purpose (runtime/values/faults.def) is noticed by the short run of law 1, of law 9 if
// it is one of a change of rules, of law 10 if it is one of several threads or of a batch.
// Set WEND_FAULT_PAIRS to look through more pairs.
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "runtime/values/faults.h"
#include "tests/differential/trials/laws.h"
#include "tests/differential/trials/trial.h"

namespace wend::differential {
namespace {

constexpr std::uint64_t kSeed = 20260101;
constexpr std::uint64_t kStreams = 2;

// A pack, its streams, and what the judge says: made once, whatever the fault.
struct Prepared {
  Compiled made;
  std::vector<Stream> streams;
  std::vector<Outcome> right;
};

const Prepared& prepared(std::size_t number) {
  static std::vector<std::unique_ptr<Prepared>> all;
  while (all.size() <= number) {
    const std::uint64_t seed = seed_of(kSeed, all.size());
    auto one = std::make_unique<Prepared>();
    Case first = case_of(seed, 0);
    one->made = compiled(text_of(first.pack), false);
    for (std::uint64_t stream = 0; one->made.accepted && stream < kStreams; ++stream) {
      one->streams.push_back(case_of(seed, stream).stream);
      one->right.push_back(judged(one->made, one->streams.back()));
    }
    all.push_back(std::move(one));
  }
  return *all[number];
}

std::uint64_t most_pairs() {
  const char* said = std::getenv("WEND_FAULT_PAIRS");
  return said == nullptr ? 8000 : std::strtoull(said, nullptr, 10);
}

// The number of pairs after which the fault is noticed; 0: never.
std::uint64_t noticed_after(int fault) {
  std::uint64_t pairs = 0;
  for (std::size_t number = 0; pairs < most_pairs(); ++number) {
    const Prepared& one = prepared(number);
    for (std::size_t stream = 0; stream < one.streams.size(); ++stream) {
      ++pairs;
      runtime::active_fault = fault;
      const Outcome wrong = outcome_of(one.made, Tier::Interpreter, one.streams[stream]);
      runtime::active_fault = -1;
      if (!difference(one.right[stream], wrong, "judge", "interpreter").empty()) return pairs;
    }
  }
  return 0;
}

std::uint64_t noticed_after(int fault, std::string (*law)(const Case&, std::uint64_t)) {
  for (std::uint64_t number = 0; number < most_pairs(); ++number) {
    const std::uint64_t seed = seed_of(kSeed, number);
    const Case one = case_of(seed, 0);
    runtime::active_fault = fault;
    const std::string complaint = law(one, seed);
    runtime::active_fault = -1;
    if (!complaint.empty()) return number + 1;
  }
  return 0;
}

class PlantedFault : public testing::TestWithParam<int> {};

TEST_P(PlantedFault, IsNoticed) {
  std::uint64_t pairs = 0;
  switch (static_cast<runtime::Fault>(GetParam())) {
    case runtime::Fault::SuccessionForgets:
    case runtime::Fault::SuccessionForgetsCounts:
    case runtime::Fault::InheritedStateIsLost:
    case runtime::Fault::SuccessionForgetsWakes:
      pairs = noticed_after(GetParam(), upgrade_law);
      break;
    case runtime::Fault::InheritedGapsStay:
    case runtime::Fault::SeriesStaysAnyway: pairs = noticed_after(GetParam(), carry_law); break;
    case runtime::Fault::BatchKnowsAll:
    case runtime::Fault::BatchLeavesOut:
    case runtime::Fault::BatchLosesLastRow: pairs = noticed_after(GetParam(), batch_law); break;
    case runtime::Fault::RecordFieldsAreThere:
    case runtime::Fault::RecordBorderTooHigh:
    case runtime::Fault::RecordNumbersAreTaken:
    case runtime::Fault::RecordWayTooShort:
    case runtime::Fault::RecordsAreOvertaken:
    case runtime::Fault::AlikeLosesPoint:
    case runtime::Fault::LineLosesFraction:
    case runtime::Fault::AlikeMayEndEarly:
    case runtime::Fault::AloneSaysAsBefore:
    case runtime::Fault::AloneIsOvertaken:
    case runtime::Fault::SteppedAloneIsForgotten:
    case runtime::Fault::ThreadsStandStill:
    case runtime::Fault::GivenBackIsForgotten:
    case runtime::Fault::GivenBackStays:
      pairs = noticed_after(GetParam(), [](const Case& one, std::uint64_t seed) {
        return host_law(one, seed, Tiers::Interpreter);
      });
      break;
    default: pairs = noticed_after(GetParam());
  }
  RecordProperty("pairs", static_cast<int>(pairs));
  EXPECT_GT(pairs, 0U) << "nobody noticed that " << runtime::kFaultWords[GetParam()]
                       << "; to look further:\n"
                       << "  WEND_FAULT_PAIRS=20000 build/wend_fault_tests --gtest_filter=*"
                       << runtime::kFaultNames[GetParam()];
  if (std::getenv("WEND_FAULT_PAIRS") != nullptr)
    std::printf("%8llu pairs\n", static_cast<unsigned long long>(pairs));
}

INSTANTIATE_TEST_SUITE_P(Runtime, PlantedFault, testing::Range(0, runtime::kFaultCount),
                         [](const auto& about) { return runtime::kFaultNames[about.param]; });

// The law of merging compares something.
TEST(PlantedFaults, OfLinksAreNoticedByTheLawOfMerging) {
  for (const runtime::Fault fault : {runtime::Fault::JoinForgets, runtime::Fault::AliasIgnored})
    EXPECT_GT(noticed_after(static_cast<int>(fault), merge_law), 0U)
        << runtime::kFaultWords[static_cast<int>(fault)];
}

TEST(PlantedFaults, NoneIsActiveInTheProduct) { EXPECT_EQ(runtime::active_fault, -1); }

}  // namespace
}  // namespace wend::differential
