// SPDX-License-Identifier: Apache-2.0
//
// The program `wend`: reads the command line and hands over to one command.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "cli/command.h"
#include "compiler/diagnostics/diagnostic.h"

namespace wend::cli {
namespace {

constexpr const char* kAbout =
    "Wend decides what each customer receives next, by rules that read aloud.\n"
    "Start with:  wend init my-journeys";

void add_colour(CLI::App& app, Settings& settings) {
  const std::map<std::string, ColourWish> wishes = {
      {"auto", ColourWish::Auto}, {"always", ColourWish::Always}, {"never", ColourWish::Never}};
  app.add_option_function<std::string>(
         "--color",
         [&settings, wishes](const std::string& word) { settings.colour = wishes.at(word); },
         "Colours: auto (on a terminal, unless NO_COLOR is set), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
}

// `wend chekc`: no command by this name, and perhaps the one that was meant.
std::optional<std::string> unknown_command(const CLI::App& app, int count, char** words) {
  if (!app.get_subcommands().empty() || count < 2 || words[1][0] == '-') return std::nullopt;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  const auto meant = nearest(words[1], names);
  return fmt::format("no command `{}`{}", words[1],
                     meant ? fmt::format(": did you mean `{}`?", *meant)
                           : fmt::format("; there are {}", fmt::join(names, ", ")));
}

// `wend run --events log.jsonl my-pack`: the rules are missing since an option took them.
std::string taken_by_events(const CLI::App& command, const CLI::ParseError& error) {
  const CLI::Option* events = command.get_option_no_throw("--events");
  const bool is_missing = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr &&
                          std::string_view(error.what()).starts_with("paths");
  if (!is_missing || events == nullptr || events->count() < 2) return {};
  return fmt::format("; --events took all words behind it, `{}` too: name the rules first",
                     events->results().back());
}

// A word without a name before it, which the library names as if it were an option: what it is.
std::optional<std::string> missing_word(const CLI::App& command, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) return std::nullopt;
  const std::string_view words(error.what());
  const std::string name(words.substr(0, words.find(' ')));
  const CLI::Option* option = command.get_option_no_throw(name);
  if (option == nullptr || !option->get_positional()) return std::nullopt;
  return fmt::format("`{}` is missing: {}", name, option->get_description());
}

int usage_error(const CLI::App& app, const CLI::ParseError& error, int count, char** words) {
  const auto commands = app.get_subcommands();
  const std::string command = commands.empty() ? "wend" : "wend " + commands.front()->get_name();
  std::string what = unknown_command(app, count, words).value_or(error.what());
  if (!commands.empty()) {
    what = missing_word(*commands.front(), error).value_or(what) +
           taken_by_events(*commands.front(), error);
  }
  std::fprintf(stderr, "%s: %s\nTry `%s --help`.\n", command.c_str(), what.c_str(),
               command.c_str());
  return static_cast<int>(Exit::Environment);
}

// A closed standard stream would be the number of the next file that is opened, which would then take
// what is meant for the stream. In its place stands something that can neither be read nor written to.
void keep_standard_streams_apart() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

Exit completion(const CLI::App& app, const std::string& shell) {
  print(completion_script(app, shell));
  return Exit::Clean;
}

// `wend help` and `wend help run`, as `wend --help` and `wend run --help`.
std::vector<std::string> arguments(int count, char** words) {
  std::vector<std::string> result(words + 1, words + count);
  if (!result.empty() && result[0] == "help") {
    result.erase(result.begin());
    result.push_back("--help");
  }
  std::reverse(result.begin(), result.end());  // as the library wants them
  return result;
}

// What was printed may still fail to be written.
int finished(int code) {
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
  return static_cast<int>(code != 0 ? Exit{code}
                                    : cannot("cannot write to standard output: is the disk full?"));
}

int run(int count, char** words) {
  CLI::App app(kAbout, "wend");
  Settings settings;
  Action action;
  Program program{app, settings, action};
  app.set_version_flag("-v,--version", "wend " WEND_VERSION);
  std::string shell;
  app.add_option("--completion", shell, "Print the completion script for bash, zsh or fish")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->type_name("SHELL");
  add_colour(app, settings);
  app.require_subcommand(0, 1);
  app.fallthrough();
  app.footer(
      "Each command has its own --help with an example.\n"
      "Exit codes: 0 clean, 1 findings, 2 wrong usage or environment.");
  add_check(program);
  add_fmt(program);
  add_init(program);
  add_schema(program);
  add_run(program);
  add_build(program);
  add_backtest(program);
  add_test(program);
  add_plan(program);
  add_forget(program);
  try {
    app.parse(arguments(count, words));
  } catch (const CLI::Success& success) {
    return finished(app.exit(success));
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error, count, words);
  }
  if (!shell.empty()) return finished(static_cast<int>(completion(app, shell)));
  if (!action) {
    print(app.help());
    return static_cast<int>(Exit::Environment);
  }
  return finished(static_cast<int>(action()));
}

}  // namespace
}  // namespace wend::cli

int main(int count, char** words) {
  wend::cli::keep_standard_streams_apart();
  return wend::cli::run(count, words);
}
