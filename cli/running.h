// SPDX-License-Identifier: Apache-2.0
//
// One run: its session, streams and outputs, and the saving of all three as one.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/door/input.h"
#include "cli/output_file.h"
#include "cli/run.h"
#include "cli/run_verdicts.h"
#include "cli/saved_run.h"
#include "wend/decision_writer.h"
#include "wend/partitions.h"
#include "wend/runtime.h"

namespace wend::cli {

class Running {
 public:
  Running(std::shared_ptr<const Pack> pack, Tier tier, const RunWishes& wishes);

  // Everything that can be told before a file is opened; when resuming, loads what was saved.
  std::optional<Failure> prepare();
  // Feeds all events, saves, closes.
  std::optional<Failure> run(const Stopwatch& since_start);
  std::string summary() const { return summary_of(session_, verdicts_, times_, tier_); }
  bool has_refused() const { return sum_of(verdicts_.all_refused()) > 0; }

 private:
  std::optional<Failure> check_state_is_free() const;
  std::optional<Failure> load_saved();
  std::optional<Failure> load_predecessor();
  std::optional<Failure> take_over();
  std::optional<Failure> fill();
  std::optional<Failure> check_saved_inputs();
  std::optional<Failure> check_saved_outputs() const;
  std::optional<Failure> open_all();
  std::optional<Failure> open_outputs();
  std::optional<Failure> open_inputs();
  std::optional<Failure> check_inputs_to_sort();
  door::InputSettings input_settings();
  int wait();
  std::optional<Failure> add_saved_inputs(std::vector<std::unique_ptr<door::Input>>& inputs);
  std::optional<Failure> add_new_inputs(std::vector<std::unique_ptr<door::Input>>& inputs);
  std::optional<Failure> feed();
  void divide();
  void feed_current();
  std::optional<Failure> close();
  std::optional<Failure> housekeeping();
  bool is_time_to_save() const;
  std::optional<Failure> save();
  std::uint64_t rows_read() const;
  void write(const DecisionWriter& writer, const Decision& decision);
  static void append(std::string& line, const DecisionWriter& writer, const Decision& decision);
  void show_progress();
  void end_progress();

  const RunWishes& wishes_;
  StateFolder state_folder_;
  Tier tier_;
  Session session_;
  std::shared_ptr<const Pack> pack_;
  std::vector<std::uint8_t> program_;   // as a pack file, for the state
  std::optional<Session> predecessor_;  // of other rules, whose place this run takes
  DecisionWriter writer_;
  OutputFile decisions_;
  OutputFile rejects_;
  std::unique_ptr<Partitions> partitions_;  // of the session, with --threads
  RunVerdicts verdicts_;
  std::vector<door::Mapping> mappings_;
  std::shared_ptr<door::ProfileMemory> profiles_ = std::make_shared<door::ProfileMemory>();
  std::optional<SavedRun> saved_;
  std::unique_ptr<door::MergedInputs> inputs_;
  RunTimes times_;
  std::uint64_t rows_before_ = 0;  // read by earlier runs
  std::uint64_t fed_ = 0;
  std::chrono::steady_clock::time_point last_save_, last_progress_;
  std::optional<Failure> failure_in_wait_;
  bool shows_progress_ = false;
  std::uint64_t total_bytes_ = 0;  // of the files of events, as they lie on the disk
};

}  // namespace wend::cli
