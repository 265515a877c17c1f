// SPDX-License-Identifier: Apache-2.0
//
// `wend backtest`: how many events of a log would start each rule, for rules that ask nothing but the event.
#include <algorithm>
#include <cstdio>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/event_files.h"
#include "cli/rule_files.h"
#include "runtime/abi/plan.h"
#include "wend/batch.h"

namespace wend::cli {
namespace {

struct BacktestWishes {
  std::vector<std::string> paths;
  EventFileWishes events;
};

// How many records were refused and skipped, and the first that was refused.
class CountingVerdicts : public door::Verdicts {
 public:
  void refuse(const door::Reject& reject) override {
    if (refused++ == 0) first = fmt::format("{}:{}: {}", reject.file, reject.line, reject.reason);
  }
  std::uint64_t& skipped(const std::string&) override { return all_skipped; }

  std::uint64_t refused = 0;
  std::uint64_t all_skipped = 0;
  std::string first;
};

const char* plural(std::uint64_t count) { return count == 1 ? "" : "s"; }

std::string answers_of(const Plan& plan, std::span<const Backtest::Rule> rules) {
  std::string answered = fmt::format("{:>12}  {}\n", "events", "rule");
  std::string others;
  std::size_t width = 0, other_count = 0;
  for (const Backtest::Rule& rule : rules)
    width = std::max(width, plan.rules[rule.rule].name.size());
  for (const Backtest::Rule& rule : rules) {
    const std::string& name = plan.rules[rule.rule].name;
    if (rule.why == Unanswered::Nothing) {
      answered += fmt::format("{:>12}  {}\n", rule.events, name);
    } else {
      ++other_count;
      others += fmt::format("{:>12}  {:<{}}  {}\n", "", name, width, words_of(rule.why));
    }
  }
  if (other_count == 0) return answered;
  if (other_count == rules.size()) answered.clear();
  return answered +
         fmt::format("Of {} rule{} `wend run` knows, since more is asked than one event says:\n{}",
                     other_count, plural(other_count), others);
}

std::string words_of(const Backtest& backtest, const CountingVerdicts& verdicts) {
  std::string words = fmt::format("{} event{}", backtest.events(), plural(backtest.events()));
  if (verdicts.all_skipped > 0) words += fmt::format(", {} skipped", verdicts.all_skipped);
  if (verdicts.refused > 0)
    words += fmt::format(", {} refused, the first: {}", verdicts.refused, verdicts.first);
  return words + "\n";
}

Exit backtest(const BacktestWishes& wishes, const Settings& settings) {
  if (std::count(wishes.events.files.begin(), wishes.events.files.end(), "-") > 1)
    return cannot("standard input (-) can be read only once");
  const auto loaded = load_pack(wishes.paths, is_coloured(settings, STDERR_FILENO));
  if (!loaded) return cannot(loaded.failure().what);
  std::fputs(loaded.value().text.c_str(), stderr);
  if (!loaded.value().pack) return Exit::Findings;
  const Plan& plan = loaded.value().pack->plan();
  Backtest backtest(loaded.value().pack);
  CountingVerdicts verdicts;
  const auto add = [&](const Event& event) { return backtest.add(event); };
  if (auto failure = read_all(plan, wishes.events, verdicts, add)) return cannot(failure->what);
  print(answers_of(plan, backtest.finish()));
  print(words_of(backtest, verdicts));
  return Exit::Clean;
}

}  // namespace

void add_backtest(Program& program) {
  auto wishes = std::make_shared<BacktestWishes>();
  CLI::App* command = program.app.add_subcommand(
      "backtest", "Count the events of a log that would start each rule, before limits");
  command
      ->add_option("paths", wishes->paths,
                   "Rules (files or folders), or one pack file of `wend build`")
      ->required()
      ->type_name("PATH");
  add_event_options(*command, wishes->events)->required();
  command->footer(
      "Example:\n  wend backtest examples/retail --events examples/retail/events.jsonl\n"
      "Events are taken one by one: neither history nor profile, no repeats, no order. Rules that "
      "ask\n"
      "for more are named.\n"
      "Exit codes: 0 counted, 1 mistakes in rules, 2 wrong usage or environment.");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] { return backtest(*wishes, settings); };
  });
}

}  // namespace wend::cli
