// SPDX-License-Identifier: Apache-2.0
//
// Completion scripts made from the command line itself, so that they cannot fall behind it.
#include <algorithm>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/command.h"

namespace wend::cli {
namespace {

std::string long_options(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames())
      words += (words.empty() ? "--" : " --") + name;
  }
  return words;
}

// The words that an option takes, with spaces between; empty if it takes any. The command line knows them
// as the end of a type's name: TIER:{interpreter,native}.
std::string values_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find('{');
  const std::size_t end = type.find('}');
  if (begin == std::string::npos || end == std::string::npos) return {};
  std::string values = type.substr(begin + 1, end - begin - 1);
  std::replace(values.begin(), values.end(), ',', ' ');
  return values;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

// Options that stand before a command as well as behind it.
std::vector<const CLI::Option*> shared_options(const CLI::App& app) {
  std::vector<const CLI::Option*> shared;
  for (const CLI::Option* option : app.get_options()) {
    if (option->check_name("--color")) shared.push_back(option);
  }
  return shared;
}

std::string shared_words(const CLI::App& app) {
  std::string words;
  for (const CLI::Option* option : shared_options(app)) words += " --" + option->get_lnames()[0];
  return words;
}

// Lines of a shell's `case`: for each option that takes certain words only, these, between two texts.
std::string value_cases(const CLI::App& app, std::string_view before, std::string_view behind) {
  std::map<std::string, std::string> found;
  const auto collect = [&](const CLI::App& of) {
    for (const CLI::Option* option : of.get_options()) {
      for (const std::string& name : option->get_lnames()) {
        if (const std::string values = values_of(*option); !values.empty()) found[name] = values;
      }
    }
  };
  collect(app);
  for (const CLI::App* command : commands_of(app)) collect(*command);
  std::string cases;
  for (const auto& [name, values] : found)
    cases += fmt::format("    --{}) {}{}{} ;;\n", name, before, values, behind);
  return cases;
}

std::string for_bash(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names += command->get_name() + " ";
    cases += fmt::format("    {}) words=\"{}{}\" ;;\n", command->get_name(), long_options(*command),
                         shared_words(app));
  }
  return fmt::format(
      R"(# bash completion for wend. Install: wend --completion bash > ~/.local/share/bash-completion/completions/wend
_wend() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} words=""
  case ${{COMP_WORDS[COMP_CWORD-1]}} in
{}    *) words="" ;;
  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    return
  fi
  case ${{COMP_WORDS[1]}} in
{}    *) words="{}{}" ;;
  esac
  if [[ $word == -* || $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  else
    COMPREPLY=($(compgen -f -- "$word"))
  fi
}}
complete -o filenames -F _wend wend
)",
      value_cases(app, "words=\"", "\""), cases, names, long_options(app));
}

std::string for_zsh(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names +=
        fmt::format("    '{}:{}'\n", command->get_name(), first_line(command->get_description()));
    cases += fmt::format("    {}) compadd -- {}{} ; _files ;;\n", command->get_name(),
                         long_options(*command), shared_words(app));
  }
  return fmt::format(R"(#compdef wend
# zsh completion for wend. Install: wend --completion zsh > "${{fpath[1]}}/_wend"
_wend() {{
  local -a commands=(
{}  )
  case $words[CURRENT-1] in
{}  esac
  if (( CURRENT == 2 )); then
    _describe command commands
    compadd -- {}
    return
  fi
  case $words[2] in
{}  esac
}}
compdef _wend wend
)",
                     names, value_cases(app, "compadd -- ", " ; return"), long_options(app), cases);
}

std::string fish_line(const std::string& condition, const CLI::Option& option) {
  std::string lines;
  const std::string values = values_of(option);
  for (const std::string& name : option.get_lnames()) {
    lines += fmt::format("complete -c wend{} -l {}{} -d '{}'\n", condition, name,
                         values.empty() ? "" : fmt::format(" -xa '{}'", values),
                         first_line(option.get_description()));
  }
  return lines;
}

std::string for_fish(const CLI::App& app) {
  std::string lines =
      "# fish completion for wend. Install: wend --completion fish > "
      "~/.config/fish/completions/wend.fish\n";
  for (const CLI::Option* option : app.get_options()) {
    const bool is_shared = option->check_name("--color");
    lines += fish_line(is_shared ? "" : " -n __fish_use_subcommand", *option);
  }
  for (const CLI::App* command : commands_of(app)) {
    lines += fmt::format("complete -c wend -n __fish_use_subcommand -a {} -d '{}'\n",
                         command->get_name(), first_line(command->get_description()));
    for (const CLI::Option* option : command->get_options()) {
      lines += fish_line(fmt::format(" -n '__fish_seen_subcommand_from {}'", command->get_name()),
                         *option);
    }
  }
  return lines;
}

}  // namespace

std::string completion_script(const CLI::App& app, std::string_view shell) {
  if (shell == "bash") return for_bash(app);
  if (shell == "zsh") return for_zsh(app);
  if (shell == "fish") return for_fish(app);
  return {};
}

}  // namespace wend::cli
