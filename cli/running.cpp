// SPDX-License-Identifier: Apache-2.0
#include "cli/running.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/door/sorted_input.h"
#include "cli/file_identity.h"
#include "cli/table_files.h"
#include "wend/compiler.h"

namespace wend::cli {
namespace {

constexpr std::uint64_t kLookAfter = 1024;  // events between looks at clocks and signals
constexpr std::chrono::milliseconds kProgressEvery{200};

constexpr int kWaitMilliseconds =
    200;  // for bytes of a pipe, until signals and clocks are looked at

bool has_bytes(const std::string& path) {
  struct stat status = {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
}

// A run that is saved must be able to cut its outputs back. What goes nowhere needs no cutting.
bool can_be_cut(const std::string& path) {
  struct stat status = {};
  struct stat nowhere = {};
  if (path == "-") return false;
  if (stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode)) return true;
  return S_ISCHR(status.st_mode) && stat("/dev/null", &nowhere) == 0 &&
         status.st_rdev == nowhere.st_rdev;
}

// Is this output, wanted now, the one that was saved, and nothing lost if it is cut?
std::optional<Failure> check_output(const std::string& option, const std::string& path,
                                    const SavedOutput& saved, const std::string& folder) {
  if (path.empty() && !saved.path.empty()) {
    return Failure{fmt::format(
        "the saved run wrote to {} `{}`: name it again, and the rest is written behind it", option,
        saved.path)};
  }
  if (path.empty()) return std::nullopt;
  if (saved.path.empty()) {
    if (!has_bytes(path)) return std::nullopt;
    return Failure{
        fmt::format("{} `{}` is not empty, and no run saved in `{}` wrote it: name a new file, or "
                    "start anew without --resume",
                    option, path, folder)};
  }
  const bool is_same = absolute_path(path) == saved.absolute ||
                       identity_of(path, Dash::Output) == identity_of(saved.absolute, Dash::Output);
  // A folder that was moved with all that is in it: the file is known by its bytes.
  const bool is_moved = path == saved.path && saved.bytes > 0;
  if (is_same || is_moved) return std::nullopt;
  return Failure{fmt::format(
      "the saved run wrote to {0} `{1}`, and this one names `{2}`: name `{1}`, and the rest is "
      "written behind it",
      option, saved.path, path)};
}

bool is_resumed_in_place(const RunWishes& wishes) {
  return !wishes.resume.empty() && !wishes.state.empty() &&
         absolute_path(wishes.state) == absolute_path(wishes.resume);
}

// One key for all names of a file.
std::string key_of(const std::string& path) {
  return identity_of(path, Dash::Input).value_or(path);
}

}  // namespace

Running::Running(std::shared_ptr<const Pack> pack, Tier tier, const RunWishes& wishes)
    : wishes_(wishes),
      tier_(tier),
      session_(pack, tier),
      pack_(std::move(pack)),
      writer_(pack_->plan(), {.source = "wend", .show_personal = wishes.show_personal}),
      verdicts_(rejects_) {}

// ------------------------------------------------------------------------------- before

std::optional<Failure> Running::prepare() {
  if (wishes_.threads > 1) {
    if (auto problem = Partitions::problem(session_.pack()))
      return Failure{"--threads: " + problem->what};
  }
  if (auto failure = check_state_is_free()) return failure;
  if (!wishes_.state.empty()) {
    auto folder = StateFolder::take(wishes_.state);
    if (!folder) return folder.failure();
    state_folder_ = std::move(folder.value());
  }
  if (!wishes_.resume.empty()) {
    if (auto failure = load_saved()) return failure;
  }
  if (auto failure = check_saved_outputs()) return failure;
  auto mappings = mappings_of(wishes_.events);
  if (!mappings) return mappings.failure();
  mappings_ = std::move(mappings.value());
  session_.on_decision([this](const Decision& decision) { write(writer_, decision); });
  if (!wishes_.state.empty()) {
    auto program = pack_file_bytes(session_.pack(), false);
    if (!program) return program.failure();
    program_ = std::move(program.value());
  }
  shows_progress_ = !wishes_.quiet && isatty(STDERR_FILENO) == 1;
  for (const std::string& path : wishes_.events.files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    total_bytes_ += error ? 0 : size;
  }
  return std::nullopt;
}

std::optional<Failure> Running::check_state_is_free() const {
  if (wishes_.state.empty() || is_resumed_in_place(wishes_) || !has_saved_run(wishes_.state))
    return std::nullopt;
  return Failure{
      fmt::format("`{}` holds a saved run: go on with it by --resume {}, or name another folder",
                  wishes_.state, wishes_.state)};
}

std::optional<Failure> Running::load_saved() {
  auto saved = load_run(wishes_.resume);
  if (!saved) return saved.failure();
  saved_ = std::move(saved.value());
  if (!saved_) {
    if (is_resumed_in_place(wishes_)) return std::nullopt;  // killed before it saved anything
    return no_saved_run(wishes_.resume, "--resume");
  }
  if (auto failure = check_saved_inputs()) return failure;
  const bool is_same = saved_->meaning == session_.pack().meaning();
  if (is_same && !wishes_.fill.empty())
    return Failure{"--fill: the rules are those that were saved, and know all they need"};
  if (auto failure = is_same ? session_.load(saved_->session) : load_predecessor()) return failure;
  verdicts_.restore(saved_->skipped, saved_->refused);
  saved_->session = {};
  return std::nullopt;
}

// What the doors remember of fields are positions in its plan.
std::optional<Failure> Running::load_predecessor() {
  auto session = session_of(*saved_);
  if (!session) return session.failure();
  predecessor_ = std::move(session.value());
  forget_memories(*saved_);
  return std::nullopt;
}

// The rules before decide on what they hold, then these go on.
std::optional<Failure> Running::take_over() {
  if (!predecessor_) return std::nullopt;
  const DecisionWriter writer(predecessor_->pack().plan(),
                              {.source = "wend", .show_personal = wishes_.show_personal});
  predecessor_->on_decision([this, &writer](const Decision& decision) { write(writer, decision); });
  if (wishes_.fill.empty()) {
    session_.succeed(*predecessor_);
  } else if (auto failure = fill()) {
    return failure;
  }
  if (!wishes_.quiet) {
    std::fprintf(stderr, "%llu customers of the saved run go on with these rules; %s\n",
                 static_cast<unsigned long long>(session_.customers()),
                 wishes_.fill.empty() ? "`wend plan` says what is not known of them"
                                      : "what was not kept of them came from the log");
  }
  predecessor_.reset();
  return std::nullopt;
}

// The log is played with these rules and nobody listens; from where the saved run stood, they decide.
std::optional<Failure> Running::fill() {
  Session replayed(pack_, tier_);
  EventFileWishes log = wishes_.events;
  log.files = wishes_.fill;
  if (auto failure = load_tables(replayed, wishes_.tables)) return failure;
  if (auto failure = feed_all(replayed, log)) return failure;
  auto failure = session_.succeed(*predecessor_, replayed);
  if (failure) failure->what = "--fill: " + failure->what;
  return failure;
}

// Every file is to be given again, under whichever name.
std::optional<Failure> Running::check_saved_inputs() {
  std::map<std::string, std::string> given;
  for (const std::string& path : wishes_.events.files) given.emplace(key_of(path), path);
  for (door::InputPosition& input : saved_->inputs) {
    for (std::string& path : input.paths) {
      const auto found = given.find(key_of(path));
      if (found == given.end()) {
        return Failure{
            fmt::format("the saved run read `{}`, which --events does not name: give it again (it "
                        "goes on where "
                        "it stood), or start anew without --resume",
                        path)};
      }
      path = found->second;
    }
  }
  return std::nullopt;
}

std::optional<Failure> Running::check_saved_outputs() const {
  if (wishes_.state.empty() && wishes_.resume.empty()) return std::nullopt;
  for (const auto& [option, path] :
       {std::pair{"--decisions", wishes_.decisions}, std::pair{"--rejects", wishes_.rejects}}) {
    if (!path.empty() && !can_be_cut(path)) {
      return Failure{fmt::format(
          "{} {}: a run with --state or --resume cuts its outputs back to what was saved, and this "
          "cannot be cut; name a file",
          option, path)};
    }
  }
  if (wishes_.resume.empty()) return std::nullopt;
  const SavedRun none;
  const SavedRun& saved = saved_ ? *saved_ : none;
  auto failure = check_output("--decisions", wishes_.decisions, saved.decisions, wishes_.resume);
  return failure ? failure
                 : check_output("--rejects", wishes_.rejects, saved.rejects, wishes_.resume);
}

// The outputs last: a run that cannot begin leaves them as they were. Sorting refuses events, so what it
// reads is only looked at before.
std::optional<Failure> Running::open_all() {
  const bool is_sorted = wishes_.events.sort;
  if (auto failure = is_sorted ? check_inputs_to_sort() : open_inputs()) return failure;
  if (auto failure = open_outputs()) return failure;
  if (!is_sorted) return std::nullopt;
  if (!wishes_.state.empty() && !saved_) {
    if (auto failure = save()) return failure;
  }
  return open_inputs();
}

std::optional<Failure> Running::open_outputs() {
  const SavedRun none;
  const SavedRun& saved = saved_ ? *saved_ : none;
  const auto open = [](const std::string& path, const SavedOutput& before,
                       OutputFile& file) -> std::optional<Failure> {
    if (path.empty()) return std::nullopt;
    auto opened = OutputFile::open(path, before);
    if (!opened) return opened.failure();
    file = std::move(opened.value());
    return std::nullopt;
  };
  if (auto failure = open(wishes_.decisions, saved.decisions, decisions_)) return failure;
  return open(wishes_.rejects, saved.rejects, rejects_);
}

door::InputSettings Running::input_settings() {
  door::InputSettings settings;
  settings.show_personal = wishes_.show_personal;
  settings.mappings = &mappings_;
  settings.profiles = profiles_;
  settings.is_resumable = !wishes_.state.empty() || !wishes_.resume.empty();
  settings.waiting = [this] { return wait(); };
  return settings;
}

std::optional<Failure> Running::check_inputs_to_sort() {
  door::InputSettings settings;
  settings.mappings = &mappings_;
  for (const std::string& path : wishes_.events.files) {
    std::error_code error;
    if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error))
      continue;
    if (path == "-") continue;
    auto file = door::open_file(path, session_.pack().plan(), settings, verdicts_);
    if (!file) return file.failure();
  }
  return std::nullopt;
}

std::optional<Failure> Running::open_inputs() {
  std::vector<std::unique_ptr<door::Input>> inputs;
  if (auto failure = add_saved_inputs(inputs)) return failure;
  if (auto failure = add_new_inputs(inputs)) return failure;
  inputs_ = std::make_unique<door::MergedInputs>(std::move(inputs));
  return std::nullopt;
}

std::optional<Failure> Running::add_saved_inputs(
    std::vector<std::unique_ptr<door::Input>>& inputs) {
  if (!saved_) return std::nullopt;
  const door::InputSettings settings = input_settings();
  const Plan& plan = session_.pack().plan();
  for (const door::InputPosition& from : saved_->inputs) {
    rows_before_ += from.place.rows;
    auto input =
        from.sorted
            ? door::sorted_input(from.paths, plan, settings, verdicts_, &from, stop_is_wanted)
            : door::file_input(from.paths.front(), plan, settings, verdicts_, &from);
    if (!input) return input.failure();
    inputs.push_back(std::move(input.value()));
  }
  return std::nullopt;
}

std::optional<Failure> Running::add_new_inputs(std::vector<std::unique_ptr<door::Input>>& inputs) {
  std::set<std::string> known;
  if (saved_) {
    for (const door::InputPosition& input : saved_->inputs) {
      for (const std::string& path : input.paths) known.insert(key_of(path));
    }
  }
  const door::InputSettings settings = input_settings();
  const Plan& plan = session_.pack().plan();
  std::vector<std::string> fresh;
  for (const std::string& path : wishes_.events.files) {
    if (known.insert(key_of(path)).second) fresh.push_back(path);
  }
  if (wishes_.events.sort && !fresh.empty()) {
    auto input = door::sorted_input(fresh, plan, settings, verdicts_, nullptr, stop_is_wanted);
    if (!input) return input.failure();
    inputs.push_back(std::move(input.value()));
    return std::nullopt;
  }
  for (const std::string& path : fresh) {
    auto input = door::file_input(path, plan, settings, verdicts_, nullptr);
    if (!input) return input.failure();
    inputs.push_back(std::move(input.value()));
  }
  return std::nullopt;
}

// ------------------------------------------------------------------------------- during

std::optional<Failure> Running::run(const Stopwatch& since_start) {
  times_.start_up = since_start.wall_seconds();
  const Stopwatch running;
  if (auto failure = open_all()) return failure;
  if (!saved_) {
    if (auto failure = load_tables(session_, wishes_.tables)) return failure;
  }
  if (auto failure = take_over()) return failure;
  if (wishes_.threads > 1) divide();
  last_save_ = last_progress_ = std::chrono::steady_clock::now();
  std::optional<Failure> failure = feed();
  end_progress();
  if (!failure) failure = close();
  times_.wall = running.wall_seconds();
  times_.thread = running.thread_seconds();
  times_.rows = rows_read();
  times_.threads = wishes_.threads;
  for (const std::string& refused : verdicts_.shown())
    std::fprintf(stderr, "refused: %s\n", refused.c_str());
  return failure;
}

std::optional<Failure> Running::feed() {
  if (!wishes_.state.empty()) {
    if (auto failure = save()) return failure;
    // With --until the clock goes on over the last line as well.
    if (wishes_.until.empty()) inputs_->hold_back_unfinished();
  }
  const auto every_events = static_cast<std::uint64_t>(wishes_.state_every_events);
  while (inputs_->next()) {
    if (stop_is_wanted()) return std::nullopt;
    // A state is saved here, with the event in hand not fed: the next run meets it first.
    const bool is_saved_by_count = every_events != 0 && fed_ % every_events == 0;
    if (fed_ > 0 && (fed_ % kLookAfter == 0 || is_saved_by_count)) {
      if (auto failure = housekeeping()) return failure;
      if (!wishes_.state.empty() && (is_saved_by_count || is_time_to_save())) {
        if (auto failure = save()) return failure;
      }
    }
    feed_current();
    ++fed_;
  }
  if (failure_in_wait_) return failure_in_wait_;
  return stop_is_wanted() ? std::nullopt : inputs_->failure();
}

// Nothing more comes for now: what was decided is shown, and the clock goes on.
int Running::wait() {
  if (partitions_) partitions_->settle();
  decisions_.flush();
  rejects_.flush();
  if (!failure_in_wait_) failure_in_wait_ = housekeeping();
  if (!failure_in_wait_ && inputs_ && inputs_->has_positions() && is_time_to_save())
    failure_in_wait_ = save();
  return stop_is_wanted() || failure_in_wait_ ? -1 : kWaitMilliseconds;
}

// Lines are made where decisions are, and written here.
void Running::divide() {
  const auto format = [this](const Decision& decision, std::string& line) {
    if (!decisions_.is_open()) return;
    append(line, writer_, decision);
  };
  const auto write = [this](std::string_view line) {
    if (!decisions_.is_open()) return;
    decisions_.line() += line;
    decisions_.line_done();
  };
  partitions_ = std::make_unique<Partitions>(session_, wishes_.threads, format, write);
}

void Running::feed_current() {
  door::Input& input = inputs_->current();
  const auto refusal =
      partitions_ ? partitions_->feed(input.event()) : session_.feed(input.event());
  const bool is_taken = !refusal || refusal->kind == RefusalKind::Repeat;
  if (input.event().touchpoint == Event::kProfile) input.profile_was_fed(is_taken);
  if (is_taken) return;
  verdicts_.refuse(
      {input.file(), input.line(), slug_of(refusal->kind), refusal->reason, input.shown()});
}

std::optional<Failure> Running::housekeeping() {
  const auto now = std::chrono::steady_clock::now();
  if (decisions_.failure()) return decisions_.failure();
  if (rejects_.failure()) return rejects_.failure();
  if (shows_progress_ && now - last_progress_ > kProgressEvery) {
    last_progress_ = now;
    show_progress();
  }
  return std::nullopt;
}

bool Running::is_time_to_save() const {
  const std::chrono::duration<double> since_save = std::chrono::steady_clock::now() - last_save_;
  return !wishes_.state.empty() && since_save.count() > wishes_.state_every_minutes * 60;
}

void Running::write(const DecisionWriter& writer, const Decision& decision) {
  if (!decisions_.is_open()) return;
  append(decisions_.line(), writer, decision);
  decisions_.line_done();
}

void Running::append(std::string& line, const DecisionWriter& writer, const Decision& decision) {
  writer.append(line, decision);
  line += '\n';
}

// -------------------------------------------------------------------------------- after

// The state is saved before the last instant is closed, with the outputs as long as they are then: a
// run that goes on with more events of that instant cuts off what is decided here and decides anew. The same
// holds for a last line without line end: the saved place is before it.
std::optional<Failure> Running::close() {
  const bool is_stopped = stop_is_wanted();
  if (partitions_) partitions_->join();
  partitions_.reset();
  if (!is_stopped && !wishes_.until.empty())
    session_.advance_to(*read_rfc3339(wishes_.until) / 1'000'000);
  if (!wishes_.state.empty()) {
    if (auto failure = save()) return failure;
  }
  if (!is_stopped) {
    inputs_->let_go();
    while (inputs_->next()) feed_current();
    session_.flush();
  }
  decisions_.flush();
  rejects_.flush();
  return decisions_.failure() ? decisions_.failure() : rejects_.failure();
}

std::optional<Failure> Running::save() {
  last_save_ = std::chrono::steady_clock::now();
  if (partitions_) partitions_->join();
  decisions_.sync();
  rejects_.sync();
  if (decisions_.failure()) return decisions_.failure();
  if (rejects_.failure()) return rejects_.failure();
  SavedRun run;
  run.meaning = session_.pack().meaning();
  run.program = program_;
  if (inputs_) run.inputs = inputs_->positions();
  run.decisions = decisions_.saved();
  run.rejects = rejects_.saved();
  run.skipped = verdicts_.all_skipped();
  run.refused = verdicts_.all_refused();
  run.session = session_.save();
  return save_run(wishes_.state, run);
}

std::uint64_t Running::rows_read() const {
  std::uint64_t rows = 0;
  for (const door::InputPosition& input : inputs_->positions()) rows += input.place.rows;
  return rows - rows_before_;
}

void Running::show_progress() {
  const std::uint64_t read = inputs_->packed_bytes_read();
  const std::string share = total_bytes_ == 0 || read == 0 || read > total_bytes_
                                ? ""
                                : fmt::format(", {} % of the files", read * 100 / total_bytes_);
  const std::uint64_t events = partitions_ ? partitions_->events() : session_.counts().events;
  const std::uint64_t decided =
      partitions_ ? partitions_->decisions() : session_.counts().decisions;
  const std::string line = fmt::format("\r{} events, {} decisions{}\x1b[K", events, decided, share);
  std::fputs(line.c_str(), stderr);
}

void Running::end_progress() {
  if (shows_progress_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace wend::cli
