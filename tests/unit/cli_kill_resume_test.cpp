// SPDX-License-Identifier: Apache-2.0
//
// A small version of tests/scripts/kill_resume.sh, which is run with 20 points by hand.
#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace wend {
namespace {

TEST(KillResume, ARunThatWasKilledWritesTheSameBytes) {
  const support::TemporaryFolder folder;
  const support::Outcome outcome = support::run_in(
      folder.path(), WEND_SOURCE_DIR "/tests/scripts/kill_resume.sh " WEND_BINARY " 3 40000");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

}  // namespace
}  // namespace wend
