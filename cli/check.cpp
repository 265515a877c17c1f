// SPDX-License-Identifier: Apache-2.0
//
// `wend check`: every mistake of a pack in one run, fixes, the printed forms of each stage, and what
// the pack costs.
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "cli/byte_size.h"
#include "cli/command.h"
#include "cli/event_files.h"
#include "cli/fixes.h"
#include "cli/report.h"
#include "cli/rule_files.h"
#include "compiler/driver/pipeline.h"
#include "compiler/native/native.h"
#include "compiler/plan/print.h"
#include "compiler/plan/report.h"
#include "compiler/program/from_syntax.h"
#include "compiler/syntax/from_text.h"

namespace wend::cli {
namespace {

struct CheckWishes {
  std::vector<std::string> paths;
  bool fix = false;
  bool json = false;
  std::string print;
  bool report = false;
  std::string budget;
  EventFileWishes events;
};

Expected<std::vector<Source>> fixed(std::vector<Source> sources, const CompileOptions& options) {
  FixedRules result = with_fixes(std::move(sources), options);
  for (const Source& source : result.sources) {
    const auto& changed = result.changed_files;
    if (std::find(changed.begin(), changed.end(), source.path) == changed.end()) continue;
    if (auto failure = write_file(source.path, source.text)) return *failure;
  }
  for (const std::string& change : result.changes) complain("fixed " + change);
  return std::move(result.sources);
}

std::string printed_trees(const driver::Compilation& compilation) {
  std::string text;
  for (const syntax::Tree& tree : compilation.trees) text += syntax::print(tree);
  return text;
}

// The printed form of one stage, as far as the pack is sound enough to have it.
std::string printed(const std::string& stage, const std::vector<Source>& sources) {
  const auto stop = stage == "tree"      ? driver::Stop::Trees
                    : stage == "program" ? driver::Stop::Program
                                         : driver::Stop::Plan;
  const driver::Compilation compilation = driver::compilation_of(sources, text_if_there, stop);
  std::string text;
  if (stage == "tree") {
    text = printed_trees(compilation);
  } else if (stage == "program" && !compilation.diagnostics.has_errors()) {
    text = program::print(*compilation.program);
  } else if (compilation.plan) {
    text = stage == "plan" ? plan::print(*compilation.plan) : native::print_llvm(*compilation.plan);
  }
  return text;
}

std::string in_short(const std::vector<Source>& sources, const CompileResult& result) {
  const std::size_t rules = rule_count(result.pack->plan());
  return fmt::format("{} {}, {} {}: no findings\n", sources.size(),
                     sources.size() == 1 ? "file" : "files", rules, rules == 1 ? "rule" : "rules");
}

// A tree needs no schema and no other file: what is found is what the text alone shows.
Exit check_trees(const CheckWishes& wishes, const std::vector<Source>& sources, Colour colour) {
  const driver::Compilation read =
      driver::compilation_of(sources, text_if_there, driver::Stop::Trees);
  print(printed_trees(read));
  const bool is_clean = read.diagnostics.all().empty();
  if (wishes.json) {
    print(render_json(read.sources, read.diagnostics));
  } else if (!is_clean) {
    print(render_text(read.sources, read.diagnostics, colour));
  }
  return is_clean ? Exit::Clean : Exit::Findings;
}

Exit report(const CheckWishes& wishes, const std::shared_ptr<Pack>& pack) {
  print(plan::report(pack->plan()));
  if (wishes.events.files.empty()) return Exit::Clean;
  Session session(pack);
  if (auto failure = feed_all(session, wishes.events)) return cannot(failure->what);
  print("\n" + measured(session));
  return Exit::Clean;
}

Exit check(const CheckWishes& wishes, const Settings& settings) {
  if (!wishes.events.files.empty() && !wishes.report)
    return cannot("check: --events gives --report its sample log; add --report");
  auto sources = rule_files(wishes.paths);
  if (!sources) return cannot(sources.failure().what);
  CompileOptions options;
  options.colour = is_coloured(settings, STDOUT_FILENO);
  options.read = text_if_there;
  if (!wishes.budget.empty()) {
    const auto budget = bytes_of(wishes.budget);
    if (!budget) return cannot(not_a_size(wishes.budget));
    options.budget = *budget;
  }
  if (wishes.fix) {
    sources = fixed(std::move(sources.value()), options);
    if (!sources) return cannot(sources.failure().what);
  }
  if (wishes.print == "tree" && !wishes.report) {
    return check_trees(wishes, sources.value(), options.colour ? Colour::Always : Colour::Never);
  }
  const CompileResult result = compile(sources.value(), options);
  if (!wishes.print.empty()) print(printed(wishes.print, sources.value()));
  if (wishes.json) {
    print(result.json);
  } else if (!result.findings.empty()) {
    print(result.text);
  } else if (wishes.print.empty() && !wishes.report) {
    print(in_short(sources.value(), result));
  }
  if (result.pack && wishes.report && !wishes.json) {
    const Exit exit = report(wishes, result.pack);
    if (exit != Exit::Clean) return exit;
  }
  return result.findings.empty() ? Exit::Clean : Exit::Findings;
}

}  // namespace

void add_check(Program& program) {
  auto wishes = std::make_shared<CheckWishes>();
  CLI::App* command = program.app.add_subcommand(
      "check", "Check rules: every mistake, with its place and a way out");
  command->add_option("paths", wishes->paths, "Files of rules, or folders with *.wend files")
      ->required()
      ->type_name("PATH");
  command->add_flag("--fix", wishes->fix,
                    "Apply the fixes that findings offer, and say what changed");
  command->add_flag("--json", wishes->json, "Findings as a JSON array");
  command->add_option("--print", wishes->print, "Show a stage: tree, program, plan or llvm")
      ->check(CLI::IsMember({"tree", "program", "plan", "llvm"}))
      ->type_name("STAGE");
  command->add_flag("--report", wishes->report, "What the pack keeps and does per customer");
  add_budget(*command, wishes->budget);
  add_event_options(*command, wishes->events);
  command->footer(
      "Example:\n  wend check examples/retail --report --events examples/retail/events.jsonl\n"
      "Exit codes: 0 no findings, 1 findings, 2 wrong usage or environment.");
  command->callback([&program, wishes] {
    program.action = [wishes, &settings = program.settings] { return check(*wishes, settings); };
  });
}

}  // namespace wend::cli
