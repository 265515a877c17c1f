// SPDX-License-Identifier: Apache-2.0
//
// `wend plan`: what becomes of each rule, and of what is known of customers, when one pack takes the
// place of another.
#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/rule_files.h"
#include "cli/saved_run.h"
#include "compiler/driver/pipeline.h"
#include "compiler/plan/upgrade.h"

namespace wend::cli {
namespace {

struct PlanWishes {
  std::string before;
  std::string now;
  std::string state;
};

const char* words_of(plan::Fate fate) {
  switch (fate) {
    case plan::Fate::Kept: return "kept";
    case plan::Fate::Partly: return "partly kept";
    case plan::Fate::Restarts: return "restarts";
    case plan::Fate::NeedsLog: return "needs the log";
    case plan::Fate::Gone: return "gone";
  }
  return "";
}

std::string report(const std::vector<plan::Upgrade>& upgrades) {
  std::string made;
  std::size_t lost = 0;
  for (const plan::Upgrade& one : upgrades) {
    const bool is_new = one.is_new && one.fate == plan::Fate::Kept;
    made += fmt::format("{:<14}{}{}{}\n", is_new ? "new" : words_of(one.fate), one.rule,
                        one.is_new && !is_new ? " (new)" : "",
                        one.formerly.empty() ? "" : " (formerly " + one.formerly + ")");
    for (const std::string& unknown : one.unknown) made += fmt::format("{:16}{}\n", "", unknown);
    lost += one.fate == plan::Fate::Kept ? 0 : 1;
  }
  return made + fmt::format("{} {}, {} not kept as a whole\n", upgrades.size(),
                            upgrades.size() == 1 ? "rule" : "rules", lost);
}

// What is in a saved run of OLD would become of it; the run itself stays as it is.
Expected<std::string> report_of_state(const std::string& folder, const Pack& before, Plan now) {
  auto loaded = load_run(folder);
  if (!loaded) return loaded.failure();
  if (!loaded.value()) return no_saved_run(folder, "--state");
  const SavedRun& run = *loaded.value();
  if (run.meaning != before.meaning())
    return Failure{
        fmt::format("the run saved in `{}` has other rules than OLD: name those that it was saved "
                    "with",
                    folder)};
  auto session = session_of(run);
  if (!session) return session.failure();
  session.value().flush();
  const std::uint64_t open = session.value().open_deadlines();
  Session next(std::make_shared<Pack>(std::move(now)), Tier::Interpreter);
  next.succeed(session.value());
  return fmt::format("{}: {} customers go on, and {} of {} open deadlines stay open\n", folder,
                     next.customers(), next.open_deadlines(), open);
}

Exit plan_change(const PlanWishes& wishes, const Settings& settings) {
  const auto before = load_pack({wishes.before}, is_coloured(settings, STDERR_FILENO));
  if (!before) return cannot(before.failure().what);
  if (!before.value().pack) {
    std::fputs(before.value().text.c_str(), stderr);
    return Exit::Findings;
  }
  const auto sources = rule_files({wishes.now});
  if (!sources) return cannot(sources.failure().what);
  const driver::Compilation now = driver::compilation_of(sources.value(), text_if_there);
  if (!now.plan) {
    const Colour colour = is_coloured(settings, STDERR_FILENO) ? Colour::Always : Colour::Never;
    std::fputs(render_text(now.sources, now.diagnostics, colour).c_str(), stderr);
    return Exit::Findings;
  }
  const auto upgrades = plan::upgrades(before.value().pack->plan(), *now.program, *now.plan);
  print(report(upgrades));
  if (!wishes.state.empty()) {
    const auto of_state = report_of_state(wishes.state, *before.value().pack, *now.plan);
    if (!of_state) return cannot(of_state.failure().what);
    print(of_state.value());
  }
  const bool all_kept = std::all_of(upgrades.begin(), upgrades.end(), [](const plan::Upgrade& one) {
    return one.fate == plan::Fate::Kept;
  });
  return all_kept ? Exit::Clean : Exit::Findings;
}

}  // namespace

void add_plan(Program& program) {
  auto wishes = std::make_shared<PlanWishes>();
  CLI::App* command = program.app.add_subcommand(
      "plan", "Say what becomes of each rule when a pack takes the place of another");
  command->add_option("old", wishes->before, "The rules that run now, or their pack file")
      ->required()
      ->type_name("OLD");
  command->add_option("new", wishes->now, "The rules that come, a file or a folder")
      ->required()
      ->type_name("NEW");
  command->add_option("--state", wishes->state, "A saved run of OLD: what would become of it")
      ->type_name("DIR");
  command->footer(
      "Example:\n  wend plan retail.pack examples/retail\n"
      "Exit codes: 0 all is kept, 1 something is not or the rules have mistakes, 2 wrong usage or\n"
      "environment.");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] {
      return plan_change(*wishes, settings);
    };
  });
}

}  // namespace wend::cli
