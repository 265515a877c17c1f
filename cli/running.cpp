// SPDX-License-Identifier: Apache-2.0
#include "cli/running.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/door/sorted_input.h"

namespace wend::cli {
namespace {

constexpr std::uint64_t kLookAfter = 1024;  // events between looks at clocks and signals
constexpr std::chrono::milliseconds kProgressEvery{200};

std::uint64_t kept(const std::string& path, const SavedOutput& saved) {
  return path == saved.path ? saved.bytes : 0;
}

}  // namespace

Running::Running(std::shared_ptr<const Pack> pack, Tier tier, const RunWishes& wishes)
    : wishes_(wishes), tier_(tier), session_(std::move(pack), tier), verdicts_(rejects_) {
  format_.show_personal = wishes.show_personal;
}

// ------------------------------------------------------------------------------- before

std::optional<Failure> Running::prepare() {
  if (auto failure = check_state_is_free()) return failure;
  if (!wishes_.resume.empty()) {
    if (auto failure = load_saved()) return failure;
  }
  auto mappings = mappings_of(wishes_.events);
  if (!mappings) return mappings.failure();
  mappings_ = std::move(mappings.value());
  if (auto failure = open_outputs()) return failure;
  session_.on_decision([this](const Decision& decision) { write(decision); });
  shows_progress_ = !wishes_.quiet && isatty(STDERR_FILENO) == 1;
  for (const std::string& path : wishes_.events.files) {
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    total_bytes_ += error ? 0 : size;
  }
  return std::nullopt;
}

std::optional<Failure> Running::check_state_is_free() const {
  if (wishes_.state.empty() || wishes_.state == wishes_.resume || !has_saved_run(wishes_.state))
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
    if (wishes_.resume == wishes_.state) return std::nullopt;  // killed before it saved anything
    return Failure{
        fmt::format("no saved run in `{}`: --resume wants a folder that a run with --state wrote",
                    wishes_.resume)};
  }
  const std::string meaning = session_.pack().meaning();
  if (saved_->meaning != meaning) {
    return Failure{fmt::format(
        "the run saved in `{}` has other rules (meaning {}, these have {}): resume it with its own "
        "rules, or start anew without --resume",
        wishes_.resume, saved_->meaning, meaning)};
  }
  if (auto failure = check_saved_inputs()) return failure;
  if (auto failure = session_.load(saved_->session)) return failure;
  verdicts_.restore(saved_->skipped, saved_->refused);
  saved_->session = {};
  return std::nullopt;
}

std::optional<Failure> Running::check_saved_inputs() const {
  const auto& given = wishes_.events.files;
  for (const door::InputPosition& input : saved_->inputs) {
    for (const std::string& path : input.paths) {
      if (std::find(given.begin(), given.end(), path) != given.end()) continue;
      return Failure{fmt::format(
          "the saved run read `{}`, which --events does not name: give it again (it goes on where "
          "it stood), or start anew without --resume",
          path)};
    }
  }
  return std::nullopt;
}

std::optional<Failure> Running::open_outputs() {
  const SavedRun none;
  const SavedRun& saved = saved_ ? *saved_ : none;
  const auto open = [](const std::string& path, const SavedOutput& before,
                       OutputFile& file) -> std::optional<Failure> {
    if (path.empty()) return std::nullopt;
    auto opened = OutputFile::open(path, kept(path, before));
    if (!opened) return opened.failure();
    file = std::move(opened.value());
    return std::nullopt;
  };
  if (auto failure = open(wishes_.decisions, saved.decisions, decisions_)) return failure;
  return open(wishes_.rejects, saved.rejects, rejects_);
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
  const door::InputSettings settings{wishes_.show_personal, &mappings_, profiles_};
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
    for (const door::InputPosition& input : saved_->inputs)
      known.insert(input.paths.begin(), input.paths.end());
  }
  const door::InputSettings settings{wishes_.show_personal, &mappings_, profiles_};
  const Plan& plan = session_.pack().plan();
  std::vector<std::string> fresh;
  for (const std::string& path : wishes_.events.files) {
    if (known.insert(path).second) fresh.push_back(path);
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
  if (auto failure = open_inputs()) return failure;
  last_save_ = last_progress_ = std::chrono::steady_clock::now();
  std::optional<Failure> failure = feed();
  end_progress();
  if (!failure) failure = close();
  times_.wall = running.wall_seconds();
  times_.thread = running.thread_seconds();
  times_.rows = rows_read();
  for (const std::string& refused : verdicts_.shown())
    std::fprintf(stderr, "refused: %s\n", refused.c_str());
  return failure;
}

std::optional<Failure> Running::feed() {
  if (!wishes_.state.empty()) {
    if (auto failure = save()) return failure;
  }
  while (inputs_->next()) {
    if (stop_is_wanted()) return std::nullopt;
    // A state is saved here, with the event in hand not fed: the next run meets it first.
    const bool is_saved_by_count =
        wishes_.state_every_events != 0 && fed_ % wishes_.state_every_events == 0;
    if (fed_ > 0 && (fed_ % kLookAfter == 0 || is_saved_by_count)) {
      if (auto failure = housekeeping()) return failure;
    }
    feed_current();
    ++fed_;
  }
  return stop_is_wanted() ? std::nullopt : inputs_->failure();
}

void Running::feed_current() {
  door::Input& input = inputs_->current();
  const auto refusal = session_.feed(input.event());
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
  if (wishes_.state.empty()) return std::nullopt;
  const std::chrono::duration<double> since_save = now - last_save_;
  const bool by_count = wishes_.state_every_events != 0 && fed_ % wishes_.state_every_events == 0;
  return by_count || since_save.count() > wishes_.state_every_minutes * 60 ? save() : std::nullopt;
}

void Running::write(const Decision& decision) {
  if (!decisions_.is_open()) return;
  append_cloud_event(decisions_.line(), session_.pack().plan(), decision, format_);
  decisions_.line() += '\n';
  decisions_.line_done();
}

// -------------------------------------------------------------------------------- after

// The state is saved before the last instant is closed, with the outputs as long as they are then: a
// run that goes on with more events of that instant cuts off what is decided here and decides anew.
std::optional<Failure> Running::close() {
  const bool is_stopped = stop_is_wanted();
  if (!is_stopped && !wishes_.until.empty())
    session_.advance_to(*read_rfc3339(wishes_.until) / 1'000'000);
  if (!wishes_.state.empty()) {
    if (auto failure = save()) return failure;
  }
  if (!is_stopped) session_.flush();
  decisions_.flush();
  rejects_.flush();
  return decisions_.failure() ? decisions_.failure() : rejects_.failure();
}

std::optional<Failure> Running::save() {
  last_save_ = std::chrono::steady_clock::now();
  decisions_.sync();
  rejects_.sync();
  if (decisions_.failure()) return decisions_.failure();
  if (rejects_.failure()) return rejects_.failure();
  SavedRun run;
  run.meaning = session_.pack().meaning();
  run.inputs = inputs_->positions();
  run.decisions = {wishes_.decisions, decisions_.position()};
  run.rejects = {wishes_.rejects, rejects_.position()};
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
  const std::string line =
      fmt::format("\r{} events, {} decisions{}\x1b[K", session_.counts().events,
                  session_.counts().decisions, share);
  std::fputs(line.c_str(), stderr);
}

void Running::end_progress() {
  if (shows_progress_) std::fputs("\r\x1b[K", stderr);
}

}  // namespace wend::cli
