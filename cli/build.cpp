// SPDX-License-Identifier: Apache-2.0
//
// `wend build`: rules to a pack file that the runtime loads without a compiler.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/byte_size.h"
#include "cli/command.h"
#include "cli/file_identity.h"
#include "cli/rule_files.h"
#include "runtime/abi/plan.h"
#include "wend/compiler.h"

namespace wend::cli {
namespace {

struct BuildWishes {
  std::vector<std::string> paths;
  std::string out;
  bool portable = false;
  std::string budget;
};

// What is wrong with where the pack goes: it never replaces the rules it is made of.
std::optional<Failure> check_output(const std::string& out, const LoadedPack& loaded) {
  std::vector<NamedFile> rules;
  for (const std::string& file : loaded.files) rules.push_back({file, "the rules"});
  return check_outputs_apart({{out, "--output"}}, rules);
}

Exit build(const BuildWishes& wishes, const Settings& settings) {
  if (wishes.out == "-") return cannot("--output wants the name of a file, and `-` is none");
  const auto budget =
      wishes.budget.empty() ? std::optional<std::uint64_t>(0) : bytes_of(wishes.budget);
  if (!budget) return cannot(not_a_size(wishes.budget));
  auto loaded = load_pack(wishes.paths, is_coloured(settings, STDERR_FILENO), *budget);
  if (!loaded) return cannot(loaded.failure().what);
  std::fputs(loaded.value().text.c_str(), stderr);
  if (!loaded.value().pack) return Exit::Findings;
  if (auto failure = check_output(wishes.out, loaded.value())) return cannot(failure->what);
  const auto bytes = pack_file_bytes(*loaded.value().pack, !wishes.portable);
  if (!bytes) return cannot(bytes.failure().what);
  const std::string_view view(reinterpret_cast<const char*>(bytes.value().data()),
                              bytes.value().size());
  if (auto failure = write_file(wishes.out, view)) return cannot(failure->what);
  print(fmt::format("{}: {} bytes, {} rules, meaning {}\n", wishes.out, view.size(),
                    rule_count(loaded.value().pack->plan()), loaded.value().pack->meaning()));
  return Exit::Clean;
}

}  // namespace

void add_build(Program& program) {
  auto wishes = std::make_shared<BuildWishes>();
  CLI::App* command =
      program.app.add_subcommand("build", "Compile rules to a pack file for the runtime library");
  command->add_option("paths", wishes->paths, "Files of rules, or folders with *.wend files")
      ->required()
      ->type_name("PATH");
  command->add_option("-o,--output", wishes->out, "The pack file to write")
      ->required()
      ->type_name("FILE");
  command->add_flag("--portable", wishes->portable,
                    "Without machine code: the same bytes on every machine");
  add_budget(*command, wishes->budget);
  command->footer(
      "Example:\n  wend build examples/retail -o retail.pack\n"
      "  wend run retail.pack --events examples/retail/events.jsonl --decisions -\n"
      "The pack holds a plan for every machine and machine code for this processor.");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] { return build(*wishes, settings); };
  });
}

}  // namespace wend::cli
