// SPDX-License-Identifier: Apache-2.0
//
// `wend forget`: erases one customer from a saved run.
#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/saved_run.h"

namespace wend::cli {
namespace {

struct ForgetWishes {
  std::string customer;
  std::string identity;  // the kind that the name is of; empty: the customer's own
  std::string state;
};

Exit forget(const ForgetWishes& wishes) {
  if (!has_saved_run(wishes.state)) return cannot(no_saved_run(wishes.state, "--state").what);
  auto folder = StateFolder::take(wishes.state);
  if (!folder) return cannot(folder.failure().what);
  auto loaded = load_run(wishes.state);
  if (!loaded) return cannot(loaded.failure().what);
  SavedRun& run = *loaded.value();
  auto session = session_of(run);
  if (!session) return cannot(session.failure().what);
  if (!session.value().forget(wishes.customer, wishes.identity)) {
    const std::string who = wishes.identity.empty() ? "customer" : wishes.identity;
    complain(fmt::format("`{}` knows no {} `{}`", wishes.state, who, wishes.customer));
    return Exit::Findings;
  }
  run.session = session.value().save();
  forget_memories(run);  // nobody knows whose they are
  if (auto failure = save_run(wishes.state, run)) return cannot(failure->what);
  const std::uint64_t left = session.value().customers();
  print(fmt::format("{} is forgotten; {} {} left in {}\n", wishes.customer, left,
                    left == 1 ? "customer is" : "customers are", wishes.state));
  return Exit::Clean;
}

}  // namespace

void add_forget(Program& program) {
  auto wishes = std::make_shared<ForgetWishes>();
  CLI::App* command = program.app.add_subcommand("forget", "Erase a customer from a saved run");
  command->add_option("--customer", wishes->customer, "The customer, as events name it")
      ->required()
      ->type_name("NAME");
  command
      ->add_option("--identity", wishes->identity,
                   "The kind of identity that the name is, if it is not the customer's own")
      ->type_name("KIND");
  command->add_option("--state", wishes->state, "The folder that the run saves to")
      ->required()
      ->type_name("DIR");
  command->footer(
      "Example:\n  wend forget --customer c-4711 --state saved\n"
      "         wend forget --customer v-17 --identity Visitor --state saved\n"
      "A customer is forgotten under all names, whichever is given.\n"
      "Exit codes: 0 erased, 1 nobody of this name is known, 2 wrong usage or environment.\n"
      "Events that come later begin a new customer. Logs, decisions and rejects that were written\n"
      "are yours to erase.");
  command->callback([&program, wishes] { program.action = [wishes] { return forget(*wishes); }; });
}

}  // namespace wend::cli
