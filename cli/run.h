// SPDX-License-Identifier: Apache-2.0
//
// What a run was asked for, and how it went.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/event_files.h"
#include "cli/run_verdicts.h"
#include "wend/native_tools.h"
#include "wend/runtime.h"

namespace wend::cli {

struct RunWishes {
  std::vector<std::string> paths;
  EventFileWishes events;
  std::string decisions;
  std::string rejects;
  std::string state;
  double state_every_minutes = 5;
  std::int64_t state_every_events = 0;  // 0: by time alone
  std::string resume;
  std::vector<std::string> fill;    // the log of the saved run
  std::vector<std::string> tables;  // NAME=FILE
  std::string until;
  unsigned threads = 1;
  bool strict = false;
  std::string tier;
  std::string native_cache;  // a folder
  NativeTools tools;
  bool show_personal = false;
  bool quiet = false;
};

// Two clocks: the wall's, and the time this thread had a processor.
struct Stopwatch {
  std::chrono::steady_clock::time_point wall = std::chrono::steady_clock::now();
  double processor = processor_seconds();
  static double processor_seconds();
  double wall_seconds() const;
  double thread_seconds() const { return processor_seconds() - processor; }
};

struct RunTimes {
  double start_up = 0;  // seconds until the first record was asked for
  double wall = 0;      // from then on
  double thread = 0;
  unsigned threads = 1;    // that step events; with several, a further one reads
  std::uint64_t rows = 0;  // records read, skipped and refused ones included
};

std::string summary_of(const Session& session, const RunVerdicts& verdicts, const RunTimes& times,
                       Tier tier);

// Ctrl-C or a request to end: set once, from a signal.
void watch_for_stop();
bool stop_is_wanted();
Exit exit_of_stop();

}  // namespace wend::cli
