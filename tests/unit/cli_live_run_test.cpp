// SPDX-License-Identifier: Apache-2.0
//
// What a run does while its log is still being written: tests/scripts/live_run.sh.
#include <gtest/gtest.h>

#include "tests/support/process.h"

namespace wend {
namespace {

TEST(LiveRun, DecidesSavesAndEndsInOrder) {
  const support::TemporaryFolder folder;
  const support::Outcome outcome =
      support::run_in(folder.path(), WEND_SOURCE_DIR "/tests/scripts/live_run.sh " WEND_BINARY);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

}  // namespace
}  // namespace wend
