// SPDX-License-Identifier: Apache-2.0
//
// Clocks and signals of a run: the only machine time in Wend, and it never reaches a decision.
#include <csignal>
#include <ctime>

#include "cli/command.h"
#include "cli/run.h"

namespace wend::cli {
namespace {

volatile std::sig_atomic_t stop_wanted = 0;

void note_stop(int signal) { stop_wanted = signal; }

}  // namespace

double Stopwatch::processor_seconds() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double Stopwatch::wall_seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count();
}

// The first signal asks the run to end in order; a second one ends it at once.
void watch_for_stop() {
  struct sigaction action = {};
  action.sa_handler = note_stop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

bool stop_is_wanted() { return stop_wanted != 0; }

Exit exit_of_stop() { return stop_wanted == SIGTERM ? Exit::Terminated : Exit::Interrupted; }

}  // namespace wend::cli
