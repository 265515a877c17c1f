// SPDX-License-Identifier: Apache-2.0
//
// `wend run`: events in, decisions out, with a state that survives whatever ends the run.
#include "cli/run.h"

#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/file_identity.h"
#include "cli/rule_files.h"
#include "cli/run_code.h"
#include "cli/running.h"
#include "wend/compiler.h"
#include "wend/partitions.h"

namespace wend::cli {
namespace {

Tier tier_of(const RunWishes& wishes) {
  return wishes.tier == "interpreter" ? Tier::Interpreter
         : wishes.tier == "native"    ? Tier::Native
                                      : Tier::Automatic;
}

std::optional<std::string> contradiction(const RunWishes& wishes) {
  if (!wishes.until.empty() && !read_rfc3339(wishes.until)) {
    return fmt::format("--until wants an instant such as 2026-11-22T10:00:00Z, and `{}` is none",
                       wishes.until);
  }
  if (!(wishes.state_every_minutes > 0)) return "--state-every wants a number of minutes above 0";
  if (wishes.state_every_events < 0) return "--state-every-events wants a number of events above 0";
  if (wishes.tier == "interpreter" && (!wishes.native_cache.empty() || sees_code(wishes.tools))) {
    return fmt::format("{} is for machine code, and --tier interpreter makes none",
                       !wishes.native_cache.empty() ? "--native-cache"
                       : wishes.tools.perf_map      ? "--perf-map"
                                                    : "--debugger");
  }
  if (!wishes.fill.empty() && wishes.resume.empty())
    return "--fill belongs to --resume: it is the log of the saved run that other rules go on with";
  if (std::count(wishes.events.files.begin(), wishes.events.files.end(), "-") > 1) {
    return "standard input (-) can be read only once";
  }
  return std::nullopt;
}

// Nothing that is written stands where something is read.
std::optional<Failure> check_files_apart(const RunWishes& wishes, const LoadedPack& loaded) {
  std::vector<NamedFile> inputs;
  for (const std::string& file : wishes.events.files) inputs.push_back({file, "--events"});
  for (const std::string& file : wishes.fill) inputs.push_back({file, "--fill"});
  for (const std::string& table : wishes.tables)
    inputs.push_back({table.substr(table.find('=') + 1), "--table"});
  for (const std::string& file : wishes.events.mappings) inputs.push_back({file, "--map"});
  for (const std::string& file : loaded.files) inputs.push_back({file, "the rules"});
  for (const std::string& folder : {wishes.state, wishes.resume}) {
    if (!folder.empty()) inputs.push_back({state_file_in(folder), "the saved run"});
  }
  std::vector<NamedFile> outputs;
  if (!wishes.decisions.empty()) outputs.push_back({wishes.decisions, "--decisions"});
  if (!wishes.rejects.empty()) outputs.push_back({wishes.rejects, "--rejects"});
  return check_outputs_apart(outputs, inputs);
}

Exit exit_of(const Running& running, const RunWishes& wishes) {
  if (stop_is_wanted()) return exit_of_stop();
  return wishes.strict && running.has_refused() ? Exit::Findings : Exit::Clean;
}

Exit run(const RunWishes& wishes, const Settings& settings) {
  const Stopwatch since_start;
  if (auto problem = contradiction(wishes)) return cannot(*problem);
  watch_for_stop();
  auto loaded = load_pack(wishes.paths, is_coloured(settings, STDERR_FILENO));
  if (!loaded) return cannot(loaded.failure().what);
  std::fputs(loaded.value().text.c_str(), stderr);
  if (!loaded.value().pack) return Exit::Findings;

  if (auto failure = check_files_apart(wishes, loaded.value())) return cannot(failure->what);

  const Tier tier = tier_of(wishes);
  RunCode code;
  if (auto failure = code.begin(loaded.value().pack, wishes, tier)) return cannot(failure->what);
  Running running(loaded.value().pack, tier, wishes);
  if (auto failure = running.prepare()) return cannot(failure->what);
  if (auto failure = running.run(since_start)) {
    const Exit exit = cannot(failure->what);
    return stop_is_wanted() ? exit_of_stop() : exit;
  }
  if (!wishes.quiet) std::fputs((running.summary() + code.summary()).c_str(), stderr);
  return exit_of(running, wishes);
}

void add_options(CLI::App& command, RunWishes& wishes) {
  command
      .add_option("paths", wishes.paths,
                  "Rules (files or folders), or one pack file of `wend build`")
      ->required()
      ->type_name("PATH");
  add_event_options(command, wishes.events)->required();
  command
      .add_option("--decisions", wishes.decisions,
                  "Where decisions go, one JSON object a line; - is standard output")
      ->type_name("FILE");
  command.add_option("--rejects", wishes.rejects, "Where refused events go, with line and reason")
      ->type_name("FILE");
  command
      .add_option("--state", wishes.state,
                  "Save the run here: now and then, on Ctrl-C and at the end")
      ->type_name("DIR");
  command.add_option("--state-every", wishes.state_every_minutes, "Save every so many minutes (5)")
      ->type_name("MINUTES");
  command
      .add_option("--state-every-events", wishes.state_every_events,
                  "Save every so many events as well")
      ->type_name("N");
  command.add_option("--resume", wishes.resume, "Go on where the run saved in DIR stood")
      ->type_name("DIR");
  command
      .add_option(
          "--fill", wishes.fill,
          "With other rules than those that were saved: the log of the saved run, from which "
          "they learn what those did not keep")
      ->type_name("FILE");
  command
      .add_option("--table", wishes.tables,
                  "Rows that a table has from the beginning on, as CSV: Shop=shops.csv")
      ->type_name("NAME=FILE");
  command.add_option("--until", wishes.until, "After the last event let the clock go on to here")
      ->type_name("INSTANT");
  command.add_flag("--strict", wishes.strict, "Exit with 1 if an event was refused");
  command
      .add_option("--tier", wishes.tier,
                  "Force an engine: interpreter or native; decisions are the same")
      ->check(CLI::IsMember({"interpreter", "native"}))
      ->type_name("TIER");
  command
      .add_option("--native-cache", wishes.native_cache,
                  "Keep machine code in DIR, so that rules that mean what they meant are not "
                  "compiled again")
      ->type_name("DIR");
  command.add_flag("--perf-map", wishes.tools.perf_map,
                   "Write names of machine code to /tmp/perf-PID.map, where perf looks for them");
  command.add_flag("--debugger", wishes.tools.debugger, "Show machine code to GDB and LLDB");
  command
      .add_option("--threads", wishes.threads,
                  "Share the work among N threads (1); decisions and their order are the same")
      ->check(CLI::Range(1U, Partitions::kMost))
      ->type_name("N");
  command.add_flag("--show-personal", wishes.show_personal,
                   "Show personal values in reasons and rejects");
  command.add_flag("-q,--quiet", wishes.quiet, "No progress, no summary");
}

}  // namespace

void add_run(Program& program) {
  auto wishes = std::make_shared<RunWishes>();
  CLI::App* command =
      program.app.add_subcommand("run", "Run rules over events and write decisions");
  add_options(*command, *wishes);
  command->footer(
      "Example:\n  wend run examples/retail --events examples/retail/events.jsonl --decisions -\n"
      "A run that was killed goes on with:\n"
      "  wend run my-journeys --events log.jsonl.gz --decisions out.jsonl --state saved --resume "
      "saved\n"
      "Exit codes: 0 done, 1 mistakes in rules (or refused events under --strict), 2 wrong usage "
      "or\n"
      "environment, 130 interrupted (143 by SIGTERM).");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] { return run(*wishes, settings); };
  });
}

}  // namespace wend::cli
