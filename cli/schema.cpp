// SPDX-License-Identifier: Apache-2.0
//
// `wend schema --from LOG`: a first schema to edit, guessed from a sample of events.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/command.h"
#include "cli/inferred_schema.h"

namespace wend::cli {
namespace {

Exit schema(const std::string& log) {
  const auto seen = seen_in(log);
  if (!seen) return cannot(seen.failure().what);
  if (seen.value().touchpoints.empty()) {
    return cannot(fmt::format(
        "no events in `{}`: a sample is CloudEvents, one JSON object a line, or CSV with a header",
        log));
  }
  const InferredSchema schema = inferred_schema(seen.value(), log);
  print(schema.text);
  if (!schema.unspeakable.empty()) {
    complain(fmt::format(
        "the language cannot say {} of the log ({}): `wend run` refuses such events until the log "
        "names them as the schema does",
        schema.unspeakable.size() == 1 ? "a name" : "names", fmt::join(schema.unspeakable, ", ")));
  }
  if (seen.value().unreadable > 0) {
    complain(fmt::format("{} of {} records could not be read and were passed over",
                         seen.value().unreadable, seen.value().rows));
  }
  return Exit::Clean;
}

}  // namespace

void add_schema(Program& program) {
  auto log = std::make_shared<std::string>();
  CLI::App* command =
      program.app.add_subcommand("schema", "Guess a first schema from a sample of events");
  command
      ->add_option("--from", *log,
                   "CloudEvents, one JSON object a line, or CSV with a header; .gz too")
      ->required()
      ->type_name("LOG");
  command->footer(
      "Example:\n  mkdir first && wend schema --from events.jsonl > first/schema.wend && wend "
      "check first");
  command->callback([&program, log] { program.action = [log] { return schema(*log); }; });
}

}  // namespace wend::cli
